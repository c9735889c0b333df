package org.espalier.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.espalier.metric.Metric;
import org.espalier.numeric.Counted;
import org.espalier.plan.learner.Learners;
import org.espalier.plan.problem.SafeText;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.column.FeatureColumn;

/**
 * Text of a study file for an inspected table.
 *
 * @param sets how the table is read beside source and label
 * @param missing texts that were found to stand for a missing value
 * @param output where results go
 */
record StudySketch(
    String name,
    String source,
    String label,
    List<String> sets,
    Splitting splitting,
    List<String> missing,
    String output,
    StudyData data) {

  /** Rows from which a part of them tells enough to begin with. */
  private static final long MANY_ROWS = 10_000;

  /** Columns that are listed one by one. */
  private static final int LISTED = 40;

  String text() {
    List<String> lines = new ArrayList<>();
    long rows = data.folds().trainingRows() + data.folds().heldOutRows();
    lines.add(
        "# %s of %s: %s, %s."
            .formatted(
                data.task().text(),
                label,
                Counted.of(rows, "row"),
                FeatureColumn.count(data.features())));
    columns(lines);
    classesInRows().ifPresent(lines::add);
    data.notes().forEach(note -> lines.add("# Note: " + note + "."));
    lines.add("study = " + quoted(name));
    lines.add("");
    lines.add("data {");
    lines.add("  source = " + quoted(source));
    lines.add("  label  = %s%s".formatted(quoted(label), classes()));
    if (data.labels().size() == 2) {
      lines.add(
          "  # positive = %s    # the class whose probability is scored"
              .formatted(quoted(data.labels().get(1))));
    }
    roles(lines);
    lines.add("}");
    sets.forEach(set -> lines.add(set.replaceFirst("=", " = ")));
    lines.add("");
    learners(lines);
    lines.add("");
    lines.add("metric   = %s    # also: %s".formatted(data.metric(), others()));
    lines.add("folds    = %d%s".formatted(splitting.folds(), splitting.why()));
    lines.add("search   = { sampler = random, trials = 30 }");
    lines.add(
        rows >= MANY_ROWS
            ? "schedule = halving    # a part of the rows for all, all of them for the best"
            : "schedule = full       # with few rows all are needed");
    lines.add("output   = { path = %s }".formatted(quoted(output)));
    return String.join("\n", lines) + "\n";
  }

  /** What columns are for, as far as it can be guessed. */
  private void roles(List<String> lines) {
    List<ColumnHint> hints = data.hints();
    List<String> ids = columns(hints, ColumnHint.Kind.ID);
    boolean ignorable = !ids.isEmpty() && ids.size() < data.features().size();
    lines.add(
        ignorable
            ? "  ignore = %s    # another value in every row: it names rows".formatted(list(ids))
            : "  # ignore = []        # columns that are not known before the label is, or that"
                + " name rows");
    if (!missing.isEmpty()) {
      lines.add(
          "  missing = %s    # or numbers among them were categories".formatted(list(missing)));
    }
    if (data.hasNan()) {
      lines.add("  nan = missing    # as null is; without it, NaN is an error");
    }
    if (splitting.apart()) {
      lines.add("  duplicates = apart    # equal rows are so many that folds would be uneven");
    }
    hints.stream()
        .filter(hint -> hint.kind() == ColumnHint.Kind.GROUP)
        .forEach(
            hint ->
                lines.add(
                    "  # group = %s    # about %,d different values: if rows of one belong together"
                        .formatted(quoted(hint.column()), hint.distinct())));
    columns(hints, ColumnHint.Kind.TIME)
        .forEach(
            date ->
                lines.add(
                    "  # time = %s    # with folds = time, if tomorrow is to be predicted from yesterday"
                        .formatted(quoted(date))));
    if (columns(hints, ColumnHint.Kind.GROUP).isEmpty()) {
      lines.add("  # group = column     # rows that belong together: one patient, one customer");
    }
    if (columns(hints, ColumnHint.Kind.TIME).isEmpty()) {
      lines.add(
          "  # time = column      # then folds = time, if tomorrow is to be predicted from"
              + " yesterday");
    }
  }

  private static List<String> columns(List<ColumnHint> hints, ColumnHint.Kind kind) {
    return hints.stream().filter(hint -> hint.kind() == kind).map(ColumnHint::column).toList();
  }

  /** How many rows each class has; empty of numbers, and of very many classes. */
  private Optional<String> classesInRows() {
    List<String> labels = data.labels();
    if (labels.isEmpty() || labels.size() > LISTED) {
      return Optional.empty();
    }
    List<String> each = new ArrayList<>();
    for (int i = 0; i < labels.size(); i++) {
      each.add("%s %,d".formatted(SafeText.line(labels.get(i)), data.classSizes().get(i)));
    }
    return Optional.of("# Rows by class: %s.".formatted(String.join(", ", each)));
  }

  private void columns(List<String> lines) {
    List<FeatureColumn> features = data.features();
    Map<String, Long> kinds = new TreeMap<>();
    features.forEach(f -> kinds.merge(f.kind().name().toLowerCase(Locale.ROOT), 1L, Long::sum));
    lines.add(
        "# By kind: %s."
            .formatted(
                kinds.entrySet().stream()
                    .map(kind -> kind.getValue() + " " + kind.getKey())
                    .collect(Collectors.joining(", "))));
    for (FeatureColumn feature : features.size() <= LISTED ? features : List.<FeatureColumn>of()) {
      lines.add(
          "#   %s: %s%s%s"
              .formatted(
                  feature.display(),
                  feature.kind().name().toLowerCase(Locale.ROOT),
                  feature.distinct() > 0 ? ", %,d different".formatted(feature.distinct()) : "",
                  feature.missing() > 0 ? ", %,d missing".formatted(feature.missing()) : ""));
    }
  }

  private String classes() {
    int classes = data.labels().size();
    return classes == 0 ? "" : "    # " + Counted.of(classes, "class");
  }

  private void learners(List<String> lines) {
    lines.add("learners = [    # describe TYPE shows what space = auto tries");
    Learners.known().all().stream()
        .filter(learner -> learner.proposedFor().contains(data.task()))
        .forEach(learner -> lines.add("  { type = %s, space = auto }".formatted(learner.type())));
    lines.add("]");
  }

  private String others() {
    return Metric.values().stream()
        .filter(metric -> metric.fits(data.task()) && !metric.equals(data.metric()))
        .limit(4)
        .map(Metric::key)
        .collect(Collectors.joining(", "));
  }

  /** As HOCON takes a list of any texts. */
  static String list(List<String> texts) {
    return texts.stream().map(StudySketch::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** As HOCON takes any text. */
  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
