package org.espalier.report;

import org.espalier.report.view.ParameterPlot;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.Words;

/** Section of the page with plots of the score against each numeric parameter. */
final class ParametersSection {

  private ParametersSection() {}

  static void print(Html page, StudyReport report) {
    if (report.plots().parameters().isEmpty()) {
      return;
    }
    SectionFrame.open(page, "parameters", "Parameters");
    String lead =
        "%s against one parameter at a time; filled markers are scores on all folds and rows."
            .formatted(Words.capital(report.metric()));
    page.element("p", lead, "class", "note").line();
    page.open("div", "class", "multiples").line();
    for (int i = 0; i < report.plots().parameters().size(); i++) {
      ParameterPlot plot = report.plots().parameters().get(i);
      page.open("figure").open("figcaption").element("strong", plot.parameter());
      if (!plot.learner().isEmpty()) {
        page.text(" ").element("span", plot.learner(), "class", "muted");
      }
      page.close("figcaption").line();
      String described =
          "Scores of %s by %s."
              .formatted(Words.count(plot.dots().size(), "trial"), plot.parameter());
      SectionFrame.chart(page, "parameter", described, "data-index", String.valueOf(i));
      page.close("figure").line();
    }
    page.close("div").line();
    SectionFrame.close(page);
  }
}
