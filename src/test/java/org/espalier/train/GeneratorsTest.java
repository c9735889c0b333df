package org.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.apache.commons.math3.distribution.PoissonDistribution;
import org.apache.spark.util.random.BernoulliSampler;
import org.apache.spark.util.random.XORShiftRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag$;

/** Generators against those that Spark uses, number for number. */
final class GeneratorsTest {

  private static final int NUMBERS = 2_000;

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, Long.MIN_VALUE, 0x123456789ABCDEFL})
  void xorshift_numbers_are_sparks(long seed) {
    XORShiftRandom theirs = new XORShiftRandom(seed);
    XorShift ours = new XorShift(seed);
    for (int i = 0; i < NUMBERS; i++) {
      assertThat(ours.nextDouble()).isEqualTo(theirs.nextDouble());
      assertThat(ours.nextInt()).isEqualTo(theirs.nextInt());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.3, 0.632, 0.9, 1, 7.5})
  void poisson_numbers_are_those_of_commons_math(double mean) {
    for (long seed : new long[] {0, 1, -7, 1L << 40, Long.MAX_VALUE}) {
      PoissonDistribution theirs = new PoissonDistribution(mean);
      theirs.reseedRandomGenerator(seed);
      PoissonDraws ours = new PoissonDraws(mean, seed);
      for (int i = 0; i < NUMBERS; i++) {
        assertThat(ours.next()).isEqualTo(theirs.sample());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-4, 0.1, 0.4, 0.41, 0.7, 0.999})
  void rows_are_chosen_as_sparks_sampler_chooses(double share) {
    for (long seed : new long[] {3, -3, 1L << 50}) {
      BernoulliSampler<Object> theirs = new BernoulliSampler<>(share, ClassTag$.MODULE$.Object());
      theirs.setSeed(seed);
      BernoulliDraws ours = new BernoulliDraws(share, seed);
      for (int i = 0; i < NUMBERS; i++) {
        assertThat(ours.next()).isEqualTo(theirs.sample() == 1);
      }
    }
  }

  @Test
  void means_and_shares_out_of_range_are_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PoissonDraws(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PoissonDraws(40, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new BernoulliDraws(1, 1));
  }
}
