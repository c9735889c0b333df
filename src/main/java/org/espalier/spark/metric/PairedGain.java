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

  /** Interval; empty if it cannot be computed for this metric. */
  public Optional<Interval> interval(Dataset<Row> one, Dataset<Row> other, Seed seed) {
    if (!PairedBootstrap.isFor(metric)) {
      return Optional.empty();
    }
    CellMetrics metrics = new CellMetrics(List.of(Measure.of(metric)));
    PredictedRows rows = collect(metrics, columns, one);
    PredictedRows others = collect(metrics, columns, other);
    if (rows.size() != others.size()) {
      return Optional.empty(); // one of them omitted rows for which it has no prediction
    }
    return new PairedBootstrap(rows, others, seed).improvement(metric, Scorer.objective(metric));
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
