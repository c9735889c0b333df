package org.espalier.spark.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class RowCacheTest extends StorageTest {

  private static final int THREADS = 8;

  private final List<Integer> made = new ArrayList<>();

  private static Dataset<Row> rows(long count) {
    return spark().range(0, count, 1, 1).toDF();
  }

  private static RowCache<Integer, CheckpointedRows> room(int capacity) {
    return new RowCache<>(capacity, rows -> 1, key -> 0, () -> {});
  }

  /** So many rows as the key and 10 more. */
  private CheckpointedRows make(int key) {
    synchronized (made) {
      made.add(key);
    }
    return CheckpointedRows.of(rows(10 + key));
  }

  private long count(RowCache<Integer, CheckpointedRows> folds, int key) {
    return folds.with(key, () -> make(key), rows -> rows.rows().count());
  }

  @Test
  @Tag("smoke")
  void rows_are_made_once_however_many_threads_ask_at_a_time() throws Exception {
    CountDownLatch all = new CountDownLatch(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (RowCache<Integer, CheckpointedRows> folds = room(2)) {
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
    try (RowCache<Integer, CheckpointedRows> folds = room(2)) {
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
    try (RowCache<Integer, CheckpointedRows> folds = room(1)) {
      long count =
          folds.with(
              0,
              () -> make(0),
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
  private static <E extends Exception> CheckpointedRows fail(String message) throws E {
    throw (E) new SparkException(message);
  }

  @Test
  void a_failure_to_make_rows_reaches_all_that_wait_and_is_not_remembered() throws Exception {
    CountDownLatch all = new CountDownLatch(2);
    AtomicInteger attempts = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    Supplier<CheckpointedRows> make =
        () -> {
          attempts.incrementAndGet();
          await(all);
          return made.isEmpty() ? RowCacheTest.<RuntimeException>fail("no") : make(0);
        };
    try (RowCache<Integer, CheckpointedRows> folds = room(2)) {
      CompletableFuture<Long> first =
          CompletableFuture.supplyAsync(
              () -> folds.with(0, make, rows -> rows.rows().count()), threads);
      CompletableFuture<Long> second =
          CompletableFuture.supplyAsync(
              () -> {
                while (attempts.get() == 0) {
                  Thread.onSpinWait();
                }
                all.countDown();
                return folds.with(0, make, rows -> rows.rows().count());
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
    try (RowCache<Integer, CheckpointedRows> folds = room(2)) {
      count(folds, 0);
      lose();
      assertThat(count(folds, 0)).isEqualTo(10);
      assertThat(made).containsExactly(0, 0);
      assertThat(kept()).hasSize(1);
    }
  }

  @Test
  void two_that_lose_the_same_rows_both_get_new_ones() {
    try (RowCache<Integer, CheckpointedRows> folds = room(2)) {
      AtomicInteger works = new AtomicInteger();
      long outer =
          folds.with(
              0,
              () -> make(0),
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
    try (RowCache<Integer, CheckpointedRows> folds = room(2)) {
      assertThatThrownBy(
              () ->
                  folds.with(
                      0,
                      () -> make(0),
                      rows -> {
                        works.incrementAndGet();
                        return RowCacheTest.<RuntimeException>fail("singular");
                      }))
          .isInstanceOf(SparkException.class)
          .hasMessage("singular");
      assertThat(works).hasValue(1);
      assertThat(made).containsExactly(0);
    }
  }

  /** Rows of a size, that are nowhere. */
  private record Fake(long size, List<Long> freed) implements StoredRows {
    @Override
    public boolean isWhole() {
      return true;
    }

    @Override
    public void free() {
      freed.add(size);
    }
  }

  @Test
  void rows_that_more_cells_will_read_stay_and_of_others_the_oldest_go_first() {
    Map<Long, Integer> toCome = Map.of(30L, 1_000_000, 50L, 1);
    List<Long> freed = new ArrayList<>();
    try (RowCache<Long, Fake> cache =
        new RowCache<>(100, Fake::size, key -> toCome.getOrDefault(key, 0), () -> {})) {
      for (long size : new long[] {30, 50, 20, 10}) {
        cache.with(size, () -> new Fake(size, freed), rows -> rows);
      }
      assertThat(freed).containsExactly(20L);
      cache.with(40L, () -> new Fake(40, freed), rows -> rows);
      assertThat(freed).as("nobody comes for these").containsExactly(20L, 10L, 40L);
    }
  }

  @Test
  void room_is_made_only_for_rows_that_are_worth_more_than_what_is_dropped() {
    Map<String, Integer> toCome = Map.of("many", 1_000_000, "few", 1, "most", 2_000_000_000);
    List<Long> freed = new ArrayList<>();
    List<Boolean> room = new ArrayList<>();
    try (RowCache<String, Fake> cache =
        new RowCache<>(100, Fake::size, key -> toCome.getOrDefault(key, 0), () -> {})) {
      for (String key : List.of("many", "few", "most")) {
        Supplier<Fake> make =
            () -> {
              room.add(cache.reserve(key, 80, key.equals("few") ? 1e-9 : 1_000));
              return new Fake(room.get(room.size() - 1) ? 80 : 0, freed);
            };
        cache.with(key, make, rows -> rows);
      }
      assertThat(room).containsExactly(true, false, true);
      assertThat(freed).containsExactly(80L);
      assertThat(cache.reserve("nobody makes this", 1, 1)).isFalse();
    }
  }

  @Test
  void rows_that_are_held_stay_until_they_are_left_or_forgotten() {
    List<Long> freed = new ArrayList<>();
    try (RowCache<Long, Fake> cache = new RowCache<>(10, Fake::size, key -> 0, () -> {})) {
      cache.hold(9L, "cell", () -> new Fake(9, freed));
      cache.with(8L, () -> new Fake(8, freed), rows -> rows);
      assertThat(freed).containsExactly(8L);
      assertThat(cache.holdMade(9L, "other")).isPresent();
      cache.leave(9L, "cell");
      cache.with(7L, () -> new Fake(7, freed), rows -> rows);
      assertThat(freed).containsExactly(8L, 7L);
      cache.forget(9L);
      assertThat(cache.holdMade(9L, "other")).isEmpty();
      assertThat(freed).containsExactly(8L, 7L, 9L);
    }
  }
}
