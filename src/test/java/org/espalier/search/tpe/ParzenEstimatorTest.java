package org.espalier.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import org.espalier.testing.GoldenTable;
import org.junit.jupiter.api.Test;

final class ParzenEstimatorTest {

  private static final double[] QUARTERS = {0, 0.25, 0.5, 0.75, 1};
  private static final double[] MIDDLES = {0.125, 0.375, 0.625, 0.875};

  /** A real, an ordinal of four values and a choice of three. */
  private static ParzenEstimator mixed() {
    return new ParzenEstimator(
        List.of(
            new TruncatedNormal(0.13),
            CategoricalKernel.ordered(QUARTERS, MIDDLES, 0.21),
            CategoricalKernel.choice(3, 0.3)),
        new double[][] {{0.05, 0.5, 0.62, 0.97}, {0, 3, 2, 3}, {1, 1, 0, 2}},
        new double[] {1, 0.5, 2, 1},
        1);
  }

  private static double integral(DoubleUnaryOperator density) {
    return integral(density, 10_000);
  }

  /** The integral of a smooth function over [0, 1], by Simpson's rule. */
  private static double integral(DoubleUnaryOperator density, int intervals) {
    double sum = density.applyAsDouble(0) + density.applyAsDouble(1);
    for (int i = 1; i < intervals; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * density.applyAsDouble((double) i / intervals);
    }
    return sum / (3 * intervals);
  }

  @Test
  void equals_a_table_made_by_integration() throws IOException {
    List<double[]> rows = GoldenTable.rows(ParzenEstimatorTest.class, "densities.csv");
    assertThat(rows).hasSize(7);
    for (double[] row : rows) {
      double[] point = {row[0], row[1], row[2]};
      assertThat(mixed().logDensity(point)).isCloseTo(row[3], within(1e-12));
    }
  }

  @Test
  void a_kernel_integrates_to_one_wherever_its_centre_and_however_wide_it_is() {
    for (double width : new double[] {0.01, 0.03, 0.2, 1}) {
      TruncatedNormal kernel = new TruncatedNormal(width);
      for (double centre : new double[] {0, 0.004, 0.3, 0.5, 1}) {
        double[] centres = {centre};
        double all =
            integral(
                x -> {
                  double[] sum = {kernel.logScale(centre)};
                  kernel.add(x, centres, sum);
                  return Math.exp(sum[0]);
                });
        assertThat(all).isCloseTo(1, within(1e-9));
      }
    }
  }

  @Test
  void masses_add_up_to_one_however_wide_they_are() {
    for (double width : new double[] {1e-3, 0.05, 0.3, 1}) {
      for (CategoricalKernel masses :
          List.of(
              CategoricalKernel.ordered(QUARTERS, MIDDLES, width),
              CategoricalKernel.choice(4, width))) {
        for (int centre = 0; centre < 4; centre++) {
          double all = 0;
          for (int value = 0; value < 4; value++) {
            double[] sum = {masses.logScale(centre)};
            masses.add(value, new double[] {centre}, sum);
            assertThat(sum[0]).isFinite();
            all += Math.exp(sum[0]);
          }
          assertThat(all).isCloseTo(1, within(1e-12));
        }
      }
    }
  }

  @Test
  void a_mixture_over_axes_of_all_kinds_integrates_to_one() {
    double all = 0;
    for (int ordinal = 0; ordinal < 4; ordinal++) {
      for (int choice = 0; choice < 3; choice++) {
        double[] rest = {0, ordinal, choice};
        all += integral(x -> Math.exp(mixed().logDensity(new double[] {x, rest[1], rest[2]})));
      }
    }
    assertThat(all).isCloseTo(1, within(1e-9));
  }

  @Test
  void without_observations_only_the_prior_remains() {
    ParzenEstimator prior =
        new ParzenEstimator(
            List.of(new TruncatedNormal(1), CategoricalKernel.choice(5, 1)),
            new double[2][0],
            new double[0],
            1);
    assertThat(prior.logDensity(new double[] {0.9, 3})).isCloseTo(Math.log(0.2), within(1e-15));
  }

  @Test
  void far_from_all_that_was_observed_it_is_the_prior_and_finite() {
    ParzenEstimator narrow =
        new ParzenEstimator(
            List.of(new TruncatedNormal(1e-3)), new double[][] {{0.1}}, new double[] {1}, 1);
    assertThat(narrow.logDensity(new double[] {0.9})).isCloseTo(Math.log(0.5), within(1e-12));
  }

  /**
   * Pearson's statistic over 5 · 4 · 3 boxes has 59 degrees of freedom; above 110 with a
   * probability of 6e-5. The seed is fixed.
   */
  @Test
  void draws_are_distributed_as_it_says() {
    int draws = 40_000;
    double[][][] expected = new double[5][4][3];
    double[][][] drawn = new double[5][4][3];
    for (int box = 0; box < 5; box++) {
      for (int o = 0; o < 4; o++) {
        for (int c = 0; c < 3; c++) {
          double[] rest = {box, o, c};
          expected[box][o][c] =
              0.2
                  * draws
                  * integral(
                      x ->
                          Math.exp(
                              mixed()
                                  .logDensity(new double[] {(rest[0] + x) / 5, rest[1], rest[2]})),
                      200);
        }
      }
    }
    RandomGenerator random = new SplittableRandom(11);
    for (int i = 0; i < draws; i++) {
      double[] point = mixed().draw(random);
      drawn[Math.min(4, (int) (5 * point[0]))][(int) point[1]][(int) point[2]]++;
    }
    double statistic = 0;
    for (int box = 0; box < 5; box++) {
      for (int o = 0; o < 4; o++) {
        for (int c = 0; c < 3; c++) {
          double off = drawn[box][o][c] - expected[box][o][c];
          statistic += off * off / expected[box][o][c];
        }
      }
    }
    assertThat(statistic).isLessThan(110);
  }
}
