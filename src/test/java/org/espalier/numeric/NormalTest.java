package org.espalier.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.List;
import org.espalier.testing.GoldenTable;
import org.junit.jupiter.api.Test;

final class NormalTest {

  /** z, cdf, log cdf, erfcx; made by normal.py beside it. */
  private static List<double[]> golden() throws IOException {
    return GoldenTable.rows(NormalTest.class, "normal.csv");
  }

  private static void equal(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(2e-13 * Math.abs(expected)));
  }

  @Test
  void equals_the_golden_table() throws IOException {
    for (double[] row : golden()) {
      equal(Normal.cdf(row[0]), row[1]);
      equal(Normal.logCdf(row[0]), row[2]);
      equal(Normal.erfcx(row[0]), row[3]);
    }
  }

  @Test
  void the_log_of_the_cdf_is_finite_where_the_cdf_is_not_representable() {
    assertThat(Normal.cdf(-60)).isZero();
    // Φ(z) is φ(z)/|z| times 1 - 1/z² + …
    equal(Normal.logCdf(-1e6), Normal.logDensity(-1e6) - Math.log(1e6));
  }

  @Test
  void a_quantile_is_the_inverse_of_the_cdf() {
    for (double p : new double[] {1e-300, 1e-12, 0.01, 0.0243, 0.2, 0.5, 0.7, 0.999}) {
      equal(Normal.cdf(Normal.quantile(p)), p);
    }
  }

  @Test
  void quantiles_are_symmetric() {
    assertThat(Normal.quantile(0.75)).isEqualTo(-Normal.quantile(0.25));
    assertThat(Normal.quantile(0.5)).isZero();
  }

  @Test
  void what_is_no_probability_has_no_quantile() {
    assertThatThrownBy(() -> Normal.quantile(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Normal.quantile(Double.NaN))
        .hasMessage("A probability must be in (0, 1), but is NaN.");
  }
}
