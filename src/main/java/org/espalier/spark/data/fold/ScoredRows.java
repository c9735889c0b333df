package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.lit;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.evaluate.FoldScores;
import org.espalier.evaluate.ScoreStore.FullCell;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.JavaSerialized;
import org.espalier.spark.metric.MetricColumns;

/** Conversion of the scores of cells between datasets and arrays. */
final class ScoredRows {

  static final String KEY = "key";
  static final String WEIGHT = "weight";
  static final String TRIAL = "trial";
  static final String FOLD = "fold";

  static final StructType SCHEMA =
      new StructType()
          .add(TRIAL, DataTypes.IntegerType, false)
          .add(FOLD, DataTypes.IntegerType, false)
          .add(KEY, DataTypes.LongType, false)
          .add(WEIGHT, DataTypes.DoubleType, false)
          .add("label", DataTypes.DoubleType)
          .add("prediction", DataTypes.DoubleType)
          .add("scores", DataTypes.createArrayType(DataTypes.DoubleType, false));

  /** Names of the logical plan nodes that keep the order of rows. */
  private static final List<String> ORDERED =
      List.of(
          "Project",
          "Filter",
          "SubqueryAlias",
          "TypedFilter",
          "MapElements",
          "MapPartitions",
          "DeserializeToObject",
          "SerializeFromObject");

  /** Scores of a cell, with the trial and fold that they are shown for. */
  @DefaultSerializer(JavaSerializer.class)
  record Block(FullCell place, FoldScores.Keyed rows) implements Serializable {

    private static final long serialVersionUID = 1;

    private Iterator<Row> shown() {
      FoldScores scores = rows.scores();
      return IntStream.range(0, scores.size())
          .mapToObj(
              row ->
                  row(
                      place,
                      RowFactory.create(rows.keys()[row], rows.weights()[row]),
                      RowFactory.create(
                          scores.labels()[row],
                          scores.predictions()[row],
                          DoubleStream.of(scores.scores(row)).boxed().toArray())))
          .iterator();
    }
  }

  private ScoredRows() {}

  /** Returns rows of the {@link #SCHEMA}, one for each scored row of the blocks. */
  static JavaRDD<Row> of(JavaRDD<Block> blocks) {
    return blocks.flatMap(Block::shown);
  }

  /**
   * Returns a row of the {@link #SCHEMA}.
   *
   * @param named key and weight
   * @param scored label, prediction and scores
   */
  static Row row(FullCell place, Row named, Row scored) {
    return RowFactory.create(
        place.trial(),
        place.fold(),
        named.get(0),
        named.get(1),
        scored.get(0),
        scored.get(1),
        scored.get(2));
  }

  /**
   * Selects label, prediction and scores of predicted rows. The scores are the probabilities, or
   * else the raw predictions, or else an array with the prediction.
   *
   * @param before columns to select before these
   */
  static Dataset<Row> scored(Dataset<Row> predicted, MetricColumns columns, Column... before) {
    Column label =
        has(predicted, columns.label()) ? ColumnNames.column(columns.label()) : lit(null);
    Column prediction = ColumnNames.column(columns.prediction()).cast(DataTypes.DoubleType);
    Column scores =
        Stream.of(columns.probability(), columns.rawPrediction())
            .filter(name -> isVector(predicted, name))
            .findFirst()
            .map(name -> functions.vector_to_array(ColumnNames.column(name), "float64"))
            .orElseGet(() -> array(prediction));
    Stream<Column> own =
        Stream.of(
            label.cast(DataTypes.DoubleType).as("label"),
            prediction.as("prediction"),
            scores.as("scores"));
    return predicted.select(Stream.concat(Stream.of(before), own).toArray(Column[]::new));
  }

  private static boolean has(Dataset<Row> rows, String name) {
    return ColumnNames.of(rows.sparkSession()).isAmong(name, rows.columns());
  }

  private static boolean isVector(Dataset<Row> rows, String name) {
    return has(rows, name)
        && rows.select(ColumnNames.column(name))
            .schema()
            .apply(0)
            .dataType()
            .equals(SQLDataTypes.VectorType());
  }

  /** Collects scored rows into arrays, in their order. */
  static FoldScores collected(Dataset<Row> scored) {
    return FoldScores.joined(
        scored
            .javaRDD()
            .mapPartitions(rows -> List.of(new JavaSerialized<>(arrays(rows))).iterator())
            .collect()
            .stream()
            .map(JavaSerialized::value)
            .toList());
  }

  private static FoldScores arrays(Iterator<Row> rows) {
    List<Double> labels = new ArrayList<>();
    List<Double> predictions = new ArrayList<>();
    List<double[]> scores = new ArrayList<>();
    rows.forEachRemaining(
        row -> {
          labels.add(row.isNullAt(0) ? Double.NaN : row.getDouble(0));
          predictions.add(row.getDouble(1));
          scores.add(numbers(row.getList(2)));
        });
    return FoldScores.of(numbers(labels), numbers(predictions), scores.toArray(double[][]::new));
  }

  private static double[] numbers(List<Double> boxed) {
    return boxed.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /**
   * Returns true if predictions are in the order of the rows that they are made for.
   *
   * @param table table that these rows are a part of
   */
  static boolean areInOrder(Dataset<Row> predicted, Dataset<Row> table) {
    return isInOrder(predicted.queryExecution().analyzed(), table.queryExecution().analyzed());
  }

  private static boolean isInOrder(LogicalPlan plan, LogicalPlan table) {
    if (plan.children().isEmpty() || plan.fastEquals(table)) {
      return true;
    }
    return plan.children().size() == 1
        && ORDERED.contains(plan.getClass().getSimpleName())
        && isInOrder(plan.children().head(), table);
  }
}
