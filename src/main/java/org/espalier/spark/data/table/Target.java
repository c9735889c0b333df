package org.espalier.spark.data.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_position;
import static org.apache.spark.sql.functions.lit;

import java.io.Serial;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ColumnNames;

/**
 * Target of a study: its task, metric and label.
 *
 * @param field the label column; empty for a study without a label
 * @param values distinct labels in their natural order; empty for regression
 * @param swapped true if the positive class is the first of two in natural order, so that class
 *     indices are swapped
 */
public record Target(
    ProblemType task,
    Metric metric,
    Optional<StructField> field,
    List<Object> values,
    boolean swapped) {

  public Target {
    values = List.copyOf(values);
  }

  /** Target of clustering. */
  public static Target groups(Metric metric) {
    return new Target(ProblemType.CLUSTERING, metric, Optional.empty(), List.of(), false);
  }

  /** Returns the labels as text, by class index. */
  public List<String> labels() {
    List<String> labels = new ArrayList<>(values.stream().map(Target::text).toList());
    if (swapped) {
      Collections.reverse(labels);
    }
    return List.copyOf(labels);
  }

  /** Returns the value to learn as a double: the class index, or the numeric label itself. */
  public Column label() {
    if (field.isEmpty()) {
      return lit(0.0);
    }
    if (!task.isClassification()) {
      return ColumnNames.column(field.get().name()).cast(DataTypes.DoubleType);
    }
    Column natural = naturalIndex().cast(DataTypes.DoubleType);
    return swapped ? lit(1.0).minus(natural) : natural;
  }

  /**
   * Returns the stratum of a row: its class in natural order, so that a change of the positive
   * class moves no row.
   */
  public Column stratum(boolean stratified) {
    return task.isClassification() && stratified
        ? naturalIndex().cast(DataTypes.IntegerType)
        : lit(0);
  }

  private Column naturalIndex() {
    return index(values, field.orElseThrow());
  }

  /** Returns the index of a column's value in a list; null if the list does not contain it. */
  public static Column index(List<Object> values, StructField label) {
    Column[] literals =
        values.stream().map(value -> lit(value).cast(label.dataType())).toArray(Column[]::new);
    return array_position(array(literals), ColumnNames.column(label.name())).minus(1);
  }

  /**
   * Returns the distinct values of a column, in their natural order.
   *
   * @param most limit; at most one value more is returned
   */
  public static List<Object> values(Dataset<Row> table, Column column, int most) {
    DataType type = table.select(column).schema().apply(0).dataType();
    return ColumnPass.over(table, List.of(column), new DistinctValues(type, most + 1))
        .values
        .stream()
        .sorted(Target::compare)
        .toList();
  }

  /** Set of the distinct values of a column that are not null, up to a maximum number. */
  private static final class DistinctValues implements ColumnPass.Tally<DistinctValues> {

    @Serial private static final long serialVersionUID = 1;

    private final DataType type;
    private final int most;
    private final Set<Object> values = new LinkedHashSet<>();

    DistinctValues(DataType type, int most) {
      this.type = type;
      this.most = most;
    }

    @Override
    public void add(InternalRow row) {
      if (values.size() < most && !row.isNullAt(0)) {
        values.add(normal(CatalystTypeConverters.convertToScala(row.get(0, type), type)));
      }
    }

    /** Maps both zeros to one value, as Spark's own queries do. */
    private static Object normal(Object value) {
      if (value instanceof Double number) {
        return number + 0.0;
      }
      return value instanceof Float number ? number + 0.0f : value;
    }

    @Override
    public void add(DistinctValues other) {
      other.values.stream().limit(most - values.size()).forEach(values::add);
    }
  }

  /** Returns a label as users write it. */
  static String text(Object value) {
    return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
  }

  /** Compares numbers by size, false before true, and texts by their UTF-16 units. */
  public static int compare(Object one, Object other) {
    if (one instanceof Number) {
      return number(one).compareTo(number(other));
    }
    if (one instanceof Boolean flag) {
      return Boolean.compare(flag, (Boolean) other);
    }
    return ((String) one).compareTo((String) other);
  }

  /** Converts a finite number exactly. */
  static BigDecimal number(Object value) {
    return value instanceof Float || value instanceof Double
        ? new BigDecimal(((Number) value).doubleValue())
        : new BigDecimal(value.toString());
  }
}
