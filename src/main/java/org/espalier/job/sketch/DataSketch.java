package org.espalier.job.sketch;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.metric.ProblemType;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spec.EnumNames;
import org.espalier.spec.SafeText;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Part of a study file about an inspected table and the split of its rows.
 *
 * @param missing texts that were found to stand for a missing value
 */
record DataSketch(
    TableRequest asked, ProposedSplit splitting, List<String> missing, SeenTable seen) {

  /** Maximum number of columns or classes that are listed one by one. */
  private static final int LISTED = 40;

  DataSketch {
    missing = List.copyOf(missing);
  }

  /**
   * Lines up to the section about the data.
   *
   * @param remarks on columns, within the section
   */
  List<String> lines(List<String> remarks) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# %s of %s: %s, %s."
            .formatted(
                seen.task().text(),
                SafeText.line(asked.label()),
                CountedNoun.of(seen.rows(), "row"),
                FeatureColumn.count(seen.features())));
    columns(lines);
    classes(lines);
    seen.notes().forEach(note -> lines.add("# Note: %s.".formatted(SafeText.line(note))));
    lines.add("study = " + StudySketch.quoted(asked.name()));
    lines.add("");
    lines.add("data {");
    lines.add("  source = " + StudySketch.quoted(asked.source()));
    String classes =
        seen.labels().isEmpty() ? "" : "    # " + CountedNoun.of(seen.labels().size(), "class");
    lines.add("  label  = %s%s".formatted(StudySketch.quoted(asked.label()), classes));
    lines.addAll(remarks);
    reading(lines);
    heldOut(lines);
    lines.add("}");
    lines.add("");
    return lines;
  }

  private void columns(List<String> lines) {
    List<FeatureColumn> features = seen.features();
    Map<String, Long> kinds = new TreeMap<>();
    features.forEach(feature -> kinds.merge(EnumNames.of(feature.kind()), 1L, Long::sum));
    lines.add(
        kinds.entrySet().stream()
            .map(kind -> kind.getValue() + " " + kind.getKey())
            .collect(Collectors.joining(", ", "# By kind: ", ".")));
    for (FeatureColumn feature : features.size() <= LISTED ? features : List.<FeatureColumn>of()) {
      lines.add(
          "#   %s: %s%s%s"
              .formatted(
                  feature.display(),
                  EnumNames.of(feature.kind()),
                  feature.distinct() > 0 ? ", %,d different".formatted(feature.distinct()) : "",
                  feature.missing() > 0 ? ", %,d missing".formatted(feature.missing()) : ""));
    }
  }

  /** Adds the number of rows of each class, unless there are very many classes. */
  private void classes(List<String> lines) {
    List<String> labels = seen.labels();
    if (!labels.isEmpty() && labels.size() <= LISTED) {
      lines.add(
          IntStream.range(0, labels.size())
              .mapToObj(
                  i -> "%s %,d".formatted(SafeText.line(labels.get(i)), seen.classes().get(i)))
              .collect(Collectors.joining(", ", "# Rows by class: ", ".")));
    }
  }

  /** Adds settings of missing values and duplicates that differ from their defaults. */
  private void reading(List<String> lines) {
    if (!missing.isEmpty()) {
      lines.add(
          "  missing = %s    # otherwise numbers beside them would be categories"
              .formatted(StudySketch.list(missing)));
    }
    if (seen.hasNan()) {
      lines.add("  nan = missing    # as null is; without it, NaN is an error");
    }
    if (splitting.apart()) {
      lines.add("  duplicates = apart    # equal rows are so many that folds would be uneven");
    }
  }

  private void heldOut(List<String> lines) {
    if (splitting.heldOut() || asked.sets("data.test")) {
      return;
    }
    long rows = seen.rows() * ProposedSplit.PERCENT / 100;
    String rarest =
        seen.task() == ProblemType.BINARY
            ? ", %,d of the smaller class"
                .formatted(Collections.min(seen.classes()) * ProposedSplit.PERCENT / 100)
            : "";
    lines.add(
        "  test = none    # %d %% would be %,d rows%s: too few to judge a model by"
            .formatted(ProposedSplit.PERCENT, rows, rarest));
  }

  /** Adds the folds, as a section if a part of it was typed, which follows. */
  void folds(List<String> lines) {
    String why = splitting.why();
    if (!asked.sets("folds")) {
      String comment = why.isEmpty() ? "" : "    # " + why;
      lines.add("folds    = %d%s".formatted(splitting.folds(), comment));
    } else if (seen.foldRule().equals(EnumNames.of(FoldsPlan.Rule.HASH))) {
      lines.add("folds    = { num-folds = %d }".formatted(splitting.folds()));
    }
  }
}
