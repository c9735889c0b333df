package org.espalier.spark.ui;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.espalier.spec.SafeText;

/** HTML of the tab's pages, in the classes of Spark's own tables. */
final class Markup {

  private Markup() {}

  /** Text for the content of an element or a quoted attribute; all of it may come from others. */
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

  /** Seconds of executor run time. */
  static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%,.1f s", seconds);
  }

  /**
   * A link.
   *
   * @param html content of the element
   */
  static String link(String uri, String html) {
    return "<a href=\"%s\">%s</a>".formatted(text(uri), html);
  }

  static String heading(String text) {
    return "<h4>%s</h4>".formatted(text(text));
  }

  /** Line of a list of properties. */
  static String property(String name, String html) {
    return "<li><strong>%s:</strong> %s</li>".formatted(text(name), html);
  }

  /**
   * Table.
   *
   * @param head cells as HTML
   * @param rows cells as HTML, as many in each row as in the head
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
