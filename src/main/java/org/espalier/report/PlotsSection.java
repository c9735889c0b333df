package org.espalier.report;

import java.util.List;
import java.util.function.ObjIntConsumer;
import org.espalier.numeric.Counted;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.StudyReport;

/** Sections of the page with small plots side by side: of parameters, and of learning curves. */
final class PlotsSection {

  private PlotsSection() {}

  /** Prints plots of the score against each numeric parameter. */
  static void parameters(Html page, StudyReport report) {
    plots(
        page,
        report.plots().parameters(),
        "parameters",
        "Parameters",
        "%s against one parameter at a time; filled markers are scores %s."
            .formatted(
                DisplayLabels.capital(report.metric()),
                report.isOfFunction() ? "in full" : "on all folds and rows"),
        (plot, i) -> {
          page.open("figure").open("figcaption").element("strong", plot.parameter());
          if (!plot.learner().isEmpty()) {
            page.text(" ").element("span", plot.learner(), "class", "muted");
          }
          String trials = Counted.of(plot.dots().size(), "trial");
          chart(page, "parameter", i, "Scores of %s by %s.".formatted(trials, plot.parameter()));
        });
  }

  /** Prints learning curves: of a function's reports, or of early stopping. */
  static void curves(Html page, StudyReport report) {
    plots(
        page,
        report.plots().curves(),
        "curves",
        "Learning curves",
        "Numbers by step, as means over folds; the winner is highlighted.",
        (plot, i) -> {
          page.open("figure").open("figcaption").element("strong", plot.name());
          String trials = Counted.of(plot.lines().size(), "trial");
          chart(page, "curve", i, "%s by step of %s.".formatted(plot.name(), trials));
        });
  }

  private static <P> void plots(
      Html page, List<P> plots, String id, String title, String lead, ObjIntConsumer<P> figure) {
    if (plots.isEmpty()) {
      return;
    }
    page.section(id, title);
    page.element("p", lead, "class", "note").line();
    page.open("div", "class", "multiples").line();
    for (int i = 0; i < plots.size(); i++) {
      figure.accept(plots.get(i), i);
    }
    page.close("div").line();
    page.endSection();
  }

  /** Ends a caption, and prints the chart below it. */
  private static void chart(Html page, String kind, int index, String described) {
    page.close("figcaption").line();
    page.chart(kind, described, String.valueOf(index));
    page.close("figure").line();
  }
}
