package org.espalier.job.sketch;

import java.util.List;
import java.util.stream.Stream;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spec.SafeText;

/**
 * Lines of a study file about columns that are unlike ordinary features. The file ignores only
 * columns that identify rows; its author decides on the others.
 *
 * @param features number of columns that models may see
 */
record ColumnRemarks(List<ColumnHint> hints, int features) {

  void addTo(List<String> lines) {
    List<String> ids = of(ColumnHint.ProbableRole.ID).map(ColumnHint::column).toList();
    lines.add(
        !ids.isEmpty() && ids.size() < features
            ? "  ignore = %s    # another value in every row: it names rows"
                .formatted(StudySketch.list(ids))
            : "  # ignore = []        # columns that are not known before the label is, or that"
                + " name rows");
    for (ColumnHint.ProbableRole kind :
        List.of(ColumnHint.ProbableRole.COPY, ColumnHint.ProbableRole.LEAK)) {
      add(
          lines,
          kind,
          "  # column %s: %s; if it is known no earlier than the label, add it to ignore");
    }
    add(
        lines,
        ColumnHint.ProbableRole.LEVELS,
        "  # column %s: %s; if new rows will have other values, add it to ignore");
    if (!add(
        lines,
        ColumnHint.ProbableRole.GROUP,
        "  # group = %s    # %s: if rows of one belong together")) {
      lines.add("  # group = column     # rows that belong together: one patient, one customer");
    }
    if (!add(
        lines,
        ColumnHint.ProbableRole.TIME,
        "  # time = %s    # with folds = time, to predict later rows from earlier ones")) {
      lines.add(
          "  # time = column      # then folds = time, to predict later rows from earlier ones");
    }
  }

  /** Adds a line for each column of a kind; returns true if there is any. */
  private boolean add(List<String> lines, ColumnHint.ProbableRole kind, String form) {
    return lines.addAll(
        of(kind)
            .map(
                hint ->
                    form.formatted(SafeText.line(StudySketch.quoted(hint.column())), hint.why()))
            .toList());
  }

  private Stream<ColumnHint> of(ColumnHint.ProbableRole kind) {
    return hints.stream().filter(hint -> hint.kind() == kind);
  }
}
