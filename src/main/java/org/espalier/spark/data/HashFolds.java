package org.espalier.spark.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.column.ReservedColumns;
import org.espalier.spark.data.fold.FoldAssignment;
import org.espalier.spark.data.fold.HeldOut;
import org.espalier.spark.data.fold.RowCut;
import org.espalier.spark.data.shape.RowHash;
import org.espalier.spark.data.shape.TableFingerprint;
import org.espalier.spark.data.shape.Target;
import org.espalier.spark.data.shape.TaskDetection;
import org.espalier.spec.data.FoldsPlan;

/**
 * Folds of a job, for any dataset: by a hash of all columns, so that they do not depend on the
 * order of rows, the partitions or the cluster. Equal rows are in the same fold.
 *
 * @param label column of which each part gets its share of every value; empty for none
 */
public record HashFolds(Dataset<?> dataset, Optional<String> label, long seed) {

  private static final List<String> HASHES =
      List.of(
          ReservedColumns.RANK_HASH,
          ReservedColumns.FOLD_HASH,
          ReservedColumns.TEST_HASH,
          ReservedColumns.ROW_HASH);

  /** Training and held-out rows, both with the columns of the dataset. */
  public record Parts(Dataset<Row> training, Dataset<Row> heldOut) {}

  /**
   * The rows with the fold that each validates and its rank in [0, 1), in partitions and an order
   * that follow from the hashes.
   *
   * @param numFolds k, at least 2
   * @param fold name of the new integer column, in [0, k)
   * @param rank name of the new column of ranks
   * @throws IllegalArgumentException if the label has too many values to be classes
   */
  public Dataset<Row> withFold(int numFolds, String fold, String rank) {
    FoldsPlan plan = new FoldsPlan(FoldsPlan.Rule.HASH, numFolds, label.isPresent());
    return cut(
        new RowCut(plan, HeldOut.of(0), seed, Preparation.Limits.usual().exactRows()),
        List.of(col(ReservedColumns.FOLD).as(fold), col(ReservedColumns.RANK).as(rank)));
  }

  /**
   * Separates a share of the rows from the others, in partitions and an order that follow from the
   * hashes; equal rows stay together.
   *
   * @param share share of the rows that is held out, in (0, 1)
   */
  public Parts parts(double share) {
    FoldsPlan plan = new FoldsPlan(FoldsPlan.Rule.HASH, 2, label.isPresent());
    String flag = ColumnNames.of(dataset.sparkSession()).fresh("held_out", dataset.columns());
    Column isHeldOut = col(ReservedColumns.FOLD).equalTo(FoldAssignment.HELD_OUT);
    Dataset<Row> cut =
        cut(
            new RowCut(plan, HeldOut.of(share), seed, Preparation.Limits.usual().exactRows()),
            List.of(isHeldOut.as(flag)));
    return new Parts(cut.where(not(col(flag))).drop(flag), cut.where(col(flag)).drop(flag));
  }

  private Dataset<Row> cut(RowCut rule, List<Column> added) {
    String[] names = dataset.columns();
    String[] apart = apart(names, ColumnNames.of(dataset.sparkSession()));
    Dataset<Row> given = dataset.toDF(apart).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Column stratum =
          label.map(name -> stratum(given, renamed(name, names, apart))).orElse(lit(0));
      Dataset<Row> hashed = hashed(given, seed).withColumn(ReservedColumns.STRATUM, stratum);
      long rows = given.count();
      Dataset<Row> cut = rule.cut(hashed, rows).rows();
      Column[] kept =
          Stream.concat(
                  IntStream.range(0, names.length)
                      .mapToObj(i -> ColumnNames.column(apart[i]).as(names[i])),
                  added.stream())
              .toArray(Column[]::new);
      int partitions = Preparation.Limits.usual().partitions(rows);
      return cut.repartition(partitions, col(ReservedColumns.RANK_HASH))
          .sortWithinPartitions(HASHES.stream().map(name -> col(name)).toArray(Column[]::new))
          .select(kept);
    } finally {
      given.unpersist();
    }
  }

  /** Names of the columns, with other names for reserved ones. */
  private static String[] apart(String[] names, ColumnNames session) {
    return Arrays.stream(names)
        .map(
            name ->
                name.toLowerCase(Locale.ROOT).startsWith(ReservedColumns.RESERVED)
                    ? session.fresh("given_" + name, names)
                    : name)
        .toArray(String[]::new);
  }

  private static String renamed(String name, String[] names, String[] apart) {
    int index = Arrays.asList(names).indexOf(name);
    return index < 0 ? name : apart[index];
  }

  private static Dataset<Row> hashed(Dataset<Row> rows, long seed) {
    List<RowHash.Tag> tags =
        List.of(
            new RowHash.Tag(seed, "test"),
            new RowHash.Tag(seed, "fold"),
            new RowHash.Tag(seed, "rank"),
            TableFingerprint.ROW);
    RowHash.Hashed all = RowHash.of(rows, tags, TableFingerprint.hashable(rows.schema()));
    Map<String, Column> hashes = new LinkedHashMap<>();
    for (int i = 0; i < HASHES.size(); i++) {
      hashes.put(HASHES.get(i), all.hashes().get(i));
    }
    return all.rows().withColumns(hashes);
  }

  private static Column stratum(Dataset<Row> rows, String label) {
    Column column = ColumnNames.column(label);
    List<Object> values = Target.values(rows, column, TaskDetection.MAX_CLASSES);
    if (values.size() > TaskDetection.MAX_CLASSES) {
      throw new IllegalArgumentException(
          "Column '%s' has more than %d values: those are no classes to stratify by."
              .formatted(label, TaskDetection.MAX_CLASSES));
    }
    Column[] literals = values.stream().map(value -> lit(value)).toArray(Column[]::new);
    return coalesce(array_position(array(literals), column).minus(1).cast("int"), lit(0));
  }
}
