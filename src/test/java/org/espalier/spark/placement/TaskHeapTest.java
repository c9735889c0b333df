package org.espalier.spark.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.SparkConf;
import org.espalier.spark.feature.RowCollector;
import org.espalier.spark.local.trainer.FormSize;
import org.junit.jupiter.api.Test;

final class TaskHeapTest {

  private static final TaskHeap HEAP = new TaskHeap(new JvmHeap(JvmHeap.Role.EXECUTOR, 1_200), 2);

  private static long needed(long table, int folds, FormSize form) {
    return HEAP.needed(table, folds, form, 0).bytes();
  }

  private static long results(String limit) {
    return RowCollector.results(new SparkConf(false).set("spark.driver.maxResultSize", limit));
  }

  @Test
  void half_of_it_holds_a_table_that_is_collected_or_the_forms_that_are_made_of_it() {
    assertThat(HEAP.table()).isEqualTo(200);
    assertThat(needed(200, 0, FormSize.NONE)).isEqualTo(1_200);
    assertThat(needed(100, 1, new FormSize(0, 50, 0))).as("collected").isEqualTo(600);
    assertThat(needed(100, 1, new FormSize(0, 150, 0))).isEqualTo(700);
    assertThat(needed(100, 5, new FormSize(0, 150, 0))).as("two slots").isEqualTo(1_000);
    assertThat(needed(100, 5, new FormSize(90, 150, 10))).isEqualTo(1_220);
    assertThat(HEAP.needed(100, 1, FormSize.NONE, 7).bytes()).isEqualTo(614);
    assertThat(HEAP.peak(100, 5, new FormSize(90, 150, 10))).isEqualTo(610);
  }

  @Test
  void a_further_table_enters_if_there_is_room_for_it_while_the_others_are_trained_on() {
    assertThat(HEAP.holds(200, 100, 2, new FormSize(0, 50, 0), 0)).isTrue();
    assertThat(HEAP.holds(200, 100, 2, new FormSize(0, 51, 0), 0)).isFalse();
    assertThat(HEAP.holds(200, 100, 3, new FormSize(0, 50, 0), 0)).as("two slots").isTrue();
    assertThat(HEAP.holds(200, 100, 2, new FormSize(1, 50, 0), 0)).isFalse();
    assertThat(HEAP.holds(200, 100, 2, new FormSize(0, 50, 0), 1)).as("columns").isFalse();
  }

  @Test
  void a_driver_beside_executors_holds_no_forms_and_they_hold_no_columns() {
    FormSize form = new FormSize(0, 50, 0);
    JvmHeap driver = new JvmHeap(JvmHeap.Role.DRIVER, 1_020);
    JvmHeap executor = new JvmHeap(JvmHeap.Role.EXECUTOR, 1_200);
    TaskHeap cluster = new TaskHeap(driver, executor, 2, Long.MAX_VALUE);
    assertThat(cluster.holds(200, 100, 2, form, 10)).isTrue();
    assertThat(cluster.holds(200, 100, 2, form, 11)).as("the driver's columns").isFalse();
    assertThat(cluster.holds(200, 100, 2, new FormSize(0, 51, 0), 0)).isFalse();
    assertThat(cluster.needed(150, 2, new FormSize(0, 200, 0), 0))
        .isEqualTo(new TaskHeap.Need(executor, 1_400));
    assertThat(cluster.needed(150, 2, new FormSize(0, 70, 0), 0))
        .isEqualTo(new TaskHeap.Need(driver, 900));
    assertThat(cluster.table()).as("of the smaller heap").isEqualTo(170);
  }

  @Test
  void a_heap_is_named_with_what_was_set_and_what_the_jvm_reports() {
    SparkConf conf = new SparkConf(false).set("spark.driver.memory", "4g");
    JvmHeap driver = JvmHeap.of(JvmHeap.Role.DRIVER, 3_641L << 20, conf);
    assertThat(driver.text()).isEqualTo("the driver's 3,641 MiB (spark.driver.memory = 4g)");
    JvmHeap executor = JvmHeap.of(JvmHeap.Role.EXECUTOR, 1L << 30, conf);
    assertThat(executor.text()).isEqualTo("the executor's 1,024 MiB");
    assertThat(executor.larger(2L << 30)).isEqualTo("spark.executor.memory = 2253m");
  }

  @Test
  void the_candidates_of_all_tasks_take_an_eighth() {
    assertThat(HEAP.batch(10)).isEqualTo(7);
    assertThat(HEAP.batch(1_000)).as("one in any case").isEqualTo(1);
    assertThat(HEAP.batch(0)).isEqualTo(75);
  }

  @Test
  void an_executor_has_a_slot_or_all_cores_of_its_worker_unless_it_is_given_some() {
    SparkConf conf = new SparkConf(false).set("spark.master", "spark://there:7077");
    assertThat(TaskHeap.slots(conf, () -> 8)).isEqualTo(8);
    assertThat(TaskHeap.slots(conf, () -> 0)).as("none is there yet").isEqualTo(1);
    assertThat(TaskHeap.slots(conf.clone().set("spark.cores.max", "6"), () -> 0)).isEqualTo(6);
    assertThat(TaskHeap.slots(conf.clone().set("spark.task.cpus", "2"), () -> 8)).isEqualTo(4);
    assertThat(TaskHeap.slots(conf.clone().set("spark.executor.cores", "3"), () -> 8)).isEqualTo(3);
    assertThat(TaskHeap.slots(conf.clone().set("spark.master", "yarn"), () -> 8)).isEqualTo(1);
    SparkConf local = conf.clone().set("spark.master", "local-cluster[2, 4, 1024]");
    assertThat(TaskHeap.slots(local, () -> 0)).as("cores of a worker").isEqualTo(4);
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
    JvmHeap heap = new JvmHeap(JvmHeap.Role.DRIVER, 1);
    assertThatThrownBy(() -> new JvmHeap(JvmHeap.Role.DRIVER, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TaskHeap(heap, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TaskHeap(heap, heap, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
