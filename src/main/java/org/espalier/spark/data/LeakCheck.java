package org.espalier.spark.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.covar_pop;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.var_pop;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;

/**
 * Check for columns that leak the label: each alone equals it, separates its classes without an
 * error (as another word for them does), or is a linear function of it (as the same number in other
 * units is). One job.
 *
 * @param labelled rows with a label
 */
record LeakCheck(Dataset<Row> labelled, List<StructField> features, Target target) {

  /** Rows of each of two classes; so many are told apart by chance once in 92,378 columns. */
  private static final long ENOUGH = 10;

  /** Beyond it there are names rather than classes. */
  private static final int MOST_CLASSES = 100;

  /** What rounding takes from the correlation of a number with itself in other units. */
  private static final double ROUNDING = 1e-12;

  private static final String EQUAL = "equals the label in every row";

  LeakCheck {
    features =
        features.stream()
            .filter(field -> !field.dataType().equals(SQLDataTypes.VectorType()))
            .toList();
  }

  List<String> notes() {
    if (features.isEmpty()) {
      return List.of();
    }
    boolean classes = target.task().isClassification() && target.values().size() <= MOST_CLASSES;
    return classes ? ofClasses() : ofNumbers();
  }

  private static String note(StructField field, String what) {
    return "column '%s' %s: it gives the answer away; ignore it"
        .formatted(ReservedColumns.display(field.name()), what);
  }

  private StructField label() {
    return target.field().orElseThrow();
  }

  /** Numbers as such, so that 1 and 1.0 are equal; all else as text. */
  private static Column value(StructField field) {
    boolean number = field.dataType() instanceof NumericType;
    return ReservedColumns.column(field.name())
        .cast(number ? DataTypes.DoubleType : DataTypes.StringType);
  }

  private List<String> ofNumbers() {
    Column label = value(label());
    List<Column> columns = new ArrayList<>(List.of(count(lit(1))));
    for (StructField field : features) {
      boolean numbers =
          field.dataType() instanceof NumericType && label().dataType() instanceof NumericType;
      Column value = value(field);
      Column text = value.cast(DataTypes.StringType);
      columns.add(count(when(text.equalTo(label.cast(DataTypes.StringType)), lit(1))));
      columns.add(count(value));
      columns.add(numbers ? covar_pop(value, label) : lit(0.0));
      columns.add(numbers ? var_pop(value) : lit(0.0));
      columns.add(numbers ? var_pop(when(value.isNotNull(), label)) : lit(0.0));
    }
    List<Object> sums = ColumnSums.of(labelled, columns);
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      int at = 1 + 5 * i;
      if (sums.get(at).equals(sums.get(0))) {
        notes.add(note(features.get(i), EQUAL));
      } else if ((Long) sums.get(at + 1) >= 2 * ENOUGH && isOnLine(sums.subList(at + 2, at + 5))) {
        notes.add(note(features.get(i), "is the label in other units"));
      }
    }
    return notes;
  }

  /**
   * By covariance and variances; not by Spark's correlation, which divides by that of constants.
   */
  private static boolean isOnLine(List<Object> sums) {
    double covariance = (Double) sums.get(0);
    double together = covariance * covariance;
    double apart = (Double) sums.get(1) * (Double) sums.get(2);
    return apart > 0 && together >= apart * (1 - ROUNDING);
  }

  /** What a feature holds in the rows of a class; a missing value is one below all others. */
  private record Span(String label, long rows, Object low, Object high) {

    boolean isTheLabel() {
      return low.equals(high) && low.toString().equals(label);
    }

    static int compare(Object one, Object other) {
      return one instanceof Double number
          ? number.compareTo((Double) other)
          : one.toString().compareTo(other.toString());
    }
  }

  /** In several jobs where there are very many columns, as {@link ColumnSums} has it. */
  private List<String> ofClasses() {
    List<String> notes = new ArrayList<>();
    int width = ColumnSums.WIDTH / 2;
    for (int from = 0; from < features.size(); from += width) {
      notes.addAll(ofClasses(features.subList(from, Math.min(features.size(), from + width))));
    }
    return notes;
  }

  private List<String> ofClasses(List<StructField> some) {
    List<Column> columns = new ArrayList<>();
    for (StructField field : some) {
      boolean number = field.dataType() instanceof NumericType;
      Column value = coalesce(value(field), number ? lit(Double.NEGATIVE_INFINITY) : lit(""));
      columns.add(min(value));
      columns.add(max(value));
    }
    List<Row> classes =
        labelled
            .groupBy(value(label()).cast(DataTypes.StringType))
            .agg(count(lit(1)), columns.toArray(Column[]::new))
            .collectAsList();
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      int at = 2 + 2 * i;
      List<Span> spans =
          classes.stream()
              .map(row -> new Span(row.getString(0), row.getLong(1), row.get(at), row.get(at + 1)))
              .toList();
      if (spans.stream().allMatch(Span::isTheLabel)) {
        notes.add(note(some.get(i), EQUAL));
      } else if (areApart(spans)) {
        notes.add(note(some.get(i), "alone tells the classes apart without a mistake"));
      }
    }
    return notes;
  }

  private static boolean areApart(List<Span> spans) {
    List<Span> inOrder =
        spans.stream().sorted(Comparator.comparing(Span::low, Span::compare)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      if (Span.compare(inOrder.get(i - 1).high(), inOrder.get(i).low()) >= 0) {
        return false;
      }
    }
    return spans.stream().filter(span -> span.rows() >= ENOUGH).count() > 1;
  }
}
