package org.espalier.report;

import java.util.stream.Collectors;
import org.espalier.journal.NestedScores;
import org.espalier.report.view.FormattedNumber;
import org.espalier.report.view.StudyReport;

/** Section of the page about the outer folds of a nested cross-validation. */
final class NestedSection {
  private NestedSection() {}

  static void print(Html page, StudyReport report) {
    report
        .record()
        .summary()
        .result()
        .nested()
        .filter(scores -> !scores.folds().isEmpty())
        .ifPresent(scores -> print(page, scores, report));
  }

  private static void print(Html page, NestedScores scores, StudyReport report) {
    page.section("nested", "The search on outer folds");
    page.element(
        "p",
        "For each outer fold the study was run on the rows of the others, and its winner scored on the"
            + " rows of the fold.",
        "class",
        "note");
    page.line();
    new PageTable<NestedScores.Fold>()
        .rows("Outer fold", fold -> fold.fold() + 1)
        .text("", "Winner", NestedSection::winner)
        .scores("Chosen by", fold -> fold.winner().map(one -> number(one.crossValidated(), report)))
        .scores(report.metric(), fold -> fold.winner().map(one -> number(one.score(), report)))
        .print(page, "nested", "Winners of the outer folds", scores.folds(), fold -> "");
    page.endSection();
  }

  private static FormattedNumber number(double score, StudyReport report) {
    return FormattedNumber.fixed(score, report.decimals());
  }

  private static String winner(NestedScores.Fold fold) {
    return fold.winner()
        .map(
            one ->
                one.configuration().entrySet().stream()
                    .map(
                        value ->
                            ", %s = %s"
                                .formatted(
                                    value.getKey(), FormattedNumber.value(value.getValue()).text()))
                    .collect(Collectors.joining("", one.learner(), "")))
        .orElse(fold.reason());
  }
}
