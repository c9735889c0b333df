package org.espalier.spark.data;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.ClassSpans.Span;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.data.table.Target;

/**
 * Check for columns that leak the label: each alone equals it, separates its classes without an
 * error (as another word for them does), or is a linear function of it (as the same number in other
 * units is). One or two jobs.
 *
 * @param labelled rows with a label
 */
record LeakCheck(Dataset<Row> labelled, List<StructField> features, Target target) {

  /** Rows of each of two classes; so many are separated by chance once in 92,378 columns. */
  private static final long ENOUGH = 10;

  /** Number of classes beyond which they are names. */
  private static final int MOST_CLASSES = 100;

  /** Loss by rounding in the correlation of a number with itself in other units. */
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

  private static boolean isNumber(StructField field) {
    return field.dataType() instanceof NumericType;
  }

  /** Numbers as such, so that 1 and 1.0 are equal; all else as text. */
  private static Column value(StructField field) {
    return ColumnNames.column(field.name())
        .cast(isNumber(field) ? DataTypes.DoubleType : DataTypes.StringType);
  }

  private List<String> ofNumbers() {
    Column text = value(label()).cast(DataTypes.StringType);
    List<Column> conditions = new ArrayList<>(List.of(lit(true)));
    features.forEach(
        field -> conditions.add(value(field).cast(DataTypes.StringType).equalTo(text)));
    long[] equal = ColumnPass.totals(labelled, conditions);
    Set<String> onLine = onLine();
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      if (equal[i + 1] == equal[0]) {
        notes.add(note(features.get(i), EQUAL));
      } else if (onLine.contains(features.get(i).name())) {
        notes.add(note(features.get(i), "is the label in other units"));
      }
    }
    return notes;
  }

  /** Names of numbers that are linear functions of the label. */
  private Set<String> onLine() {
    List<StructField> numbers = features.stream().filter(LeakCheck::isNumber).toList();
    Set<String> names = new LinkedHashSet<>();
    if (!isNumber(label()) || numbers.isEmpty()) {
      return names;
    }
    List<Column> columns = new ArrayList<>(List.of(value(label())));
    numbers.forEach(field -> columns.add(value(field)));
    LabelMoments moments = ColumnPass.over(labelled, columns, new LabelMoments(numbers.size()));
    for (int i = 0; i < numbers.size(); i++) {
      if (moments.rows(i) >= 2 * ENOUGH && moments.squaredCorrelation(i) >= 1 - ROUNDING) {
        names.add(numbers.get(i).name());
      }
    }
    return names;
  }

  private static boolean isTheLabel(Span span) {
    return span.low().equals(span.high()) && span.low().toString().equals(span.label());
  }

  /** A value below all others. */
  private static Column missing(StructField field) {
    return lit(isNumber(field) ? (Object) Double.NEGATIVE_INFINITY : "");
  }

  private List<String> ofClasses() {
    ClassSpans none = new ClassSpans(features.stream().map(LeakCheck::isNumber).toList());
    List<Column> columns = new ArrayList<>(List.of(value(label()).cast(DataTypes.StringType)));
    features.forEach(field -> columns.add(coalesce(value(field), missing(field))));
    ClassSpans all = ColumnPass.over(labelled, columns, none);
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < features.size(); i++) {
      List<Span> spans = all.of(i);
      if (spans.stream().allMatch(LeakCheck::isTheLabel)) {
        notes.add(note(features.get(i), EQUAL));
      } else if (areApart(spans)) {
        notes.add(note(features.get(i), "alone tells the classes apart without a mistake"));
      }
    }
    return notes;
  }

  private static boolean areApart(List<Span> spans) {
    List<Span> inOrder =
        spans.stream().sorted(Comparator.comparing(Span::low, ClassSpans::compare)).toList();
    for (int i = 1; i < inOrder.size(); i++) {
      if (ClassSpans.compare(inOrder.get(i - 1).high(), inOrder.get(i).low()) >= 0) {
        return false;
      }
    }
    return spans.stream().filter(span -> span.rows() >= ENOUGH).count() > 1;
  }
}
