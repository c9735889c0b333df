package org.espalier.spark.data;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.fold.FoldAssignment;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.Columns;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.StoredField;
import org.espalier.spark.data.table.WideRows;

/**
 * Counts of the values of each feature in the training rows.
 *
 * @param columns features with a value in some training row; all features if empty ones are kept
 * @param empty names of the features that are left out, as they have no value in any training row
 */
record FeatureCounts(List<FeatureColumn> columns, List<String> empty) {

  /** Minimum average number of words per text in a column of prose; names have one or two. */
  private static final long PROSE_WORDS = 3;

  /** Maximum number of distinct values for which long texts still count as categories. */
  private static final long PROSE_DISTINCT = 100;

  FeatureCounts {
    columns = List.copyOf(columns);
    empty = List.copyOf(empty);
  }

  /**
   * Counts the values of a cut table.
   *
   * @param rows number of training rows of the table
   * @param kept true if columns without any value stay, as a study's own stages may read them
   */
  static FeatureCounts of(Dataset<Row> cut, List<StructField> fields, long rows, boolean kept) {
    Dataset<Row> training = cut.where(col(ReservedColumns.FOLD).notEqual(FoldAssignment.HELD_OUT));
    List<String> names = fields.stream().map(StructField::name).toList();
    List<String> texts =
        fields.stream()
            .filter(field -> kind(field) == FeatureColumn.ColumnKind.TEXT)
            .map(StructField::name)
            .toList();
    boolean isWide = PlanSettings.isWide(fields.size());
    ValueTally tally = tally(training, isWide ? List.of() : names, texts);
    long[] counts = isWide ? filled(WideRows.of(cut), names) : tally.sums();
    int words = isWide ? 0 : names.size(); // index of the first count of words
    Map<String, Long> distinct = distinct(training, texts, tally);
    List<FeatureColumn> columns = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      String name = fields.get(i).name();
      long filled = counts[i];
      if (filled == 0 && !kept) {
        empty.add(name);
      } else {
        columns.add(
            new FeatureColumn(
                name,
                distinct.getOrDefault(name, 0L) > PROSE_DISTINCT
                        && tally.sums()[words + texts.indexOf(name)] >= PROSE_WORDS * filled
                    ? FeatureColumn.ColumnKind.PROSE
                    : kind(fields.get(i)),
                rows - filled,
                distinct.getOrDefault(name, 0L)));
      }
    }
    return new FeatureCounts(columns, empty);
  }

  /** Returns the number of training rows with a value, for each feature of a wide table. */
  private static long[] filled(WideRows cut, List<String> names) {
    StoredField fold = cut.field(ReservedColumns.FOLD);
    List<StoredField> fields = names.stream().map(cut::field).toList();
    return cut.sums(
        fields.size(),
        (sums, row) -> {
          if (fold.number(row) != FoldAssignment.HELD_OUT) {
            for (int i = 0; i < sums.length; i++) {
              sums[i] += fields.get(i).isNull(row) ? 0 : 1;
            }
          }
        });
  }

  /**
   * Counts the rows with a value for each feature, then the words of each text, and collects texts.
   */
  private static ValueTally tally(Dataset<Row> training, List<String> names, List<String> texts) {
    List<Column> columns = new ArrayList<>();
    names.forEach(name -> columns.add(number(ColumnNames.column(name).isNotNull())));
    for (String name : texts) {
      Column text = ColumnNames.column(name);
      columns.add(number(when(text.isNotNull(), size(split(trim(text), "\\s+")))));
    }
    texts.forEach(name -> columns.add(ColumnNames.column(name).cast(DataTypes.StringType)));
    ValueTally empty = new ValueTally(names.size() + texts.size(), texts.size());
    return columns.isEmpty() ? empty : ColumnPass.over(training, columns, empty);
  }

  private static Column number(Column column) {
    return column.cast(DataTypes.LongType);
  }

  private static FeatureColumn.ColumnKind kind(StructField field) {
    return Columns.kind(field.dataType()).orElse(FeatureColumn.ColumnKind.OTHER);
  }

  List<String> notes() {
    return empty.stream()
        .map(ReservedColumns::display)
        .map("column '%s' has no value in any training row and is left out"::formatted)
        .toList();
  }

  /**
   * Exact counts of all text columns. Those of many values take one more job, in which values are
   * counted as (position, value) pairs.
   */
  private static Map<String, Long> distinct(
      Dataset<Row> training, List<String> texts, ValueTally tally) {
    Map<String, Long> distinct = new LinkedHashMap<>();
    List<String> many = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      String name = texts.get(i);
      tally.distinct(i).ifPresentOrElse(known -> distinct.put(name, known), () -> many.add(name));
    }
    if (many.isEmpty()) {
      return distinct;
    }
    Column[] columns = many.stream().map(ColumnNames::column).toArray(Column[]::new);
    List<Row> counts =
        training
            .select(posexplode(array(columns)))
            .where(col("col").isNotNull())
            .distinct()
            .groupBy("pos")
            .agg(count(lit(1)))
            .collectAsList();
    for (Row count : counts) {
      distinct.put(many.get(count.getInt(0)), count.getLong(1));
    }
    return distinct;
  }
}
