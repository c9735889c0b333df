package org.espalier.spark.packed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class KeptValuesTest {

  private final KeptValues<String, int[]> values = new KeptValues<>(100);

  private boolean keep(String key, int rows, long bytes) {
    if (!values.reserve(rows, bytes)) {
      return false;
    }
    values.put(key, rows, new int[] {rows}, bytes);
    return true;
  }

  @Test
  void values_of_the_same_rows_stay_and_further_ones_are_not_kept() {
    assertThat(keep("a", 1, 60)).isTrue();
    assertThat(keep("b", 1, 40)).isTrue();
    assertThat(keep("c", 1, 1)).isFalse();
    assertThat(values.get("a")).isNotNull();
    assertThat(values.get("b")).isNotNull();
    assertThat(values.get("c")).isNull();
    assertThat(values.bytes()).isEqualTo(100);
  }

  @Test
  void values_of_other_rows_make_way_the_oldest_first() {
    keep("a", 1, 50);
    keep("b", 2, 50);
    assertThat(keep("c", 3, 30)).isTrue();
    assertThat(values.get("a")).isNull();
    assertThat(values.get("b")).isNotNull();
    assertThat(values.bytes()).isEqualTo(80);
  }

  @Test
  void a_value_that_is_replaced_gives_its_room_back() {
    keep("a", 1, 30);
    keep("a", 1, 20);
    assertThat(values.bytes()).isEqualTo(20);
    assertThat(values.replace("a", new int[] {7})).isTrue();
    assertThat(values.get("a")).containsExactly(7);
    assertThat(values.replace("b", new int[] {7})).isFalse();
    assertThat(values.bytes()).isEqualTo(20);
  }

  @Test
  void what_was_reserved_or_is_forgotten_gives_its_room_back() {
    assertThat(values.reserve(1, 90)).isTrue();
    assertThat(keep("a", 2, 20)).isFalse();
    values.release(90);
    assertThat(keep("a", 2, 20)).isTrue();
    values.forget(2);
    assertThat(values.get("a")).isNull();
    assertThat(values.bytes()).isZero();
  }
}
