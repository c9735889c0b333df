package org.espalier.spark.collected;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TableSizeTest {

  private static long values(long rows, int columns, long stored) {
    return new TableSize(rows, rows, columns, stored, 2).bytes() - 24 * rows;
  }

  @Test
  void values_take_eight_bytes_each_or_twelve_without_zeros_where_that_is_less() {
    assertThat(values(1_000, 20, 20_000)).isEqualTo(160_000);
    assertThat(values(1_000, 20, 15_000)).isEqualTo(160_000);
    assertThat(values(1_000, 20, 13_000)).isEqualTo(156_000);
    assertThat(values(1_000, 20, 500)).isEqualTo(6_000);
    assertThat(values(1_000, 0, 0)).isZero();
  }

  @Test
  void more_values_than_an_array_holds_are_held_without_zeros() {
    assertThat(values(300_000_000, 10, 2_000_000_000)).isEqualTo(24_000_000_000L);
    assertThat(values(200_000_000, 10, 2_000_000_000)).isEqualTo(16_000_000_000L);
  }

  @Test
  void a_rung_has_its_share_of_all() {
    TableSize size = new TableSize(30, 20, 2, 40, 2, 600);
    assertThat(size.ranked()).isEqualTo(new RankedSize(60 + 42 * 8, 1));
    RankedSize half = new RankedSize(198, 1);
    assertThat(size.learning(10)).isEqualTo(new TableSize(15, 10, 2, 20, 2, 300, half, 0));
    assertThat(size.withSource(7).learning(10).beside()).as("of all rows").isEqualTo(7);
    assertThat(size.whole(40).learning(20))
        .as("the partition is that of all rows, however few were read")
        .isEqualTo(new TableSize(30, 20, 2, 40, 2, 300));
    assertThat(size.isUnreturned(size.bytes())).isTrue();
    assertThat(size.isUnreturned(size.bytes() - 1)).as("too large anyway").isFalse();
    assertThat(size.validated()).isEqualTo(10);
    assertThat(size.ofTwo()).isEqualTo(size);
    assertThat(size.ofWhichLearned(0.5)).isEqualTo(new TableSize(30, 15, 2, 40, 2, 600));
  }
}
