package org.espalier.spark.metric;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.PermutationImportance;
import org.espalier.metric.PredictedRow;
import org.espalier.metric.PredictedRows;
import org.espalier.spark.ColumnNames;
import org.espalier.study.Objective;
import org.espalier.study.Seed;

/**
 * Permutation importance of columns, from one job: it makes copies of a table's rows, in each of
 * which one column is shuffled, where it predicts them.
 *
 * @param columns fields of the rows by the name of the column that they are made of; those of one
 *     column are shuffled together
 * @param score score of the rows as they are
 */
record ColumnImportance(
    SparkSession spark,
    StructType schema,
    List<Row> rows,
    Map<String, List<String>> columns,
    Measure measure,
    MetricColumns read,
    double score,
    Seed seed) {

  private static final int MAX_COLUMNS = 30;
  private static final int REPEATS = 5;

  /** Rows of a task: less work would not pay for it. */
  private static final int TASK_ROWS = 5_000;

  /** Number of copies of the rows of a table. */
  static int copies(int columns) {
    return Math.min(columns, MAX_COLUMNS) * REPEATS;
  }

  /** Importance of the first columns for a model. */
  PermutationImportance importance(UnaryOperator<Dataset<Row>> model) {
    List<String> names = columns.keySet().stream().limit(MAX_COLUMNS).toList();
    CellMetrics metrics = new CellMetrics(List.of(measure));
    Map<Integer, List<PredictedRow>> copies = predicted(model, names, PredictionReader.of(metrics));
    Objective objective = Scorer.objective(measure.metric());
    List<PermutationImportance.Column> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      double[] shuffled = new double[REPEATS];
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        List<PredictedRow> copy = copies.getOrDefault(i * REPEATS + repeat, List.of());
        shuffled[repeat] = metrics.scores(PredictedRows.of(copy)).values().iterator().next();
      }
      found.add(PermutationImportance.column(names.get(i), objective, score, shuffled));
    }
    return new PermutationImportance(score, rows.size(), REPEATS, columns.size(), found);
  }

  /** Predictions for all copies, by their numbers; those of a column follow each other. */
  private Map<Integer, List<PredictedRow>> predicted(
      UnaryOperator<Dataset<Row>> model, List<String> names, PredictionReader reader) {
    ShuffledRows shuffled =
        new ShuffledRows(
            new ArrayList<>(rows),
            names.stream().map(this::fields).toArray(int[][]::new),
            seed.value());
    int copies = copies(columns.size());
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    int tasks =
        Math.min(
            Math.min(copies, context.defaultParallelism()), 1 + copies * rows.size() / TASK_ROWS);
    JavaRDD<Row> made =
        context
            .parallelize(IntStream.range(0, copies).boxed().toList(), tasks)
            .flatMap(shuffled::copy);
    String number = ColumnNames.of(spark).fresh("espalier_copy", schema.fieldNames());
    Dataset<Row> predicted =
        model.apply(spark.createDataFrame(made, schema.add(number, DataTypes.IntegerType, false)));
    Map<Integer, List<PredictedRow>> byCopy = new LinkedHashMap<>();
    for (Row row : reader.select(predicted, read, ColumnNames.column(number)).collectAsList()) {
      byCopy
          .computeIfAbsent(row.getInt(PredictionReader.MORE), copy -> new ArrayList<>())
          .add(reader.row(row));
    }
    return byCopy;
  }

  private int[] fields(String column) {
    return columns.getOrDefault(column, List.of()).stream().mapToInt(schema::fieldIndex).toArray();
  }

  /**
   * Rows of which copies are made; only they are sent to the tasks.
   *
   * @param columns fields of each column
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record ShuffledRows(List<Row> rows, int[][] columns, long seed) implements Serializable {

    /** Rows of a copy, each with the copy's number after its fields. */
    Iterator<Row> copy(int number) {
      int[] fields = columns[number / REPEATS];
      int[] order = order(new Seed(seed).child("copy", number).random());
      List<Row> copy = new ArrayList<>(rows.size());
      for (int i = 0; i < order.length; i++) {
        Row own = rows.get(i);
        Object[] values = new Object[own.size() + 1];
        for (int field = 0; field < own.size(); field++) {
          values[field] = own.get(field);
        }
        for (int field : fields) {
          values[field] = rows.get(order[i]).get(field);
        }
        values[own.size()] = number;
        copy.add(RowFactory.create(values));
      }
      return copy.iterator();
    }

    /** Order of the rows by Durstenfeld's shuffle (CACM 7, 1964). */
    private int[] order(RandomGenerator random) {
      int[] order = new int[rows.size()];
      Arrays.setAll(order, i -> i);
      for (int i = order.length - 1; i > 0; i--) {
        int other = random.nextInt(i + 1);
        int moved = order[i];
        order[i] = order[other];
        order[other] = moved;
      }
      return order;
    }
  }
}
