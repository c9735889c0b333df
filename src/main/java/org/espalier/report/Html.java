package org.espalier.report;

import org.espalier.report.view.FormattedNumber;

/** Printer of HTML: elements with escaped text and attributes. */
final class Html {

  private final StringBuilder out = new StringBuilder(1 << 16);

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
  Html number(String tag, FormattedNumber quantity, String... attributes) {
    String[] all = new String[attributes.length + 4];
    System.arraycopy(attributes, 0, all, 4, attributes.length);
    all[0] = "class";
    all[1] = "n";
    all[2] = "data-value";
    all[3] = quantity.exact();
    return open(tag, all).quantity(quantity).close(tag);
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
