package org.espalier.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.espalier.journal.NestedScores;
import org.espalier.study.Interval;
import org.junit.jupiter.api.Test;

final class NestedEstimateTest {

  private static final double ROUNDING = 1e-6;

  private static NestedScores.Fold fold(int number, double score) {
    return new NestedScores.Fold(
        number, Optional.of(new NestedScores.Winner("l", Map.of(), 0, score)), "", 0);
  }

  private static NestedScores of(int planned, double... scores) {
    return NestedEstimate.of(
        planned,
        IntStream.range(0, scores.length).mapToObj(fold -> fold(fold, scores[fold])).toList(),
        "");
  }

  /** 0.15811 · √(1/5 + 1/4), times SciPy's t.ppf(0.975, 4) = 2.776445. */
  @Test
  void the_interval_is_students_with_the_corrected_variance() {
    NestedScores.Estimate found = of(5, 0.1, 0.2, 0.3, 0.4, 0.5).estimate().orElseThrow();
    assertThat(found.mean()).isCloseTo(0.3, within(ROUNDING));
    assertThat(found.stdError().orElseThrow()).isCloseTo(0.106066, within(ROUNDING));
    Interval interval = found.interval().orElseThrow();
    assertThat(interval.low()).isCloseTo(0.3 - 0.294486, within(ROUNDING));
    assertThat(interval.high()).isCloseTo(0.3 + 0.294486, within(ROUNDING));
  }

  @Test
  void a_single_score_has_no_interval_and_none_no_estimate() {
    assertThat(of(3, 0.5).estimate().orElseThrow().interval()).isEmpty();
    assertThat(of(3, 0.5).estimate().orElseThrow().stdError()).isEmpty();
    assertThat(of(3).estimate()).isEmpty();
    NestedScores.Fold failed = new NestedScores.Fold(0, Optional.empty(), "failed", 0);
    assertThat(NestedEstimate.of(3, List.of(failed), "").estimate()).isEmpty();
  }

  /**
   * Means of normal scores whose covariance is that which the correction stands for: ρ = n₂ / (n₁ +
   * n₂), the share of the rows that a fold scores.
   */
  @Test
  void the_interval_holds_the_truth_as_often_as_it_says() {
    Random random = new Random(7);
    for (int folds : List.of(3, 5, 10)) {
      double shared = Math.sqrt(1.0 / folds);
      double own = Math.sqrt(1 - 1.0 / folds);
      int held = 0;
      int studies = 2_000;
      for (int study = 0; study < studies; study++) {
        double common = random.nextGaussian();
        double[] scores =
            DoubleStream.generate(() -> shared * common + own * random.nextGaussian())
                .limit(folds)
                .toArray();
        held +=
            of(folds, scores).estimate().orElseThrow().interval().orElseThrow().holdsZero() ? 1 : 0;
      }
      assertThat((double) held / studies).as("%d folds", folds).isBetween(0.93, 0.97);
    }
  }
}
