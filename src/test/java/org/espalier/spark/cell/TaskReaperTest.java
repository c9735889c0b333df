package org.espalier.spark.cell;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class TaskReaperTest {

  private static final SparkConf UNSET = new SparkConf(false);

  @Test
  void its_absence_is_told_on_a_cluster_alone() {
    assertThat(TaskReaper.absence(UNSET, false))
        .hasValueSatisfying(
            line -> assertThat(line).startsWith("spark.task.reaper.enabled is false"));
    assertThat(TaskReaper.absence(UNSET, true)).isEmpty();
    SparkConf on = UNSET.clone().set("spark.task.reaper.enabled", "true");
    assertThat(TaskReaper.absence(on, false)).isEmpty();
  }
}
