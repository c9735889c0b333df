package org.espalier.spark.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What stays in a cache and what goes first; without Spark. */
final class RowCacheTest {

  private final List<String> made = new ArrayList<>();
  private final List<Long> freed = new ArrayList<>();

  /** Rows of a size that are nowhere. */
  private record Fake(long size, AtomicBoolean whole, List<Long> freed) implements StoredRows {
    @Override
    public boolean isWhole() {
      return whole.get();
    }

    @Override
    public void free() {
      freed.add(size);
    }
  }

  private static RowCache<String, Fake> cache(long budget, Map<String, Integer> toCome) {
    return new RowCache<>(budget, Fake::size, key -> toCome.getOrDefault(key, 0), () -> {});
  }

  private Supplier<Fake> rows(String key, long size) {
    return () -> {
      made.add(key);
      return new Fake(size, new AtomicBoolean(true), freed);
    };
  }

  private void use(RowCache<String, Fake> cache, String key, long size) {
    cache.with(key, rows(key, size), rows -> rows);
  }

  @Test
  void the_least_recently_used_rows_go_first_and_are_made_again() {
    try (RowCache<String, Fake> cache = cache(2, Map.of())) {
      List.of("a", "b", "a", "c", "a", "b").forEach(key -> use(cache, key, 1));
    }
    assertThat(made).containsExactly("a", "b", "c", "b");
  }

  @Test
  void rows_that_more_cells_will_read_stay_and_of_others_the_oldest_go_first() {
    try (RowCache<String, Fake> cache = cache(100, Map.of("many", 1_000_000, "one", 1))) {
      use(cache, "many", 30);
      use(cache, "one", 50);
      use(cache, "older", 20);
      use(cache, "newer", 10);
      assertThat(freed).containsExactly(20L);
      use(cache, "newest", 40);
      assertThat(freed).as("nobody comes for these").containsExactly(20L, 10L, 40L);
    }
  }

  @Test
  void room_is_made_only_for_rows_that_are_worth_more_than_what_is_dropped() {
    Map<String, Integer> toCome = Map.of("many", 1_000_000, "few", 1, "most", 2_000_000_000);
    List<Boolean> room = new ArrayList<>();
    try (RowCache<String, Fake> cache = cache(100, toCome)) {
      for (String key : List.of("many", "few", "most")) {
        Supplier<Fake> make =
            () -> {
              room.add(cache.reserve(key, 80, key.equals("few") ? 1e-9 : 1_000));
              return rows(key, room.get(room.size() - 1) ? 80 : 0).get();
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
    try (RowCache<String, Fake> cache = cache(10, Map.of())) {
      cache.hold("held", "cell", rows("held", 9));
      use(cache, "other", 8);
      assertThat(freed).containsExactly(8L);
      assertThat(cache.holdMade("held", "another")).isPresent();
      cache.leave("held", "cell");
      use(cache, "other", 7);
      assertThat(freed).containsExactly(8L, 7L);
      cache.forget("held");
      assertThat(cache.holdMade("held", "another")).isEmpty();
      assertThat(freed).containsExactly(8L, 7L, 9L);
    }
  }

  @Test
  void two_that_lose_the_same_rows_both_get_the_same_new_ones() {
    try (RowCache<String, Fake> cache = cache(2, Map.of())) {
      cache.with(
          "a",
          rows("a", 1),
          outer -> {
            if (made.size() == 1) {
              outer.whole().set(false);
              cache.with("a", rows("a", 1), inner -> wholeOnly(inner));
            }
            return wholeOnly(outer);
          });
    }
    assertThat(made).containsExactly("a", "a");
  }

  private static Fake wholeOnly(Fake rows) {
    if (!rows.isWhole()) {
      throw new IllegalStateException("lost");
    }
    return rows;
  }

  @Test
  void work_that_fails_on_rows_that_are_there_is_not_done_twice() {
    List<Fake> works = new ArrayList<>();
    try (RowCache<String, Fake> cache = cache(2, Map.of())) {
      assertThatThrownBy(
              () ->
                  cache.with(
                      "a",
                      rows("a", 1),
                      rows -> {
                        works.add(rows);
                        throw new IllegalStateException("singular");
                      }))
          .hasMessage("singular");
    }
    assertThat(works).hasSize(1);
  }

  @Test
  void a_failure_to_make_rows_reaches_all_that_wait_and_is_not_remembered() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch fails = new CountDownLatch(1);
    try (RowCache<String, Fake> cache = cache(2, Map.of())) {
      Supplier<Fake> broken =
          () -> {
            asked.countDown();
            try {
              assertThat(fails.await(1, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
            throw new IllegalStateException("no");
          };
      CompletableFuture<Fake> first =
          CompletableFuture.supplyAsync(() -> cache.with("a", broken, rows -> rows));
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      CompletableFuture<Fake> second =
          CompletableFuture.supplyAsync(() -> cache.with("a", broken, rows -> rows));
      fails.countDown();
      for (CompletableFuture<Fake> each : List.of(first, second)) {
        assertThatThrownBy(() -> each.get(1, TimeUnit.MINUTES)).hasStackTraceContaining("no");
      }
      use(cache, "a", 1);
    }
    assertThat(made).containsExactly("a");
  }
}
