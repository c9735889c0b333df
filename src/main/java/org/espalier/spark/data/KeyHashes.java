package org.espalier.spark.data;

import static java.util.Objects.requireNonNull;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.fold.PlacedGroups;
import org.espalier.spark.data.table.Columns;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.RowHash;
import org.espalier.spark.data.table.RowHashes;
import org.espalier.spark.data.table.TableScan;
import org.espalier.spark.data.table.Target;
import org.espalier.spark.data.table.TimeOrdered;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.DataPlan.Duplicates;

/**
 * Hashes of the keys of rows, which determine their split, together with the other columns that a
 * cut reads: label, features, roles and stratum.
 *
 * @param foldNames values of the column that names folds, in the order of folds; empty for other
 *     rules
 */
record KeyHashes(StudyPlan plan, Columns columns, Target target, List<Object> foldNames) {

  KeyHashes {
    foldNames = List.copyOf(foldNames);
  }

  /**
   * Returns how often the rows are partitioned into folds: for the search, and to choose its
   * winner.
   */
  static int cuts(StudyPlan plan) {
    return plan.folds().repeats() + plan.tuning().winner().repeats();
  }

  /**
   * Returns the rows that have a label, with features, {@link ReservedColumns#LABEL}, stratum and
   * hashes. The features of a wide table are fields of one column, which keeps the plans of later
   * queries small.
   *
   * @param exact true if there are few enough rows to count them on the driver
   */
  Dataset<Row> hashedRows(Dataset<Row> table, boolean exact) {
    Column labelled =
        target.field().map(field -> ColumnNames.column(field.name()).isNotNull()).orElse(lit(true));
    RowHashes.Hashed hashed =
        new RowHashes(tags(), columns.key(), columns.hashable())
            .packed(
                table,
                columns.features(),
                plan.data().rowKey().key(),
                plan.data().missing().nanIsMissing());
    return numbered(hashed.rows().where(labelled).select(given(hashed)), exact);
  }

  /**
   * Returns the cut rows without their hashes. The hashes determine the partitions and the order of
   * rows. The packed column is the last.
   *
   * @param partitions number of partitions; explicit, so that adaptive execution does not change it
   */
  static Dataset<Row> laidOut(Dataset<Row> cut, int partitions) {
    Column[] kept =
        Stream.of(
                Arrays.stream(cut.columns()).filter(KeyHashes::isKept),
                Stream.of(ReservedColumns.LABEL, ReservedColumns.FOLD, ReservedColumns.RANK),
                Arrays.stream(cut.columns()).filter(ReservedColumns.PACKED::equals))
            .flatMap(names -> names)
            .map(ColumnNames::column)
            .toArray(Column[]::new);
    return sorted(cut, partitions).select(kept);
  }

  /** Returns the cut rows in partitions and an order that the hashes determine. */
  static Dataset<Row> sorted(Dataset<Row> cut, int partitions) {
    Column[] order =
        Stream.of(
                ReservedColumns.RANK_HASH,
                ReservedColumns.FOLD_HASH,
                ReservedColumns.TEST_HASH,
                ReservedColumns.ROW_HASH,
                ReservedColumns.FOLD,
                ReservedColumns.RANK)
            .map(name -> col(name))
            .toArray(Column[]::new);
    return cut.repartition(partitions, col(ReservedColumns.RANK_HASH)).sortWithinPartitions(order);
  }

  private static boolean isKept(String column) {
    return !column.startsWith(ReservedColumns.RESERVED)
        || !ReservedColumns.display(column).equals(column)
        || column.equals(ReservedColumns.WEIGHT)
        || column.equals(ReservedColumns.GROUP)
        || column.equals(ReservedColumns.CENSOR)
        || column.equals(ReservedColumns.KEY)
        || ReservedColumns.isRepeat(column)
        || column.equals(ReservedColumns.TIME);
  }

  private Dataset<Row> numbered(Dataset<Row> together, boolean exact) {
    // Spark's folds depend on the position of a row, and numbering would move rows.
    if (plan.data().rowKey().duplicates() == Duplicates.TOGETHER
        || plan.data().roles().group().isPresent()
        || plan.folds().isByPlace()) {
      return together;
    }
    Column number =
        exact && PlacedGroups.areDistinct(together)
            ? lit(1L)
            : row_number()
                .over(
                    Window.partitionBy(
                            col(ReservedColumns.TEST_HASH),
                            col(ReservedColumns.FOLD_HASH),
                            col(ReservedColumns.RANK_HASH))
                        .orderBy(col(ReservedColumns.ROW_HASH)))
                .cast(DataTypes.LongType);
    Map<String, Column> apart = new LinkedHashMap<>();
    tags()
        .keySet()
        .forEach(name -> apart.put(name, RowHash.with(col(name), col(ReservedColumns.NUMBER))));
    return together
        .withColumn(ReservedColumns.NUMBER, number)
        .withColumns(apart)
        .drop(ReservedColumns.NUMBER);
  }

  /** Returns the tags of the hashes of a row's key, by the name of their column. */
  private Map<String, RowHash.Tag> tags() {
    Map<String, RowHash.Tag> tags = new LinkedHashMap<>();
    tags.put(ReservedColumns.TEST_HASH, new RowHash.Tag(plan.tuning().seed(), "test"));
    tags.put(ReservedColumns.FOLD_HASH, new RowHash.Tag(plan.tuning().seed(), "fold"));
    tags.put(ReservedColumns.RANK_HASH, new RowHash.Tag(plan.tuning().seed(), "rank"));
    for (int repeat = 1; repeat < cuts(plan); repeat++) {
      tags.put(
          ReservedColumns.foldHash(repeat),
          new RowHash.Tag(plan.tuning().seed(), "fold " + repeat));
    }
    return tags;
  }

  private Column[] given(RowHashes.Hashed hashed) {
    Map<String, Column> hashes = hashed.hashes();
    boolean stratified = plan.folds().stratified() || plan.folds().isByPlace();
    List<Column> given = new ArrayList<>();
    if (List.of(hashed.rows().columns()).contains(ReservedColumns.PACKED)) {
      given.add(col(ReservedColumns.PACKED));
    } else {
      List<Column> features = columns.features().stream().map(this::feature).toList();
      if (PlanSettings.isWide(features.size())) { // of other types, vectors for example
        given.add(struct(features.toArray(Column[]::new)).as(ReservedColumns.PACKED));
      } else {
        given.addAll(features);
      }
    }
    given.add(target.label().as(ReservedColumns.LABEL));
    number("weight").ifPresent(weight -> given.add(weight.as(ReservedColumns.WEIGHT)));
    // A numeric label may be learned as a time. Without a censor column, all events were observed.
    number("censor")
        .or(
            () ->
                target.task() == ProblemType.REGRESSION ? Optional.of(lit(1.0)) : Optional.empty())
        .ifPresent(ended -> given.add(ended.as(ReservedColumns.CENSOR)));
    columns
        .role("time")
        .ifPresent(
            field ->
                given.add(
                    TimeOrdered.seconds(ColumnNames.quoted(field.name()), field.dataType())
                        .as(ReservedColumns.TIME)));
    if (plan.output().predictions()) {
      given.add(name(hashes).as(ReservedColumns.KEY));
    }
    given.add(col(ReservedColumns.ORIGIN));
    given.add(givenFold().as(ReservedColumns.GIVEN_FOLD));
    given.add(target.stratum(stratified).as(ReservedColumns.STRATUM));
    hashes.forEach((name, hash) -> given.add(hash.as(name)));
    if (plan.data().roles().group().isPresent() && plan.keepsScores()) {
      given.add(requireNonNull(hashes.get(ReservedColumns.FOLD_HASH)).as(ReservedColumns.GROUP));
    }
    return given.toArray(Column[]::new);
  }

  private Optional<Column> number(String role) {
    return columns
        .role(role)
        .map(field -> ColumnNames.column(field.name()).cast(DataTypes.DoubleType));
  }

  private Column name(Map<String, Column> hashes) {
    return plan.data().rowKey().key().isEmpty()
        ? requireNonNull(hashes.get(ReservedColumns.ROW_HASH))
        : struct(
            plan.data().rowKey().key().stream().map(ColumnNames::column).toArray(Column[]::new));
  }

  /** Returns the index of the row's fold in {@link #foldNames}; null if the value is not listed. */
  private Column givenFold() {
    if (foldNames.isEmpty()) {
      return lit(null).cast(DataTypes.IntegerType);
    }
    Column name = ColumnNames.column(plan.folds().column().orElseThrow());
    Column index = lit(null).cast(DataTypes.IntegerType);
    for (int i = 0; i < foldNames.size(); i++) {
      index = when(name.equalTo(lit(foldNames.get(i))), lit(i)).otherwise(index);
    }
    return index;
  }

  private Column feature(StructField field) {
    Column column = ColumnNames.column(field.name());
    return plan.data().missing().nanIsMissing() && TableScan.isFraction(field.dataType())
        ? when(not(isnan(column)), column).as(field.name())
        : column;
  }
}
