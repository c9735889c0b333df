package org.espalier.spark.collected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.espalier.spark.feature.VectorValues;
import org.junit.jupiter.api.Test;

final class RankedSizeTest {

  private static final int ROWS = 300_000;

  /** Vectors of one column whose values are of a rule. */
  private static RankedSize of(int rows, IntUnaryOperator value) {
    double[] values = IntStream.range(0, rows).map(value).asDoubleStream().toArray();
    return RankedSize.of(new VectorValues(new int[0], new int[0], values, rows, new int[1]));
  }

  /** Whole numbers below a bound that look drawn. */
  private static IntUnaryOperator drawn(int bound) {
    return row -> new SplittableRandom(row).nextInt(bound);
  }

  @Test
  void values_that_are_all_different_take_four_bytes_and_themselves() {
    assertThat(of(ROWS, row -> row)).isEqualTo(new RankedSize(12L * ROWS, 4));
    assertThat(RankedSize.most(ROWS, 2, 600_000)).isEqualTo(new RankedSize(24L * ROWS + 16, 4));
    assertThat(RankedSize.most(1_000, 2, 9)).isEqualTo(new RankedSize(4_000 + 88, 2));
  }

  @Test
  void few_values_take_a_byte() {
    assertThat(of(ROWS, row -> row % 7)).isEqualTo(new RankedSize(ROWS + 7 * 8, 1));
    assertThat(of(100, row -> row)).as("all rows").isEqualTo(new RankedSize(100 + 800, 1));
  }

  @Test
  void the_number_of_values_that_repeat_is_estimated() {
    RankedSize some = of(ROWS, drawn(20_000));
    assertThat(some.width()).isEqualTo(2);
    assertThat((some.bytes() - 2.0 * ROWS) / 8).isBetween(14_000.0, 28_000.0);
    assertThat(of(ROWS, drawn(150_000)).width()).isEqualTo(4);
  }

  @Test
  void values_of_very_wide_rows_are_not_looked_at() {
    int columns = 1 << 16;
    VectorValues wide =
        new VectorValues(new int[] {0, 1}, new int[] {5}, new double[] {1}, 1, new int[columns]);
    assertThat(RankedSize.of(wide)).isEqualTo(RankedSize.most(1, columns, 1));
  }

  @Test
  void a_size_has_bytes_and_a_width() {
    assertThatThrownBy(() -> new RankedSize(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RankedSize(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
