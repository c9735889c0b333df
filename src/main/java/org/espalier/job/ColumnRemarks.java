package org.espalier.job;

import java.util.List;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spec.problem.SafeText;

/**
 * Lines of a study file about columns that may be no features like the others. The file ignores
 * only columns that identify rows; its author decides on the others.
 *
 * @param features number of columns that models may see
 */
record ColumnRemarks(List<ColumnHint> hints, int features) {

  void addTo(List<String> lines) {
    List<String> ids = of(ColumnHint.Kind.ID).stream().map(ColumnHint::column).toList();
    boolean ignorable = !ids.isEmpty() && ids.size() < features;
    lines.add(
        ignorable
            ? "  ignore = %s    # another value in every row: it names rows"
                .formatted(StudySketch.list(ids))
            : "  # ignore = []        # columns that are not known before the label is, or that"
                + " name rows");
    of(ColumnHint.Kind.LEAK)
        .forEach(
            hint ->
                lines.add(
                    "  # column %s: %s; if it is known no earlier than the label, add it to ignore"
                        .formatted(named(hint), hint.why())));
    of(ColumnHint.Kind.LEVELS)
        .forEach(
            hint ->
                lines.add(
                    "  # column %s: %s; if they name things that will not come again, add it to"
                            .formatted(named(hint), hint.why())
                        + " ignore"));
    List<ColumnHint> groups = of(ColumnHint.Kind.GROUP);
    groups.forEach(
        hint ->
            lines.add(
                "  # group = %s    # %s: if rows of one belong together"
                    .formatted(named(hint), hint.why())));
    if (groups.isEmpty()) {
      lines.add("  # group = column     # rows that belong together: one patient, one customer");
    }
    List<ColumnHint> times = of(ColumnHint.Kind.TIME);
    times.forEach(
        hint ->
            lines.add(
                "  # time = %s    # with folds = time, if tomorrow is to be predicted from yesterday"
                    .formatted(named(hint))));
    if (times.isEmpty()) {
      lines.add(
          "  # time = column      # then folds = time, if tomorrow is to be predicted from"
              + " yesterday");
    }
  }

  private List<ColumnHint> of(ColumnHint.Kind kind) {
    return hints.stream().filter(hint -> hint.kind() == kind).toList();
  }

  private static String named(ColumnHint hint) {
    return SafeText.line(StudySketch.quoted(hint.column()));
  }
}
