package org.espalier.report;

import org.espalier.report.view.CurvePlot;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.Words;

/** Section of the page with the learning curves that a function reported. */
final class CurvesSection {

  private CurvesSection() {}

  static void print(Html page, StudyReport report) {
    if (report.plots().curves().isEmpty()) {
      return;
    }
    SectionFrame.open(page, "curves", "Learning curves");
    String lead = "Reported numbers by step, as means over folds; the winner is highlighted.";
    page.element("p", lead, "class", "note").line();
    page.open("div", "class", "multiples").line();
    for (int i = 0; i < report.plots().curves().size(); i++) {
      CurvePlot plot = report.plots().curves().get(i);
      page.open("figure").open("figcaption").element("strong", plot.name());
      page.close("figcaption").line();
      String described =
          "%s by step of %s.".formatted(plot.name(), Words.count(plot.lines().size(), "trial"));
      SectionFrame.chart(page, "curve", described, "data-index", String.valueOf(i));
      page.close("figure").line();
    }
    page.close("div").line();
    SectionFrame.close(page);
  }
}
