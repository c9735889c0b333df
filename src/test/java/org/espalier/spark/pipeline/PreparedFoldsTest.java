package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class PreparedFoldsTest extends SparkTest {

  private static final int THREADS = 8;

  private final JavaSparkContext context =
      JavaSparkContext.fromSparkContext(spark().sparkContext());
  private final List<Integer> made = new ArrayList<>();
  private Set<Integer> before = Set.of();

  @BeforeEach
  void look() {
    before = new HashSet<>(context.getPersistentRDDs().keySet());
  }

  @AfterEach
  void leaves_nothing_behind() {
    assertThat(kept()).isEmpty();
  }

  /** What is persisted beyond what other tests did. */
  private Map<Integer, JavaRDD<?>> kept() {
    Map<Integer, JavaRDD<?>> kept = new LinkedHashMap<>(context.getPersistentRDDs());
    kept.keySet().removeAll(before);
    return kept;
  }

  private static PreparedFolds.Key key(int fold) {
    return new PreparedFolds.Key(
        fold, 10, new StudyPipelines.FeatureKey(FeatureNeeds.TREE, 32, Map.of()));
  }

  private static Dataset<Row> rows(long count) {
    return spark().range(0, count, 1, 1).toDF();
  }

  /** So many training rows as the fold's number and 10 more, and one to validate. */
  private PreparedRows make(PreparedFolds.Key key) {
    synchronized (made) {
      made.add(key.fold());
    }
    return PreparedRows.of(rows(10 + key.fold()), rows(1));
  }

  private static long training(PreparedFolds folds, int fold) {
    return folds.with(key(fold), rows -> rows.training().count());
  }

  private void lose() {
    kept().values().forEach(rdd -> rdd.unpersist(true));
  }

  @Test
  void rows_are_cut_off_from_what_they_were_computed_from_and_freed() {
    PreparedRows rows = PreparedRows.of(rows(7).where("id > 2"), rows(3));
    assertThat(rows.training().count()).isEqualTo(4);
    assertThat(rows.validation().count()).isEqualTo(3);
    assertThat(rows.training().schema()).isEqualTo(rows(1).schema());
    assertThat(rows.training().rdd().toDebugString()).doesNotContain("Range");
    assertThat(kept()).hasSize(2);
    assertThat(rows.isWhole()).isTrue();
    rows.free();
    assertThat(kept()).isEmpty();
    assertThat(rows.isWhole()).isFalse();
  }

  @Test
  void rows_that_cannot_be_computed_leave_nothing_persisted() {
    Dataset<Row> broken = rows(1).selectExpr("raise_error('broken') AS id");
    assertThatThrownBy(() -> PreparedRows.of(rows(3), broken)).hasMessageContaining("broken");
    assertThatThrownBy(() -> PreparedRows.of(broken, rows(3))).hasMessageContaining("broken");
  }

  @Test
  @Tag("smoke")
  void rows_are_made_once_however_many_threads_ask_at_a_time() throws Exception {
    CountDownLatch all = new CountDownLatch(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (PreparedFolds folds = new PreparedFolds(2, this::make)) {
      List<CompletableFuture<Long>> counts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int fold = i % 2;
        counts.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(all);
                  return training(folds, fold);
                },
                threads));
      }
      for (int i = 0; i < THREADS; i++) {
        assertThat(counts.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(10 + i % 2);
      }
      assertThat(made).containsExactlyInAnyOrder(0, 1);
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch all) {
    all.countDown();
    try {
      assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_least_recently_used_rows_are_dropped_and_made_again_when_asked_for() {
    try (PreparedFolds folds = new PreparedFolds(2, this::make)) {
      training(folds, 0);
      training(folds, 1);
      training(folds, 0);
      training(folds, 2);
      assertThat(kept()).hasSize(2 * 2);
      training(folds, 0);
      assertThat(made).containsExactly(0, 1, 2);
      training(folds, 1);
      assertThat(made).containsExactly(0, 1, 2, 1);
    }
  }

  @Test
  void rows_in_use_are_not_dropped() {
    try (PreparedFolds folds = new PreparedFolds(1, this::make)) {
      long count =
          folds.with(
              key(0),
              rows -> {
                training(folds, 1);
                training(folds, 2);
                return rows.training().count();
              });
      assertThat(count).isEqualTo(10);
      assertThat(made).containsExactly(0, 1, 2);
      assertThat(kept()).hasSize(2);
    }
  }

  /** As Spark throws it: checked, though no method says so. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> PreparedRows fail(String message) throws E {
    throw (E) new SparkException(message);
  }

  @Test
  void a_failure_to_make_rows_reaches_all_that_wait_and_is_not_remembered() throws Exception {
    CountDownLatch all = new CountDownLatch(2);
    AtomicInteger attempts = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (PreparedFolds folds =
        new PreparedFolds(
            2,
            key -> {
              attempts.incrementAndGet();
              await(all);
              return made.isEmpty() ? PreparedFoldsTest.<RuntimeException>fail("no") : make(key);
            })) {
      CompletableFuture<Long> first =
          CompletableFuture.supplyAsync(() -> training(folds, 0), threads);
      CompletableFuture<Long> second =
          CompletableFuture.supplyAsync(
              () -> {
                while (attempts.get() == 0) {
                  Thread.onSpinWait();
                }
                all.countDown();
                return training(folds, 0);
              },
              threads);
      for (CompletableFuture<Long> each : List.of(first, second)) {
        assertThatThrownBy(() -> each.get(60, TimeUnit.SECONDS)).hasStackTraceContaining("no");
      }
      made.add(-1);
      assertThat(training(folds, 0)).isEqualTo(10);
      assertThat(made).containsExactly(-1, 0);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void rows_that_the_cluster_lost_are_made_again_and_the_work_is_done_once_more() {
    try (PreparedFolds folds = new PreparedFolds(2, this::make)) {
      training(folds, 0);
      lose();
      assertThat(training(folds, 0)).isEqualTo(10);
      assertThat(made).containsExactly(0, 0);
      assertThat(kept()).hasSize(2);
    }
  }

  @Test
  void two_that_lose_the_same_rows_both_get_new_ones() {
    try (PreparedFolds folds = new PreparedFolds(2, this::make)) {
      AtomicInteger works = new AtomicInteger();
      long outer =
          folds.with(
              key(0),
              rows -> {
                if (works.getAndIncrement() == 0) {
                  lose();
                  assertThat(training(folds, 0)).isEqualTo(10);
                }
                return rows.training().count();
              });
      assertThat(outer).isEqualTo(10);
      assertThat(made).containsExactly(0, 0);
    }
  }

  @Test
  void work_that_fails_on_rows_that_are_there_is_not_done_twice() {
    AtomicInteger works = new AtomicInteger();
    try (PreparedFolds folds = new PreparedFolds(2, this::make)) {
      assertThatThrownBy(
              () ->
                  folds.with(
                      key(0),
                      rows -> {
                        works.incrementAndGet();
                        return PreparedFoldsTest.<RuntimeException>fail("singular");
                      }))
          .isInstanceOf(SparkException.class)
          .hasMessage("singular");
      assertThat(works).hasValue(1);
      assertThat(made).containsExactly(0);
    }
  }
}
