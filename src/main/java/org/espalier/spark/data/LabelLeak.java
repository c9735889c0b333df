package org.espalier.spark.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.ReservedColumns;

/**
 * Amount of information that a single column has about the label, measured in a sample of the rows.
 *
 * @param share share of a guess's errors that the column removes, at most 1; see {@link LabelShare}
 * @param copy true if the column is a copy of the label, possibly in other words or units
 * @param classes true if the label is a class
 */
record LabelLeak(FeatureColumn feature, double share, boolean copy, boolean classes) {

  /** Maximum number of rows and of columns that the driver samples; a wide table has fewer rows. */
  static final int SAMPLE = 10_000;

  /** Maximum number of values that the driver samples, at 8 bytes each and the bytes of texts. */
  private static final int SAMPLED_VALUES = 1_000_000;

  /** Minimum share of errors that a single column removes only if it leaks the label. */
  private static final double TELLS_ALL = 0.95;

  /** Returns the number of rows to sample from a table with so many columns. */
  static int sampled(int columns) {
    return Math.min(SAMPLE, SAMPLED_VALUES / columns);
  }

  /**
   * Measures each numeric, boolean and text column, in the order of the features. Runs at most one
   * job.
   *
   * @param rows training and held-out rows with the label, the rank and the features
   * @param count number of training rows; held-out rows are sampled at the same rate
   * @param classes true if the label is a class
   */
  static List<LabelLeak> of(
      Dataset<Row> rows, long count, List<FeatureColumn> features, boolean classes) {
    List<FeatureColumn> plain = features.stream().filter(LabelLeak::isPlain).limit(SAMPLE).toList();
    if (plain.isEmpty()) {
      return List.of();
    }
    List<Column> columns = new ArrayList<>(List.of(col(ReservedColumns.LABEL)));
    plain.forEach(
        feature ->
            columns.add(
                feature.kind() == FeatureColumn.ColumnKind.NUMERIC
                    ? ColumnNames.column(feature.name()).cast(DataTypes.DoubleType)
                    : text(feature)));
    double part = (double) sampled(plain.size()) / count;
    Dataset<Row> some =
        part < 1 ? rows.where(UncompiledThresholds.isBelow(col(ReservedColumns.RANK), part)) : rows;
    List<InternalRow> sample = ColumnPass.rows(some.select(columns.toArray(Column[]::new)));
    LabelShare labels =
        new LabelShare(sample.stream().mapToDouble(row -> row.getDouble(0)).toArray(), classes);
    List<LabelLeak> leaks = new ArrayList<>();
    for (int i = 0; i < plain.size(); i++) {
      int at = i + 1;
      if (plain.get(i).kind() == FeatureColumn.ColumnKind.NUMERIC) {
        double[] numbers =
            sample.stream()
                .mapToDouble(row -> row.isNullAt(at) ? Double.NaN : row.getDouble(at))
                .toArray();
        leaks.add(
            new LabelLeak(
                plain.get(i), labels.ofNumbers(numbers), labels.isCopy(numbers), classes));
      } else {
        List<String> texts = sample.stream().map(row -> row.getUTF8String(at).toString()).toList();
        leaks.add(
            new LabelLeak(plain.get(i), labels.ofTexts(texts), labels.isCopy(texts), classes));
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

  /** Returns a column as text; a missing value is an empty text. */
  static Column text(FeatureColumn feature) {
    return coalesce(ColumnNames.column(feature.name()).cast(DataTypes.StringType), lit(""));
  }

  /** Returns true if the column copies the label, or removes almost all errors. */
  boolean isCertain() {
    return copy || share >= TELLS_ALL;
  }

  /** Returns the reason in words, for a hint or a note. */
  String why() {
    return "it alone takes away %d %% of the %s of a guess"
        .formatted(Math.round(100 * share), classes ? "errors" : "squared error");
  }

  /** Returns the note that the study shows its user. */
  String note() {
    return "column '%s': %s; if it is known no earlier than the label, ignore it"
        .formatted(feature.display(), why());
  }
}
