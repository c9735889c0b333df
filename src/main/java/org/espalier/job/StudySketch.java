package org.espalier.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.espalier.plan.Metric;
import org.espalier.spark.data.FeatureColumn;
import org.espalier.spark.data.StudyData;

/**
 * Text of a study file for an inspected table.
 *
 * @param sets settings for reading the table, besides source and label
 */
record StudySketch(String name, String source, String label, List<String> sets, StudyData data) {

  /** Rows from which a part of them tells enough to begin with. */
  private static final long MANY_ROWS = 10_000;

  /** Columns that are listed one by one. */
  private static final int LISTED = 40;

  String text() {
    List<String> lines = new ArrayList<>();
    long rows = data.folds().trainingRows() + data.folds().heldOutRows();
    lines.add(
        "# %s of %s: %,d rows, %s."
            .formatted(data.task().text(), label, rows, FeatureColumn.count(data.features())));
    columns(lines);
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
    lines.add(
        "  # ignore = []        # columns that are not known before the label is, or that name"
            + " rows");
    lines.add("  # group = column     # rows that belong together: one patient, one customer");
    lines.add(
        "  # time = column      # then folds = time, if tomorrow is to be predicted from"
            + " yesterday");
    lines.add("}");
    sets.forEach(set -> lines.add(set.replaceFirst("=", " = ")));
    lines.add("");
    learners(lines);
    lines.add("");
    lines.add("metric   = %s    # also: %s".formatted(data.metric(), others()));
    lines.add("folds    = 5");
    lines.add("search   = { sampler = random, trials = 30 }");
    lines.add(
        rows >= MANY_ROWS
            ? "schedule = halving    # a part of the rows for all, all of them for the best"
            : "schedule = full       # so few rows are all needed");
    lines.add("output   = { path = espalier-out }");
    return String.join("\n", lines) + "\n";
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
    return classes == 0 ? "" : "    # %d classes".formatted(classes);
  }

  private void learners(List<String> lines) {
    lines.add("learners = [    # describe TYPE shows what space = auto tries");
    List<String> types =
        switch (data.task()) {
          case BINARY -> List.of("logistic-regression", "random-forest", "gradient-boosted-trees");
          case MULTICLASS -> List.of("logistic-regression", "random-forest");
          case REGRESSION ->
              List.of("linear-regression", "random-forest", "gradient-boosted-trees");
          case SURVIVAL -> List.of("survival-regression");
          case RECOMMENDATION -> List.of("als");
          case CLUSTERING -> List.of("k-means", "bisecting-k-means", "gaussian-mixture");
        };
    types.forEach(type -> lines.add("  { type = %s, space = auto }".formatted(type)));
    lines.add("]");
  }

  private String others() {
    return Metric.values().stream()
        .filter(metric -> metric.fits(data.task()) && !metric.equals(data.metric()))
        .limit(4)
        .map(Metric::key)
        .collect(Collectors.joining(", "));
  }

  /** As HOCON takes any text. */
  static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
