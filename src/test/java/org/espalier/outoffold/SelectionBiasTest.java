package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.numeric.Normal;
import org.espalier.study.Seed;
import org.espalier.testing.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SelectionBiasTest {

  private static final int STUDIES = Sample.rounds(1_000);

  /**
   * Study of classifiers that are right with known probabilities, on rows that are harder for all
   * of them or easier.
   *
   * @param right probability of each trial to be right on a new row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Simulated(OutOfFoldTable table, double[] right, int winner) {

    /**
     * @param shared variance of a row that trials share, of 1
     */
    static Simulated of(RandomGenerator random, int rows, double[] right, double shared) {
      double[] limits = Arrays.stream(right).map(Normal::quantile).toArray();
      double[] labels = new double[rows];
      double[][] scores = new double[right.length][2 * rows];
      int[] hits = new int[right.length];
      for (int row = 0; row < rows; row++) {
        labels[row] = random.nextInt(2);
        double common = Math.sqrt(shared) * random.nextGaussian();
        for (int trial = 0; trial < right.length; trial++) {
          double hard = common + Math.sqrt(1 - shared) * random.nextGaussian();
          boolean hit = hard < limits[trial];
          hits[trial] += hit ? 1 : 0;
          double positive = hit == (labels[row] == 1) ? 0.75 : 0.25;
          scores[trial][2 * row] = 1 - positive;
          scores[trial][2 * row + 1] = positive;
        }
      }
      int winner = 0;
      for (int trial = 1; trial < right.length; trial++) {
        winner = hits[trial] > hits[winner] ? trial : winner;
      }
      Map<Integer, double[]> byTrial = new LinkedHashMap<>();
      for (int trial = 0; trial < right.length; trial++) {
        byTrial.put(trial, scores[trial]);
      }
      OutOfFoldTable.Rows table = OutOfFoldTable.Rows.of(SimulatedScores.folds(rows), labels);
      return new Simulated(
          new OutOfFoldTable(ProblemType.BINARY, 2, table, byTrial), right, winner);
    }

    SelectionBias bias(long seed) {
      return SelectionBias.of(table, winner, Measure.of(Metric.ACCURACY), new Seed(seed))
          .orElseThrow();
    }
  }

  /**
   * Studies of 4 to 12 trials on 100 to 160 rows, of which some differ much and others not at all.
   * Of 1,000 intervals of 95 %, 936 to 964 cover with a probability of 95 %, by chance alone; of
   * 200, 184 to 196.
   */
  @Tag(Sample.TAG)
  @Test
  void of_a_thousand_studies_the_interval_covers_the_true_score_of_the_winner_in_95_of_100() {
    RandomGenerator random = new Seed(11).random();
    int covered = 0;
    double naive = 0;
    double corrected = 0;
    for (int study = 0; study < STUDIES; study++) {
      double spread = 0.04 * random.nextDouble();
      double[] right = new double[random.nextInt(4, 13)];
      Arrays.setAll(
          right, trial -> 0.8 + spread * Math.max(-3, Math.min(3, random.nextGaussian())));
      Simulated simulated =
          Simulated.of(random, random.nextInt(20, 33) * 5, right, random.nextDouble(0.5, 0.95));
      SelectionBias bias = simulated.bias(study);
      double truth = right[simulated.winner()];
      covered += bias.interval().low() <= truth && truth <= bias.interval().high() ? 1 : 0;
      naive += (bias.naive() - truth) / STUDIES;
      corrected += (bias.corrected() - truth) / STUDIES;
    }
    int off = (int) (20 * Math.sqrt(STUDIES / 1_000.0));
    assertThat(covered).isBetween(STUDIES * 95 / 100 - off, STUDIES * 95 / 100 + off);
    assertThat(naive).isGreaterThan(0.01);
    assertThat(corrected).isCloseTo(0, within(0.006));
  }

  /** The interval of a mean, which is normal. */
  @Test
  void a_trial_that_was_not_chosen_has_the_interval_of_its_mean() {
    Simulated one = Simulated.of(new Seed(2).random(), 1_000, new double[] {0.8}, 0.5);
    SelectionBias bias = one.bias(3);
    double score = bias.naive();
    assertThat(bias.corrected()).isCloseTo(score, within(0.002));
    double half = 1.96 * Math.sqrt(score * (1 - score) / 1_000);
    assertThat(bias.interval().high() - bias.interval().low())
        .isCloseTo(2 * half, within(half / 4));
    assertThat(bias).isEqualTo(one.bias(3)).isNotEqualTo(one.bias(4));
  }

  @Test
  void repeats_of_a_row_are_drawn_together_and_make_no_interval_narrower() {
    Simulated once = Simulated.of(new Seed(2).random(), 200, new double[] {0.8, 0.8, 0.8}, 0.5);
    int rows = once.table().size();
    int[] numbers = new int[3 * rows];
    Arrays.setAll(numbers, i -> i % rows);
    int[] repeats = new int[3 * rows];
    Arrays.setAll(repeats, i -> i / rows);
    OutOfFoldTable thrice = once.table().only(numbers);
    Map<Integer, double[]> scores = new LinkedHashMap<>();
    thrice.trials().forEach(trial -> scores.put(trial, thrice.scores(trial)));
    OutOfFoldTable repeated =
        new OutOfFoldTable(
            ProblemType.BINARY,
            2,
            new OutOfFoldTable.Rows(
                Arrays.stream(numbers).map(once.table()::fold).toArray(),
                repeats,
                numbers,
                Arrays.stream(numbers).mapToDouble(once.table()::label).toArray(),
                Arrays.stream(numbers).mapToDouble(once.table()::weight).toArray()),
            scores);
    SelectionBias ofRepeated = new Simulated(repeated, once.right(), once.winner()).bias(1);
    SelectionBias ofOnce = once.bias(1);
    assertThat(ofRepeated.interval().low()).isCloseTo(ofOnce.interval().low(), within(1e-12));
    assertThat(ofRepeated.interval().high()).isCloseTo(ofOnce.interval().high(), within(1e-12));
  }

  @Test
  void every_metric_of_rows_has_an_interval_and_a_smaller_loss_is_the_better_one() {
    OutOfFoldTable table = SimulatedScores.binary(300, 4, 0.5, 1, 1.1, 0.9, 3);
    for (Metric metric :
        List.of(
            Metric.AREA_UNDER_ROC,
            Metric.AREA_UNDER_PR,
            Metric.F1,
            Metric.LOG_LOSS,
            Metric.BRIER)) {
      SelectionBias bias =
          SelectionBias.of(table, 0, Measure.of(metric), new Seed(1)).orElseThrow();
      assertThat(bias.interval().low()).as("%s", metric).isBetween(0.0, bias.naive());
      assertThat(bias.interval().high()).as("%s", metric).isGreaterThan(bias.naive());
      assertThat(bias.optimism()).isEqualTo(bias.naive() - bias.corrected());
    }
    double[] labels = {1, 2, 3, 4, 5, 6, 7, 8};
    double[] guesses = {1.5, 2, 2.5, 4.5, 5, 5, 7.5, 8};
    OutOfFoldTable numbers =
        new OutOfFoldTable(
            ProblemType.REGRESSION,
            0,
            OutOfFoldTable.Rows.of(new int[] {0, 1, 0, 1, 0, 1, 0, 1}, labels),
            Map.of(0, guesses));
    SelectionBias rmse =
        SelectionBias.of(numbers, 0, Measure.of(Metric.RMSE), new Seed(1)).orElseThrow();
    assertThat(rmse.interval().low()).isGreaterThanOrEqualTo(0);
  }
}
