package org.espalier.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Style and scripts that the page includes.
 *
 * @param library chart library; without it there are no charts
 */
record Assets(String style, String library, String script) {

  /** Parts of the script in their order; they share one scope. */
  private static final List<String> PARTS =
      List.of("study.js", "axes.js", "charts.js", "parallel.js", "table.js", "page.js");

  static Assets bundled() {
    String script =
        PARTS.stream()
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
