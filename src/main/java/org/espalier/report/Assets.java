package org.espalier.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/**
 * Style and scripts that a page includes.
 *
 * @param library chart library; without it there are no charts
 * @param scripts the page's own script, by the kinds of its charts
 */
record Assets(String style, String library, Function<List<String>, String> scripts) {

  /** Those of the page about a study. */
  static Assets ofStudy() {
    return of("study.js");
  }

  /** Assets of the page that compares studies. */
  static Assets ofComparison() {
    return of("compare.js");
  }

  private static Assets of(String main) {
    return new Assets(
        resource("page.css"),
        resource("echarts/echarts.min.js"),
        charts -> ScriptModules.bundle(charts, main));
  }

  /** The page's own script. */
  String script(List<String> charts) {
    return scripts.apply(charts);
  }

  static String resource(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks %s.".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
