package org.espalier.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.rand;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spec.Strategies;
import org.espalier.study.Seed;

/**
 * Rows, each with the part to which Spark would assign it.
 *
 * @param column column with the number of a row's part
 * @param rank column with a number in [0, 1) that decides which shares of the rows contain a row;
 *     may be missing
 * @param rule rule by which they were cut, for the record
 * @param parts number of parts
 * @param folds number of parts, from 0, that are validated in turn
 */
record FoldCut(Dataset<Row> rows, String column, String rank, String rule, int parts, int folds) {

  private static final String FOLD = "espalier_fold";
  private static final String RANK = "espalier_rank";

  /**
   * Cuts a dataset by the tuner's own fold column or, without one, by its fold rule.
   *
   * @throws IllegalArgumentException if the fold column is of a type that holds no folds
   */
  static FoldCut of(Dataset<?> dataset, Tuner tuner) {
    String column = tuner.getFoldCol();
    int folds = tuner.getNumFolds();
    String fold = fresh(FOLD, dataset);
    String rank = fresh(RANK, dataset);
    if (column.isEmpty()) {
      Dataset<Row> rows = FoldRule.of(tuner).folds(dataset, tuner, fold, rank);
      Dataset<Row> cut = ranked(rows, rank, tuner);
      return new FoldCut(cut, fold, rank, tuner.getFoldRule(), folds, folds);
    }
    requireFoldColumn(dataset.schema(), tuner);
    Dataset<Row> cut = ranked(dataset.toDF(), rank, tuner);
    return new FoldCut(cut, column, rank, "column " + column, folds, folds);
  }

  private static String fresh(String name, Dataset<?> dataset) {
    return ColumnNames.of(dataset.sparkSession()).fresh(name, dataset.columns());
  }

  /** Cuts a dataset in two, of which the first is validated and the second learned from. */
  static FoldCut of(Dataset<?> dataset, SplitTuner tuner) {
    String part = fresh(FOLD, dataset);
    String rank = fresh(RANK, dataset);
    Dataset<Row> cut = ranked(FoldRule.of(tuner).split(dataset, tuner, part), rank, tuner);
    return new FoldCut(cut, part, rank, tuner.getFoldRule(), 2, 1);
  }

  /** Adds ranks if a fit may get a share of the rows; drawn by place, as Spark draws folds. */
  private static Dataset<Row> ranked(Dataset<Row> cut, String rank, TunerParams<?> tuner) {
    boolean known = Arrays.asList(cut.columns()).contains(rank);
    boolean rungs =
        Strategies.schedulerSpec(tuner.getScheduler())
            .filter(spec -> spec.ladder() == LadderKind.RUNGS)
            .isPresent();
    boolean needed = rungs && tuner.getResource().equals("rows");
    return known || !needed
        ? cut
        : cut.withColumn(rank, rand(new Seed(tuner.getSeed()).child("rank", 0).value()));
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
    boolean number = FoldRule.of(tuner) == FoldRule.PYSPARK && type instanceof NumericType;
    if (!number && !type.equals(DataTypes.IntegerType)) {
      throw new IllegalArgumentException(
          "The specified `foldCol` column %s must be integer type, but got %s."
              .formatted(column, type));
    }
  }

  /**
   * Counts the rows of each part.
   *
   * @param stored the rows
   * @param required values that each row has
   * @throws IllegalArgumentException if the column holds something else than 0 to parts - 1, if a
   *     part is empty, or if a required value is missing
   */
  List<Long> counted(Dataset<Row> stored, RequiredValues required) {
    long[] counts = new long[parts];
    Tally tally = tally(stored, required);
    required.check(tally.broken);
    for (Map.Entry<Object, Long> group : tally.rows.entrySet()) {
      int number = part(group.getKey());
      if (number < 0) {
        throw new IllegalArgumentException(
            "%s: foldCol: column '%s' holds %s; 0 to %d, as numFolds = %d"
                .formatted(required.tuner(), column, group.getKey(), parts - 1, parts));
      }
      counts[number] += group.getValue();
    }
    for (int part = 0; part < parts; part++) {
      if (counts[part] == 0) {
        throw new IllegalArgumentException(
            "%s: dataset: part %d of %d has no rows, of %,d in all; %s"
                .formatted(
                    required.tuner(),
                    part,
                    parts,
                    Arrays.stream(counts).sum(),
                    folds == 1 ? "another trainRatio, or more rows" : "fewer folds, or more rows"));
      }
    }
    return Arrays.stream(counts).boxed().toList();
  }

  private static final class Tally implements Serializable {

    private static final long serialVersionUID = 1;

    /** Number of rows by value of the column, with one at least of the values that name no part. */
    private final LinkedHashMap<Object, Long> rows = new LinkedHashMap<>();

    /** Number of rows that break a rule, by rule. */
    private final long[] broken;

    Tally(int required) {
      broken = new long[required];
    }

    private static Tally of(Iterator<Row> rows, int most, int required) {
      Tally tally = new Tally(required);
      while (rows.hasNext()) {
        tally.add(rows.next(), most);
      }
      return tally;
    }

    private void add(Row row, int most) {
      Object value = row.isNullAt(0) ? "null" : row.get(0);
      if (rows.size() < most || rows.containsKey(value)) {
        rows.merge(value, 1L, Long::sum);
      }
      for (int i = 0; i < broken.length; i++) {
        broken[i] += row.getBoolean(i + 1) ? 1 : 0;
      }
    }

    private void add(Tally other) {
      other.rows.forEach((value, count) -> rows.merge(value, count, Long::sum));
      Arrays.setAll(broken, i -> broken[i] + other.broken[i]);
    }
  }

  /** Counts the rows in one job. */
  private Tally tally(Dataset<Row> stored, RequiredValues required) {
    int most = parts + 1;
    int columns = required.rules().size();
    List<Column> read = new ArrayList<>(List.of(ColumnNames.column(column)));
    required.rules().forEach(rule -> read.add(rule.broken()));
    Tally all = new Tally(columns);
    stored
        .select(read.toArray(Column[]::new))
        .toJavaRDD()
        .mapPartitions(rows -> List.of(Tally.of(rows, most, columns)).iterator())
        .collect()
        .forEach(all::add);
    return all;
  }

  /** The part that a value names; -1 if it names none. */
  private int part(Object value) {
    double number = value instanceof Number part ? part.doubleValue() : -1;
    return number == (int) number && number >= 0 && number < parts ? (int) number : -1;
  }

  private Column part() {
    return ColumnNames.column(column).cast(DataTypes.IntegerType);
  }

  /** True for the rows of a part. */
  Column isValidated(int number) {
    return UncompiledThresholds.is(part(), number);
  }

  /** True for the rows of all other parts. */
  Column isLearnedFrom(int number) {
    return UncompiledThresholds.isNot(part(), number);
  }

  /** Name of the column of ranks; empty if every fit gets all rows. */
  Optional<String> rankColumn() {
    return Optional.of(rank).filter(name -> Arrays.asList(rows.columns()).contains(name));
  }

  /** True for about a share of the rows; a larger share contains a smaller one. */
  Column isBelow(double share) {
    return UncompiledThresholds.isBelow(col(rank), share);
  }

  /** Rows as an estimator sees them: without these columns, as with Spark. */
  Dataset<Row> without(Dataset<Row> some) {
    return some.drop(column, rank);
  }
}
