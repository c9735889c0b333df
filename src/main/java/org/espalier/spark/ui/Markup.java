package org.espalier.spark.ui;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.spec.SafeText;

/** HTML elements of the tab's pages, with the CSS classes of Spark's own tables. */
final class Markup {

  private Markup() {}

  /**
   * Escapes text for the content of an element or for a quoted attribute. The text is never
   * trusted.
   */
  static String text(String text) {
    return SafeText.line(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  static String number(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** Formats a number of seconds of executor run time. */
  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%,.1f s", seconds);
  }

  /**
   * Returns a link.
   *
   * @param uri address, which is escaped
   * @param html content of the element
   */
  static String link(String uri, String html) {
    return "<a href=\"%s\">%s</a>".formatted(text(uri), html);
  }

  static String heading(String text) {
    return "<h4>%s</h4>".formatted(text(text));
  }

  /** Returns a line of a list of properties. */
  static String property(String name, String html) {
    return "<li><strong>%s:</strong> %s</li>".formatted(text(name), html);
  }

  /**
   * Returns a table.
   *
   * @param head header cells as HTML
   * @param rows cells as HTML, in each row as many as in the header
   */
  static String table(String id, List<String> head, List<List<String>> rows) {
    return """
        <table id="%s" class="table table-bordered table-sm table-striped">
        <thead><tr>%s</tr></thead><tbody>%s</tbody></table>
        """
        .formatted(
            id,
            head.stream().map("<th>%s</th>"::formatted).collect(Collectors.joining()),
            rows.stream().map(Markup::row).collect(Collectors.joining("\n")));
  }

  private static String row(List<String> cells) {
    return cells.stream()
        .map("<td>%s</td>"::formatted)
        .collect(Collectors.joining("", "<tr>", "</tr>"));
  }
}
