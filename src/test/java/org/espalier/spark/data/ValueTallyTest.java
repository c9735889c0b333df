package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ValueTallyTest {

  private static InternalRow row(@Nullable Long number, @Nullable String text) {
    UTF8String value = text == null ? null : UTF8String.fromString(text);
    return new GenericInternalRow(new @Nullable Object[] {number, value});
  }

  private static ValueTally of(int from, int until) {
    ValueTally tally = new ValueTally(1, 1);
    for (int i = from; i < until; i++) {
      tally.add(row(1L, "value" + i));
    }
    return tally;
  }

  @Test
  void nulls_add_nothing_and_count_as_no_text() {
    ValueTally tally = new ValueTally(1, 1);
    tally.add(row(3L, "a"));
    tally.add(row(null, null));
    tally.add(row(4L, "a"));
    assertThat(tally.sums()[0]).isEqualTo(7);
    assertThat(tally.distinct(0)).hasValue(1);
  }

  @Test
  void texts_of_two_parts_are_counted_once() {
    ValueTally tally = of(0, 600);
    tally.add(of(400, 1_000));
    assertThat(tally.distinct(0)).hasValue(1_000);
    assertThat(tally.sums()[0]).isEqualTo(1_200);
  }

  @Test
  void more_texts_than_it_keeps_are_not_counted_in_one_part_or_in_two() {
    assertThat(of(0, ValueTally.MOST).distinct(0)).hasValue(ValueTally.MOST);
    assertThat(of(0, ValueTally.MOST + 1).distinct(0)).isEmpty();
    ValueTally both = of(0, ValueTally.MOST);
    both.add(of(1, ValueTally.MOST + 1));
    assertThat(both.distinct(0)).isEmpty();
    ValueTally few = of(0, 1);
    few.add(of(0, ValueTally.MOST + 1));
    assertThat(few.distinct(0)).isEmpty();
  }
}
