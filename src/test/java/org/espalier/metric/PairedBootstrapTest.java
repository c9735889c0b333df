package org.espalier.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.espalier.study.Direction;
import org.espalier.study.Interval;
import org.espalier.study.Objective;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class PairedBootstrapTest {

  private static final int ROWS = 400;

  private static final Objective ACCURACY = new Objective("accuracy", Direction.MAXIMIZE);

  /** A classifier that is right in so many of 100 rows, by chance. */
  private static PredictedRows classifier(double[] labels, int percent, long seed) {
    var random = new Seed(seed).random();
    double[] predictions =
        Arrays.stream(labels).map(y -> random.nextInt(100) < percent ? y : 1 - y).toArray();
    return PredictedRows.of(labels, predictions, new double[0], new double[0][]);
  }

  private static double[] labels() {
    var random = new Seed(1).random();
    return random.ints(ROWS, 0, 2).asDoubleStream().toArray();
  }

  private static Interval interval(PredictedRows one, PredictedRows other) {
    return new PairedBootstrap(one, other, new Seed(9))
        .improvement(Measure.of(Metric.ACCURACY), ACCURACY)
        .orElseThrow();
  }

  @Test
  void a_clear_gain_is_told_from_none_and_a_small_one_is_not() {
    double[] labels = labels();
    Interval clear = interval(classifier(labels, 95, 3), classifier(labels, 60, 4));
    assertThat(clear.holdsZero()).isFalse();
    assertThat(clear.low()).isGreaterThan(0.2);
    Interval noise = interval(classifier(labels, 81, 5), classifier(labels, 80, 6));
    assertThat(noise.holdsZero()).isTrue();
    assertThat(interval(classifier(labels, 60, 4), classifier(labels, 95, 3)).high()).isNegative();
  }

  /** The normal interval of a mean of paired differences, which a percentile one comes near. */
  @Test
  void of_a_mean_it_is_about_as_wide_as_the_normal_interval() {
    double[] labels = labels();
    PredictedRows one = classifier(labels, 90, 3);
    PredictedRows other = classifier(labels, 70, 4);
    double mean = 0;
    double squares = 0;
    for (int i = 0; i < ROWS; i++) {
      double difference =
          (one.predictions()[i] == labels[i] ? 1 : 0)
              - (other.predictions()[i] == labels[i] ? 1 : 0);
      mean += difference / ROWS;
      squares += difference * difference / ROWS;
    }
    double half = 1.96 * Math.sqrt((squares - mean * mean) / ROWS);
    Interval interval = interval(one, other);
    assertThat(interval.low()).isEqualTo(mean - half, within(0.02));
    assertThat(interval.high()).isEqualTo(mean + half, within(0.02));
  }

  @Test
  void the_same_seed_gives_the_same_interval_and_equal_models_none_but_zero() {
    double[] labels = labels();
    PredictedRows one = classifier(labels, 90, 3);
    PredictedRows other = classifier(labels, 70, 4);
    assertThat(interval(one, other)).isEqualTo(interval(one, other));
    assertThat(interval(one, one)).isEqualTo(new Interval(0, 0));
  }

  @Test
  void a_users_evaluator_has_no_interval() {
    assertThat(PairedBootstrap.isFor(Metric.ofClass("com.acme.Profit"))).isFalse();
  }

  @Test
  void an_area_is_resampled_by_scores_with_ties_as_it_is_computed_of_rows() {
    double[] labels = labels();
    var random = new Seed(5).random();
    double[] scores = Arrays.stream(labels).map(y -> y + random.nextInt(4)).toArray();
    double[] weights = Arrays.stream(labels).map(y -> 1 + random.nextInt(3)).toArray();
    int[] times = Arrays.stream(weights).mapToInt(w -> random.nextInt(3)).toArray();
    PredictedRows rows =
        new PredictedRows(labels, new double[0], scores, new double[0][], weights, new boolean[0]);
    for (Metric metric : new Metric[] {Metric.AREA_UNDER_ROC, Metric.AREA_UNDER_PR}) {
      CellMetrics metrics = new CellMetrics(List.of(Measure.of(metric)));
      Tally tally = new Tally(metrics, ROWS);
      for (int row = 0; row < ROWS; row++) {
        if (times[row] > 0) {
          tally.add(rows.row(row), times[row]);
        }
      }
      assertThat(new Resample(rows, Measure.of(metric)).score(times))
          .isCloseTo(tally.scores().get(metric.key()), within(1e-12));
    }
    assertThat(new Resample(rows, Measure.of(Metric.AREA_UNDER_ROC)).score(new int[ROWS])).isNaN();
  }
}
