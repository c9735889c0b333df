package org.espalier.report;

import org.espalier.report.view.StudyReport;
import org.espalier.report.view.SubsetView;
import org.espalier.report.view.SubsetView.GroupLine;
import org.espalier.report.view.SubsetView.SliceLine;

/** Section of the page about the winner on groups and slices of the rows. */
final class SubsetsSection {
  private SubsetsSection() {}

  static void print(Html page, StudyReport report) {
    report.result().subsets().ifPresent(view -> print(page, view, report.metric()));
  }

  private static void print(Html page, SubsetView view, String metric) {
    page.section("subsets", "The winner by group and slice");
    page.element(
        "p",
        "On rows that the winner’s models have not seen: the out-of-fold rows of all folds together.",
        "class",
        "note");
    page.line();
    if (!view.groups().isEmpty()) {
      new PageTable<GroupLine>()
          .text("", view.column(), group -> group.label() + (group.worst() ? " (worst)" : ""))
          .number("Rows", GroupLine::rows)
          .scores(metric, GroupLine::score)
          .print(page, "groups", "Scores by " + view.column(), view.groups(), group -> "");
    }
    if (!view.slices().isEmpty()) {
      new PageTable<SliceLine>()
          .text("", "Slice", SliceLine::text)
          .number("Rows", SliceLine::rows)
          .number("Mean " + view.loss(), SliceLine::mean)
          .number("Elsewhere", SliceLine::elsewhere)
          .number("p", SliceLine::probability)
          .print(
              page,
              "slices",
              "Slices in which the winner does worst; p is adjusted for all that were tested",
              view.slices(),
              slice -> "");
    }
    page.endSection();
  }
}
