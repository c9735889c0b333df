package org.espalier.spark.data;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.column.ColumnSums;
import org.espalier.spark.data.column.FeatureColumn;

/**
 * Columns that name rows, groups of rows or times, told by their names and by how many different
 * values they have: for a study file to begin with, which its author reads.
 *
 * @param rows training rows
 * @param features of them
 * @param dates columns of dates or times of which features were made
 */
record ColumnHints(
    Dataset<Row> rows, long count, List<FeatureColumn> features, List<String> dates) {

  /** Fewer rows have different values by chance. */
  private static final long ENOUGH = 20;

  /** Rows of a group, on average, from which it is one. */
  private static final long OF_A_GROUP = 2;

  /** Distinct values are estimated with this relative error, at 10 kB of counters a column. */
  private static final double ERROR = 0.02;

  /** Error of an estimate that counts as none: three standard deviations. */
  private static final double ALL = 1 - 3 * ERROR;

  /** The last word of a name: customer_id, customerId, Customer ID, row number. */
  private static final Pattern NAMING =
      Pattern.compile(
          "(?:.*[^\\p{L}])?(?i:id|ids|uuid|guid|key|code|nr|number|index|rownames)"
              + "|.*\\p{Ll}(?:Id|ID|Key|Nr|Number)|Unnamed: 0|_c0|X");

  /** What rows are repeated of: whoever was measured more than once. */
  private static final Pattern OWNER =
      Pattern.compile(
          "(?i).*(?:patient|subject|customer|client|user|person|member|household|session|device"
              + "|machine|store|school|group).*");

  private static final List<DataType> WHOLE =
      List.of(DataTypes.IntegerType, DataTypes.LongType, DataTypes.ShortType);

  /** In the order of columns; times last. */
  List<ColumnHint> all() {
    List<ColumnHint> hints = new ArrayList<>();
    List<FeatureColumn> whole = features.stream().filter(this::isAsked).toList();
    List<Column> sums = new ArrayList<>();
    for (FeatureColumn feature : whole) {
      Column column = ColumnNames.column(feature.name());
      sums.add(approx_count_distinct(column, ERROR));
      sums.add(max(column).minus(min(column)).plus(1).cast(DataTypes.LongType));
    }
    List<Object> found = sums.isEmpty() ? List.of() : ColumnSums.of(rows, sums);
    for (FeatureColumn feature : features) {
      int at = 2 * whole.indexOf(feature);
      boolean counted = at >= 0;
      long distinct = counted ? (Long) found.get(at) : feature.distinct();
      boolean isRowNumber = counted && found.get(at + 1) instanceof Long span && span == count;
      hint(feature, distinct, isRowNumber, hints);
    }
    dates.forEach(name -> hints.add(new ColumnHint(name, ColumnHint.Kind.TIME, 0)));
    return hints;
  }

  /** Of whole numbers only those are counted whose name says that they name something. */
  private boolean isAsked(FeatureColumn feature) {
    return feature.display().equals(feature.name())
        && (isNaming(feature) || isOwner(feature))
        && WHOLE.contains(rows.schema().apply(feature.name()).dataType());
  }

  private static boolean isNaming(FeatureColumn feature) {
    return NAMING.matcher(feature.display()).matches();
  }

  private static boolean isOwner(FeatureColumn feature) {
    return OWNER.matcher(feature.display()).matches();
  }

  private void hint(
      FeatureColumn feature, long distinct, boolean isRowNumber, List<ColumnHint> hints) {
    if (count < ENOUGH || distinct == 0) {
      return;
    }
    boolean text = feature.kind() == FeatureColumn.Kind.TEXT;
    boolean all = text ? distinct == count : distinct >= ALL * count;
    if (all && (text || isRowNumber || isNaming(feature))) {
      hints.add(new ColumnHint(feature.display(), ColumnHint.Kind.ID, distinct));
    } else if (isOwner(feature) && distinct > 2 && distinct * OF_A_GROUP <= count) {
      hints.add(new ColumnHint(feature.display(), ColumnHint.Kind.GROUP, distinct));
    }
  }
}
