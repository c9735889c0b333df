package org.espalier.report;

import java.util.List;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.ShownSetting;
import org.espalier.report.view.StudyReport;

/** Frame of the page's sections. */
final class SectionFrame {

  private SectionFrame() {}

  static void open(Html page, String id, String title) {
    page.open("section", "id", id, "aria-labelledby", id + "-title").line();
    page.element("h2", title, "id", id + "-title").line();
  }

  static void close(Html page) {
    page.close("section").line();
  }

  /**
   * Opens a table in a box of its own that scrolls sideways.
   *
   * @param headings a class and a text each; class {@code n} heads numbers
   */
  static void openTable(Html page, String css, String caption, List<String[]> headings) {
    page.open("div", "class", "scroll", "role", "region", "tabindex", "0", "aria-label", caption);
    page.open("table", "class", css).element("caption", caption).line().open("thead").open("tr");
    headings.forEach(h -> page.element("th", h[1], "scope", "col", "class", h[0]));
    page.close("tr").close("thead").line().open("tbody").line();
  }

  static void closeTable(Html page) {
    page.close("tbody").close("table").close("div").line();
  }

  static String[] text(String heading) {
    return new String[] {"", heading};
  }

  static String[] number(String heading) {
    return new String[] {"n", heading};
  }

  /**
   * Place of a chart, which a script fills.
   *
   * @param described text alternative of the chart
   */
  static void chart(Html page, String kind, String described, String... attributes) {
    page.open("div", with(attributes, "data-chart", kind, "role", "img", "aria-label", described));
    page.close("div").line();
  }

  private static String[] with(String[] attributes, String... more) {
    String[] all = new String[attributes.length + more.length + 2];
    all[0] = "class";
    all[1] = "plot " + more[1];
    System.arraycopy(more, 0, all, 2, more.length);
    System.arraycopy(attributes, 0, all, 2 + more.length, attributes.length);
    return all;
  }

  /** A cell with a score and its standard error, which sorts by the score. */
  static void score(Html page, FormattedNumber score, FormattedNumber stdError) {
    page.open("td", "class", "n", "data-value", score.exact()).quantity(score);
    page.open("span", "class", "muted error").text(" ± ").quantity(stdError).close("span");
    page.close("td");
  }

  /** An empty cell of numbers. */
  static void none(Html page) {
    page.element("td", "–", "class", "n");
  }

  /** Parameters and their values. */
  static void settings(Html page, List<ShownSetting> settings) {
    if (settings.isEmpty()) {
      page.element("p", "No parameters.", "class", "muted").line();
      return;
    }
    page.open("dl", "class", "settings");
    for (ShownSetting setting : settings) {
      page.open("div").element("dt", setting.name());
      page.open("dd").quantity(setting.value()).close("dd").close("div");
    }
    page.close("dl").line();
  }

  /** The key of a chart, begun with the learners' colours; to be closed as a list. */
  static void openKey(Html page, StudyReport report) {
    page.open("ul", "class", "key");
    if (report.header().learners().size() > 1) {
      for (String learner : report.header().learners()) {
        page.open("li");
        swatch(page, report, learner);
        page.text(learner).close("li");
      }
    }
  }

  /** A learner's colour, where there are several. */
  static void swatch(Html page, StudyReport report, String learner) {
    if (report.header().learners().size() > 1) {
      int colour = report.header().learners().indexOf(learner) % ChartData.COLOURS;
      page.element("span", "", "class", "swatch c" + colour);
    }
  }

  static void keyEntry(Html page, String css, String text) {
    page.open("li").element("span", "", "class", css).text(text).close("li");
  }
}
