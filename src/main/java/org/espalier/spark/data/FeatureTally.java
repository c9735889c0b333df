package org.espalier.spark.data;

import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.split;
import static org.apache.spark.sql.functions.trim;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.espalier.spark.data.column.ColumnPass;
import org.espalier.spark.data.column.ReservedColumns;

/** Account of the rows that have a value of each feature, and of the words of texts. */
final class FeatureTally implements ColumnPass.Tally<FeatureTally> {

  @Serial private static final long serialVersionUID = 1;

  private final long[] present; // by feature
  private final long[] words; // by text
  private final long[] written; // rows with a text, by text

  private FeatureTally(int features, int texts) {
    this.present = new long[features];
    this.words = new long[texts];
    this.written = new long[texts];
  }

  /**
   * Counts a table in one job.
   *
   * @param features names of columns
   * @param texts names of those of texts
   */
  static FeatureTally of(Dataset<Row> table, List<String> features, List<String> texts) {
    List<Column> columns = new ArrayList<>();
    features.forEach(name -> columns.add(ReservedColumns.column(name).isNotNull()));
    texts.forEach(name -> columns.add(size(split(trim(ReservedColumns.column(name)), "\\s+"))));
    FeatureTally none = new FeatureTally(features.size(), texts.size());
    return columns.isEmpty() ? none : ColumnPass.over(table, columns, none);
  }

  /** Rows that have a value. */
  long present(int feature) {
    return present[feature];
  }

  /** Mean number of words; 0 where no row has a text. */
  double words(int text) {
    return written[text] == 0 ? 0 : (double) words[text] / written[text];
  }

  @Override
  public void add(InternalRow row) {
    for (int i = 0; i < present.length; i++) {
      present[i] += row.getBoolean(i) ? 1 : 0;
    }
    for (int i = 0; i < words.length; i++) {
      int column = present.length + i;
      // The size of null is -1 in Spark's older way of it.
      if (!row.isNullAt(column) && row.getInt(column) >= 0) {
        words[i] += row.getInt(column);
        written[i]++;
      }
    }
  }

  @Override
  public void add(FeatureTally other) {
    for (int i = 0; i < present.length; i++) {
      present[i] += other.present[i];
    }
    for (int i = 0; i < words.length; i++) {
      words[i] += other.words[i];
      written[i] += other.written[i];
    }
  }
}
