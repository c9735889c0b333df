package org.espalier.job;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.hocon.TypedSetting;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.numeric.Counted;
import org.espalier.spark.data.ColumnHints;
import org.espalier.spark.data.SourceTable;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spec.EnumNames;
import org.espalier.spec.Recommendation;
import org.espalier.spec.SafeText;
import org.espalier.spec.study.FoldsPlan;
import org.espalier.spec.study.Learners;

/**
 * Text of a study file for an inspected table.
 *
 * @param data the table, cut as the file says
 * @param table the same in the order of its source
 */
record StudySketch(Typed typed, StudyData data, SourceTable table) {

  /**
   * Command line, and findings about the table.
   *
   * @param sets settings that were typed; they override those that are proposed
   * @param missing texts that were found to stand for a missing value
   * @param output folder of the results
   */
  record Typed(
      String name,
      String source,
      String label,
      List<String> sets,
      Splitting splitting,
      List<String> missing,
      String output) {

    /** True if a section, or its short form, was typed. */
    private boolean sets(String section) {
      return sets.stream()
          .flatMap(set -> TypedSetting.of(set).stream())
          .anyMatch(set -> (set.path() + ".").startsWith(section + "."));
    }
  }

  private static final int TRIALS = 30;

  /** Trials on so few rows that the best of more would be the luckiest one. */
  private static final int FEW_TRIALS = 10;

  private static final long FEW_ROWS = 100;

  /** The same for the smaller of two classes. */
  private static final long FEW_OF_CLASS = 20;

  /** Maximum number of columns or classes that are listed one by one. */
  private static final int LISTED = 40;

  /** Characters that the name of a study does not have. */
  private static final Pattern UNNAMED = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_-]+");

  /** Maximum number of code points of a name, which fit a folder's name in any script. */
  private static final int LONGEST_NAME = 60;

  /** Name of a study of a table: the last step of its path that has one, up to its first dot. */
  static String name(String source) {
    List<String> steps = Arrays.asList(source.split("[/\\\\:]"));
    Collections.reverse(steps);
    return steps.stream()
        .map(step -> Normalizer.normalize(step, Normalizer.Form.NFC).replaceFirst("[.?].*", ""))
        .map(step -> first(UNNAMED.matcher(step).replaceAll("-")))
        .map(step -> step.replaceAll("^[^\\p{L}\\p{N}]+|[_-]+$", ""))
        .filter(step -> !step.isEmpty())
        .findFirst()
        .orElse("my-study");
  }

  private static String first(String name) {
    int[] points = name.codePoints().limit(LONGEST_NAME).toArray();
    return new String(points, 0, points.length);
  }

  /** The study as far as the table shows it. */
  Recommendation.Study seen() {
    long rows = data.folds().trainingRows() + data.folds().heldOutRows();
    List<Long> classes = data.task().isClassification() ? data.classSizes() : List.of();
    boolean few =
        rows < FEW_ROWS
            || (data.task() == ProblemType.BINARY && Collections.min(classes) < FEW_OF_CLASS);
    return new Recommendation.Study(data.task(), classes, rows, few ? FEW_TRIALS : TRIALS);
  }

  String text() {
    Recommendation.Study study = seen();
    List<String> lines = new ArrayList<>();
    lines.add(
        "# %s of %s: %s, %s."
            .formatted(
                data.task().text(),
                SafeText.line(typed.label()),
                Counted.of(study.rows(), "row"),
                FeatureColumn.count(data.features())));
    columns(lines);
    classes(lines);
    data.notes().forEach(note -> lines.add("# Note: %s.".formatted(SafeText.line(note))));
    lines.add("study = " + quoted(typed.name()));
    lines.add("");
    lines.add("data {");
    lines.add("  source = " + quoted(typed.source()));
    String classes =
        data.labels().isEmpty() ? "" : "    # " + Counted.of(data.labels().size(), "class");
    lines.add("  label  = %s%s".formatted(quoted(typed.label()), classes));
    if (data.labels().size() == 2) {
      lines.add(
          "  # positive = %s    # the class whose probability is scored"
              .formatted(quoted(data.labels().get(1))));
    }
    new ColumnRemarks(ColumnHints.of(data, table), data.features().size()).addTo(lines);
    reading(lines);
    heldOut(study, lines);
    lines.add("}");
    lines.add("");
    learners(lines);
    lines.add("");
    strategies(study, lines);
    typed.sets().stream()
        .flatMap(set -> TypedSetting.of(set).stream())
        .forEach(set -> lines.add(set.hocon() + "    # as typed"));
    return String.join("\n", lines) + "\n";
  }

  /** Adds settings of missing values and duplicates that differ from their defaults. */
  private void reading(List<String> lines) {
    if (!typed.missing().isEmpty()) {
      lines.add(
          "  missing = %s    # or numbers among them were categories"
              .formatted(list(typed.missing())));
    }
    if (data.hasNan()) {
      lines.add("  nan = missing    # as null is; without it, NaN is an error");
    }
    if (typed.splitting().apart()) {
      lines.add("  duplicates = apart    # equal rows are so many that folds would be uneven");
    }
  }

  private void heldOut(Recommendation.Study study, List<String> lines) {
    if (typed.splitting().heldOut() || typed.sets("data.test")) {
      return;
    }
    long rows = study.rows() * Splitting.PERCENT / 100;
    String rarest =
        data.task() == ProblemType.BINARY
            ? ", %,d of them of the smaller class"
                .formatted(Collections.min(study.classes()) * Splitting.PERCENT / 100)
            : "";
    lines.add(
        "  test = none    # %d %% would be %,d rows%s: too few to judge a model by"
            .formatted(Splitting.PERCENT, rows, rarest));
  }

  private void strategies(Recommendation.Study study, List<String> lines) {
    Recommendation metric = Recommendation.of(Recommendation.METRICS, study);
    Recommendation sampler = Recommendation.of(Recommendation.SAMPLERS, study);
    Recommendation schedule = Recommendation.of(Recommendation.SCHEDULERS, study);
    lines.add(
        "metric   = %s    # %salso: %s"
            .formatted(
                metric.value(),
                metric.usual() ? "" : metric.situation() + "; ",
                others(study, metric.value())));
    folds(lines);
    if (study.trials() < TRIALS) {
      lines.add("# The best of more trials on so few rows would be the luckiest one.");
    }
    lines.add(
        "search   = { sampler = %s, trials = %d }    # %s"
            .formatted(sampler.value(), study.trials(), sampler.situation()));
    // A section if a part of it was typed, which follows.
    String form = typed.sets("schedule") ? "{ scheduler = %s }    # %s" : "%s    # %s";
    lines.add("schedule = " + form.formatted(schedule.value(), schedule.situation()));
    lines.add("output   = { path = %s }".formatted(quoted(typed.output())));
  }

  /** Adds the folds, as a section if a part of it was typed, which follows. */
  private void folds(List<String> lines) {
    String why = typed.splitting().why();
    if (!typed.sets("folds")) {
      String comment = why.isEmpty() ? "" : "    # " + why;
      lines.add("folds    = %d%s".formatted(typed.splitting().folds(), comment));
    } else if (data.folds().rule().equals(EnumNames.of(FoldsPlan.Rule.HASH))) {
      lines.add("folds    = { num-folds = %d }".formatted(typed.splitting().folds()));
    }
  }

  /** Adds the number of rows of each class, unless there are very many classes. */
  private void classes(List<String> lines) {
    List<String> labels = data.labels();
    if (!labels.isEmpty() && labels.size() <= LISTED) {
      lines.add(
          IntStream.range(0, labels.size())
              .mapToObj(
                  i -> "%s %,d".formatted(SafeText.line(labels.get(i)), data.classSizes().get(i)))
              .collect(Collectors.joining(", ", "# Rows by class: ", ".")));
    }
  }

  private void columns(List<String> lines) {
    List<FeatureColumn> features = data.features();
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

  private void learners(List<String> lines) {
    lines.add("learners = [    # describe TYPE shows what space = auto tries");
    Learners.known().all().stream()
        .filter(learner -> learner.proposedFor().contains(data.task()))
        .forEach(learner -> lines.add("  { type = %s, space = auto }".formatted(learner.type())));
    lines.add("]");
  }

  private String others(Recommendation.Study study, String recommended) {
    Stream<String> keys =
        study.isImbalanced()
            ? Recommendation.ofRareClasses(study.classes().size() == 2).stream()
            : Metric.values().stream().filter(one -> one.fits(data.task())).map(Metric::key);
    return keys.filter(key -> !key.equals(recommended)).limit(4).collect(Collectors.joining(", "));
  }

  /** List of texts in HOCON. */
  static String list(List<String> texts) {
    return texts.stream().map(StudySketch::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** Quoted text in HOCON. */
  static String quoted(String text) {
    return "\""
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + "\"";
  }
}
