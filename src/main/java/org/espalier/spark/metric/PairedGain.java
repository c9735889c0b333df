package org.espalier.spark.metric;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.PairedBootstrap;
import org.espalier.metric.PredictedRow;
import org.espalier.metric.PredictedRows;
import org.espalier.study.Interval;
import org.espalier.study.Seed;

/** Interval of one model's gain over another, from predictions for the same rows in one order. */
public record PairedGain(Metric metric, MetricColumns columns) {

  /** Predictions on the driver, in the order of the rows; empty if this metric has no interval. */
  public Optional<PredictedRows> collect(Dataset<Row> predictions) {
    return PairedBootstrap.isFor(metric)
        ? Optional.of(collect(new CellMetrics(List.of(Measure.of(metric))), columns, predictions))
        : Optional.empty();
  }

  /** Interval; empty if one of the models omitted rows for which it has no prediction. */
  public Optional<Interval> interval(PredictedRows rows, PredictedRows others, Seed seed) {
    return rows.size() == others.size()
        ? new PairedBootstrap(rows, others, seed).improvement(metric, Scorer.objective(metric))
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
