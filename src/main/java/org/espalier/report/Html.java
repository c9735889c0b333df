package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.report.view.FormattedNumber;

/** Printer of HTML: elements with escaped text and attributes, and the places of charts. */
final class Html {

  private final StringBuilder out = new StringBuilder(1 << 16);
  private final Map<String, Chart> charts = new LinkedHashMap<>();

  /**
   * Opens an element.
   *
   * @param attributes names and values in turn; an attribute without a value is left out
   */
  Html open(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (!attributes[i + 1].isEmpty()) {
        out.append(' ').append(attributes[i]).append("=\"");
        out.append(Escape.html(attributes[i + 1])).append('"');
      }
    }
    out.append('>');
    return this;
  }

  Html close(String tag) {
    out.append("</").append(tag).append(">");
    return this;
  }

  Html text(String text) {
    out.append(Escape.html(text));
    return this;
  }

  /** An element that holds nothing but text. */
  Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close(tag);
  }

  /** Number, with its full value as a tooltip. */
  Html quantity(FormattedNumber quantity) {
    return quantity.text().equals(quantity.exact())
        ? text(quantity.text())
        : element("span", quantity.text(), "title", quantity.exact());
  }

  /** A cell of a table that sorts by a number. */
  Html number(FormattedNumber number) {
    open("td", "class", "n", "data-value", number.exact());
    return quantity(number).close("td");
  }

  /** Opens a section with a title. */
  Html section(String id, String title) {
    open("section", "id", id, "aria-labelledby", id + "-title").line();
    return element("h2", title, "id", id + "-title").line();
  }

  void endSection() {
    close("section").line();
  }

  /**
   * Place of a chart, which a script fills with its data.
   *
   * @throws IllegalArgumentException if the page has a chart of the same key
   */
  Html chart(Chart chart) {
    if (charts.put(chart.key(), chart) != null) {
      throw new IllegalArgumentException("Two charts are named %s.".formatted(chart.key()));
    }
    chart.print(this);
    return this;
  }

  /** Charts printed so far, in their order. */
  List<Chart> charts() {
    return List.copyOf(charts.values());
  }

  /** A cell with a score and its standard error, which sorts by the score. */
  void score(FormattedNumber score, FormattedNumber stdError) {
    open("td", "class", "n", "data-value", score.exact()).quantity(score);
    open("span", "class", "muted error").text(" ± ").quantity(stdError).close("span").close("td");
  }

  /** Line end, for readers of the source. */
  Html line() {
    out.append('\n');
    return this;
  }

  /** Markup, styles and scripts of our own, as they are. */
  Html own(String markup) {
    out.append(markup);
    return this;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
