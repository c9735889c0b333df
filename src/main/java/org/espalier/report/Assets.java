package org.espalier.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Style and scripts that the page includes.
 *
 * @param library chart library; without it there are no charts
 */
record Assets(String style, String library, String script) {

  static Assets bundled() {
    return of(
        "study.js", "axes.js", "charts.js", "parallel.js", "heldout.js", "table.js", "page.js");
  }

  /** Assets of the page that compares studies. */
  static Assets ofComparison() {
    return of("axes.js", "compare.js");
  }

  /** Scripts in their order share one scope. */
  private static Assets of(String... scripts) {
    String script =
        Stream.of(scripts)
            .map(Assets::resource)
            .collect(Collectors.joining("", "\n(function () {\n'use strict';\n", "})();\n"));
    return new Assets(resource("page.css"), resource("echarts/echarts.min.js"), script);
  }

  private static String resource(String name) {
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
