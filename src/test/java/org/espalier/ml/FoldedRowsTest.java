package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class FoldedRowsTest extends SparkTest {

  private final JavaSparkContext context =
      JavaSparkContext.fromSparkContext(spark().sparkContext());
  private Set<Integer> before = Set.of();

  @BeforeEach
  void look() {
    before = new HashSet<>(context.getPersistentRDDs().keySet());
  }

  @AfterEach
  void leaves_nothing_behind() {
    assertThat(stored()).isEmpty();
  }

  /** What is persisted beyond what other tests did. */
  private Map<Integer, JavaRDD<?>> stored() {
    Map<Integer, JavaRDD<?>> stored = new LinkedHashMap<>(context.getPersistentRDDs());
    stored.keySet().removeAll(before);
    return stored;
  }

  /** 0 to 99 in four partitions. */
  private static Dataset<Row> rows() {
    return spark().range(0, 100, 1, 4).toDF();
  }

  private static FoldedRows folded() {
    return FoldedRows.of(rows(), new Tuner());
  }

  @Test
  @Tag("smoke")
  void are_stored_once_for_all_folds_and_cut_off_from_their_source() {
    try (FoldedRows rows = folded()) {
      assertThat(stored()).hasSize(1);
      assertThat(rows.partitions()).isEqualTo(4);
      assertThat(rows.training(1).rdd().toDebugString()).doesNotContain("Range");
      assertThat(rows.training(1).columns()).containsExactly("id");
      assertThat(rows.training(1).count() + rows.validation(1).count()).isEqualTo(100);
    }
  }

  @Test
  void are_computed_again_when_the_cluster_has_lost_them_and_have_the_same_folds() {
    try (FoldedRows rows = folded()) {
      Object validation = rows.validation(2).collectAsList();
      stored().values().forEach(rdd -> rdd.unpersist(true));
      assertThat(rows.<Object>read(() -> rows.validation(2).collectAsList())).isEqualTo(validation);
      assertThat(stored()).hasSize(1);
    }
  }

  @Test
  void work_that_fails_by_itself_is_not_done_again() {
    AtomicInteger times = new AtomicInteger();
    try (FoldedRows rows = folded()) {
      assertThatThrownBy(
              () ->
                  rows.read(
                      () -> {
                        times.incrementAndGet();
                        throw new IllegalStateException("its own fault");
                      }))
          .hasMessage("its own fault");
    }
    assertThat(times).hasValue(1);
  }

  @Test
  void rows_that_cannot_be_computed_leave_nothing_stored() {
    Dataset<Row> broken =
        rows().withColumn("x", functions.expr("if(id = 50, raise_error('broken'), 1)"));
    assertThatThrownBy(() -> FoldedRows.of(broken, new Tuner())).hasMessageContaining("broken");
  }
}
