package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.espalier.simulate.CellByCell;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.CurvePoint;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;
import org.espalier.testing.EvaluationPoolContract;
import org.junit.jupiter.api.Test;

final class CellPoolTest extends EvaluationPoolContract {

  @Override
  protected EvaluationPool pool(CellByCell runner, int parallelism) {
    return new CellPool(runner, parallelism);
  }

  @Test
  void a_cell_whose_cluster_is_gone_has_not_ended_and_whoever_awaits_it_is_told() {
    List<Cell> ended = Collections.synchronizedList(new ArrayList<>());
    CellListener listener =
        new CellListener() {
          @Override
          public void ended(Cell cell, CellOutcome outcome) {
            ended.add(cell);
          }
        };
    CellByCell gone =
        cell -> {
          throw new PoolLostException("the cluster is gone");
        };
    try (CellPool pool = new CellPool(gone, 2, listener)) {
      pool.submit(new Proposal(0, 0, 0, List.of(0, 1), 200), new Configuration(Map.of()));
      assertThatThrownBy(() -> pool.await(0, Duration.ofMinutes(1)))
          .isInstanceOf(PoolLostException.class)
          .hasMessage("the cluster is gone");
    }
    assertThat(ended).isEmpty();
  }

  /** Folds whose losses fall for longer with their number, and end early by themselves. */
  private static final class Falling implements CellByCell {

    private final List<String> announced = Collections.synchronizedList(new ArrayList<>());
    private final Map<Long, EarlyStopping> stopping = new ConcurrentHashMap<>();

    private static String name(Cell cell) {
      return cell.iterations().isEmpty()
          ? "%d".formatted(cell.fold())
          : "%d to %d".formatted(cell.fold(), cell.iterations().getAsInt());
    }

    @Override
    public Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
      Objective loss = new Objective("loss", Direction.MINIMIZE);
      EarlyStopping early = new EarlyStopping(proposal, configuration, loss, 2, 100);
      stopping.put(proposal.number(), early);
      return Optional.of(early);
    }

    @Override
    public void announce(Cell cell) {
      announced.add(name(cell));
    }

    @Override
    public Cost settled(Cell cell) {
      announced.remove(name(cell));
      return Cost.NONE;
    }

    @Override
    public CellOutcome run(Cell cell) {
      if (cell.proposal().trial() == 1 && cell.fold() == 1) {
        throw new IllegalArgumentException("broken");
      }
      int lowest = 4 + 8 * cell.fold();
      List<CurvePoint> points = new ArrayList<>();
      for (int at = 1; at <= cell.iterations().orElse(lowest + 2); at++) {
        points.add(new CurvePoint(at, Map.of("loss", (double) Math.abs(at - lowest))));
      }
      Objects.requireNonNull(stopping.get(cell.proposal().number())).add(cell.fold(), points);
      return CellOutcome.completed(cell.fold(), 100, 0)
          .with(new Cost(1, 0, 0, 0, Cost.Footprint.NONE, Cost.Span.NONE));
    }
  }

  @Test
  void cells_that_end_together_are_told_once_and_nothing_stays_announced() throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    CellListener listener =
        new CellListener() {
          @Override
          public void started(List<Cell> cells) {
            cells.forEach(cell -> told.add("started " + cell.fold()));
          }

          @Override
          public void reported(Cell cell, List<CurvePoint> curve) {
            told.add("curve " + cell.fold());
          }

          @Override
          public void ended(Cell cell, CellOutcome outcome) {
            told.add("%s %d".formatted(outcome.state(), cell.fold()));
          }
        };
    Falling falling = new Falling();
    try (CellPool pool = new CellPool(falling, 1, listener)) {
      submit(pool, proposal(0, 0, 1));
      List<CellOutcome> ended = pool.await(0, LONG).orElseThrow();
      // From 4 on, one fold gets worse by as much as the other one better: the mean stays.
      assertThat(ended)
          .extracting(cell -> cell.training().iterations())
          .containsOnly(OptionalInt.of(4));
      assertThat(told)
          .containsExactly(
              "started 0", "started 1", "curve 0", "COMPLETED 0", "curve 1", "COMPLETED 1");
      told.clear();
      pool.submit(new Proposal(1, 1, 0, List.of(0, 1), 200), new Configuration(Map.of()));
      assertThat(pool.await(1, LONG).orElseThrow())
          .extracting(CellOutcome::state)
          .containsExactly(CellState.COMPLETED, CellState.FAILED);
    }
    assertThat(falling.announced).isEmpty();
  }

  @Test
  void once_no_cell_is_to_be_run_any_more_those_that_run_and_wait_end_at_once() throws Exception {
    Gate gate = new Gate(1);
    CellByCell runner =
        new CellByCell() {
          @Override
          public CellOutcome run(Cell cell) throws Exception {
            if (cell.proposal().number() == 0) {
              return gate.run(cell);
            }
            gate.awaitStarted();
            throw new PoolLostException("all was cancelled");
          }

          @Override
          public void cancel(Cell cell) {
            gate.cancel(cell);
          }
        };
    try (CellPool pool = new CellPool(runner, 2)) {
      submit(pool, proposal(0, 0));
      submit(pool, proposal(1, 0, 1));
      submit(pool, proposal(2, 0));
      for (int due : new int[] {0, 2}) {
        assertThatThrownBy(() -> pool.await(due, LONG)).hasMessage("all was cancelled");
      }
      submit(pool, proposal(3, 0));
      assertThatThrownBy(() -> pool.await(3, LONG)).hasMessage("all was cancelled");
    }
    assertThat(gate.order).containsExactly("0/0");
    assertThat(gate.now).hasValue(0);
  }

  /** Runs each cell until it is let go or its trial is cancelled. */
  private static class Gate implements CellByCell {

    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch started;
    private final List<String> order = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger now = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<Integer> cancelled = Collections.synchronizedList(new ArrayList<>());

    Gate(int started) {
      this.started = new CountDownLatch(started);
    }

    @Override
    public CellOutcome run(Cell cell) throws InterruptedException {
      order.add(cell.proposal().number() + "/" + cell.fold());
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      started.countDown();
      try {
        while (!open.await(1, TimeUnit.MILLISECONDS)) {
          if (cancelled.contains(cell.proposal().trial())) {
            throw new IllegalStateException("job was cancelled");
          }
        }
      } finally {
        now.decrementAndGet();
      }
      return scored(cell);
    }

    @Override
    public void cancel(Cell cell) {
      cancelled.add(cell.proposal().trial());
    }

    void awaitStarted() throws InterruptedException {
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void runs_as_many_cells_at_a_time_as_it_may_and_the_first_ones_first() throws Exception {
    Gate gate = new Gate(3);
    try (CellPool pool = new CellPool(gate, 3)) {
      submit(pool, proposal(0, 0, 1));
      submit(pool, proposal(1, 0, 1));
      submit(pool, proposal(2, 0));
      gate.awaitStarted();
      assertThat(gate.order).containsExactlyInAnyOrder("0/0", "0/1", "1/0");
      assertThat(pool.await(0, Duration.ZERO)).isEmpty();
      assertThat(pool.await(0, Duration.ofSeconds(-5))).isEmpty();
      gate.open.countDown();
      assertThat(pool.await(2, LONG)).isPresent();
    }
    assertThat(gate.most).hasValue(3);
  }

  @Test
  void cancels_what_runs_of_a_trial_and_what_waits() throws Exception {
    Gate gate = new Gate(2);
    try (CellPool pool = new CellPool(gate, 2)) {
      submit(pool, proposal(0, 0));
      submit(pool, proposal(1, 0, 1));
      gate.awaitStarted();
      pool.cancel(1);
      assertThat(pool.await(1, LONG).orElseThrow())
          .extracting(CellOutcome::state, CellOutcome::reason)
          .containsExactly(
              tuple(CellState.CANCELLED, "cancelled while it ran"),
              tuple(CellState.CANCELLED, "cancelled before it started"));
      gate.open.countDown();
      assertThat(pool.await(0, LONG).orElseThrow().get(0).state()).isEqualTo(CellState.COMPLETED);
    }
  }

  @Test
  void tells_of_each_cell_that_is_run_and_of_one_that_closing_broke_off_as_cancelled()
      throws Exception {
    Heard heard = new Heard();
    Gate gate = new Gate(1);
    CellByCell runner =
        cell -> {
          if (cell.proposal().number() == 2) {
            return gate.run(cell);
          }
          if (cell.fold() == 1) {
            throw new IllegalArgumentException("no");
          }
          return EvaluationPoolContract.scored(cell);
        };
    CellPool pool = new CellPool(runner, 1, heard);
    submit(pool, proposal(0, 0));
    submit(pool, proposal(1, 0, 1, 2));
    submit(pool, proposal(2, 0, 1));
    gate.awaitStarted();
    pool.close();
    assertThat(heard.words)
        .containsExactly(
            "0/0 started",
            "0/0 COMPLETED",
            "1/0 started",
            "1/0 COMPLETED",
            "1/1 started",
            "1/1 FAILED",
            "2/0 started",
            "2/0 CANCELLED");
  }

  private static final class Heard implements CellListener {
    private final List<String> words = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void started(List<Cell> cells) {
      for (Cell cell : cells) {
        words.add("%d/%d started".formatted(cell.proposal().number(), cell.fold()));
      }
    }

    @Override
    public void ended(Cell cell, CellOutcome outcome) {
      words.add("%d/%d %s".formatted(cell.proposal().number(), cell.fold(), outcome.state()));
    }
  }

  @Test
  void closing_leaves_no_thread_and_nobody_waiting() throws Exception {
    Gate gate = new Gate(1);
    Set<Thread> before = Thread.getAllStackTraces().keySet(); // of other tests
    CellPool pool = new CellPool(gate, 1);
    submit(pool, proposal(0, 0));
    submit(pool, proposal(1, 0, 1));
    gate.awaitStarted();
    pool.close();
    for (int number = 0; number < 2; number++) {
      assertThat(pool.await(number, LONG).orElseThrow())
          .allMatch(cell -> cell.state() == CellState.CANCELLED);
    }
    assertThat(gate.order).containsExactly("0/0");
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("espalier-cell") && !before.contains(thread)) {
        thread.join(LONG.toMillis()); // it was let go and may take its last steps
        assertThat(thread.isAlive()).as(thread.getName()).isFalse();
      }
    }
    pool.close();
  }

  @Test
  void folds_that_have_not_started_when_one_fails_are_not_started_any_more() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CellByCell runner =
        cell -> {
          runs.incrementAndGet();
          throw new IllegalArgumentException("no");
        };
    try (CellPool pool = new CellPool(runner, 1)) {
      submit(pool, proposal(0, 0, 1, 2, 3, 4));
      assertThat(pool.await(0, LONG).orElseThrow()).hasSize(5);
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void an_error_that_is_nobodys_configuration_is_not_swallowed() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    CellByCell runner =
        cell -> {
          throw error;
        };
    try (CellPool pool = new CellPool(runner, 1)) {
      submit(pool, proposal(0, 0));
      assertThatThrownBy(() -> pool.await(0, LONG))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("A cell of proposal 0 broke its runner.")
          .hasCause(error);
    }
  }

  /** Room of four, of which a cell takes as much as its fold's number. */
  private static final Capacity BY_FOLD = new Capacity(() -> 4, cell -> cell.fold());

  private static CellPool limited(CellByCell runner, Capacity capacity, TimeLimits limits) {
    return limited(runner, capacity, limits, InstantSource.system());
  }

  private static CellPool limited(
      CellByCell runner, Capacity capacity, TimeLimits limits, InstantSource clock) {
    return new CellPool(runner, capacity, limits, StartPolicy.ALL, clock, new CellListener() {});
  }

  @Test
  void many_small_cells_run_at_a_time_and_few_big_ones() throws Exception {
    Gate gate = new Gate(3);
    try (CellPool pool = limited(gate, BY_FOLD, TimeLimits.NONE)) {
      submit(pool, proposal(0, 1));
      submit(pool, proposal(1, 1));
      submit(pool, proposal(2, 2));
      submit(pool, proposal(3, 9));
      submit(pool, proposal(4, 1));
      gate.awaitStarted();
      assertThat(gate.order).containsExactlyInAnyOrder("0/1", "1/1", "2/2");
      gate.open.countDown();
      assertThat(pool.await(3, LONG)).as("too big, but alone").isPresent();
      assertThat(pool.await(4, LONG)).isPresent();
    }
    assertThat(gate.most).hasValue(3);
    assertThat(gate.order).endsWith("3/9", "4/1");
  }

  @Test
  void of_the_cells_that_wait_the_one_of_highest_precedence_runs_first() throws Exception {
    Gate gate =
        new Gate(1) {
          @Override
          public double precedence(Cell cell) {
            return cell.proposal().number() == 2 ? 5 : 1;
          }
        };
    try (CellPool pool = new CellPool(gate, 1)) {
      submit(pool, proposal(0, 0));
      gate.awaitStarted();
      submit(pool, proposal(1, 0, 1));
      submit(pool, proposal(2, 0, 1));
      gate.open.countDown();
      assertThat(pool.await(1, LONG)).isPresent();
    }
    assertThat(gate.order).containsExactly("0/0", "2/0", "2/1", "1/0", "1/1");
  }

  @Test
  void of_cells_of_equal_precedence_the_one_that_is_due_first_runs_first() throws Exception {
    Gate gate = new Gate(1);
    try (CellPool pool = new CellPool(gate, 1)) {
      submit(pool, proposal(0, 0));
      gate.awaitStarted();
      pool.submit(proposal(1, 0, 1), new Configuration(Map.of()), 30);
      pool.submit(proposal(2, 0), new Configuration(Map.of()), 20);
      gate.open.countDown();
      assertThat(pool.await(1, LONG)).isPresent();
    }
    assertThat(gate.order).containsExactly("0/0", "2/0", "1/0", "1/1");
  }

  @Test
  void a_cell_that_would_wait_for_another_is_passed_over_until_it_would_not() throws Exception {
    AtomicReference<Runnable> changed = new AtomicReference<>();
    AtomicBoolean waits = new AtomicBoolean(true);
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    CellByCell runner =
        new CellByCell() {
          @Override
          public CellOutcome run(Cell cell) {
            order.add(cell.proposal().number() + "/" + cell.fold());
            return scored(cell);
          }

          @Override
          public boolean waits(Cell cell) {
            return cell.proposal().number() == 0 && cell.fold() == 0 && waits.get();
          }

          @Override
          public void onChange(Runnable listener) {
            changed.set(listener);
          }
        };
    try (CellPool pool = new CellPool(runner, 1)) {
      submit(pool, proposal(0, 0, 1));
      submit(pool, proposal(1, 0, 1));
      assertThat(pool.await(1, LONG)).isPresent();
      assertThat(order).as("folds of a proposal start in order").containsExactly("1/0", "1/1");
      waits.set(false);
      changed.get().run();
      assertThat(pool.await(0, LONG)).isPresent();
    }
    assertThat(order).containsExactly("1/0", "1/1", "0/0", "0/1");
  }

  /** Sleeps until it is interrupted, or, if it heeds nothing, until it is let go. */
  private static CellByCell hanging(CountDownLatch open, boolean heedsInterrupts) {
    return cell -> {
      while (true) {
        try {
          if (open.await(1, TimeUnit.MINUTES)) {
            return scored(cell);
          }
        } catch (InterruptedException e) {
          if (heedsInterrupts) {
            throw e;
          }
        }
      }
    };
  }

  private static final Duration SOON = Duration.ofMillis(100);

  /** Trial 0 hangs beyond its time, which passes for no other. */
  private static CellByCell late(CellByCell hangs, AtomicReference<Instant> now) {
    return cell -> {
      if (cell.proposal().trial() == 0) {
        now.updateAndGet(start -> start.plus(SOON.multipliedBy(2)));
        return hangs.run(cell);
      }
      return scored(cell);
    };
  }

  @Test
  void a_cell_that_takes_too_long_is_interrupted_and_fails_and_the_next_one_runs()
      throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    CellByCell runner = late(hanging(new CountDownLatch(1), true), now);
    TimeLimits limits = new TimeLimits(Optional.of(SOON));
    try (CellPool pool = limited(runner, Capacity.cells(1), limits, now::get)) {
      submit(pool, proposal(0, 0, 1));
      submit(pool, proposal(1, 0));
      assertThat(pool.await(0, LONG).orElseThrow())
          .extracting(CellOutcome::state, CellOutcome::reason)
          .containsExactly(
              tuple(CellState.FAILED, "it timed out after 0.1 s"),
              tuple(CellState.CANCELLED, "another fold had failed"));
      assertThat(pool.await(1, LONG).orElseThrow().get(0).state()).isEqualTo(CellState.COMPLETED);
      assertThat(pool.abandoned()).isZero();
    }
    assertThat(TimeLimits.isLate("it timed out after 0.1 s")).isTrue();
  }

  @Test
  void a_thread_that_heeds_no_interrupt_is_given_up_counted_and_said() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    CellByCell runner = late(hanging(open, false), now);
    TimeLimits limits = new TimeLimits(Optional.of(SOON), Duration.ofMillis(700));
    try (CellPool pool = limited(runner, Capacity.cells(1), limits, now::get)) {
      submit(pool, proposal(0, 0));
      submit(pool, proposal(1, 0));
      assertThat(pool.await(0, LONG).orElseThrow().get(0).reason())
          .isEqualTo("it timed out after 0.1 s; its thread does not end and was given up");
      assertThat(pool.await(1, LONG).orElseThrow().get(0).state()).isEqualTo(CellState.COMPLETED);
      assertThat(pool.abandoned()).isEqualTo(1);
    } finally {
      open.countDown();
    }
  }

  @Test
  void every_cell_that_is_announced_is_settled() throws Exception {
    Set<String> open = ConcurrentHashMap.newKeySet();
    CellByCell runner =
        new CellByCell() {
          @Override
          public CellOutcome run(Cell cell) {
            assertThat(open).contains(cell.proposal().number() + "/" + cell.fold());
            if (cell.fold() == 1) {
              throw new IllegalStateException("fails");
            }
            return scored(cell);
          }

          @Override
          public void announce(Cell cell) {
            assertThat(open.add(cell.proposal().number() + "/" + cell.fold())).isTrue();
          }

          @Override
          public Cost settled(Cell cell) {
            assertThat(open.remove(cell.proposal().number() + "/" + cell.fold())).isTrue();
            return Cost.NONE;
          }
        };
    try (CellPool pool = new CellPool(runner, 2)) {
      submit(pool, proposal(0, 0, 1, 2, 3, 4));
      pool.cancel(1);
      submit(pool, proposal(1, 0, 1));
      assertThat(pool.await(0, LONG)).isPresent();
      assertThat(pool.await(1, LONG)).isPresent();
    }
    assertThat(open).isEmpty();
  }

  @Test
  void a_cell_that_is_not_run_has_the_cost_that_nobody_else_is_left_to_pay() throws Exception {
    Cost rest = new Cost(0, 0, 0, 7, Cost.Footprint.NONE, Cost.Span.NONE);
    CellByCell runner =
        new CellByCell() {
          @Override
          public CellOutcome run(Cell cell) {
            throw new IllegalStateException("fails");
          }

          @Override
          public Cost settled(Cell cell) {
            return cell.fold() == 1 ? rest : Cost.NONE;
          }
        };
    try (CellPool pool = new CellPool(runner, 1)) {
      submit(pool, proposal(0, 0, 1));
      CellOutcome swept = pool.await(0, LONG).orElseThrow().get(1);
      assertThat(swept.state()).isEqualTo(CellState.CANCELLED);
      assertThat(swept.cost()).isEqualTo(rest);
    }
  }

  @Test
  void refuses_to_run_nothing_at_a_time() {
    assertThatThrownBy(() -> new CellPool(CellByCell.of(EvaluationPoolContract::scored), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Parallelism must be positive, not 0.");
  }

  @Test
  void a_cell_that_runs_alone_has_no_other_beside_it() throws Exception {
    AtomicInteger running = new AtomicInteger();
    List<Integer> beside = Collections.synchronizedList(new ArrayList<>());
    CellByCell runner =
        cell -> {
          int now = running.incrementAndGet();
          Thread.sleep(1);
          if (cell.proposal().number() % 5 == 0) {
            beside.add(Math.max(now, running.get()));
          }
          running.decrementAndGet();
          return scored(cell);
        };
    try (EvaluationPool pool =
        limited(
            runner,
            Capacity.cells(8).with(cell -> cell.proposal().number() % 5 == 0),
            TimeLimits.NONE)) {
      for (int number = 0; number < 40; number++) {
        submit(pool, proposal(number, 0, 1));
      }
      for (int number = 0; number < 40; number++) {
        assertThat(pool.await(number, LONG).orElseThrow()).hasSize(2);
      }
    }
    assertThat(beside).hasSize(16).containsOnly(1);
  }

  @Test
  void what_a_listener_throws_reaches_who_waits() {
    CellListener broken =
        new CellListener() {
          @Override
          public void started(List<Cell> cells) {
            throw new UncheckedIOException(new IOException("the disk is full"));
          }
        };
    try (EvaluationPool pool =
        new CellPool(CellByCell.of(EvaluationPoolContract::scored), 2, broken)) {
      submit(pool, proposal(0, 0, 1));
      assertThatThrownBy(() -> pool.await(0, LONG)).hasMessageContaining("the disk is full");
    }
  }
}
