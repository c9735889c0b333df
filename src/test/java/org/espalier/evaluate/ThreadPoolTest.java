package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.testing.EvaluationPoolContract;
import org.junit.jupiter.api.Test;

final class ThreadPoolTest extends EvaluationPoolContract {

  @Override
  protected EvaluationPool pool(CellRunner runner, int parallelism) {
    return new ThreadPool(runner, parallelism);
  }

  /** Runs each cell until it is let go or its trial is cancelled. */
  private static final class Gate implements CellRunner {

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
    public void cancel(int trial) {
      cancelled.add(trial);
    }

    void awaitStarted() throws InterruptedException {
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void runs_as_many_cells_at_a_time_as_it_may_and_the_first_ones_first() throws Exception {
    Gate gate = new Gate(3);
    try (ThreadPool pool = new ThreadPool(gate, 3)) {
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
    try (ThreadPool pool = new ThreadPool(gate, 2)) {
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
  void tells_of_each_cell_that_is_run_and_not_of_one_that_closing_broke_off() throws Exception {
    Heard heard = new Heard();
    Gate gate = new Gate(1);
    CellRunner runner =
        cell -> {
          if (cell.proposal().number() == 2) {
            return gate.run(cell);
          }
          if (cell.fold() == 1) {
            throw new IllegalArgumentException("no");
          }
          return EvaluationPoolContract.scored(cell);
        };
    ThreadPool pool = new ThreadPool(runner, 1, heard);
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
            "2/0 started");
  }

  private static final class Heard implements CellListener {
    private final List<String> words = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void started(Cell cell) {
      words.add("%d/%d started".formatted(cell.proposal().number(), cell.fold()));
    }

    @Override
    public void ended(Cell cell, CellOutcome outcome) {
      words.add("%d/%d %s".formatted(cell.proposal().number(), cell.fold(), outcome.state()));
    }
  }

  @Test
  void closing_leaves_no_thread_and_nobody_waiting() throws Exception {
    Gate gate = new Gate(1);
    ThreadPool pool = new ThreadPool(gate, 1);
    submit(pool, proposal(0, 0));
    submit(pool, proposal(1, 0, 1));
    gate.awaitStarted();
    pool.close();
    for (int number = 0; number < 2; number++) {
      assertThat(pool.await(number, LONG).orElseThrow())
          .allMatch(cell -> cell.state() == CellState.CANCELLED);
    }
    assertThat(gate.order).containsExactly("0/0");
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.startsWith("espalier-cell-"));
    pool.close();
  }

  @Test
  void folds_that_have_not_started_when_one_fails_are_not_started_any_more() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    CellRunner runner =
        cell -> {
          runs.incrementAndGet();
          throw new IllegalArgumentException("no");
        };
    try (ThreadPool pool = new ThreadPool(runner, 1)) {
      submit(pool, proposal(0, 0, 1, 2, 3, 4));
      assertThat(pool.await(0, LONG).orElseThrow()).hasSize(5);
    }
    assertThat(runs).hasValue(1);
  }

  @Test
  void an_error_that_is_nobodys_configuration_is_not_swallowed() {
    OutOfMemoryError error = new OutOfMemoryError("Java heap space");
    CellRunner runner =
        cell -> {
          throw error;
        };
    try (ThreadPool pool = new ThreadPool(runner, 1)) {
      submit(pool, proposal(0, 0));
      assertThatThrownBy(() -> pool.await(0, LONG))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("A cell of proposal 0 broke its runner.")
          .hasCause(error);
    }
  }

  @Test
  void a_reason_is_the_innermost_message_on_one_line() {
    Exception inner = new IllegalArgumentException("  maxBins is 2\nbut must be 4");
    assertThat(Reason.of(new RuntimeException("Job aborted", new Exception(inner))))
        .isEqualTo("IllegalArgumentException: maxBins is 2");
    assertThat(Reason.of(new NullPointerException())).isEqualTo("NullPointerException");
    Exception circular = new Exception("outer");
    circular.initCause(new Exception("inner", circular));
    assertThat(Reason.of(circular)).isEqualTo("Exception: inner");
  }

  @Test
  void refuses_to_run_nothing_at_a_time() {
    assertThatThrownBy(() -> new ThreadPool(EvaluationPoolContract::scored, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Parallelism must be positive, not 0.");
  }
}
