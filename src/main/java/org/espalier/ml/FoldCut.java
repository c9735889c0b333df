package org.espalier.ml;

import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rand;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.espalier.ml.param.RequiredValues;
import org.espalier.ml.param.StableStageNames;
import org.espalier.ml.param.TunerParam;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.ParamValues;
import org.espalier.spark.data.HashFolds;
import org.espalier.spark.data.fold.FoldCounts;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.RowCut;
import org.espalier.spark.data.fold.SparkFolds;
import org.espalier.spark.data.fold.SplitColumns;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spec.EnumNames;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SettingValues;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.FoldsPlan.Rule;
import org.espalier.spec.rows.FoldsPlan.TimeOrder;
import org.espalier.spec.rows.FoldsPlan.Window;
import org.espalier.study.Seed;

/**
 * Rows of a tuner, each with the part to which its fold rule assigns it.
 *
 * @param splits columns by which they are cut
 * @param parts number of parts; the folds are the first of them, and validate in turn
 */
record FoldCut(Dataset<Row> rows, SplitColumns splits, int parts) {

  /** Rules by which a row's place decides its fold, as in Spark. A split has no others. */
  static final List<String> BY_PLACE = List.of("spark", "pyspark");

  /** Rules of a tuner that are variants of a plan's rule hash. */
  private static final List<String> BY_HASH = List.of("hash", "stratified", "group");

  private static final String FOLD = "espalier_fold";
  private static final String RANK = "espalier_rank";
  private static final String TIME = "espalier_time";

  /**
   * Stores a dataset that the tuner's own fold column or, without one, its fold rule cuts. A split
   * validates on its first part and trains on its second.
   *
   * @throws IllegalArgumentException if the fold column is no integer column, or holds something
   *     else than 0 to numFolds - 1, or if a fold is empty
   */
  static FoldedTable stored(Dataset<?> dataset, TunerParams<?> tuner) {
    if (tuner instanceof Tuner folded) {
      requireFoldColumn(dataset.schema(), folded);
    }
    FoldsPlan folds = plan(tuner);
    SplitColumns.Names names =
        new SplitColumns.Names(
            folds.column().orElseGet(() -> fresh(FOLD, dataset)),
            Optional.of(fresh(RANK, dataset)).filter(name -> isRanked(folds, tuner)),
            Optional.of(fresh(TIME, dataset)).filter(name -> folds.hasGap()));
    RowCut.Cut cut = cut(dataset, tuner, folds, names);
    SplitColumns splits = new SplitColumns(folds, cut.starts(), names);
    FoldedTable.Source source = new FoldedTable.Source(cut.rows(), dataset);
    return new FoldCut(cut.rows(), splits, Math.max(2, folds.number())).stored(tuner, source);
  }

  /** Folds of a tuner; a split has one. */
  private static FoldsPlan plan(TunerParams<?> tuner) {
    String rule = tuner.getFoldRule();
    Optional<String> column =
        tuner instanceof Tuner folded
            ? Optional.of(folded.getFoldCol()).filter(name -> !name.isEmpty())
            : Optional.empty();
    return new FoldsPlan(
        column.isPresent()
            ? Rule.COLUMN
            : BY_HASH.contains(rule) ? Rule.HASH : EnumNames.constant(Rule.class, rule),
        tuner instanceof Tuner folded ? folded.getNumFolds() : 1,
        rule.equals("stratified"),
        column,
        0,
        Optional.empty(),
        new TimeOrder(EnumNames.constant(Window.class, tuner.getFoldWindow()), tuner.getGap()));
  }

  private static String fresh(String name, Dataset<?> dataset) {
    return ColumnNames.of(dataset.sparkSession()).fresh(name, dataset.columns());
  }

  /** True if rows have ranks: a fit may get a share of them, or a hash gives them anyway. */
  private static boolean isRanked(FoldsPlan folds, TunerParams<?> tuner) {
    SchedulePlan schedule = TunerPlan.asked(tuner).schedule();
    boolean rungs = schedule.ladderKind() == LadderKind.RUNGS;
    return isHashed(folds) || (rungs && schedule.resource() == SchedulePlan.Resource.ROWS);
  }

  private static boolean isHashed(FoldsPlan folds) {
    return folds.rule() == Rule.HASH || folds.rule() == Rule.TIME;
  }

  private static RowCut.Cut cut(
      Dataset<?> dataset, TunerParams<?> tuner, FoldsPlan folds, SplitColumns.Names names) {
    if (isHashed(folds)) {
      return hashed(dataset, tuner).withFold(folds, names);
    }
    long seed = tuner.getSeed();
    boolean python = folds.rule() == Rule.PYSPARK;
    Dataset<Row> cut;
    if (folds.rule() == Rule.COLUMN) {
      cut = dataset.toDF();
    } else if (tuner instanceof SplitTuner split) {
      cut =
          python
              ? SparkFolds.withPythonSplit(dataset, split.getTrainRatio(), seed, names.fold())
              : SparkFolds.withSplit(dataset, split.getTrainRatio(), seed, names.fold());
    } else {
      cut =
          python
              ? SparkFolds.withPythonFold(dataset, folds.number(), seed, names.fold())
              : SparkFolds.withFold(dataset, folds.number(), seed, names.fold());
    }
    // Ranks are drawn by place, as Spark draws folds.
    Column rank = rand(new Seed(seed).child("rank", 0).value());
    return new RowCut.Cut(
        names.rank().map(name -> cut.withColumn(name, rank)).orElse(cut), List.of());
  }

  /** Cut of a dataset by a tuner's hashes or times. */
  static HashFolds hashed(Dataset<?> dataset, TunerParams<?> tuner) {
    return new HashFolds(
        dataset,
        tuner.getFoldRule().equals("stratified") ? Optional.of(label(tuner)) : Optional.empty(),
        column(tuner, tuner.group()),
        column(tuner, tuner.time()),
        tuner.getSeed());
  }

  private static Optional<String> column(TunerParams<?> tuner, Param<String> param) {
    return ParamValues.current(tuner, param).map(String::valueOf);
  }

  private static String label(TunerParams<?> tuner) {
    return Optional.of(tuner.getEvaluator())
        .filter(one -> one.hasParam("labelCol"))
        .flatMap(one -> ParamValues.current(one, one.getParam("labelCol")))
        .map(String::valueOf)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: foldRule: 'stratified' needs an evaluator with a labelCol; set one, or take hash"
                        .formatted(StableStageNames.where(tuner))));
  }

  /** Rule by which a tuner cuts rows, for the record. */
  static String rule(TunerParams<?> tuner) {
    return plan(tuner).column().map("column "::concat).orElseGet(tuner::getFoldRule);
  }

  private FoldedTable stored(TunerParams<?> tuner, FoldedTable.Source source) {
    SettingValues values = TunerParam.values(tuner);
    OptionalLong storage =
        values.is("max-storage", "none") ? OptionalLong.of(0) : values.longOrNone("max-storage");
    FoldedTable.Form form = new FoldedTable.Form(OptionalInt.empty(), storage);
    return new FoldedTable(
        () -> form.stored(rows), Optional.of(source), splits, all -> counted(all, tuner), form);
  }

  /**
   * Refuses a fold column that is missing, or of another type than Spark takes; by PySpark's rule
   * any number is fine.
   *
   * @throws IllegalArgumentException in Spark's own words
   */
  static void requireFoldColumn(StructType schema, Tuner tuner) {
    String column = tuner.getFoldCol();
    if (column.isEmpty()) {
      return;
    }
    DataType type = schema.apply(column).dataType();
    boolean number = tuner.getFoldRule().equals("pyspark") && type instanceof NumericType;
    if (!number && !type.equals(DataTypes.IntegerType)) {
      throw new IllegalArgumentException(
          "The specified `foldCol` column %s must be integer type, but got %s."
              .formatted(column, type));
    }
  }

  /**
   * Counts the rows of each part in one job.
   *
   * @throws IllegalArgumentException if the column holds something else than 0 to parts - 1, if a
   *     part is empty, or if a required value is missing
   */
  private FoldCounts counted(Dataset<Row> stored, TunerParams<?> tuner) {
    RequiredValues required = RequiredValues.of(tuner, stored);
    Column part = ColumnNames.column(splits.names().fold());
    List<Column> read = new ArrayList<>(List.of(part.cast(DataTypes.DoubleType)));
    required.rules().forEach(rule -> read.add(rule.broken()));
    int most = parts; // what is counted is sent to the executors
    long[] sums =
        ColumnPass.sums(
            stored,
            read,
            most + read.size(),
            (counts, row) -> {
              double number = row.isNullAt(0) ? -1 : row.getDouble(0);
              boolean isPart = number >= 0 && number < most && number == (int) number;
              counts[isPart ? (int) number : most]++;
              for (int rule = 1; rule < row.numFields(); rule++) {
                counts[most + rule] += row.getBoolean(rule) ? 1 : 0;
              }
            });
    required.check("dataset", Arrays.copyOfRange(sums, parts + 1, sums.length));
    boolean byTime = splits.folds().rule() == Rule.TIME;
    if (sums[parts] > 0 && !byTime) {
      throw noPart(stored, part, required.tuner());
    }
    List<Long> counts = Arrays.stream(sums, 0, parts).boxed().toList();
    int empty = counts.indexOf(0L);
    if (empty >= 0) {
      throw new IllegalArgumentException(
          "%s: dataset: part %d of %d has no rows, of %,d in all; use %s, or give more %s"
              .formatted(
                  required.tuner(),
                  empty,
                  parts,
                  Arrays.stream(sums, 0, parts + 1).sum(),
                  splits.folds().number() == 1 ? "another trainRatio" : "fewer folds",
                  assigned(tuner)));
    }
    if (splits.folds().number() == 1) {
      return FoldCounts.of(counts.subList(0, 1), counts.get(1));
    }
    FoldCounts all = splits.counted(stored, FoldCounts.of(counts, sums[parts]));
    DataProblems problems = new DataProblems(TunerParam.origins(tuner));
    all.check(splits.folds(), false, problems);
    problems.throwIfAny();
    return all;
  }

  /** Exception for the first value of a column that names no part. */
  private IllegalArgumentException noPart(Dataset<Row> stored, Column part, String tuner) {
    Object[] known = IntStream.range(0, parts).mapToObj(number -> (double) number).toArray();
    Column isPart = part.cast(DataTypes.DoubleType).isin(known);
    return new IllegalArgumentException(
        "%s: foldCol: column '%s' holds %s; use 0 to %d, as numFolds = %d"
            .formatted(
                tuner,
                splits.names().fold(),
                stored.where(part.isNull().or(not(isPart))).select(part).first().get(0),
                parts - 1,
                parts));
  }

  /** Word for the units that are assigned to folds. */
  private static String assigned(TunerParams<?> tuner) {
    return Map.of("group", "groups", "time", "times").getOrDefault(tuner.getFoldRule(), "rows");
  }
}
