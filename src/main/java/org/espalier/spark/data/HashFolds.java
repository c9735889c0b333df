package org.espalier.spark.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.data.fold.FoldAssignment;
import org.espalier.spark.data.fold.HeldOut;
import org.espalier.spark.data.fold.RowCut;
import org.espalier.spark.data.fold.SplitColumns;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.RowHash;
import org.espalier.spark.data.table.RowHashes;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.data.table.TaskDetection;
import org.espalier.spark.data.table.TimeOrdered;
import org.espalier.spec.rows.FoldsPlan;

/**
 * Cut of any dataset into folds, with the rules of a job: by time, or by a hash of all columns or
 * of a group. The folds do not depend on the order of rows, the partitions or the cluster. Equal
 * rows, and rows of one group or time, are in the same fold.
 *
 * @param label column to stratify by; empty for none
 * @param group column that identifies groups of rows that stay together; empty for none
 * @param time column of times, for which each fold validates an interval and the last rows are held
 *     out; empty to cut by hash
 */
public record HashFolds(
    Dataset<?> dataset,
    Optional<String> label,
    Optional<String> group,
    Optional<String> time,
    long seed) {

  /** Training and held-out rows, with the columns of the dataset. */
  public record Parts(Dataset<Row> training, Dataset<Row> heldOut) {}

  /**
   * Returns the rows with the fold that each validates and a rank in [0, 1). The hashes determine
   * the partitions and the order of rows.
   *
   * @param folds rule by hash or time, with at least 2 folds
   * @param names names of the new columns; the fold is below 0 for rows before all folds of time
   * @throws IllegalArgumentException if the label has too many values to be classes
   */
  public RowCut.Cut withFold(FoldsPlan folds, SplitColumns.Names names) {
    List<Column> added = new ArrayList<>(List.of(col(ReservedColumns.FOLD).as(names.fold())));
    names.rank().ifPresent(rank -> added.add(col(ReservedColumns.RANK).as(rank)));
    names.time().ifPresent(name -> added.add(col(ReservedColumns.TIME).as(name)));
    return cut(folds, 0, added);
  }

  /**
   * Separates a share of the rows from the others. The hashes determine the partitions and the
   * order of rows; equal rows stay together.
   *
   * @param share share of the rows that is held out, in (0, 1)
   */
  public Parts parts(double share) {
    String flag = ColumnNames.of(dataset.sparkSession()).fresh("held_out", dataset.columns());
    Column isHeldOut = col(ReservedColumns.FOLD).equalTo(FoldAssignment.HELD_OUT);
    FoldsPlan.Rule rule = time.isPresent() ? FoldsPlan.Rule.TIME : FoldsPlan.Rule.HASH;
    Dataset<Row> cut =
        cut(new FoldsPlan(rule, 2, label.isPresent()), share, List.of(isHeldOut.as(flag))).rows();
    return new Parts(cut.where(not(col(flag))).drop(flag), cut.where(col(flag)).drop(flag));
  }

  private RowCut.Cut cut(FoldsPlan folds, double share, List<Column> added) {
    HeldOut heldOut = time.isPresent() ? HeldOut.last(share) : HeldOut.of(share);
    RowCut rule =
        new RowCut(folds, heldOut, seed, Preparation.PreparationLimits.usual().exactRows());
    String[] names = dataset.columns();
    String[] apart = unreserved(names, ColumnNames.of(dataset.sparkSession()));
    Dataset<Row> given = dataset.toDF(apart).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      long rows = given.count();
      RowCut.Cut cut = rule.cut(hashed(given, name -> renamed(name, names, apart)), rows, 1);
      Column[] kept =
          Stream.concat(
                  IntStream.range(0, names.length)
                      .mapToObj(i -> ColumnNames.column(apart[i]).as(names[i])),
                  added.stream())
              .toArray(Column[]::new);
      int partitions = Preparation.PreparationLimits.usual().partitions(rows);
      return new RowCut.Cut(KeyHashes.sorted(cut.rows(), partitions).select(kept), cut.starts());
    } finally {
      Uninterrupted.run(given::unpersist);
    }
  }

  /** Returns the names of the columns, with a fresh name in place of each reserved one. */
  private static String[] unreserved(String[] names, ColumnNames session) {
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

  /** Adds the columns that a cut reads. */
  private Dataset<Row> hashed(Dataset<Row> rows, UnaryOperator<String> named) {
    StructType schema = rows.schema();
    List<StructField> hashable = TableFingerprint.hashable(schema);
    // The tags of the test and the rank hash are swapped. Existing records were made this way;
    // correcting it would move rows to other folds.
    Map<String, RowHash.Tag> tags =
        Map.of(
            ReservedColumns.RANK_HASH, new RowHash.Tag(seed, "test"),
            ReservedColumns.FOLD_HASH, new RowHash.Tag(seed, "fold"),
            ReservedColumns.TEST_HASH, new RowHash.Tag(seed, "rank"));
    List<StructField> key =
        group.map(name -> List.of(schema.apply(named.apply(name)))).orElse(hashable);
    RowHashes.Hashed hashed = new RowHashes(tags, key, hashable).of(rows);
    Map<String, Column> columns = new LinkedHashMap<>(hashed.hashes());
    columns.put(
        ReservedColumns.STRATUM,
        label.map(name -> stratum(rows, schema.apply(named.apply(name)))).orElse(lit(0)));
    time.map(named)
        .ifPresent(
            name ->
                columns.put(
                    ReservedColumns.TIME,
                    TimeOrdered.seconds(ColumnNames.quoted(name), schema.apply(name).dataType())));
    return hashed.rows().withColumns(columns);
  }

  private static Column stratum(Dataset<Row> rows, StructField label) {
    List<Object> values =
        Target.values(rows, ColumnNames.column(label.name()), TaskDetection.MAX_CLASSES);
    if (values.size() > TaskDetection.MAX_CLASSES) {
      throw new IllegalArgumentException(
          "Column '%s' has more than %d values: those are not classes to stratify by."
              .formatted(label.name(), TaskDetection.MAX_CLASSES));
    }
    return coalesce(Target.index(values, label).cast("int"), lit(0));
  }
}
