package org.espalier.spark.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.espalier.spark.feature.RowCollector;
import org.junit.jupiter.api.Test;

final class TaskHeapTest {

  private static final TaskHeap HEAP = new TaskHeap(1_200, "spark.executor.memory", 2);

  private static long results(String limit) {
    return RowCollector.results(new SparkConf(false).set("spark.driver.maxResultSize", limit));
  }

  @Test
  void half_of_it_holds_three_times_the_tables_and_a_form_for_each_fold_in_training() {
    assertThat(HEAP.table()).isEqualTo(200);
    assertThat(HEAP.needed(200, 0, 0)).isEqualTo(1_200);
    assertThat(HEAP.needed(100, 1, 150)).isEqualTo(900);
    assertThat(HEAP.needed(100, 5, 150)).as("two slots").isEqualTo(1_200);
    assertThat(HEAP.holds(100, 5, 150)).isTrue();
    assertThat(HEAP.holds(100, 5, 151)).isFalse();
  }

  @Test
  void a_job_returns_an_eighth_less_of_rows_than_spark_allows_it() {
    assertThat(RowCollector.results(new SparkConf(false))).isEqualTo(896L << 20);
    assertThat(results("8m")).isEqualTo(7L << 20);
    assertThat(results("0")).as("without limit").isEqualTo(Long.MAX_VALUE);
    assertThat(HEAP.results()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void a_heap_has_bytes_slots_and_results() {
    assertThatThrownBy(() -> new TaskHeap(0, "", 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TaskHeap(1, "", 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TaskHeap(1, "", 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
