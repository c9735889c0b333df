package org.espalier.spark.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.ReservedColumns;

/**
 * Information of a single column about the label, in a sample of the rows.
 *
 * @param share share of the errors of a guess that it takes away
 * @param copy true if it is the label itself, in the same or in other words or units
 * @param classes true if the label is a class
 */
record LabelLeak(FeatureColumn feature, double share, boolean copy, boolean classes) {

  /** Rows that the driver looks at; of a wide table fewer. */
  static final int SAMPLE = 10_000;

  /** Values that the driver looks at, of some 100 bytes each. */
  private static final int SAMPLED_VALUES = 1_000_000;

  /** Share that a single column takes away only by a leak. */
  private static final double TELLS_ALL = 0.95;

  /** Rows of so many columns that the driver looks at. */
  static int sampled(int columns) {
    return Math.min(SAMPLE, SAMPLED_VALUES / columns);
  }

  /**
   * Error that each plain column takes away, in their order. Needs at most one job.
   *
   * @param rows with the label, the rank and the features
   * @param count number of training rows; of held-out ones as large a part is looked at
   */
  static List<LabelLeak> of(
      Dataset<Row> rows, long count, List<FeatureColumn> features, boolean classes) {
    List<FeatureColumn> told = features.stream().filter(LabelLeak::isPlain).limit(SAMPLE).toList();
    if (told.isEmpty()) {
      return List.of();
    }
    List<Column> columns = new ArrayList<>(List.of(col(ReservedColumns.LABEL)));
    told.forEach(
        feature ->
            columns.add(
                feature.kind() == FeatureColumn.ColumnKind.NUMERIC
                    ? ColumnNames.column(feature.name()).cast(DataTypes.DoubleType)
                    : text(feature)));
    double part = (double) sampled(told.size()) / count;
    Dataset<Row> some =
        part < 1 ? rows.where(UncompiledThresholds.isBelow(col(ReservedColumns.RANK), part)) : rows;
    List<Row> sample = some.select(columns.toArray(Column[]::new)).collectAsList();
    LabelShare labels =
        new LabelShare(sample.stream().mapToDouble(row -> row.getDouble(0)).toArray(), classes);
    List<LabelLeak> leaks = new ArrayList<>();
    for (int i = 0; i < told.size(); i++) {
      int at = i + 1;
      if (told.get(i).kind() == FeatureColumn.ColumnKind.NUMERIC) {
        double[] numbers =
            sample.stream()
                .mapToDouble(row -> row.isNullAt(at) ? Double.NaN : row.getDouble(at))
                .toArray();
        leaks.add(
            new LabelLeak(told.get(i), labels.ofNumbers(numbers), labels.isCopy(numbers), classes));
      } else {
        List<String> texts = sample.stream().map(row -> row.getString(at)).toList();
        leaks.add(new LabelLeak(told.get(i), labels.ofTexts(texts), labels.isCopy(texts), classes));
      }
    }
    return leaks;
  }

  private static boolean isPlain(FeatureColumn feature) {
    return switch (feature.kind()) {
      case NUMERIC, BOOLEAN, TEXT -> true;
      case PROSE, VECTOR, OTHER -> false;
    };
  }

  /** A column as text; empty where a value is missing. */
  static Column text(FeatureColumn feature) {
    return coalesce(ColumnNames.column(feature.name()).cast(DataTypes.StringType), lit(""));
  }

  /** True if it is the label itself, or a consequence of it. */
  boolean isCertain() {
    return copy || share >= TELLS_ALL;
  }

  /** Reason in words. */
  String why() {
    return "it alone takes away %d %% of the %s of a guess"
        .formatted(Math.round(100 * share), classes ? "errors" : "squared error");
  }

  /** Note for the user. */
  String note() {
    return "column '%s': %s; if it is known no earlier than the label, ignore it"
        .formatted(feature.display(), why());
  }
}
