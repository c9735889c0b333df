package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ValueRunsTest {

  private static List<String> rows(IntFunction<String> value) {
    return IntStream.range(0, 600).mapToObj(value).toList();
  }

  @Test
  void values_that_stand_together_are_groups() {
    List<String> storms = rows(row -> "storm " + row / 6);
    assertThat(ValueRuns.of(storms)).isEqualTo(new ValueRuns(600, 100, 100));
    assertThat(ValueRuns.of(storms).areGroups()).isTrue();
    assertThat(ValueRuns.of(rows(row -> "storm " + row / 6 % 80)).areGroups())
        .as("a few come back")
        .isTrue();
  }

  @Test
  void values_that_come_back_again_and_again_are_no_groups() {
    assertThat(ValueRuns.of(rows(row -> "day " + row / 4 % 31)).areGroups()).isFalse();
    List<String> mixed = new ArrayList<>(rows(row -> "storm " + row / 6));
    Collections.shuffle(mixed, new Random(1));
    assertThat(ValueRuns.of(mixed).areGroups()).isFalse();
  }

  @Test
  void few_values_and_names_of_rows_are_no_groups() {
    assertThat(ValueRuns.of(rows(row -> "region " + row / 100)).areGroups()).isFalse();
    assertThat(ValueRuns.of(rows(row -> "row " + row)).areGroups()).isFalse();
    assertThat(ValueRuns.of(List.of()).areGroups()).isFalse();
  }
}
