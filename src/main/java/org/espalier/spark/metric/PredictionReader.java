package org.espalier.spark.metric;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.PredictedRow;

/** Reader of the parts of predictions that metrics need. */
record PredictionReader(boolean predictions, boolean scores, boolean probabilities, boolean ends)
    implements Serializable {

  private static final int LABEL = 0;
  private static final int PREDICTION = 1;
  private static final int WEIGHT = 2;
  private static final int END = 3;
  private static final int SCORE = 4;
  private static final int PROBABILITY = 5;

  /** Place of the first column that is no part of a prediction. */
  static final int MORE = 6;

  private static final double[] NONE = {};

  static PredictionReader of(CellMetrics metrics) {
    return new PredictionReader(
        metrics.needsPredictions(),
        metrics.needsScores(),
        metrics.needsProbabilities(),
        metrics.needsEnds());
  }

  /**
   * Reader of all parts that predictions have.
   *
   * @param ends true if labels are times, which may be censored
   */
  static PredictionReader ofAll(StructType schema, MetricColumns columns, boolean ends) {
    return new PredictionReader(
        new PredictionReader(true, false, false, false).fits(schema, columns),
        new PredictionReader(false, true, false, false).fits(schema, columns),
        new PredictionReader(false, false, true, false).fits(schema, columns),
        ends);
  }

  /**
   * Columns that {@link #row} reads.
   *
   * @param more columns after them, from the place {@link #MORE} on
   */
  Dataset<Row> select(Dataset<Row> rows, MetricColumns from, Column... more) {
    Stream<Column> parts =
        Stream.of(
            number(from.label()),
            predictions ? number(from.prediction()) : lit(0.0),
            from.weights().map(PredictionReader::number).orElseGet(() -> lit(1.0)),
            ends ? number(from.censor()) : lit(1.0),
            scores ? col(from.rawPrediction()) : lit(0.0),
            probabilities ? col(from.probability()) : lit(0.0));
    return rows.select(Stream.concat(parts, Stream.of(more)).toArray(Column[]::new));
  }

  private static Column number(String name) {
    return col(name).cast(DataTypes.DoubleType);
  }

  /**
   * @throws IllegalArgumentException if a value is missing
   */
  PredictedRow row(Row row) {
    if (lacksPart(row)) {
      throw new IllegalArgumentException(
          "a row to be scored lacks a label, a prediction or a weight: " + row);
    }
    return new PredictedRow(
        row.getDouble(LABEL),
        row.getDouble(PREDICTION),
        score(row.get(SCORE)),
        probabilities ? ((Vector) row.get(PROBABILITY)).toArray() : NONE,
        row.getDouble(WEIGHT),
        row.getDouble(END) == 1);
  }

  private static boolean lacksPart(Row row) {
    for (int part = LABEL; part <= PROBABILITY; part++) {
      if (row.isNullAt(part)) {
        return true;
      }
    }
    return false;
  }

  private static double score(Object raw) {
    return raw instanceof Vector vector ? vector.apply(1) : ((Number) raw).doubleValue();
  }

  /** True if all columns exist under their very names, with types that MLlib's evaluators take. */
  boolean fits(StructType schema, MetricColumns columns) {
    Set<DataType> realNumber = Set.of(DataTypes.DoubleType, DataTypes.FloatType);
    DataType vector = SQLDataTypes.VectorType();
    List<Boolean> fitting = new ArrayList<>();
    fitting.add(isNumber(schema, columns.label()));
    fitting.add(columns.weights().stream().allMatch(name -> isNumber(schema, name)));
    fitting.add(!predictions || has(schema, columns.prediction(), realNumber));
    fitting.add(
        !scores || has(schema, columns.rawPrediction(), Set.of(DataTypes.DoubleType, vector)));
    fitting.add(!probabilities || has(schema, columns.probability(), Set.of(vector)));
    return !fitting.contains(false);
  }

  private static boolean isNumber(StructType schema, String name) {
    return has(schema, name) && schema.apply(name).dataType() instanceof NumericType;
  }

  private static boolean has(StructType schema, String name, Set<DataType> types) {
    return has(schema, name) && types.contains(schema.apply(name).dataType());
  }

  private static boolean has(StructType schema, String name) {
    return List.of(schema.fieldNames()).contains(name);
  }
}
