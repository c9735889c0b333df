package org.espalier.spark.data;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.storage.StorageLevel;
import org.espalier.journal.StudyEvent;
import org.espalier.plan.FoldsPlan;
import org.espalier.plan.StudyPlan;
import org.espalier.plan.Task;

/** Makes the rows of a study from its source, step by step. */
final class Preparation {

  /**
   * Sizes that tests make smaller.
   *
   * @param exactRows up to so many rows the driver spreads groups evenly over the folds
   * @param partitionRows rows of a partition of the cached copy
   */
  record Limits(long exactRows, long partitionRows) {

    /** Some 100 MB of hashes on the driver. */
    private static final long EXACT_ROWS = 1_000_000;

    /** A task's worth: less is lost to scheduling, more leaves slots of a small cluster idle. */
    private static final long PARTITION_ROWS = 20_000;

    static Limits usual() {
      return new Limits(EXACT_ROWS, PARTITION_ROWS);
    }

    int partitions(long rows) {
      return Math.toIntExact(Math.max(1, (rows + partitionRows - 1) / partitionRows));
    }
  }

  /**
   * What comes of it.
   *
   * @param cached all rows, the held-out ones among them
   */
  record Cut(
      Dataset<Row> cached,
      FoldsPlan.Rule rule,
      FoldCounts counts,
      FeatureCounts features,
      StudyEvent.Fingerprint fingerprint,
      List<String> notes) {
    Cut {
      notes = List.copyOf(notes);
    }
  }

  private final SparkSession spark;
  private final StudyPlan plan;
  private final Set<Task> learnable;
  private final Limits limits;
  private final Problems problems;
  private final List<String> notes = new ArrayList<>();

  Preparation(SparkSession spark, StudyPlan plan, Set<Task> learnable, Limits limits) {
    this.spark = spark;
    this.plan = plan;
    this.learnable = learnable;
    this.limits = limits;
    this.problems = new Problems(plan.origins());
  }

  /**
   * @throws org.espalier.plan.InvalidStudyException with all that is wrong with the data
   */
  StudyData run() {
    Source source = new Source(spark, plan.data(), problems);
    Dataset<Row> read = source.read();
    Columns columns = Columns.of(read.schema(), plan.data(), problems);
    // Read once: every step below goes over the table again.
    Dataset<Row> table = read.persist(StorageLevel.MEMORY_AND_DISK());
    try {
      TableScan scan = source.guarded(() -> TableScan.of(table, columns));
      Optional<Target> target = check(table, columns, scan);
      problems.throwIfAny();
      return cut(table, columns, scan, target.orElseThrow());
    } finally {
      table.unpersist();
    }
  }

  private Optional<Target> check(Dataset<Row> table, Columns columns, TableScan scan) {
    if (scan.rows() == 0) {
      throw problems.fatal(
          "data.source", "'%s' has no rows".formatted(plan.data().source()), "a table with rows");
    }
    checkFractions(scan);
    if (columns.label().isEmpty()) {
      return Optional.empty();
    }
    long labelled = scan.rows() - scan.unlabelled();
    if (labelled > 0 && labelled < plan.folds().number()) {
      problems.add(
          "folds",
          "%d folds of %d rows with a label".formatted(plan.folds().number(), labelled),
          "fewer folds, or more rows");
    }
    StructField label = columns.label().get();
    return new TaskRule(plan, learnable, label, labels(table, label), problems).target();
  }

  private void checkFractions(TableScan scan) {
    if (scan.oddLabels() > 0) {
      problems.add(
          "data.label",
          "column '%s' is NaN or infinite in %s"
              .formatted(plan.data().label(), rows(scan.oddLabels())),
          "finite numbers, or null where the label is not known");
    }
    for (Map.Entry<String, Long> feature : scan.nan().entrySet()) {
      if (plan.data().nanIsMissing()) {
        notes.add(
            "column '%s': NaN counts as missing in %s"
                .formatted(feature.getKey(), rows(feature.getValue())));
      } else {
        problems.add(
            "data.nan",
            "column '%s' is NaN in %s".formatted(feature.getKey(), rows(feature.getValue())),
            "nan = missing, or null where a value is missing");
      }
    }
    scan.infinite()
        .forEach(
            (name, count) ->
                problems.add(
                    "data.ignore",
                    "column '%s' is infinite in %s".formatted(name, rows(count)),
                    "finite numbers, or ignore the column"));
  }

  private static List<Object> labels(Dataset<Row> table, StructField label) {
    Column column = Names.column(label.name());
    Column usable =
        TableScan.isFraction(label.dataType())
            ? column.isNotNull().and(not(isnan(column))).and(not(TableScan.isInfinite(label)))
            : column.isNotNull();
    return table
        .where(usable)
        .select(column)
        .distinct()
        .limit(TaskRule.MAX_CLASSES + 1)
        .collectAsList()
        .stream()
        .map(row -> row.get(0))
        .sorted(Target::compare)
        .toList();
  }

  private StudyData cut(Dataset<Row> table, Columns columns, TableScan scan, Target target) {
    long rows = scan.rows() - scan.unlabelled();
    if (scan.unlabelled() > 0) {
      notes.add("%s without a label left out".formatted(rows(scan.unlabelled())));
    }
    RowCut rule =
        new RowCut(plan.folds(), plan.data().testFraction(), plan.seed(), limits.exactRows());
    notes.addAll(rule.notes(rows));
    Dataset<Row> hashed = new HashedTable(plan, columns, target).of(table);
    Dataset<Row> cached =
        HashedTable.laidOut(rule.cut(hashed, rows), limits.partitions(rows))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      return counted(cached, columns, scan, target);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      cached.unpersist();
      throw e;
    }
  }

  private StudyData counted(Dataset<Row> cached, Columns columns, TableScan scan, Target target) {
    FoldsPlan folds = plan.folds();
    FoldCounts counts = FoldCounts.of(cached, folds.number(), target.labels());
    counts.check(folds, problems);
    problems.throwIfAny();
    notes.addAll(counts.notes());
    FeatureCounts features = FeatureCounts.of(cached, columns.features(), counts.training());
    notes.addAll(features.notes());
    return new StudyData(
        target, new Cut(cached, folds.rule(), counts, features, scan.fingerprint(), notes));
  }

  static String rows(long count) {
    return count == 1 ? "1 row" : String.format(Locale.ROOT, "%,d rows", count);
  }
}
