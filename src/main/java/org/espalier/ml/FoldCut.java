package org.espalier.ml;

import static org.apache.spark.sql.functions.rand;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.data.fold.FoldAssignment;
import org.espalier.spark.data.fold.FoldCounts;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.Splits;
import org.espalier.spec.Strategies;
import org.espalier.spec.data.FoldsPlan;
import org.espalier.study.Seed;

/**
 * Rows of a tuner, each with the part to which Spark would assign it.
 *
 * @param splits columns by which they are cut
 * @param parts number of parts; the folds are the first of them, and validate in turn
 */
record FoldCut(Dataset<Row> rows, Splits splits, int parts) {

  private static final String FOLD = "espalier_fold";
  private static final String RANK = "espalier_rank";

  /**
   * Stores a dataset that the tuner's own fold column or, without one, its fold rule cuts.
   *
   * @throws IllegalArgumentException if the fold column is no integer column, or holds something
   *     else than 0 to numFolds - 1, or if a fold is empty
   */
  static FoldedTable stored(Dataset<?> dataset, Tuner tuner) {
    String column = tuner.getFoldCol();
    int folds = tuner.getNumFolds();
    String fold = fresh(FOLD, dataset);
    String rank = fresh(RANK, dataset);
    if (column.isEmpty()) {
      FoldRule rule = FoldRule.of(tuner);
      return of(rule.folds(dataset, tuner, fold, rank), fold, rank, folds, tuner).stored(tuner);
    }
    requireFoldColumn(dataset.schema(), tuner);
    return of(dataset.toDF(), column, rank, folds, tuner).stored(tuner);
  }

  /** Stores a dataset in two parts, of which the first is validated and the second learned from. */
  static FoldedTable stored(Dataset<?> dataset, SplitTuner tuner) {
    String part = fresh(FOLD, dataset);
    Dataset<Row> cut = FoldRule.of(tuner).split(dataset, tuner, part);
    return of(cut, part, fresh(RANK, dataset), 1, tuner).stored(tuner);
  }

  private static FoldCut of(
      Dataset<Row> cut, String column, String rank, int folds, TunerParams<?> tuner) {
    Dataset<Row> rows = ranked(cut, rank, tuner);
    Optional<String> ranks =
        Optional.of(rank).filter(name -> Arrays.asList(rows.columns()).contains(name));
    FoldsPlan.Rule rule =
        FoldRule.of(tuner) == FoldRule.TIME ? FoldsPlan.Rule.TIME : FoldsPlan.Rule.COLUMN;
    Splits splits = new Splits(new FoldsPlan(rule, folds, false), List.of(), column, ranks);
    return new FoldCut(rows, splits, Math.max(2, folds));
  }

  private static String fresh(String name, Dataset<?> dataset) {
    return ColumnNames.of(dataset.sparkSession()).fresh(name, dataset.columns());
  }

  /** Rule by which a tuner cuts rows, for the record. */
  static String rule(TunerParams<?> tuner) {
    return tuner instanceof Tuner folded && !folded.getFoldCol().isEmpty()
        ? "column " + folded.getFoldCol()
        : tuner.getFoldRule();
  }

  private FoldedTable stored(TunerParams<?> tuner) {
    int megabytes = tuner.getMaxStorage();
    OptionalInt stored = megabytes < 0 ? OptionalInt.empty() : OptionalInt.of(megabytes);
    FoldedTable.Form form = new FoldedTable.Form(OptionalInt.empty(), stored);
    return new FoldedTable(
        () -> SharedWork.run(() -> form.stored(rows)), splits, all -> counted(all, tuner), form);
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
   * @throws IllegalArgumentException if the column holds something else than 0 to parts - 1, if a
   *     part is empty, or if a required value is missing
   */
  private FoldCounts counted(Dataset<Row> stored, TunerParams<?> tuner) {
    RequiredValues required = RequiredValues.of(tuner, stored);
    Tally tally = tally(stored, required);
    required.check(tally.broken);
    boolean byTime = splits.folds().rule() == FoldsPlan.Rule.TIME;
    Long before = byTime ? tally.rows.remove(FoldAssignment.ONLY_TRAINING) : null;
    long only = before == null ? 0 : before;
    Long[] counts = new Long[parts];
    Arrays.fill(counts, 0L);
    for (Map.Entry<Object, Long> group : tally.rows.entrySet()) {
      int number = part(group.getKey());
      if (number < 0) {
        throw new IllegalArgumentException(
            "%s: foldCol: column '%s' holds %s; 0 to %d, as numFolds = %d"
                .formatted(required.tuner(), splits.column(), group.getKey(), parts - 1, parts));
      }
      counts[number] += group.getValue();
    }
    for (int part = 0; part < parts; part++) {
      if (counts[part] == 0) {
        throw new IllegalArgumentException(
            "%s: dataset: part %d of %d has no rows, of %,d in all; %s, or more %s"
                .formatted(
                    required.tuner(),
                    part,
                    parts,
                    only + Stream.of(counts).mapToLong(Long::longValue).sum(),
                    splits.folds().number() == 1 ? "another trainRatio" : "fewer folds",
                    FoldRule.of(tuner).assigned()));
      }
    }
    return splits.folds().number() == 1
        ? FoldCounts.of(List.of(counts[0]), counts[1])
        : splits.counted(stored, FoldCounts.of(List.of(counts), only));
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
    List<Column> read = new ArrayList<>(List.of(ColumnNames.column(splits.column())));
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
}
