package org.espalier.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Style and scripts that the page includes.
 *
 * @param library chart library; without it there are no charts
 */
record Assets(String style, String library, String script) {

  static Assets bundled() {
    return new Assets(
        resource("page.css"), resource("echarts/echarts.common.min.js"), resource("page.js"));
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
