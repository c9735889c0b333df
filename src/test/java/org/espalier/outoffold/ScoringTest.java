package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.espalier.metric.GoldenScores;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.metric.Resample;
import org.junit.jupiter.api.Test;

final class ScoringTest {

  @Test
  void values_are_those_of_scikit_learn_also_as_a_resample_of_all_rows() throws IOException {
    int compared = 0;
    for (GoldenScores.GoldenScore golden : GoldenScores.scores()) {
      boolean numbers = golden.metric().fits(ProblemType.REGRESSION);
      boolean areas = golden.metric().family() == Metric.Family.SCORES;
      if (!numbers && !areas && !golden.metric().needsProbabilities()) {
        continue; // of predictions that are not of the largest probability
      }
      int classes = numbers ? 0 : GoldenScores.rows(golden.table()).get(0).more().length;
      OutOfFoldTable table = SimulatedScores.golden(golden.table(), classes, golden.weighted());
      Scoring scoring = Scoring.of(golden.metric());
      assertThat(scoring.value(table, 0, table.all()).getAsDouble())
          .as("%s", golden)
          .isCloseTo(golden.score(), within(1e-9));
      int[] once = new int[table.size()];
      Arrays.fill(once, 1);
      assertThat(
              new Resample(
                      scoring.predicted(table, table.stored(0), table.all()),
                      Measure.of(golden.metric()))
                  .score(once))
          .as("%s", golden)
          .isCloseTo(golden.score(), within(1e-9));
      compared++;
    }
    assertThat(compared).isGreaterThan(10);
  }

  @Test
  void the_score_is_the_mean_over_folds_of_the_class_of_the_largest_probability() {
    OutOfFoldTable table =
        new OutOfFoldTable(
            ProblemType.BINARY,
            2,
            OutOfFoldTable.Rows.of(new int[] {0, 0, 0, 1}, new double[] {0, 1, 1, 1}),
            Map.of(3, new double[] {0.5, 0.5, 0.4, 0.6, 0.5, 0.5, 0.1, 0.9}));
    Scoring accuracy = Scoring.of(Metric.ACCURACY);
    assertThat(accuracy.mean(table, 3).getAsDouble()).isEqualTo((2 / 3.0 + 1) / 2);
    assertThat(accuracy.value(table, 3, new int[] {2, 3}).getAsDouble()).isEqualTo(0.5);
    assertThat(Scoring.of(Metric.R2).improvement(0.5, 0.25)).isEqualTo(0.25);
    assertThat(Scoring.of(Metric.RMSE).improvement(0.5, 0.25)).isEqualTo(-0.25);
    assertThat(
            Scoring.of(Metric.of("recall-by-label").orElseThrow()).value(table, 3, new int[] {0}))
        .isEmpty();
  }

  @Test
  void pairs_of_rows_are_not_scored() {
    assertThatThrownBy(() -> Scoring.of(Metric.CONCORDANCE_INDEX))
        .hasMessage("'concordance-index' is of pairs of rows.");
  }
}
