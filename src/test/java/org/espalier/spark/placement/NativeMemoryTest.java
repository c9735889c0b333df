package org.espalier.spark.placement;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.apache.spark.ml.classification.LogisticRegression;
import org.espalier.spark.collected.TableSize;
import org.espalier.xgboost.XGBoostClassifier;
import org.junit.jupiter.api.Test;

final class NativeMemoryTest {

  private static final int MEBIBYTE = 1 << 20;

  private static final NativeMemory MEMORY =
      new NativeMemory("xgboost", 2, 20 * MEBIBYTE, 4, 10 * MEBIBYTE);

  private static final String ALL =
      "xgboost takes up to 80 MiB outside the heap of an executor (matrices: 2 of 20 MiB; fits: 4"
          + " of 10 MiB)";

  private static SparkConf conf(String master) {
    return new SparkConf(false).set("spark.master", master);
  }

  @Test
  void an_overhead_is_told_where_executors_are_containers() {
    assertThat(MEMORY.text(conf("local[4]")))
        .isEqualTo(
            ALL.replace("an executor", "the driver")
                + ": it is the machine's memory outside spark.driver.memory, which no setting limits");
    assertThat(MEMORY.text(conf("spark://host:7077")))
        .isEqualTo(
            ALL
                + ": it is the machine's memory outside spark.executor.memory, which no setting limits");
    assertThat(MEMORY.text(conf("yarn")))
        .isEqualTo(ALL + "; spark.executor.memoryOverhead is 384 MiB: enough");
    assertThat(MEMORY.text(conf("k8s://host").set("spark.executor.memoryOverhead", "256m")))
        .isEqualTo(ALL + "; spark.executor.memoryOverhead is 256 MiB: too little; set 464m");
    assertThat(MEMORY.text(conf("yarn").set("spark.executor.memory", "8g")))
        .isEqualTo(ALL + "; spark.executor.memoryOverhead is 819 MiB: enough");
  }

  /** Resident memory of 24,000 rows of 14 numbers grew by 4 MiB for the matrix, 24 for a fit. */
  @Test
  void xgboost_takes_it_for_matrices_and_for_fits() {
    TableSize rows = new TableSize(24_000, 24_000, 14, 24_000 * 14, 2);
    NativeMemory memory =
        NativeMemory.of(
                "xgboost",
                new XGBoostClassifier().setMaxDepth(9),
                rows,
                5,
                new TaskHeap(new JvmHeap(JvmHeap.Role.EXECUTOR, MEBIBYTE), 2))
            .orElseThrow();
    assertThat(memory.text(conf("local")))
        .contains("up to 70 MiB", "matrices: 2 of 6 MiB", "fits: 2 of 30 MiB");
    assertThat(
            NativeMemory.of(
                "other",
                new LogisticRegression(),
                rows,
                5,
                new TaskHeap(new JvmHeap(JvmHeap.Role.EXECUTOR, MEBIBYTE), 2)))
        .isEmpty();
  }
}
