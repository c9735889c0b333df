package org.espalier.report;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chart of a page, drawn by the script {@code charts/<kind>.js}.
 *
 * @param kind name of the chart in the registry of the scripts
 * @param key name of its data on the page; the kind, unless a page has several charts of a kind
 * @param described text alternative
 * @param data as {@link Json} prints it; empty if the chart draws the trials alone
 * @param height in pixels; empty for the height of its kind in the style sheet
 */
record Chart(String kind, String key, String described, Optional<Object> data, OptionalInt height) {

  /** Chart of the trials, whose data all charts share. */
  static Chart ofTrials(String kind, String described) {
    return new Chart(kind, kind, described, Optional.empty(), OptionalInt.empty());
  }

  /** Chart of data of its own. */
  static Chart of(String kind, String described, Object data) {
    return new Chart(kind, kind, described, Optional.of(data), OptionalInt.empty());
  }

  /** The same chart as one of several of its kind. */
  Chart named(String name) {
    return new Chart(kind, kind + "-" + name, described, data, height);
  }

  Chart high(int pixels) {
    return new Chart(kind, key, described, data, OptionalInt.of(pixels));
  }

  /** Prints its place on the page. */
  void print(Html page) {
    String style = height.isPresent() ? "height:%dpx".formatted(height.getAsInt()) : "";
    page.open(
            "div",
            "class",
            "plot " + kind,
            "data-chart",
            kind,
            "data-key",
            key,
            "role",
            "img",
            "aria-label",
            described,
            "style",
            style)
        .close("div")
        .line();
  }
}
