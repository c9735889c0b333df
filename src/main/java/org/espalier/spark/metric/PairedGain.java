package org.espalier.spark.metric;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.PairedBootstrap;
import org.espalier.metric.PredictedRow;
import org.espalier.metric.PredictedRows;
import org.espalier.study.Interval;
import org.espalier.study.Seed;

/**
 * Interval of one model's gain over another, from predictions for the same rows in one order.
 *
 * @param measure metric that has such an interval
 */
public record PairedGain(Measure measure, MetricColumns columns) {

  /** Maximum number of rows that are compared; more hardly narrow an interval. */
  public static final long MAX_ROWS = 200_000;

  /** Gain by a scorer's first metric; empty if this metric has no interval. */
  public static Optional<PairedGain> of(Scorer scorer) {
    return scorer
        .ofArrays()
        .map(metrics -> metrics.measures().get(0))
        .filter(measure -> PairedBootstrap.isFor(measure.metric()))
        .map(measure -> new PairedGain(measure, scorer.columns()));
  }

  /**
   * Predictions on the driver, in the order of the rows; empty if there are no columns that the
   * metric reads.
   */
  public Optional<PredictedRows> collect(Dataset<Row> predictions) {
    CellMetrics metrics = new CellMetrics(List.of(measure));
    return PredictionReader.of(metrics).fits(predictions.schema(), columns)
        ? Optional.of(collect(metrics, columns, predictions))
        : Optional.empty();
  }

  /** Interval; empty if one of the models omitted rows for which it has no prediction. */
  public Optional<Interval> interval(PredictedRows rows, PredictedRows others, Seed seed) {
    return rows.size() == others.size()
        ? new PairedBootstrap(rows, others, seed)
            .improvement(measure, Scorer.objective(measure.metric()))
        : Optional.empty();
  }

  /** Predictions on the driver, in the order of the rows. */
  static PredictedRows collect(
      CellMetrics metrics, MetricColumns columns, Dataset<Row> predictions) {
    PredictionReader reader = PredictionReader.of(metrics);
    List<PredictedRow> rows =
        reader.select(predictions, columns).collectAsList().stream().map(reader::row).toList();
    return PredictedRows.of(rows);
  }
}
