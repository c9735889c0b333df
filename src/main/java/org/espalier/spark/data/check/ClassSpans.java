package org.espalier.spark.data.check;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.espalier.spark.data.column.ColumnPass;

/**
 * Least and greatest value of each feature in the rows of each class. A missing number is one below
 * all others, a missing text an empty one.
 */
final class ClassSpans implements ColumnPass.Tally<ClassSpans> {

  @Serial private static final long serialVersionUID = 1;

  /** Spans of one class, by feature; places of the other kind of value are empty. */
  private static final class Spans implements Serializable {

    @Serial private static final long serialVersionUID = 1;

    private final double[] low;
    private final double[] high;
    private final UTF8String[] first;
    private final UTF8String[] last;
    private long rows = 0;

    Spans(int features) {
      this.low = new double[features];
      this.high = new double[features];
      this.first = new UTF8String[features];
      this.last = new UTF8String[features];
    }

    void widen(int feature, double from, double to) {
      boolean none = rows == 0;
      low[feature] = none || Double.compare(from, low[feature]) < 0 ? from : low[feature];
      high[feature] = none || Double.compare(to, high[feature]) > 0 ? to : high[feature];
    }

    void widen(int feature, UTF8String from, UTF8String to) {
      if (rows == 0 || from.compareTo(first[feature]) < 0) {
        first[feature] = from.copy(); // the row's memory is used again
      }
      if (rows == 0 || to.compareTo(last[feature]) > 0) {
        last[feature] = to.copy();
      }
    }
  }

  /**
   * Span of a feature in the rows of a class.
   *
   * @param low a Double or a String
   * @param high likewise
   */
  record Span(String label, long rows, Object low, Object high) {}

  private final boolean[] isNumber; // by feature
  private final Map<String, Spans> byClass = new LinkedHashMap<>();

  /**
   * @param isNumber by feature
   */
  ClassSpans(List<Boolean> isNumber) {
    this.isNumber = new boolean[isNumber.size()];
    for (int i = 0; i < this.isNumber.length; i++) {
      this.isNumber[i] = isNumber.get(i);
    }
  }

  /**
   * Columns that the tally reads.
   *
   * @param values of the features: numbers as doubles, all else as text
   */
  List<Column> columns(Column label, List<Column> values) {
    List<Column> columns = new ArrayList<>(List.of(label.cast(DataTypes.StringType)));
    for (int i = 0; i < values.size(); i++) {
      Column missing = isNumber[i] ? lit(Double.NEGATIVE_INFINITY) : lit("");
      columns.add(coalesce(values.get(i), missing));
    }
    return columns;
  }

  @Override
  public void add(InternalRow row) {
    Spans spans = ofClass(row.getString(0));
    for (int i = 0; i < isNumber.length; i++) {
      if (isNumber[i]) {
        double value = row.getDouble(i + 1);
        spans.widen(i, value, value);
      } else {
        UTF8String value = row.getUTF8String(i + 1);
        spans.widen(i, value, value);
      }
    }
    spans.rows++;
  }

  @Override
  public void add(ClassSpans other) {
    other.byClass.forEach(
        (label, more) -> {
          Spans spans = ofClass(label);
          for (int i = 0; i < isNumber.length; i++) {
            if (isNumber[i]) {
              spans.widen(i, more.low[i], more.high[i]);
            } else {
              spans.widen(i, more.first[i], more.last[i]);
            }
          }
          spans.rows += more.rows;
        });
  }

  private Spans ofClass(String label) {
    return byClass.computeIfAbsent(label, name -> new Spans(isNumber.length));
  }

  /** Spans of a feature, by class. */
  List<Span> of(int feature) {
    List<Span> all = new ArrayList<>();
    byClass.forEach(
        (label, spans) ->
            all.add(
                isNumber[feature]
                    ? new Span(label, spans.rows, spans.low[feature], spans.high[feature])
                    : new Span(
                        label,
                        spans.rows,
                        spans.first[feature].toString(),
                        spans.last[feature].toString())));
    return all;
  }
}
