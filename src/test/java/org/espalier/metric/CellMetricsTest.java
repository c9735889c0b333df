package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class CellMetricsTest {

  private static CellMetrics of(Metric... metrics) {
    return new CellMetrics(Arrays.stream(metrics).map(Measure::of).toList());
  }

  private static PredictedRows rows(String table, boolean weighted) throws IOException {
    return PredictedRows.of(
        GoldenScores.rows(table).stream()
            .map(
                row ->
                    new PredictedRow(
                        row.label(),
                        row.prediction(),
                        row.more()[row.more().length - 1],
                        row.more(),
                        weighted ? row.weight() : 1,
                        row.more()[0] == 1))
            .toList());
  }

  @Test
  void each_metric_of_rows_is_what_scikit_learn_computes() throws IOException {
    for (GoldenScores.GoldenScore golden : GoldenScores.scores()) {
      if (golden.metric().isOfRows()) {
        PredictedRows rows = rows(golden.table(), golden.weighted());
        assertThat(of(golden.metric()).scores(rows).get(golden.metric().key()))
            .as("%s", golden)
            .isCloseTo(golden.score(), within(1e-12));
      }
    }
  }

  @Test
  void each_metric_has_a_golden_score() throws IOException {
    assertThat(
            GoldenScores.scores().stream()
                .map(golden -> golden.metric().key())
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(Metric.keys());
  }

  @Test
  void metrics_need_what_they_read() {
    assertThat(of(Metric.AREA_UNDER_ROC).needsScores()).isTrue();
    assertThat(of(Metric.AREA_UNDER_ROC).needsPredictions()).isFalse();
    assertThat(of(Metric.BRIER).needsProbabilities()).isTrue();
    assertThat(of(Metric.BRIER).needsPredictions()).isFalse();
    assertThat(of(Metric.MAPE).needsPredictions()).isTrue();
    assertThat(of(Metric.F1).needsProbabilities()).isFalse();
    assertThat(of(Metric.CONCORDANCE_INDEX).needsEnds()).isTrue();
  }

  @Test
  void parts_of_rows_are_merged_in_any_number() throws IOException {
    Metric[] metrics =
        Metric.values().stream()
            .filter(metric -> metric.isOfRows() && metric.fits(ProblemType.BINARY))
            .toArray(Metric[]::new);
    PredictedRows rows = rows("two", true);
    Map<String, Double> whole = of(metrics).scores(rows);
    Tally merged = new Tally(of(metrics), 100);
    for (int start = 0; start < rows.size(); start += 7) {
      Tally part = new Tally(of(metrics), 100);
      for (int row = start; row < Math.min(start + 7, rows.size()); row++) {
        part.add(rows.row(row));
      }
      merged.merge(part.compact());
    }
    merged
        .scores()
        .forEach(
            (name, score) -> assertThat(score).as(name).isCloseTo(whole.get(name), within(1e-12)));
  }

  /** Far more than are sorted at a time, and with weights, which take another way. */
  @Test
  void areas_of_many_scores_are_exact() {
    int size = 200_000;
    double[] labels = new double[size];
    double[] scores = new double[size];
    double[] weights = new double[size];
    var random = new Seed(4).random();
    double above = 0;
    double[] negatives = new double[1000];
    for (int i = 0; i < size; i++) {
      labels[i] = random.nextInt(2);
      scores[i] = random.nextInt(1000) - 500;
      weights[i] = 1 + random.nextInt(3);
      negatives[(int) scores[i] + 500] += labels[i] == 0 ? weights[i] : 0;
    }
    double pairs = 0;
    double[] below = new double[1001];
    for (int i = 0; i < 1000; i++) {
      below[i + 1] = below[i] + negatives[i];
    }
    for (int i = 0; i < size; i++) {
      int at = (int) scores[i] + 500;
      above += labels[i] == 0 ? 0 : weights[i] * (below[at] + negatives[at] / 2);
      pairs += labels[i] == 0 ? 0 : weights[i] * below[1000];
    }
    PredictedRows rows =
        new PredictedRows(labels, new double[0], scores, new double[0][], weights, new boolean[0]);
    assertThat(of(Metric.AREA_UNDER_ROC).scores(rows).get("area-under-roc"))
        .isCloseTo(above / pairs, within(1e-12));
  }

  @Test
  void wrong_rows_are_refused() {
    double[] one = {1};
    assertThatThrownBy(() -> new PredictedRow(1, 1, 0, one, -1, false))
        .hasMessage("weight: -1.0 is negative or not finite.");
    assertThatThrownBy(() -> PredictedRows.of(one, new double[2], one, new double[0][]))
        .hasMessage("predictions: 2 for 1 rows.");
    PredictedRows third = PredictedRows.of(new double[] {2}, one, one, new double[][] {{0.5, 0.5}});
    assertThatThrownBy(() -> of(Metric.LOG_LOSS).scores(third))
        .hasMessage("label: 2.0 is not one of the 2 classes with a probability.");
    assertThatThrownBy(() -> Measure.of(Metric.SILHOUETTE))
        .hasMessage("'silhouette' does not follow from the rows.");
    assertThatThrownBy(() -> of(Metric.F1, Metric.F1)).hasMessage("measures: 'f1' is there twice.");
    assertThatThrownBy(() -> new CellMetrics(List.of())).hasMessage("measures: there is none.");
    assertThatThrownBy(() -> new MetricParams(1, 0, 0.1, false))
        .hasMessage("beta: 0.0 is not above 0.");
  }

  @Test
  void can_be_sent_to_a_task() throws IOException {
    CellMetrics metrics = of(Metric.AREA_UNDER_ROC, Metric.BRIER);
    try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(metrics);
      out.writeObject(new Tally(metrics, 10).compact());
    }
  }
}
