package org.espalier.spark.ui;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.List;
import org.apache.spark.metrics.source.Source;
import org.espalier.spark.ui.StudyProgress.Step;
import org.espalier.study.TrialState;

/** Source of metrics about an application's studies for Spark's metrics system, on the driver. */
final class TuningMetrics implements Source {

  private static final String NAME = "espalier";

  private final MetricRegistry registry = new MetricRegistry();

  TuningMetrics(TuningTab tab) {
    TuningRows rows = tab.rows();
    gauge("trials.begun", rows::trials);
    gauge("trials.completed", () -> rows.count(TrialState.COMPLETED));
    gauge("trials.pruned", () -> rows.count(TrialState.PRUNED));
    gauge("trials.failed", () -> rows.count(TrialState.FAILED));
    gauge("cells.running", tab::cells);
    gauge("score.best", () -> best(rows));
  }

  private void gauge(String name, Gauge<? extends Number> value) {
    registry.register(name, value);
  }

  /** Returns the best score of the study that started last; NaN without one. */
  private static double best(TuningRows rows) {
    List<TuningRows.StudyRow> studies = rows.studies();
    if (studies.isEmpty()) {
      return Double.NaN;
    }
    TuningRows.StudyRow last = studies.get(studies.size() - 1);
    return new StudyView(last, rows.trials(last.key()))
        .best()
        .flatMap(TuningRows.TrialRow::scored)
        .map(Step::score)
        .orElse(Double.NaN);
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
