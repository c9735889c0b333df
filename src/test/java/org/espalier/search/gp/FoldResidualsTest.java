package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class FoldResidualsTest {

  /** A study with a completed trial for each row of scores, a fold for each column. */
  private static Study study(double[][] scores, int rung) {
    Study study = Studies.empty(1);
    for (int t = 0; t < scores.length; t++) {
      double[] row = scores[t];
      List<Integer> folds = IntStream.range(0, row.length).boxed().toList();
      Proposal proposal = new Proposal(t, t, rung, folds, 100);
      study =
          study.asked(new Trial(t, new Configuration(Map.of("x", (double) t)), "test"), proposal);
      double mean = Arrays.stream(row).average().orElseThrow();
      study =
          study.told(
              new Outcome(
                  proposal,
                  TrialState.COMPLETED,
                  OptionalDouble.of(mean),
                  OptionalDouble.of(mean),
                  OptionalLong.empty(),
                  folds.stream().map(f -> CellOutcome.completed(f, 100, row[f])).toList(),
                  ""));
    }
    return study;
  }

  /** Good trials and as many far worse ones, folds with levels of their own, normal noise. */
  private static double[][] scores(int trials, int folds, double noise, double level) {
    Random random = new Random(3);
    double[][] scores = new double[2 * trials][folds];
    for (int t = 0; t < scores.length; t++) {
      for (int f = 0; f < folds; f++) {
        double spread = t < trials ? noise : 50 * noise;
        scores[t][f] = (t < trials ? 0.01 * t : 100) + level * f + spread * random.nextGaussian();
      }
    }
    return scores;
  }

  @Test
  void is_the_variance_of_a_mean_over_folds_of_the_better_half() {
    double variance = FoldResiduals.variance(study(scores(200, 5, 0.3, 0), 0)).orElseThrow();
    assertThat(variance).isCloseTo(0.3 * 0.3 / 5, within(0.001));
  }

  @Test
  void levels_of_the_folds_are_no_noise() {
    double level = FoldResiduals.variance(study(scores(20, 4, 0.3, 7), 0)).orElseThrow();
    double without = FoldResiduals.variance(study(scores(20, 4, 0.3, 0), 0)).orElseThrow();
    assertThat(level).isCloseTo(without, within(1e-12));
  }

  @Test
  void is_zero_where_trials_differ_by_a_constant() {
    double[][] scores = {{1, 3}, {2, 4}, {5, 7}, {6, 8}, {9, 11}, {9, 11}, {9, 11}};
    assertThat(FoldResiduals.variance(study(scores, 0)).orElseThrow()).isEqualTo(0);
  }

  @Test
  void is_unknown_of_single_folds_and_of_few_trials() {
    assertThat(FoldResiduals.variance(study(scores(20, 1, 0.3, 0), 0))).isEmpty();
    assertThat(FoldResiduals.variance(study(scores(3, 5, 0.3, 0), 0))).isEmpty();
    assertThat(FoldResiduals.variance(Studies.empty(1))).isEmpty();
  }

  @Test
  void raises_the_noise_of_the_prior_and_never_lowers_it() {
    Prior standard = Prior.standard();
    assertThat(standard.withNoiseOfAtLeast(0)).isEqualTo(standard);
    assertThat(standard.withNoiseOfAtLeast(0.1).noise().centre()).isEqualTo(Math.log(0.1));
    assertThat(standard.withNoiseOfAtLeast(30).noise().centre()).isEqualTo(0);
  }
}
