package org.espalier.spark.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RowsOnDemandTest extends StorageTest {

  private static final int THREADS = 8;

  private final List<Integer> made = new ArrayList<>();

  private static Dataset<Row> rows(long count) {
    return spark().range(0, count, 1, 1).toDF();
  }

  private RowsOnDemand<Integer, DetachedRows> room(int capacity) {
    return new RowsOnDemand<>(capacity, rows -> 1, this::make);
  }

  /** So many rows as the key and 10 more. */
  private DetachedRows make(int key) {
    synchronized (made) {
      made.add(key);
    }
    return DetachedRows.of(rows(10 + key));
  }

  private static long count(RowsOnDemand<Integer, DetachedRows> folds, int key) {
    return folds.with(key, rows -> rows.rows().count());
  }

  @Test
  @Tag("smoke")
  void rows_are_made_once_however_many_threads_ask_at_a_time() throws Exception {
    CountDownLatch all = new CountDownLatch(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (RowsOnDemand<Integer, DetachedRows> folds = room(2)) {
      List<CompletableFuture<Long>> counts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int fold = i % 2;
        counts.add(
            CompletableFuture.supplyAsync(
                () -> {
                  await(all);
                  return count(folds, fold);
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
    try (RowsOnDemand<Integer, DetachedRows> folds = room(2)) {
      count(folds, 0);
      count(folds, 1);
      count(folds, 0);
      count(folds, 2);
      assertThat(kept()).hasSize(2);
      count(folds, 0);
      assertThat(made).containsExactly(0, 1, 2);
      count(folds, 1);
      assertThat(made).containsExactly(0, 1, 2, 1);
    }
  }

  @Test
  void rows_in_use_are_not_dropped() {
    try (RowsOnDemand<Integer, DetachedRows> folds = room(1)) {
      long count =
          folds.with(
              0,
              rows -> {
                count(folds, 1);
                count(folds, 2);
                return rows.rows().count();
              });
      assertThat(count).isEqualTo(10);
      assertThat(made).containsExactly(0, 1, 2);
      assertThat(kept()).hasSize(1);
    }
  }

  /** As Spark throws it: checked, though no method says so. */
  @SuppressWarnings("unchecked")
  private static <E extends Exception> DetachedRows fail(String message) throws E {
    throw (E) new SparkException(message);
  }

  @Test
  void a_failure_to_make_rows_reaches_all_that_wait_and_is_not_remembered() throws Exception {
    CountDownLatch all = new CountDownLatch(2);
    AtomicInteger attempts = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (RowsOnDemand<Integer, DetachedRows> folds =
        new RowsOnDemand<>(
            2,
            rows -> 1,
            key -> {
              attempts.incrementAndGet();
              await(all);
              return made.isEmpty() ? RowsOnDemandTest.<RuntimeException>fail("no") : make(key);
            })) {
      CompletableFuture<Long> first = CompletableFuture.supplyAsync(() -> count(folds, 0), threads);
      CompletableFuture<Long> second =
          CompletableFuture.supplyAsync(
              () -> {
                while (attempts.get() == 0) {
                  Thread.onSpinWait();
                }
                all.countDown();
                return count(folds, 0);
              },
              threads);
      for (CompletableFuture<Long> each : List.of(first, second)) {
        assertThatThrownBy(() -> each.get(60, TimeUnit.SECONDS)).hasStackTraceContaining("no");
      }
      made.add(-1);
      assertThat(count(folds, 0)).isEqualTo(10);
      assertThat(made).containsExactly(-1, 0);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void rows_that_the_cluster_lost_are_made_again_and_the_work_is_done_once_more() {
    try (RowsOnDemand<Integer, DetachedRows> folds = room(2)) {
      count(folds, 0);
      lose();
      assertThat(count(folds, 0)).isEqualTo(10);
      assertThat(made).containsExactly(0, 0);
      assertThat(kept()).hasSize(1);
    }
  }

  @Test
  void two_that_lose_the_same_rows_both_get_new_ones() {
    try (RowsOnDemand<Integer, DetachedRows> folds = room(2)) {
      AtomicInteger works = new AtomicInteger();
      long outer =
          folds.with(
              0,
              rows -> {
                if (works.getAndIncrement() == 0) {
                  lose();
                  assertThat(count(folds, 0)).isEqualTo(10);
                }
                return rows.rows().count();
              });
      assertThat(outer).isEqualTo(10);
      assertThat(made).containsExactly(0, 0);
    }
  }

  @Test
  void work_that_fails_on_rows_that_are_there_is_not_done_twice() {
    AtomicInteger works = new AtomicInteger();
    try (RowsOnDemand<Integer, DetachedRows> folds = room(2)) {
      assertThatThrownBy(
              () ->
                  folds.with(
                      0,
                      rows -> {
                        works.incrementAndGet();
                        return RowsOnDemandTest.<RuntimeException>fail("singular");
                      }))
          .isInstanceOf(SparkException.class)
          .hasMessage("singular");
      assertThat(works).hasValue(1);
      assertThat(made).containsExactly(0);
    }
  }
}
