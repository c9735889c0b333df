package org.espalier.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.journal.TrialRow;
import org.espalier.numeric.CountedNoun;
import org.espalier.report.view.DisplayLabels;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.ScoreHistory;
import org.espalier.report.view.StudyReport;
import org.espalier.report.view.TrainingLine;

/** Section of the page about the search: scores in the order of trials. */
final class SearchSection {
  /** Number of colours for learners in the style sheet, which are then reused. */
  private static final int COLOURS = 6;

  private SearchSection() {}

  static void print(Html page, StudyReport report) {
    report.result().history().ifPresent(history -> print(page, report, history));
  }

  private static void print(Html page, StudyReport report, ScoreHistory history) {
    page.section("search", "Search");
    page.open("figure").line();
    openKey(page, report);
    boolean function = report.isOfFunction();
    keyEntry(page, "mark full", function ? "in full" : "on all folds and rows");
    keyEntry(page, "mark part", function ? "in part" : "on a part of them");
    if (!history.failed().isEmpty()) {
      keyEntry(page, "mark failed", "failed");
    }
    keyEntry(page, "mark line", report.hasFolds() ? "best so far ± std. error" : "best so far");
    if (history.baseline().isPresent()) {
      keyEntry(page, "mark dashed", "baseline");
    }
    page.close("ul").line();
    page.chart(
        Chart.of(
            "history",
            described(report, history),
            Json.object("best", history.best(), "baseline", history.baseline())));
    page.element("figcaption", caption(report, history));
    page.close("figure").line();
    page.open("figure").open("figcaption").element("strong", "Distribution of scores");
    page.text(" Share of the shown trials that score at least as well.");
    page.close("figcaption").line();
    page.chart(Chart.ofTrials("distribution", "Distribution of the scores of trials."))
        .close("figure")
        .line();
    choices(page, report);
    training(page, report);
    page.endSection();
  }

  /** Trials from which on outcomes decided the origin of configurations. */
  private static void choices(Html page, StudyReport report) {
    Map<String, TrialRow> first = new LinkedHashMap<>();
    report.record().trials().stream()
        .filter(row -> !row.originReason().isEmpty())
        .forEach(row -> first.putIfAbsent(row.originReason(), row));
    first.forEach(
        (reason, row) ->
            page.element(
                    "p",
                    "From trial %d on %s: %s."
                        .formatted(row.trial(), row.candidate().origin(), reason))
                .line());
  }

  /** Where cells were trained, and why. */
  private static void training(Html page, StudyReport report) {
    List<TrainingLine> lines = TrainingLine.of(report.record());
    if (lines.isEmpty()) {
      return;
    }
    page.element("h3", "Training").line();
    new PageTable<TrainingLine>()
        .text("", "Learner", TrainingLine::learner)
        .text("", "Trainer", line -> DisplayLabels.trainer(line.trainer()))
        .number("Cells", line -> FormattedNumber.count(line.cells()))
        .text("reason", "Reason", TrainingLine::reason)
        .print(page, "training", "Cells by learner and trainer", lines, line -> "");
  }

  private static String caption(StudyReport report, ScoreHistory history) {
    String caption = "Each trial’s %s by its number.".formatted(report.metric());
    int beyond = history.axis().beyond();
    if (beyond == 0) {
      return caption;
    }
    return "%s %s beyond the axis, drawn at its edge."
        .formatted(caption, beyond == 1 ? "1 trial lies" : beyond + " trials lie");
  }

  private static String described(StudyReport report, ScoreHistory history) {
    if (history.best().isEmpty()) {
      return "Scores of %s; none %s."
          .formatted(
              CountedNoun.of(history.points().size(), "trial"),
              report.isOfFunction() ? "in full" : "on all folds and rows");
    }
    ScoreHistory.Step first = history.best().get(0);
    ScoreHistory.Step last = history.best().get(history.best().size() - 1);
    return "Scores of %s. The best so far goes from %s at trial %d to %s at trial %d."
        .formatted(
            CountedNoun.of(history.points().size(), "trial"),
            FormattedNumber.fixed(first.score(), report.decimals()).text(),
            first.trial(),
            FormattedNumber.fixed(last.score(), report.decimals()).text(),
            last.trial());
  }

  /** The key of a chart, begun with the learners' colours; to be closed as a list. */
  private static void openKey(Html page, StudyReport report) {
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
      int colour = report.header().learners().indexOf(learner) % COLOURS;
      page.element("span", "", "class", "swatch c" + colour);
    }
  }

  private static void keyEntry(Html page, String css, String text) {
    page.open("li").element("span", "", "class", css).text(text).close("li");
  }
}
