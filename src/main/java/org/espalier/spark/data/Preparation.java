package org.espalier.spark.data;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.fold.ClassBalance;
import org.espalier.spark.data.fold.FoldCounts;
import org.espalier.spark.data.fold.RowCut;
import org.espalier.spark.data.fold.SplitColumns;
import org.espalier.spark.data.fold.SplitRule;
import org.espalier.spark.data.table.Columns;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.Source;
import org.espalier.spark.data.table.TableScan;
import org.espalier.spark.data.table.TableShape;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.data.table.TaskDetection;
import org.espalier.spark.data.table.TimeOrdered;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Preparation of a study's rows: reads the source, checks it, cuts it into folds and caches the
 * rows.
 *
 * @param learnable tasks that some learner of the plan supports
 * @param problems problems found so far
 * @param notes notes for the user, so far
 */
record Preparation(
    SparkSession spark,
    StudyPlan plan,
    Set<ProblemType> learnable,
    PreparationLimits limits,
    DataProblems problems,
    List<String> notes) {

  /**
   * Limits of exact counting and of partitions; tests use smaller ones.
   *
   * @param exactRows maximum number of rows for which the driver spreads groups evenly over the
   *     folds
   * @param partitionRows maximum average number of rows per partition of the cached copy
   */
  record PreparationLimits(long exactRows, long partitionRows) {

    /** So many rows take about 100 MB of hashes on the driver. */
    private static final long EXACT_ROWS = 1_000_000;

    /**
     * Partitions with fewer rows lose time to scheduling; with more, slots of a small cluster are
     * idle.
     */
    private static final long PARTITION_ROWS = 20_000;

    static PreparationLimits usual() {
      return new PreparationLimits(EXACT_ROWS, PARTITION_ROWS);
    }

    int partitions(long rows) {
      return Math.toIntExact(Math.max(1, (rows + partitionRows - 1) / partitionRows));
    }
  }

  /**
   * Properties of a table that are known before it is cut.
   *
   * @param shape columns derived from those of the source
   * @param settings settings of the session, which the prepared data restores on close
   */
  record Known(Target target, TableScan scan, TableShape shape, PlanSettings settings) {}

  /**
   * Result of the preparation.
   *
   * @param cached all rows, including held-out ones
   * @param partitions number of partitions of the cached rows
   * @param leaks information of each column about the label; empty without a label
   */
  record Cut(
      StoredTable cached,
      int partitions,
      SplitColumns splits,
      FoldCounts counts,
      FeatureCounts features,
      List<LabelLeak> leaks,
      List<String> notes) {
    Cut {
      leaks = List.copyOf(leaks);
      notes = List.copyOf(notes);
    }
  }

  Preparation(
      SparkSession spark, StudyPlan plan, Set<ProblemType> learnable, PreparationLimits limits) {
    this(
        spark,
        plan,
        learnable,
        limits,
        new DataProblems(plan.tuning().origins()),
        new ArrayList<>());
  }

  /**
   * Reads, checks, cuts and caches the study's table.
   *
   * @throws org.espalier.spec.InvalidStudyException with all problems of the data
   */
  StudyData run() {
    SourceTable read = SourceTable.read(spark, plan);
    try {
      return of(read, read.settings());
    } finally {
      read.free();
    }
  }

  /**
   * Prepares a table that has been read already.
   *
   * @param settings settings of the session, which the returned data restores on close
   */
  StudyData of(SourceTable read, PlanSettings settings) {
    Source source = new Source(spark, plan.data(), problems);
    PlanSettings current = settings;
    try {
      source.guarded(() -> new TextCheck(read.rows(), problems).run());
      Dataset<Row> plain = read.rows().drop(Source.CORRUPT);
      TableShape shape = source.guarded(() -> TableShape.of(plain, plan));
      notes.addAll(shape.notes());
      Dataset<Row> table = shape.apply(plain);
      Columns columns = Columns.of(table.schema(), shape, plan, problems);
      TableScan scan = source.guarded(() -> TableScan.of(table, columns));
      int width = table.columns().length;
      current = settings.knowing(width, (double) scan.rows() * width);
      Optional<Target> target = check(table, columns, scan);
      problems.throwIfAny();
      return cut(table, columns, new Known(target.orElseThrow(), scan, shape, current));
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      current.close();
      throw e;
    }
  }

  private Optional<Target> check(Dataset<Row> table, Columns columns, TableScan scan) {
    if (scan.rows() == 0) {
      throw problems.fatal(
          "data.source",
          "'%s' has no rows".formatted(plan.data().source()),
          "give a table with rows");
    }
    checkFractions(scan);
    columns
        .role("time")
        .filter(field -> TimeOrdered.isCalendar(field.dataType()))
        .ifPresent(
            field ->
                notes.add(
                    "column '%s' is data.time: it orders rows, and is not a feature, nor are its month and"
                            .formatted(field.name())
                        + " weekday; copy it under another name to make it one"));
    RoleCheck roles = new RoleCheck(table, problems);
    columns.role("weight").ifPresent(roles::weight);
    columns.role("group").ifPresent(field -> roles.complete("group", field));
    columns.role("time").ifPresent(roles::time);
    columns.role("censor").ifPresent(roles::censor);
    columns.role("user").ifPresent(field -> roles.rated("user", field));
    columns.role("item").ifPresent(field -> roles.rated("item", field));
    if (plan.data().target().label().isPresent() && columns.label().isEmpty()) {
      return Optional.empty();
    }
    long labelled = scan.labelled();
    if (labelled > 0 && labelled < plan.folds().number()) {
      problems.add(
          "folds",
          "%s of %s%s"
              .formatted(
                  CountedNoun.of(plan.folds().number(), "fold"),
                  CountedNoun.of(labelled, "row"),
                  plan.data().target().label().isPresent() ? " with a label" : ""),
          "use fewer folds, or give more rows");
    }
    if (plan.data().target().label().isEmpty()) {
      return Optional.of(Target.groups(plan.scoring().metric().orElse(Metric.SILHOUETTE)));
    }
    StructField label = columns.label().orElseThrow();
    Optional<Target> target =
        new TaskDetection(plan, learnable, label, labels(table, label), problems).target();
    target.ifPresent(known -> new LabelCheck(table, known, plan, problems).run(labelled));
    return target;
  }

  private void checkFractions(TableScan scan) {
    problems.addIfAny(
        "data.label",
        plan.data().target().label().orElse(""),
        "is NaN or infinite",
        scan.oddLabels(),
        "use finite numbers, or null where the label is not known");
    for (Map.Entry<String, Long> feature : scan.nan().entrySet()) {
      String name = ReservedColumns.display(feature.getKey());
      long rows = feature.getValue();
      if (plan.data().missing().nanIsMissing()) {
        notes.add(
            "column '%s': NaN counts as missing in %s"
                .formatted(name, CountedNoun.of(rows, "row")));
      } else {
        String right = "set nan = missing, or use null where a value is missing";
        problems.addIfAny("data.nan", name, "is NaN", rows, right);
      }
    }
    String right = "use finite numbers, or ignore the column";
    scan.infinite()
        .forEach(
            (name, rows) ->
                problems.addIfAny(
                    "data.ignore", ReservedColumns.display(name), "is infinite", rows, right));
  }

  static List<Object> labels(Dataset<Row> table, StructField label) {
    Column column = ColumnNames.column(label.name());
    Column usable =
        TableScan.isFraction(label.dataType())
            ? column.isNotNull().and(not(isnan(column))).and(not(TableScan.isInfinite(label)))
            : column.isNotNull();
    return Target.values(table.where(usable), column, TaskDetection.MAX_CLASSES);
  }

  private StudyData cut(Dataset<Row> table, Columns columns, Known known) {
    long rows = known.scan().labelled();
    long unlabelled = known.scan().unlabelled();
    if (unlabelled > 0) {
      notes.add("%s without a label left out".formatted(CountedNoun.of(unlabelled, "row")));
    }
    SplitRule split = new SplitRule(spark, plan, columns, problems);
    List<Object> foldNames = split.foldNames(table);
    RowCut rule =
        new RowCut(
            split.folds(foldNames), split.heldOut(), plan.tuning().seed(), limits.exactRows());
    notes.addAll(rule.notes(rows));
    Dataset<Row> hashed =
        new KeyHashes(plan, columns, known.target(), foldNames)
            .hashedRows(table, rows <= limits.exactRows());
    RowCut.Cut cut = rule.cut(hashed, rows, KeyHashes.cuts(plan));
    Dataset<Row> laidOut = KeyHashes.laidOut(cut.rows(), limits.partitions(rows));
    StoredTable cached = StoredTable.of(withClasses(laidOut, known.target()));
    try {
      SplitColumns splits = new SplitColumns(rule.folds(), cut.starts());
      return counted(cached, columns.features(), splits, known);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      cached.free();
      throw e;
    }
  }

  /**
   * Adds the classes to the label's metadata, so that a fit on few rows also knows classes that it
   * has no row of.
   */
  private static Dataset<Row> withClasses(Dataset<Row> rows, Target target) {
    return target.task().isClassification()
        ? rows.withMetadata(
            ReservedColumns.LABEL,
            NominalAttribute.defaultAttr()
                .withName(ReservedColumns.LABEL)
                .withValues(target.labels().toArray(String[]::new))
                .toMetadata())
        : rows;
  }

  private StudyData counted(
      StoredTable cached, List<StructField> fields, SplitColumns splits, Known known) {
    long rows = known.scan().labelled();
    FoldsPlan folds = splits.folds();
    FoldCounts counts =
        splits.counted(
            cached.rows(),
            FoldCounts.of(
                cached.rows(), folds.number(), known.target().labels(), KeyHashes.cuts(plan)));
    counts.check(folds, plan.data().roles().group().isPresent(), problems);
    problems.throwIfAny();
    ClassBalance balance =
        new ClassBalance(counts, ClassBalance.Cause.of(plan, rows <= limits.exactRows()));
    balance.check(problems);
    problems.throwIfAny();
    notes.addAll(balance.notes());
    FeatureCounts features =
        FeatureCounts.of(cached.rows(), fields, counts.training(), !plan.features().isChosen());
    notes.addAll(features.notes());
    if (features.columns().isEmpty() && !features.empty().isEmpty()) {
      String right = "give a column with values to learn from";
      problems.add("data.source", "no feature column has a value in any training row", right);
    }
    for (FeatureColumn column : features.columns()) {
      if (column.kind() == FeatureColumn.ColumnKind.VECTOR) {
        String right = "give a vector in every row";
        problems.addIfAny(
            "data.source", column.display(), "has no vector", column.missing(), right);
      }
    }
    problems.throwIfAny();
    List<LabelLeak> leaks =
        known.target().field().isEmpty()
            ? List.of()
            : LabelLeak.of(
                cached.rows(),
                counts.training(),
                features.columns(),
                known.target().task().isClassification());
    return new StudyData(
        known, new Cut(cached, limits.partitions(rows), splits, counts, features, leaks, notes));
  }
}
