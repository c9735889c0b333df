package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.espalier.numeric.Normal;
import org.junit.jupiter.api.Test;

final class LogExpectedImprovementTest {

  @Test
  void equals_the_logarithm_where_that_is_exact() {
    for (double z = -3; z < 5; z += 0.1) {
      double h = Normal.density(z) + z * Normal.cdf(z);
      assertThat(LogExpectedImprovement.logH(z)).isCloseTo(Math.log(h), within(1e-11));
    }
  }

  @Test
  void its_branches_meet() {
    for (double border : new double[] {-1, -1e3}) {
      double below = LogExpectedImprovement.logH(Math.nextDown(border));
      double above = LogExpectedImprovement.logH(Math.nextUp(border));
      assertThat(below).isCloseTo(above, within(1e-9 * Math.abs(above)));
    }
  }

  @Test
  void rises_and_stays_finite_where_the_improvement_is_not_representable() {
    double last = Double.NEGATIVE_INFINITY;
    for (double z : new double[] {-1e9, -1e6, -1e4, -999, -100, -40, -5, -1, 0, 3, 40}) {
      double value = LogExpectedImprovement.logH(z);
      assertThat(value).isFinite().isGreaterThan(last);
      last = value;
    }
  }

  @Test
  void its_slope_is_that_of_finite_differences() {
    for (double z : new double[] {-2e3, -800, -30, -2, -0.5, 0, 1, 6}) {
      double step = 1e-5 * Math.max(1, Math.abs(z));
      double rise = LogExpectedImprovement.logH(z + step) - LogExpectedImprovement.logH(z - step);
      double slope = LogExpectedImprovement.slope(z, LogExpectedImprovement.logH(z));
      assertThat(slope).isCloseTo(rise / (2 * step), within(1e-5 * slope + 1e-9));
    }
  }
}
