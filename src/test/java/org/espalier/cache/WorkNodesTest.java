package org.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.espalier.cache.WorkGraph.Payer;
import org.espalier.cache.WorkGraph.Reader;
import org.espalier.cache.WorkGraph.Rule;
import org.junit.jupiter.api.Test;

/** What stays in a graph of work, what goes first, and who pays. */
final class WorkNodesTest {

  private final FakeMeter meter = new FakeMeter();
  private final WorkGraph graph = new WorkGraph(meter, failure -> true);
  private final List<String> made = new ArrayList<>();
  private final List<Long> freed = new ArrayList<>();

  /** Rows of a size that are nowhere. */
  private record Fake(long bytes, AtomicBoolean whole, List<Long> freed) implements Stored {
    @Override
    public boolean isWhole() {
      return whole.get();
    }

    @Override
    public void free() {
      freed.add(bytes);
    }
  }

  private StoredNodes<String, Fake> cache(long budget, Map<String, Integer> toCome) {
    StoredNodes<String, Fake> cache = graph.storedNodes(Rule.within(budget));
    toCome.forEach(
        (key, readers) -> {
          for (int i = 0; i < readers; i++) {
            cache.announce(key);
          }
        });
    return cache;
  }

  private Supplier<Fake> rows(String key, long size) {
    return () -> {
      made.add(key);
      return new Fake(size, new AtomicBoolean(true), freed);
    };
  }

  private void use(StoredNodes<String, Fake> cache, String key, long size) {
    cache.with(key, rows(key, size), rows -> rows);
  }

  @Test
  void the_least_recently_used_rows_go_first_and_are_made_again() {
    try (StoredNodes<String, Fake> cache = cache(2, Map.of())) {
      List.of("a", "b", "a", "c", "a", "b").forEach(key -> use(cache, key, 1));
    }
    assertThat(made).containsExactly("a", "b", "c", "b");
  }

  @Test
  void rows_that_more_cells_will_read_stay_and_of_others_the_oldest_go_first() {
    try (StoredNodes<String, Fake> cache = cache(100, Map.of("many", 100_000, "one", 1))) {
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
    Map<String, Integer> toCome = Map.of("many", 1_000, "few", 1, "most", 2_000);
    List<Boolean> room = new ArrayList<>();
    try (StoredNodes<String, Fake> cache = cache(100, toCome)) {
      for (String key : List.of("many", "few", "most")) {
        Supplier<Fake> make =
            () -> {
              room.add(cache.reserve(key, 80, key.equals("few") ? 1e-12 : 1_000_000));
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
    try (StoredNodes<String, Fake> cache = cache(10, Map.of())) {
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
  void nodes_of_the_readers_released_last_are_kept_for_later_ones_as_many_as_are_to_be() {
    List<String> forgotten = new ArrayList<>();
    try (StoredNodes<String, Fake> cache = graph.storedNodes(new Rule(100, 1, Payer.READERS))) {
      cache.onForgotten(forgotten::add);
      for (String name : List.of("a", "b")) {
        Reader reader =
            graph.announce(List.of(cache.need(name + " scaled"), cache.need(name + " reduced")));
        cache.get(name + " scaled", rows(name + " scaled", 1));
        cache.get(name + " reduced", rows(name + " reduced", 2));
        graph.release(reader, true);
        assertThat(graph.release(reader, true)).as("once").isEqualTo(Usage.NONE);
      }
      assertThat(freed).as("those of a").containsExactly(1L, 2L);
      assertThat(forgotten).containsExactly("a scaled", "a reduced");
      assertThat(cache.made("b scaled")).isPresent();
    }
    assertThat(freed).containsExactly(1L, 2L, 1L, 2L);
  }

  @Test
  void values_without_a_budget_go_with_their_last_reader() {
    StoredNodes<String, Fake> nodes = graph.storedNodes(Rule.unlimited(Payer.READERS));
    Reader one = graph.announce(List.of(nodes.need("fit")));
    Reader other = graph.announce(List.of(nodes.need("fit")));
    nodes.get("fit", rows("fit", 5));
    graph.release(one, true);
    assertThat(freed).isEmpty();
    graph.release(other, false);
    assertThat(freed).containsExactly(5L);
    assertThat(nodes.isEmpty()).isTrue();
  }

  @Test
  void a_value_that_was_made_with_another_is_there_and_can_be_taken_once() {
    WorkNodes<String, String> nodes = graph.nodes(Rule.unlimited(Payer.READERS));
    nodes.put("second", "made with the first");
    nodes.put("second", "too late");
    assertThat(nodes.get("second", () -> "anew")).isEqualTo("made with the first");
    assertThat(nodes.take("second")).contains("made with the first");
    assertThat(nodes.take("second")).isEmpty();
    assertThat(nodes.isEmpty()).isTrue();
  }

  @Test
  void two_that_lose_the_same_rows_both_get_the_same_new_ones() {
    try (StoredNodes<String, Fake> cache = cache(2, Map.of())) {
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
    try (StoredNodes<String, Fake> cache = cache(2, Map.of())) {
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
    CountDownLatch waits = new CountDownLatch(1);
    CountDownLatch fails = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    WorkGraph.Waiting waiting =
        new WorkGraph.Waiting() {
          @Override
          public <T> T get(CompletableFuture<T> value)
              throws InterruptedException, ExecutionException {
            waits.countDown();
            return value.get();
          }
        };
    try (StoredNodes<String, Fake> cache =
        new WorkGraph(meter, failure -> true, waiting).storedNodes(Rule.within(2))) {
      Supplier<Fake> broken =
          () -> {
            attempts.incrementAndGet();
            asked.countDown();
            await(fails);
            throw new IllegalStateException("no");
          };
      CompletableFuture<Fake> first =
          CompletableFuture.supplyAsync(() -> cache.with("a", broken, rows -> rows));
      assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
      CompletableFuture<Fake> second =
          CompletableFuture.supplyAsync(() -> cache.with("a", broken, rows -> rows));
      assertThat(waits.await(1, TimeUnit.MINUTES)).isTrue();
      fails.countDown();
      for (CompletableFuture<Fake> each : List.of(first, second)) {
        assertThatThrownBy(() -> each.get(1, TimeUnit.MINUTES)).hasStackTraceContaining("no");
      }
      assertThat(attempts).hasValue(1);
      use(cache, "a", 1);
    }
    assertThat(made).containsExactly("a");
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final WorkNodes<String, String> costs = graph.nodes(Rule.unlimited(Payer.READERS));

  private void announce(String key, int cells) {
    for (int i = 0; i < cells; i++) {
      costs.announce(key);
    }
  }

  private boolean book(String key, Supplier<Usage> cost) {
    return costs.book(key, cost);
  }

  private static Usage millis(long millis) {
    return new Usage(millis, 10 * millis, millis / 2, 0);
  }

  private Usage pays(String key) {
    return costs.release(key, true);
  }

  @Test
  void work_is_divided_among_the_cells_announced_for_it_and_nothing_is_lost_by_rounding() {
    announce("scaler", 3);
    assertThat(book("scaler", () -> millis(100))).isTrue();
    Usage first = pays("scaler");
    Usage second = pays("scaler");
    Usage third = pays("scaler");
    assertThat(first.runMillis()).isEqualTo(33);
    assertThat(first.plus(second).plus(third)).isEqualTo(millis(100));
    assertThat(costs.readers("scaler")).isZero();
  }

  @Test
  void the_share_of_a_cell_that_never_ran_falls_to_those_that_end_after_it() {
    announce("scaler", 4);
    book("scaler", () -> millis(240));
    assertThat(pays("scaler")).isEqualTo(millis(60));
    assertThat(costs.release("scaler", false)).isEqualTo(Usage.NONE);
    assertThat(pays("scaler")).isEqualTo(millis(90));
    assertThat(pays("scaler")).isEqualTo(millis(90));
  }

  @Test
  void the_last_cell_pays_what_is_left_even_if_it_never_ran() {
    announce("scaler", 3);
    book("scaler", () -> millis(90));
    assertThat(pays("scaler")).isEqualTo(millis(30));
    assertThat(costs.release("scaler", false)).isEqualTo(Usage.NONE);
    assertThat(costs.release("scaler", false)).isEqualTo(millis(60));
  }

  @Test
  void tasks_that_are_heard_of_late_are_paid_by_the_cells_that_are_left() {
    AtomicReference<Usage> spent = new AtomicReference<>(millis(20));
    announce("batch", 2);
    book("batch", spent::get);
    assertThat(pays("batch")).isEqualTo(millis(10));
    spent.set(millis(60));
    assertThat(pays("batch")).isEqualTo(millis(50));
  }

  @Test
  void work_that_is_done_after_a_cell_has_paid_is_divided_among_those_that_come() {
    announce("rows", 2);
    assertThat(pays("rows")).isEqualTo(Usage.NONE);
    book("rows", () -> millis(8));
    announce("rows", 1);
    assertThat(pays("rows")).isEqualTo(millis(4));
    book("rows", () -> millis(6));
    assertThat(pays("rows")).isEqualTo(millis(10));
  }

  @Test
  void each_sharer_needed_the_largest_tasks_memory() {
    announce("batch", 2);
    book("batch", () -> new Usage(4, 0, 0, 700));
    assertThat(pays("batch")).isEqualTo(new Usage(2, 0, 0, 700));
    assertThat(pays("batch")).isEqualTo(new Usage(2, 0, 0, 700));
  }

  @Test
  void work_that_nobody_was_announced_for_is_not_booked() {
    assertThat(book("rows", () -> millis(5))).isFalse();
    announce("rows", 1);
    assertThat(pays("rows")).isEqualTo(Usage.NONE);
    assertThat(book("rows", () -> millis(5))).isFalse();
  }

  @Test
  void what_a_reader_makes_is_paid_by_all_readers_and_by_its_maker_where_there_is_none() {
    announce("rows", 2);
    costs.get("rows", () -> "made");
    assertThat(meter.unpaid()).isEqualTo(Usage.NONE);
    assertThat(pays("rows").plus(pays("rows"))).isEqualTo(FakeMeter.EACH);
    costs.get("others", () -> "made for nobody");
    assertThat(meter.unpaid()).isEqualTo(FakeMeter.EACH);
  }

  @Test
  void a_value_that_cannot_be_freed_keeps_no_other_from_being_freed() {
    StoredNodes<String, Stored> nodes = graph.storedNodes(Rule.within(10));
    nodes.get("first", () -> new Unfree("first"));
    nodes.get("second", () -> new Unfree("second"));
    nodes.get("third", rows("third", 3)::get);
    assertThatThrownBy(nodes::close)
        .hasMessage("first")
        .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("second"));
    assertThat(freed).containsExactly(3L);
    assertThat(nodes.isEmpty()).isTrue();
  }

  /** Rows that their store does not delete. */
  private record Unfree(String name) implements Stored {
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
}
