package org.espalier.spark.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.FeatureColumn;

/**
 * Distribution of a column: how many rows lie in each of its bins.
 *
 * <p>Bins of a number are the ranges up to each of its edges and above the last one; those of a
 * text are its most frequent values and all others. One more bin holds the rows without a value.
 *
 * @param column by the name that users know
 * @param edges upper ends of the bins of a number, ascending; empty for a text
 * @param values hashes of the values of a text that have a bin of their own; empty for a number
 * @param counts rows in each bin, the one of rows without a value last
 */
public record ColumnProfile(
    String column, List<Double> edges, List<String> values, List<Long> counts) {

  /** Twenty bins: at ten, the usual number, the distance of Kolmogorov and Smirnov is coarse. */
  private static final double[] QUANTILES =
      IntStream.range(1, 20).mapToDouble(i -> i / 20.0).toArray();

  /** Rank error of the edges: a tenth of a bin. */
  private static final double ERROR = 0.005;

  private static final int VALUES = 20;

  /**
   * Maximum number of profiled columns: all bins are counted in one pass, each by an expression.
   */
  private static final int COLUMNS = 200;

  public ColumnProfile {
    edges = List.copyOf(edges);
    values = List.copyOf(values);
    counts = List.copyOf(counts);
    if (counts.size() != edges.size() + values.size() + 2) {
      throw new IllegalArgumentException(
          "%d counts of %d bins.".formatted(counts.size(), edges.size() + values.size() + 2));
    }
  }

  /** True if all bins but the last have an order. */
  public boolean isOrdered() {
    return !edges.isEmpty();
  }

  /** Profiles of the numeric, boolean and categorical columns among the first ones. */
  public static List<ColumnProfile> of(Dataset<Row> rows, List<FeatureColumn> columns) {
    List<ColumnProfile> empty = new ArrayList<>();
    List<String> numbers = names(columns, FeatureColumn.Kind.NUMERIC);
    double[][] quantiles = numbers.isEmpty() ? new double[0][] : quantiles(rows, numbers);
    for (int i = 0; i < numbers.size(); i++) {
      List<Double> edges = Arrays.stream(quantiles[i]).distinct().sorted().boxed().toList();
      empty.add(bins(numbers.get(i), edges, List.of()));
    }
    List<String> texts = new ArrayList<>(names(columns, FeatureColumn.Kind.TEXT));
    texts.addAll(names(columns, FeatureColumn.Kind.BOOLEAN));
    for (String text : texts) {
      empty.add(bins(text, List.of(), frequent(rows, text)));
    }
    return counted(rows, empty);
  }

  /** Renames columns, as Spark takes a dot in a name for a field of a struct. */
  private static double[][] quantiles(Dataset<Row> rows, List<String> columns) {
    Column[] plain =
        IntStream.range(0, columns.size())
            .mapToObj(i -> ColumnNames.column(columns.get(i)).cast("double").as("c" + i))
            .toArray(Column[]::new);
    Dataset<Row> numbers = rows.select(plain);
    return numbers.stat().approxQuantile(numbers.columns(), QUANTILES, ERROR);
  }

  private static List<String> names(List<FeatureColumn> columns, FeatureColumn.Kind kind) {
    return columns.stream()
        .limit(COLUMNS)
        .filter(column -> column.kind() == kind)
        .map(FeatureColumn::name)
        .toList();
  }

  private static List<String> frequent(Dataset<Row> rows, String column) {
    return rows
        .where(ColumnNames.column(column).isNotNull())
        .groupBy(hash(column).as("value"))
        .agg(count(lit(1)).as("rows"))
        .orderBy(col("rows").desc(), col("value"))
        .limit(VALUES)
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .toList();
  }

  /** Hash in place of a text, so that a profile holds no text of a row. */
  private static Column hash(String column) {
    return functions.xxhash64(ColumnNames.column(column)).cast("string");
  }

  private static ColumnProfile bins(String column, List<Double> edges, List<String> values) {
    List<Long> none =
        IntStream.range(0, edges.size() + values.size() + 2).mapToObj(i -> 0L).toList();
    return new ColumnProfile(column, edges, values, none);
  }

  /** The same bins with the counts of other rows, which must have all columns. */
  public static List<ColumnProfile> counted(Dataset<Row> rows, List<ColumnProfile> profiles) {
    List<Column> bins = profiles.stream().flatMap(profile -> profile.bins().stream()).toList();
    long[] totals = ColumnPass.totals(rows, bins);
    List<ColumnProfile> counted = new ArrayList<>();
    int at = 0;
    for (ColumnProfile profile : profiles) {
      int from = at;
      at += profile.counts.size();
      List<Long> counts = Arrays.stream(totals, from, at).boxed().toList();
      counted.add(new ColumnProfile(profile.column, profile.edges, profile.values, counts));
    }
    return counted;
  }

  /** One condition for each bin. */
  private List<Column> bins() {
    Column column = ColumnNames.column(this.column);
    Column missing = column.isNull();
    List<Column> within = new ArrayList<>();
    if (isOrdered()) {
      Column number = column.cast("double");
      missing = missing.or(functions.isnan(number));
      for (int i = 0; i < edges.size(); i++) {
        Column below = number.leq(edges.get(i));
        within.add(i == 0 ? below : below.and(number.gt(edges.get(i - 1))));
      }
      within.add(
          number.gt(edges.get(edges.size() - 1)).and(functions.not(functions.isnan(number))));
    } else {
      Column hash = hash(this.column);
      values.forEach(value -> within.add(column.isNotNull().and(hash.equalTo(value))));
      within.add(column.isNotNull().and(functions.not(hash.isin(values.toArray()))));
    }
    within.add(missing);
    return within;
  }
}
