package org.espalier.spark.data;

import static org.apache.spark.sql.functions.col;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.UncompiledThresholds;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.StoredField;
import org.espalier.spark.data.table.WideRows;

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
    Sample sample = sample(rows, (double) sampled(plain.size()) / count, plain);
    LabelShare labels = new LabelShare(sample.numbers(0), classes);
    return IntStream.range(0, plain.size())
        .parallel() // no job runs meanwhile
        .mapToObj(i -> of(plain.get(i), i + 1, sample, labels))
        .toList();
  }

  private static LabelLeak of(FeatureColumn feature, int column, Sample sample, LabelShare labels) {
    if (feature.kind() == FeatureColumn.ColumnKind.NUMERIC) {
      double[] numbers = sample.numbers(column);
      return new LabelLeak(
          feature, labels.ofNumbers(numbers), labels.isCopy(numbers), labels.areClasses());
    }
    List<String> texts = sample.texts(column);
    return new LabelLeak(feature, labels.ofTexts(texts), labels.isCopy(texts), labels.areClasses());
  }

  /** Rows on the driver: the label, then features. */
  private record Sample(List<InternalRow> rows, List<StoredField> fields) {

    double[] numbers(int column) {
      StoredField field = fields.get(column);
      return rows.stream()
          .mapToDouble(row -> field.isNull(row) ? Double.NaN : field.number(row))
          .toArray();
    }

    /** Returns a column as text; a missing value is an empty text. */
    List<String> texts(int column) {
      StoredField field = fields.get(column);
      return rows.stream()
          .map(row -> Objects.requireNonNullElse(field.value(row), "").toString())
          .toList();
    }
  }

  /** Collects the rows whose rank is below a share. */
  private static Sample sample(Dataset<Row> rows, double share, List<FeatureColumn> features) {
    List<String> names = new ArrayList<>(List.of(ReservedColumns.LABEL));
    features.forEach(feature -> names.add(feature.name()));
    if (PlanSettings.isWide(names.size())) {
      WideRows wide = WideRows.of(rows);
      StoredField rank = wide.field(ReservedColumns.RANK);
      return new Sample(wide.collected(names, rank, share), wide.collected(names));
    }
    Dataset<Row> some =
        share < 1
            ? rows.where(UncompiledThresholds.isBelow(col(ReservedColumns.RANK), share))
            : rows;
    Dataset<Row> selected =
        some.select(names.stream().map(ColumnNames::column).toArray(Column[]::new));
    List<StoredField> fields = new ArrayList<>();
    for (StructField field : selected.schema().fields()) {
      fields.add(new StoredField(fields.size(), field.dataType()));
    }
    return new Sample(ColumnPass.rows(selected), fields);
  }

  private static boolean isPlain(FeatureColumn feature) {
    return switch (feature.kind()) {
      case NUMERIC, BOOLEAN, TEXT -> true;
      case PROSE, VECTOR, OTHER -> false;
    };
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
