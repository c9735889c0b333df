package org.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.espalier.cache.WorkCache.Room;
import org.junit.jupiter.api.Test;

/** What stays in a cache of work, what goes first, and what reaches those that wait. */
final class WorkCacheTest {

  private static final long NANOS = 1_000_000_000;

  /** Rows of a size that are nowhere. */
  private record Rows(String name, long bytes, BooleanSupplier whole, List<String> freed)
      implements StoredValue {

    @Override
    public boolean isWhole() {
      return whole.getAsBoolean();
    }

    @Override
    public void free() {
      freed.add(name);
    }
  }

  /** Failure of the work itself. */
  private static final class Own extends RuntimeException {
    private static final long serialVersionUID = 1;

    Own(String message) {
      super(message);
    }
  }

  private static boolean isOwn(Throwable failure) {
    return failure instanceof Own || (failure.getCause() != null && isOwn(failure.getCause()));
  }

  /** A thread a command, as the common pool has only one on two cores. */
  private static final Executor THREADS = command -> new Thread(command).start();

  private final List<String> made = Collections.synchronizedList(new ArrayList<>());
  private final List<String> freed = Collections.synchronizedList(new ArrayList<>());
  private final List<String> forgotten = Collections.synchronizedList(new ArrayList<>());
  private final Semaphore waits = new Semaphore(0); // one for each that has begun to wait
  private Runnable changed = () -> {};
  private final AtomicLong nanos = new AtomicLong();

  private <V> WorkCache<String, V> cache(Room room) {
    return new WorkCache<>(
        room,
        WorkCacheTest::isOwn,
        nanos::get,
        () -> changed.run(),
        forgotten::add,
        new WorkCache.Waiting() {
          @Override
          public <T> T get(CompletableFuture<T> value)
              throws InterruptedException, ExecutionException {
            waits.release();
            return value.get();
          }
        });
  }

  private WorkCache<String, Rows> within(long bytes) {
    return cache(Room.within(bytes));
  }

  /** Rows that take a second to make. */
  private Supplier<Rows> rows(String name, long bytes) {
    return rows(name, bytes, 1);
  }

  private Supplier<Rows> rows(String name, long bytes, long seconds) {
    return () -> {
      made.add(name);
      nanos.addAndGet(seconds * NANOS);
      return new Rows(name, bytes, () -> true, freed);
    };
  }

  private void use(WorkCache<String, Rows> cache, String key, long bytes) {
    cache.with(key, rows(key, bytes), rows -> rows);
  }

  private static void announce(WorkCache<String, ?> cache, String key, int readers) {
    cache.announce(Collections.nCopies(readers, key));
  }

  @Test
  void the_least_recently_used_values_go_first_and_are_made_again() {
    try (WorkCache<String, Rows> cache = within(2)) {
      List.of("a", "b", "a", "c", "a", "b").forEach(key -> use(cache, key, 1));
    }
    assertThat(made).containsExactly("a", "b", "c", "b");
  }

  @Test
  void a_value_is_used_by_those_that_do_not_hold_it() {
    try (WorkCache<String, Rows> cache = within(2)) {
      use(cache, "a", 1);
      use(cache, "b", 1);
      cache.get("a", rows("a", 1));
      use(cache, "c", 1);
      assertThat(freed).containsExactly("b");
    }
  }

  @Test
  void a_value_is_used_by_those_that_hold_it_as_it_is_made_already() {
    try (WorkCache<String, Rows> cache = within(2)) {
      use(cache, "a", 1);
      use(cache, "b", 1);
      assertThat(cache.holdMade("a", "cell")).isPresent();
      cache.leave("a", "cell");
      use(cache, "c", 1);
      assertThat(freed).containsExactly("b");
    }
  }

  @Test
  void values_that_more_readers_are_to_come_for_stay_and_of_others_the_oldest_go_first() {
    try (WorkCache<String, Rows> cache = within(100)) {
      announce(cache, "many", 100_000);
      announce(cache, "one", 1);
      use(cache, "many", 30);
      use(cache, "one", 50);
      use(cache, "older", 20);
      use(cache, "newer", 10);
      assertThat(freed).containsExactly("older");
      use(cache, "newest", 40);
      assertThat(freed).as("nobody comes for these").containsExactly("older", "newer", "newest");
    }
  }

  @Test
  void values_that_are_made_quickly_for_their_bytes_go_first() {
    try (WorkCache<String, Rows> cache = within(100)) {
      List.of("slow", "small", "fast", "large").forEach(key -> announce(cache, key, 1));
      cache.get("slow", rows("slow", 40, 400));
      cache.get("small", rows("small", 10, 50));
      cache.get("large", rows("large", 30, 100));
      cache.get("fast", rows("fast", 15, 60));
      announce(cache, "none", 1);
      cache.release(List.of("none"));
      assertThat(freed).as("all fit").isEmpty();
      cache.trimTo(94);
      assertThat(freed).containsExactly("large");
      cache.trimTo(64);
      assertThat(freed).containsExactly("large", "fast");
      cache.trimTo(49);
      assertThat(freed).containsExactly("large", "fast", "small");
      cache.trimTo(40);
      assertThat(cache.made("slow")).isPresent();
      cache.trimTo(0);
      assertThat(cache.made("slow")).isEmpty();
    }
  }

  @Test
  void values_make_way_when_a_reader_is_released() {
    try (WorkCache<String, Rows> cache = within(10)) {
      cache.announce(List.of("a", "b"));
      cache.get("a", rows("a", 6));
      cache.get("b", rows("b", 6));
      assertThat(freed).as("read still").isEmpty();
      cache.release(List.of("a"));
      assertThat(freed).containsExactly("a");
    }
  }

  /** Makes a value for which bytes are reserved, or one of no bytes. */
  private boolean reserves(WorkCache<String, Rows> cache, String key, long bytes, double seconds) {
    AtomicBoolean answer = new AtomicBoolean();
    cache.get(
        key,
        () -> {
          answer.set(cache.reserve(key, bytes, seconds));
          return rows(key, answer.get() ? bytes : 0).get();
        });
    return answer.get();
  }

  @Test
  void bytes_are_reserved_only_for_values_that_are_worth_more_than_what_is_dropped() {
    try (WorkCache<String, Rows> cache = within(100)) {
      announce(cache, "many", 1_000);
      announce(cache, "few", 1);
      announce(cache, "most", 2_000);
      assertThat(reserves(cache, "many", 80, 1)).isTrue();
      assertThat(reserves(cache, "few", 80, 999)).isFalse();
      assertThat(freed).isEmpty();
      assertThat(reserves(cache, "most", 80, 1)).isTrue();
      assertThat(freed).containsExactly("many");
    }
  }

  @Test
  void bytes_are_reserved_for_a_value_that_takes_as_long_to_make_as_what_is_dropped() {
    try (WorkCache<String, Rows> cache = within(10)) {
      List.of("older", "quick", "newer").forEach(key -> announce(cache, key, 1));
      use(cache, "older", 10);
      assertThat(reserves(cache, "quick", 10, 0.99)).isFalse();
      assertThat(reserves(cache, "newer", 10, 1)).isTrue();
      assertThat(freed).containsExactly("older");
    }
  }

  @Test
  void nothing_is_dropped_for_a_value_of_no_bytes_that_is_worth_less() {
    try (WorkCache<String, Rows> cache = within(10)) {
      List.of("held", "read", "small").forEach(key -> announce(cache, key, 1));
      cache.hold("held", "cell", rows("held", 8));
      cache.get("read", rows("read", 5));
      assertThat(reserves(cache, "small", 0, 0.1)).isFalse();
      assertThat(freed).isEmpty();
    }
  }

  @Test
  void no_more_is_dropped_for_reserved_bytes_than_they_need() {
    try (WorkCache<String, Rows> cache = within(100)) {
      use(cache, "older", 30);
      use(cache, "newer", 30);
      assertThat(reserves(cache, "larger than all", 101, 1)).isFalse();
      assertThat(freed).isEmpty();
      assertThat(reserves(cache, "one of them", 70, 1)).isTrue();
      assertThat(freed).containsExactly("older");
      assertThat(reserves(cache, "none of them", 0, 1)).isTrue();
      assertThat(freed).containsExactly("older");
    }
  }

  @Test
  void reserved_bytes_are_taken_until_the_value_is_made() {
    try (WorkCache<String, Rows> cache = within(100)) {
      use(cache, "old", 30);
      cache.get(
          "first",
          () -> {
            assertThat(cache.reserve("first", 80, 1)).isTrue();
            assertThat(freed).containsExactly("old");
            assertThat(reserves(cache, "second", 21, 1)).isFalse();
            assertThat(cache.reserve("first", 90, 1)).as("instead of 80").isTrue();
            assertThat(reserves(cache, "third", 11, 1)).isFalse();
            assertThat(reserves(cache, "fourth", 10, 1)).isTrue();
            return rows("first", 60).get();
          });
      cache.trimTo(70);
      assertThat(freed).as("all take 70").containsExactly("old");
      cache.trimTo(69);
      assertThat(freed).containsExactly("old", "first");
    }
  }

  @Test
  void reserved_bytes_are_free_again_when_the_value_cannot_be_made_or_is_forgotten() {
    try (WorkCache<String, Rows> cache = within(10)) {
      Supplier<Rows> fails =
          () -> {
            assertThat(cache.reserve("a", 10, 1)).isTrue();
            throw new Own("no");
          };
      assertThatThrownBy(() -> cache.get("a", fails)).hasMessage("no");
      Supplier<Rows> forgets =
          () -> {
            assertThat(cache.reserve("a", 10, 1)).isTrue();
            cache.forget("a");
            assertThat(cache.reserve("a", 10, 1)).as("nobody wants it").isFalse();
            return rows("a", 10).get();
          };
      assertThatThrownBy(() -> cache.get("a", forgets)).isInstanceOf(CancellationException.class);
      assertThat(reserves(cache, "b", 10, 1)).isTrue();
      assertThat(freed).containsExactly("a");
    }
  }

  @Test
  void bytes_are_reserved_only_for_values_that_are_being_made_and_where_there_is_room() {
    try (WorkCache<String, Rows> cache = within(100)) {
      assertThat(cache.reserve("nobody knows it", 1, 1)).isFalse();
      announce(cache, "announced", 1);
      assertThat(cache.reserve("announced", 1, 1)).isFalse();
      use(cache, "made", 1);
      assertThat(cache.reserve("made", 1, 1)).isFalse();
    }
    assertThat(reserves(within(0), "empty", 0, 1)).isFalse();
  }

  @Test
  void values_that_are_held_stay_until_they_are_left_or_forgotten() {
    try (WorkCache<String, Rows> cache = within(10)) {
      cache.hold("held", "cell", rows("held", 9));
      use(cache, "other", 8);
      assertThat(freed).containsExactly("other");
      assertThat(cache.holdMade("held", "another")).isPresent();
      cache.leave("held", "cell");
      cache.leave("held", "cell");
      cache.trimTo(0);
      use(cache, "third", 7);
      assertThat(freed).containsExactly("other", "third");
      cache.forget("held");
      assertThat(cache.holdMade("held", "another")).isEmpty();
      assertThat(freed).containsExactly("other", "third", "held");
      cache.leave("held", "another");
      assertThat(cache.isEmpty()).isTrue();
    }
  }

  @Test
  void values_that_are_held_make_way_when_they_are_left() {
    try (WorkCache<String, Rows> cache = within(10)) {
      cache.hold("a", "cell", rows("a", 6));
      cache.hold("b", "cell", rows("b", 6));
      cache.leave("b", "another");
      assertThat(freed).as("held still").isEmpty();
      cache.leave("b", "cell");
      assertThat(freed).containsExactly("b");
    }
  }

  @Test
  void a_value_that_is_held_goes_with_its_last_reader_once_it_is_left() {
    try (WorkCache<String, Rows> cache = cache(Room.UNLIMITED)) {
      cache.announce(List.of("a", "b"));
      cache.hold("a", "cell", rows("a", 1));
      cache.get("b", rows("b", 1));
      cache.release(List.of("a", "b"));
      assertThat(freed).containsExactly("b");
      assertThat(cache.made("a")).isPresent();
      cache.leave("a", "cell");
      assertThat(freed).containsExactly("b", "a");
      assertThat(cache.isEmpty()).isTrue();
    }
  }

  @Test
  void work_on_a_value_holds_it_until_the_work_has_ended_or_failed() {
    try (WorkCache<String, Rows> cache = within(10)) {
      String result =
          cache.with(
              "a",
              rows("a", 9),
              rows -> {
                cache.trimTo(0);
                assertThat(freed).isEmpty();
                return rows.name();
              });
      assertThat(result).isEqualTo("a");
      assertThatThrownBy(
              () ->
                  cache.with(
                      "a",
                      rows("a", 9),
                      rows -> {
                        throw new Own("singular");
                      }))
          .hasMessage("singular");
      assertThat(made).as("work that fails is not repeated").containsExactly("a");
      cache.trimTo(0);
      assertThat(freed).containsExactly("a");
    }
  }

  @Test
  void work_on_a_value_that_cannot_be_made_holds_nothing() {
    try (WorkCache<String, Rows> cache = within(10)) {
      assertThatThrownBy(() -> cache.with("a", () -> fails("no"), rows -> rows)).hasMessage("no");
      assertThat(cache.isEmpty()).isTrue();
    }
  }

  private static Rows fails(String message) {
    throw new Own(message);
  }

  @Test
  void keys_of_the_readers_released_last_are_kept_for_later_ones_as_many_as_are_to_be() {
    try (WorkCache<String, Rows> cache = cache(new Room(100, 1))) {
      for (String name : List.of("a", "b")) {
        List<String> keys = List.of(name + " scaled", name + " reduced");
        cache.announce(keys);
        keys.forEach(key -> cache.get(key, rows(key, 1)));
        cache.release(keys);
        cache.release(keys);
      }
      assertThat(freed).containsExactly("a scaled", "a reduced");
      assertThat(forgotten).containsExactly("a scaled", "a reduced");
      assertThat(cache.made("b scaled")).isPresent();
    }
    assertThat(freed).containsExactly("a scaled", "a reduced", "b scaled", "b reduced");
  }

  @Test
  void keys_that_a_reader_is_announced_for_again_are_not_among_those_kept_for_later_ones() {
    try (WorkCache<String, Rows> cache = cache(new Room(100, 1))) {
      cache.announce(List.of("a"));
      cache.get("a", rows("a", 1));
      cache.release(List.of("a"));
      cache.announce(List.of("a", "b"));
      cache.get("b", rows("b", 1));
      cache.release(List.of("b"));
      assertThat(freed).isEmpty();
      cache.release(List.of("a"));
      assertThat(freed).as("released before a").containsExactly("b");
    }
  }

  @Test
  void twice_as_many_keys_are_kept_where_the_room_says_so() {
    try (WorkCache<String, Rows> cache = cache(new Room(100, 2))) {
      for (String key : List.of("a", "b", "c", "d")) {
        cache.announce(List.of(key));
        cache.get(key, rows(key, 1));
        cache.release(List.of(key));
      }
      assertThat(freed).containsExactly("a", "b");
    }
  }

  @Test
  void values_without_a_budget_go_with_their_last_reader() {
    WorkCache<String, Rows> cache = cache(Room.UNLIMITED);
    cache.announce(List.of("fit"));
    cache.announce(List.of("fit"));
    cache.get("fit", rows("fit", 5));
    cache.get("not announced", rows("other", 5));
    cache.release(List.of("fit"));
    assertThat(freed).isEmpty();
    assertThat(cache.readers("fit")).isOne();
    cache.release(List.of("fit"));
    assertThat(freed).containsExactly("fit");
    assertThat(cache.readers("fit")).isZero();
    assertThat(cache.isEmpty()).isFalse();
    cache.close();
    assertThat(freed).containsExactly("fit", "other");
    assertThat(cache.isEmpty()).isTrue();
  }

  @Test
  void values_within_bytes_stay_without_a_reader() {
    try (WorkCache<String, Rows> cache = within(10)) {
      cache.announce(List.of("a"));
      cache.get("a", rows("a", 5));
      cache.release(List.of("a"));
      assertThat(freed).isEmpty();
      cache.trimTo(4);
      assertThat(freed).containsExactly("a");
      assertThat(forgotten).containsExactly("a");
      assertThat(cache.isEmpty()).isTrue();
    }
  }

  @Test
  void a_reader_that_is_released_twice_counts_once() {
    try (WorkCache<String, Rows> cache = cache(Room.UNLIMITED)) {
      cache.announce(List.of("a"));
      cache.release(List.of("a"));
      cache.release(List.of("a", "never announced"));
      assertThat(cache.isEmpty()).isTrue();
      assertThat(forgotten).containsExactly("a");
      cache.announce(List.of("a"));
      assertThat(cache.readers("a")).isOne();
    }
  }

  @Test
  void a_value_that_was_made_with_another_is_there_unless_the_key_has_its_own() {
    WorkCache<String, String> cache = cache(Room.UNLIMITED);
    cache.announce(List.of("first", "second"));
    String first =
        cache.get(
            "first",
            () -> {
              cache.put("first", "not by its maker");
              cache.put("second", "made with the first");
              return "made";
            });
    cache.put("second", "too late");
    assertThat(first).isEqualTo("made");
    assertThat(cache.made("first")).contains("made");
    assertThat(cache.made("second")).contains("made with the first");
    assertThat(cache.get("second", () -> "anew")).isEqualTo("made with the first");
    cache.release(List.of("first", "second"));
    assertThat(cache.made("second")).isEmpty();
    assertThat(cache.isEmpty()).isTrue();
  }

  @Test
  void a_value_of_which_a_part_was_lost_is_dropped_and_made_anew() {
    AtomicBoolean whole = new AtomicBoolean(true);
    try (WorkCache<String, Rows> cache = within(2)) {
      assertThat(cache.dropIfLost("a")).as("not made yet").isFalse();
      cache.hold("a", "cell", () -> new Rows("lost", 1, whole::get, freed));
      assertThat(cache.dropIfLost("a")).isFalse();
      whole.set(false);
      assertThat(cache.dropIfLost("a")).isTrue();
      assertThat(cache.dropIfLost("a")).isFalse();
      assertThat(freed).containsExactly("lost");
      assertThat(cache.hold("a", "cell", rows("new", 1)).name()).isEqualTo("new");
      cache.trimTo(0);
      assertThat(freed).as("held still").containsExactly("lost");
    }
    try (WorkCache<String, String> cache = cache(Room.UNLIMITED)) {
      cache.put("a", "nothing to be lost");
      assertThat(cache.dropIfLost("a")).isFalse();
    }
  }

  @Test
  void one_that_looks_for_lost_parts_late_drops_no_value_that_was_made_meanwhile() {
    try (WorkCache<String, Rows> cache = within(2)) {
      BooleanSupplier lost =
          () -> {
            cache.forget("a");
            cache.get("a", rows("new", 1));
            return false;
          };
      cache.get("a", () -> new Rows("lost", 1, lost, freed));
      assertThat(cache.dropIfLost("a")).isTrue();
      assertThat(freed).containsExactly("lost");
      assertThat(cache.made("a")).hasValueSatisfying(it -> assertThat(it.name()).isEqualTo("new"));
    }
  }

  /** Rows that a thread makes while others wait, until it is let go on. */
  private final class Making {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private final CompletableFuture<Rows> first;

    Making(WorkCache<String, Rows> cache, Supplier<Rows> make) {
      first =
          CompletableFuture.supplyAsync(
              () ->
                  cache.get(
                      "a",
                      () -> {
                        begun.countDown();
                        await(goesOn);
                        return make.get();
                      }),
              THREADS);
      await(begun);
    }

    private static void await(CountDownLatch latch) {
      try {
        assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Another thread that waits for the rows, or makes them if the first one does not. */
    CompletableFuture<Rows> second(WorkCache<String, Rows> cache) throws InterruptedException {
      CompletableFuture<Rows> second =
          CompletableFuture.supplyAsync(
              () -> cache.with("a", rows("by the second", 1), rows -> rows), THREADS);
      awaitOneThatWaits();
      return second;
    }
  }

  private void awaitOneThatWaits() throws InterruptedException {
    assertThat(waits.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
  }

  private static <T> T result(CompletableFuture<T> value) throws Exception {
    return value.get(1, TimeUnit.MINUTES);
  }

  @Test
  void a_value_is_made_by_one_thread_while_another_waits() throws Exception {
    try (WorkCache<String, Rows> cache = within(2)) {
      Making making = new Making(cache, rows("by the first", 1));
      assertThat(cache.isBeingMade("a")).isTrue();
      assertThat(cache.made("a")).isEmpty();
      assertThat(cache.holdMade("a", "cell")).as("without waiting").isEmpty();
      CompletableFuture<Rows> second = making.second(cache);
      making.goesOn.countDown();
      assertThat(result(second)).isSameAs(result(making.first));
      assertThat(cache.isBeingMade("a")).isFalse();
      assertThat(cache.isBeingMade("b")).isFalse();
      assertThat(made).containsExactly("by the first");
    }
    assertThat(freed).containsExactly("by the first");
  }

  @Test
  void a_failure_of_the_work_reaches_all_that_wait_and_is_not_remembered() throws Exception {
    try (WorkCache<String, Rows> cache = within(2)) {
      Making making = new Making(cache, () -> fails("no"));
      CompletableFuture<Rows> second = making.second(cache);
      making.goesOn.countDown();
      assertThatThrownBy(() -> result(making.first)).hasRootCauseMessage("no");
      assertThatThrownBy(() -> result(second))
          .hasRootCauseInstanceOf(Own.class)
          .hasRootCauseMessage("no");
      assertThat(made).isEmpty();
      assertThat(cache.isBeingMade("a")).isFalse();
      use(cache, "a", 1);
      assertThat(made).containsExactly("a");
    }
  }

  @Test
  void one_that_waits_takes_over_from_a_maker_that_was_lost_or_cancelled() throws Exception {
    for (RuntimeException failure :
        List.of(new IllegalStateException("lost"), new CancellationException("lost"))) {
      try (WorkCache<String, Rows> cache = within(2)) {
        Making making =
            new Making(
                cache,
                () -> {
                  throw failure;
                });
        CompletableFuture<Rows> second = making.second(cache);
        making.goesOn.countDown();
        assertThatThrownBy(() -> result(making.first)).hasMessageContaining("lost");
        assertThat(result(second).name()).isEqualTo("by the second");
        assertThat(cache.made("a")).contains(result(second));
      }
    }
  }

  @Test
  void one_that_is_interrupted_while_it_waits_is_cancelled_and_holds_nothing() throws Exception {
    try (WorkCache<String, Rows> cache = within(2)) {
      Making making = new Making(cache, rows("by the first", 1));
      AtomicReference<Throwable> failure = new AtomicReference<>();
      AtomicBoolean interrupted = new AtomicBoolean();
      Thread second =
          new Thread(
              () -> {
                try {
                  use(cache, "a", 1);
                } catch (CancellationException e) {
                  failure.set(e);
                  interrupted.set(Thread.interrupted());
                }
              });
      second.start();
      awaitOneThatWaits();
      second.interrupt();
      second.join(TimeUnit.MINUTES.toMillis(1));
      assertThat(failure.get()).hasMessageStartingWith("interrupted while waiting");
      assertThat(interrupted).isTrue();
      making.goesOn.countDown();
      assertThat(result(making.first).name()).isEqualTo("by the first");
      cache.trimTo(0);
      assertThat(freed).containsExactly("by the first");
    }
  }

  @Test
  void a_value_that_is_forgotten_while_it_is_made_is_freed_by_its_maker_and_made_anew()
      throws Exception {
    try (WorkCache<String, Rows> cache = within(2)) {
      Making making = new Making(cache, rows("by the first", 1));
      CompletableFuture<Rows> second = making.second(cache);
      cache.forget("a");
      assertThat(cache.isBeingMade("a")).isFalse();
      making.goesOn.countDown();
      assertThatThrownBy(() -> result(making.first))
          .hasCauseInstanceOf(CancellationException.class);
      assertThat(result(second).name()).isEqualTo("by the second");
      assertThat(freed).containsExactly("by the first");
    }
  }

  @Test
  void one_that_makes_what_was_forgotten_leaves_the_new_value_alone() {
    try (WorkCache<String, Rows> cache = within(2)) {
      Supplier<Rows> late =
          () -> {
            cache.forget("a");
            cache.get("a", rows("new", 1));
            return rows("late", 1).get();
          };
      assertThatThrownBy(() -> cache.get("a", late))
          .isInstanceOf(CancellationException.class)
          .hasMessage("The value is not wanted any more.");
      assertThat(freed).containsExactly("late");
      assertThat(cache.made("a")).hasValueSatisfying(it -> assertThat(it.name()).isEqualTo("new"));
      cache.trimTo(1);
      assertThat(freed).containsExactly("late");
    }
  }

  @Test
  void a_value_that_takes_no_room_reaches_its_maker_though_it_was_forgotten_meanwhile() {
    WorkCache<String, String> cache = cache(Room.UNLIMITED);
    String value =
        cache.get(
            "a",
            () -> {
              cache.forget("a");
              return "made";
            });
    assertThat(value).isEqualTo("made");
    assertThat(cache.made("a")).isEmpty();
    assertThat(cache.isEmpty()).isTrue();
  }

  @Test
  void values_that_are_being_made_when_the_cache_is_closed_are_freed_by_their_makers()
      throws Exception {
    WorkCache<String, Rows> cache = within(10);
    use(cache, "made", 1);
    Making making = new Making(cache, rows("late", 1));
    cache.close();
    assertThat(freed).containsExactly("made");
    making.goesOn.countDown();
    assertThatThrownBy(() -> result(making.first)).hasCauseInstanceOf(CancellationException.class);
    assertThat(freed).containsExactly("made", "late");
    assertThatThrownBy(() -> use(cache, "after", 1)).isInstanceOf(CancellationException.class);
    assertThat(freed).containsExactly("made", "late", "after");
    cache.close();
    assertThat(freed).containsExactly("made", "late", "after");
    assertThat(cache.isEmpty()).isTrue();
  }

  @Test
  void keys_are_told_once_they_have_neither_a_reader_nor_a_value_nor_a_holder() {
    WorkCache<String, Rows> cache = within(10);
    cache.announce(List.of("read"));
    cache.get("read", rows("read", 1));
    cache.forget("read");
    assertThat(forgotten).as("a reader is to come").isEmpty();
    cache.release(List.of("read"));
    assertThat(forgotten).containsExactly("read");
    cache.hold("held", "cell", rows("held", 1));
    cache.forget("held");
    assertThat(forgotten).as("held still").containsExactly("read");
    cache.leave("held", "cell");
    assertThat(forgotten).containsExactly("read", "held");
    assertThatThrownBy(() -> cache.get("fails", () -> fails("no"))).isInstanceOf(Own.class);
    assertThat(forgotten).containsExactly("read", "held", "fails");
    cache.get("kept", rows("kept", 1));
    cache.forget("never known");
    cache.close();
    assertThat(forgotten).containsExactly("read", "held", "fails", "kept");
  }

  @Test
  void those_that_wait_for_changes_are_told_when_a_value_was_made_or_could_not_be() {
    WorkCache<String, Rows> cache = within(10);
    List<Boolean> changes = new ArrayList<>();
    changed = () -> changes.add(cache.made("a").isPresent());
    cache.get("a", rows("a", 1));
    cache.get("a", rows("a", 1));
    assertThat(changes).as("once the value is there").containsExactly(true);
    cache.forget("a");
    changed = () -> changes.add(cache.isBeingMade("a"));
    assertThatThrownBy(() -> cache.get("a", () -> fails("no"))).isInstanceOf(Own.class);
    assertThat(changes).as("once nobody makes it").containsExactly(true, false);
    assertThatThrownBy(
            () ->
                cache.get(
                    "a",
                    () -> {
                      cache.forget("a");
                      return rows("a", 1).get();
                    }))
        .isInstanceOf(CancellationException.class);
    assertThat(changes).hasSize(3);
    cache.close();
  }

  /** Rows that their store does not delete. */
  private record Unfree(String name) implements StoredValue {
    @Override
    public long bytes() {
      return 1;
    }

    @Override
    public boolean isWhole() {
      return true;
    }

    @Override
    public void free() {
      throw new IllegalStateException(name);
    }
  }

  @Test
  void a_value_that_cannot_be_freed_keeps_no_other_from_being_freed() {
    WorkCache<String, StoredValue> cache = cache(Room.within(10));
    cache.get("first", () -> new Unfree("first"));
    cache.get("second", () -> new Unfree("second"));
    cache.get("third", rows("third", 3)::get);
    assertThatThrownBy(cache::close)
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
    assertThat(freed).containsExactly("third");
    assertThat(cache.isEmpty()).isTrue();
  }
}
