package org.espalier.spark.data;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.espalier.spark.data.table.ColumnPass;

/**
 * Least and greatest value of each feature in the rows of each class. Rows hold the class as a text
 * and then the features, numbers as doubles and all else as texts, none of them null.
 */
final class ClassSpans implements ColumnPass.Tally<ClassSpans> {
  @Serial private static final long serialVersionUID = 1;

  /** Spans of one class, by feature. */
  private static final class Spans implements Serializable {
    @Serial private static final long serialVersionUID = 1;

    private final Object[] low;
    private final Object[] high;
    private long rows = 0;

    Spans(int features) {
      this.low = new Object[features];
      this.high = new Object[features];
    }

    void widen(int feature, Object from, Object to) {
      if (rows == 0 || compare(from, low[feature]) < 0) {
        low[feature] = InternalRow.copyValue(from); // the row's memory is used again
      }
      if (rows == 0 || compare(to, high[feature]) > 0) {
        high[feature] = InternalRow.copyValue(to);
      }
    }
  }

  /**
   * Span of a feature in the rows of a class.
   *
   * @param low a Double or a UTF8String
   * @param high likewise
   */
  record Span(String label, long rows, Object low, Object high) {}

  private final List<Boolean> isNumber;
  private final Map<String, Spans> byClass = new LinkedHashMap<>();

  /**
   * @param isNumber by feature
   */
  ClassSpans(List<Boolean> isNumber) {
    this.isNumber = List.copyOf(isNumber);
  }

  @Override
  public void add(InternalRow row) {
    Spans spans = ofClass(row.getString(0));
    for (int i = 0; i < isNumber.size(); i++) {
      Object value = isNumber.get(i) ? (Object) row.getDouble(i + 1) : row.getUTF8String(i + 1);
      spans.widen(i, value, value);
    }
    spans.rows++;
  }

  @Override
  public void add(ClassSpans other) {
    other.byClass.forEach(
        (label, more) -> {
          Spans spans = ofClass(label);
          for (int i = 0; i < isNumber.size(); i++) {
            spans.widen(i, more.low[i], more.high[i]);
          }
          spans.rows += more.rows;
        });
  }

  private Spans ofClass(String label) {
    return byClass.computeIfAbsent(label, name -> new Spans(isNumber.size()));
  }

  /** Order of two values of one feature. */
  static int compare(Object one, Object other) {
    return one instanceof Double number
        ? number.compareTo((Double) other)
        : ((UTF8String) one).compareTo((UTF8String) other);
  }

  /** Spans of a feature, by class. */
  List<Span> of(int feature) {
    List<Span> all = new ArrayList<>();
    byClass.forEach(
        (label, spans) ->
            all.add(new Span(label, spans.rows, spans.low[feature], spans.high[feature])));
    return all;
  }
}
