package org.espalier.spark.data;

import static org.apache.spark.sql.functions.approx_count_distinct;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.ColumnSums;
import org.espalier.spark.data.table.FeatureColumn;

/**
 * Search for columns that identify rows, groups of rows or times, that reveal the label, or that
 * have very many values. It uses the names of columns, their values and the order of rows. A
 * generated study file contains the hints as suggestions, for its author to review.
 */
public final class ColumnHints {

  /** Minimum number of rows for hints; in fewer rows, values may all differ by chance. */
  private static final long ENOUGH = 20;

  /** Minimum average number of rows per value for a column to identify groups. */
  private static final long OF_A_GROUP = 2;

  /**
   * Relative error of the estimated number of distinct values; it costs 10 kB of counters per
   * column.
   */
  private static final double ERROR = 0.02;

  /**
   * Minimum estimated share of distinct values that counts as 1; three standard deviations below 1.
   */
  private static final double ALL = 1 - 3 * ERROR;

  /**
   * Minimum share of the label's errors that a column with a name for late values removes by a
   * leak.
   */
  private static final double TELLS_SOMETHING = 0.05;

  /** Maximum number of values of a category from which most learners benefit. */
  private static final long LEVELS = 100;

  /**
   * Names whose last word marks an identifier: customer_id, customerId, Customer ID, row number.
   */
  private static final Pattern NAMING =
      Pattern.compile(
          "(?:.*[^\\p{L}])?(?i:id|ids|uuid|guid|key|code|nr|number|index|rownames)"
              + "|.*\\p{Ll}(?:Id|ID|Key|Nr|Number)|Unnamed: 0|_c0|X");

  /** Names of entities that usually have several rows, such as patients or devices. */
  private static final Pattern OWNER =
      Pattern.compile(
          "(?i).*(?:patient|subject|customer|client|user|person|member|household|session|device"
              + "|machine|store|school|group).*");

  /**
   * Names of parts of a time. Their equal values form runs in every sorted table, so runs prove
   * nothing.
   */
  private static final Pattern CALENDAR =
      Pattern.compile("(?i).*(?:year|quarter|month|week|day|date|hour|minute|time|season).*");

  /** Names of values that become known only after a case is closed. */
  private static final Pattern LATE =
      Pattern.compile(
          "(?i)(?:.*[^\\p{L}])?(?:re)?(?:paid|pymnt|payments?|recover(?:y|ies|ed)|collected"
              + "|refund(?:s|ed)?|outcome|result|resol(?:ved|ution)|closed|settle(?:d|ment)"
              + "|cancell?(?:ed|ation)|returned|final|duration)(?:[^\\p{L}].*)?");

  private static final List<DataType> WHOLE =
      List.of(DataTypes.IntegerType, DataTypes.LongType, DataTypes.ShortType);

  private final StudyData data;
  private final SourceTable table;
  private final Dataset<Row> rows;
  private final long count;
  private final List<ColumnHint> hints = new ArrayList<>();

  private ColumnHints(StudyData data, SourceTable table) {
    this.data = data;
    this.table = table;
    this.rows = data.rows().all();
    this.count = data.folds().trainingRows();
  }

  /**
   * Returns the hints, grouped by the check that found them and in the order of columns. A column
   * may have several hints.
   *
   * @param data cut rows of the table
   * @param table the same table before the cut, with its rows in the order of the source
   */
  public static List<ColumnHint> of(StudyData data, SourceTable table) {
    ColumnHints all = new ColumnHints(data, table);
    all.names();
    all.runs();
    data.dates()
        .forEach(name -> all.hints.add(new ColumnHint(name, ColumnHint.ProbableRole.TIME, "")));
    all.leaks();
    all.levels();
    return List.copyOf(all.hints);
  }

  private void add(FeatureColumn feature, ColumnHint.ProbableRole kind, String why) {
    hints.add(new ColumnHint(feature.display(), kind, why));
  }

  /** Returns true if a column already has a hint as an ID or a group. */
  private boolean isNamed(FeatureColumn feature) {
    return hints.stream()
        .filter(
            hint ->
                hint.kind() == ColumnHint.ProbableRole.ID
                    || hint.kind() == ColumnHint.ProbableRole.GROUP)
        .anyMatch(hint -> hint.column().equals(feature.display()));
  }

  /**
   * Finds IDs and groups. Whole numbers are counted only if the column's name suggests an ID or a
   * group.
   */
  private void names() {
    List<FeatureColumn> whole = data.features().stream().filter(this::isAsked).toList();
    List<Column> sums = new ArrayList<>();
    for (FeatureColumn feature : whole) {
      Column column = ColumnNames.column(feature.name());
      sums.add(approx_count_distinct(column, ERROR));
      sums.add(max(column).minus(min(column)).plus(1).cast(DataTypes.LongType));
    }
    List<Object> found = sums.isEmpty() ? List.of() : ColumnSums.of(rows, sums);
    for (FeatureColumn feature : data.features()) {
      int at = 2 * whole.indexOf(feature);
      boolean counted = at >= 0;
      long distinct = counted ? (Long) found.get(at) : feature.distinct();
      boolean isRowNumber = counted && found.get(at + 1) instanceof Long span && span == count;
      named(feature, distinct, isRowNumber);
    }
  }

  private boolean isAsked(FeatureColumn feature) {
    return isWhole(feature) && (is(NAMING, feature) || is(OWNER, feature));
  }

  private boolean isWhole(FeatureColumn feature) {
    return isRead(feature) && WHOLE.contains(rows.schema().apply(feature.name()).dataType());
  }

  /** Returns true for a column of the source, false for a column derived from one. */
  private static boolean isRead(FeatureColumn feature) {
    return feature.display().equals(feature.name());
  }

  private static boolean is(Pattern name, FeatureColumn feature) {
    return name.matcher(feature.display()).matches();
  }

  private void named(FeatureColumn feature, long distinct, boolean isRowNumber) {
    if (count < ENOUGH || distinct == 0) {
      return;
    }
    boolean text = feature.kind() == FeatureColumn.ColumnKind.TEXT;
    boolean all = text ? distinct == count : distinct >= ALL * count;
    if (all && (text || isRowNumber || is(NAMING, feature))) {
      add(feature, ColumnHint.ProbableRole.ID, "another value in every row");
    } else if (is(OWNER, feature) && distinct > 2 && distinct * OF_A_GROUP <= count) {
      add(feature, ColumnHint.ProbableRole.GROUP, "about %,d different values".formatted(distinct));
    }
  }

  /** Finds columns whose equal values are adjacent in the first rows of the source. */
  private void runs() {
    List<FeatureColumn> names =
        data.features().stream()
            .filter(feature -> isWhole(feature) || isText(feature))
            .filter(feature -> !is(CALENDAR, feature))
            .filter(feature -> !isNamed(feature))
            .limit(LabelLeak.SAMPLE)
            .toList();
    if (names.isEmpty() || count < ENOUGH) {
      return;
    }
    List<Row> first =
        table
            .rows()
            .select(names.stream().map(ColumnHints::text).toArray(Column[]::new))
            .limit(LabelLeak.sampled(names.size()))
            .collectAsList();
    for (int i = 0; i < names.size(); i++) {
      int at = i;
      List<String> values = first.stream().map(row -> row.getString(at)).toList();
      ValueRuns runs = ValueRuns.of(values);
      FeatureColumn feature = names.get(i);
      if (runs.areGroups() && (isText(feature) || is(NAMING, feature) || isIndex(values, runs))) {
        long different = Math.max(runs.different(), feature.distinct());
        add(
            feature,
            ColumnHint.ProbableRole.GROUP,
            "%,d different values in runs".formatted(different));
      }
    }
  }

  /** Returns a column as text; a missing value is an empty text. */
  private static Column text(FeatureColumn feature) {
    return coalesce(ColumnNames.column(feature.name()).cast(DataTypes.StringType), lit(""));
  }

  private static boolean isText(FeatureColumn feature) {
    return isRead(feature) && feature.kind() == FeatureColumn.ColumnKind.TEXT;
  }

  /**
   * Returns false for sorted numbers with gaps, which are a measure that the table is sorted by.
   */
  private static boolean isIndex(List<String> values, ValueRuns runs) {
    long[] numbers =
        values.stream().filter(value -> !value.isEmpty()).mapToLong(Long::parseLong).toArray();
    boolean rising = IntStream.range(1, numbers.length).allMatch(i -> numbers[i] >= numbers[i - 1]);
    boolean falling =
        IntStream.range(1, numbers.length).allMatch(i -> numbers[i] <= numbers[i - 1]);
    long span = Math.abs(numbers[numbers.length - 1] - numbers[0]) + 1;
    return (!rising && !falling) || span == runs.different();
  }

  /**
   * Adds columns that alone predict almost every label, and columns with a name for late values
   * that alone predict some labels.
   */
  private void leaks() {
    for (LabelLeak leak : data.leaks()) {
      if (leak.isCertain() || (is(LATE, leak.feature()) && leak.share() >= TELLS_SOMETHING)) {
        add(
            leak.feature(),
            leak.copy() ? ColumnHint.ProbableRole.COPY : ColumnHint.ProbableRole.LEAK,
            leak.why());
      }
    }
  }

  private void levels() {
    for (FeatureColumn feature : data.features()) {
      if (feature.kind() == FeatureColumn.ColumnKind.TEXT
          && feature.distinct() > LEVELS
          && !isNamed(feature)) {
        add(
            feature,
            ColumnHint.ProbableRole.LEVELS,
            "%,d different values, %,d rows each on average"
                .formatted(feature.distinct(), Math.round((double) count / feature.distinct())));
      }
    }
  }
}
