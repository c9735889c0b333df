package org.espalier.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

/** Batches of cells that read the same rows, in a pool without Spark. */
final class CellBatchesTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  /** Runner whose cells of a fold share a batch, which starts when its rows are ready. */
  private static class Batches implements BatchRunner {

    final List<List<Integer>> trials = new ArrayList<>(); // by batch; guarded by itself
    final Map<Integer, CountDownLatch> ready = new ConcurrentHashMap<>(); // by trial of the first
    final CountDownLatch cancelled = new CountDownLatch(1);

    int most() {
      return Integer.MAX_VALUE;
    }

    double score(Cell cell) throws Exception {
      return cell.proposal().trial();
    }

    void train(CellBatch batch) throws Exception {}

    @Override
    public Optional<Object> key(Cell cell) {
      return Optional.of(cell.fold());
    }

    @Override
    public void run(CellBatch batch, BiConsumer<Cell, CellOutcome> done) throws Exception {
      CountDownLatch latch = ready.get(batch.cells().get(0).proposal().trial());
      if (latch != null) {
        latch.await();
      }
      batch.add(batch.joinable().stream().limit(most() - 1L).toList());
      List<Integer> together = batch.cells().stream().map(cell -> cell.proposal().trial()).toList();
      synchronized (trials) {
        trials.add(together);
      }
      train(batch);
      for (Cell cell : batch.cells()) {
        if (batch.isAwaited(cell)) {
          done.accept(cell, CellOutcome.completed(cell.fold(), rows(cell), score(cell)));
        }
      }
    }

    @Override
    public void cancel(CellBatch batch) {
      cancelled.countDown();
    }

    List<List<Integer>> trials() {
      synchronized (trials) {
        return List.copyOf(trials);
      }
    }
  }

  private static void submit(CellPool pool, int trial, Integer... folds) {
    Proposal proposal = new Proposal(trial, trial, 0, List.of(folds), 100);
    pool.submit(proposal, new Configuration(Map.of("x", trial)));
  }

  private static List<CellOutcome> await(CellPool pool, int trial) throws InterruptedException {
    return pool.await(trial, LONG).orElseThrow();
  }

  @Test
  void waiting_cells_of_its_key_join_a_batch_when_its_rows_are_ready() throws Exception {
    Batches runner = new Batches();
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1)) {
      for (int trial = 0; trial < 4; trial++) {
        submit(pool, trial, 0);
      }
      runner.ready.get(0).countDown();
      for (int trial = 0; trial < 4; trial++) {
        assertThat(await(pool, trial).get(0).score()).hasValue(trial);
      }
    }
    assertThat(runner.trials()).containsExactly(List.of(0, 1, 2, 3));
  }

  @Test
  void no_fold_joins_before_the_earlier_ones_of_its_proposal_have_begun() throws Exception {
    Batches runner = new Batches();
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1)) {
      submit(pool, 0, 1);
      submit(pool, 1, 0, 1);
      submit(pool, 2, 1);
      runner.ready.get(0).countDown();
      assertThat(await(pool, 1)).hasSize(2);
    }
    assertThat(runner.trials()).containsExactly(List.of(0, 2), List.of(1), List.of(1));
  }

  @Test
  void a_fold_joins_while_the_earlier_one_waits_for_rows_that_are_being_made() throws Exception {
    CountDownLatch second = new CountDownLatch(1);
    Batches runner =
        new Batches() {
          @Override
          public void run(CellBatch batch, BiConsumer<Cell, CellOutcome> done) throws Exception {
            if (batch.cells().get(0).fold() == 0) {
              second.await(); // the rows of the first fold are ready after those of the second
            }
            super.run(batch, done);
            second.countDown();
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 2)) {
      for (int trial = 0; trial < 3; trial++) {
        submit(pool, trial, 0, 1);
      }
      runner.ready.get(0).countDown();
      for (int trial = 0; trial < 3; trial++) {
        await(pool, trial);
      }
    }
    assertThat(runner.trials()).containsExactly(List.of(0, 1, 2), List.of(0, 1, 2));
  }

  @Test
  void cells_of_a_key_whose_rows_are_not_ready_leave_their_slot_to_others() throws Exception {
    Batches runner = new Batches();
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 2)) {
      submit(pool, 0, 0);
      submit(pool, 1, 0);
      submit(pool, 2, 1);
      assertThat(await(pool, 2)).hasSize(1);
      runner.ready.get(0).countDown();
      await(pool, 1);
    }
    assertThat(runner.trials()).containsExactly(List.of(2), List.of(0, 1));
  }

  @Test
  void a_cell_that_is_cancelled_ends_at_once_while_the_others_of_its_batch_go_on()
      throws Exception {
    CountDownLatch training = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Batches runner =
        new Batches() {
          @Override
          void train(CellBatch batch) throws Exception {
            training.countDown();
            end.await();
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1)) {
      IntStream.range(0, 3).forEach(trial -> submit(pool, trial, 0));
      runner.ready.get(0).countDown();
      training.await();
      pool.cancel(1);
      assertThat(await(pool, 1).get(0).reason()).isEqualTo("cancelled while it ran");
      assertThat(runner.cancelled.getCount()).as("others are wanted").isOne();
      end.countDown();
      assertThat(await(pool, 0).get(0).score()).hasValue(0);
      assertThat(await(pool, 2).get(0).score()).hasValue(2);
    }
  }

  @Test
  void a_batch_is_cancelled_when_none_of_its_cells_is_wanted() throws Exception {
    CountDownLatch training = new CountDownLatch(1);
    Batches runner =
        new Batches() {
          @Override
          void train(CellBatch batch) throws Exception {
            training.countDown();
            cancelled.await();
            throw new IllegalStateException("cancelled");
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1)) {
      submit(pool, 0, 0);
      submit(pool, 1, 0);
      runner.ready.get(0).countDown();
      training.await();
      pool.cancel(0);
      pool.cancel(1);
      for (int trial = 0; trial < 2; trial++) {
        assertThat(await(pool, trial))
            .extracting(CellOutcome::state)
            .containsExactly(CellState.CANCELLED);
      }
    }
    assertThat(runner.trials()).containsExactly(List.of(0, 1));
  }

  @Test
  void a_batch_whose_first_cell_was_cancelled_takes_no_others() throws Exception {
    Batches runner = new Batches();
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1)) {
      submit(pool, 0, 0);
      submit(pool, 1, 0);
      pool.cancel(0);
      runner.ready.get(0).countDown();
      assertThat(await(pool, 1).get(0).score()).hasValue(1);
    }
    assertThat(runner.trials()).doesNotContain(List.of(0, 1)).endsWith(List.of(1));
  }

  @Test
  void cells_that_fail_together_run_one_by_one_and_the_reason_is_of_the_one_that_fails_again()
      throws Exception {
    Batches runner =
        new Batches() {
          @Override
          void train(CellBatch batch) {
            if (batch.cells().stream().anyMatch(cell -> cell.proposal().trial() == 1)) {
              throw new IllegalStateException("singular matrix");
            }
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1)) {
      IntStream.range(0, 3).forEach(trial -> submit(pool, trial, 0));
      runner.ready.get(0).countDown();
      assertThat(await(pool, 0).get(0).score()).hasValue(0);
      assertThat(await(pool, 1).get(0).reason()).contains("singular matrix");
      assertThat(await(pool, 2).get(0).score()).hasValue(2);
    }
    assertThat(runner.trials())
        .containsExactly(List.of(0, 1, 2), List.of(0), List.of(1), List.of(2));
  }

  @Test
  void cells_that_together_take_longer_than_the_limit_of_one_run_one_by_one() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    AtomicBoolean wanted = new AtomicBoolean(true);
    Batches runner =
        new Batches() {
          @Override
          void train(CellBatch batch) throws Exception {
            if (batch.cells().size() > 1) {
              now.updateAndGet(time -> time.plusSeconds(10));
              cancelled.await();
              wanted.set(batch.isAwaited(batch.cells().get(0)));
              throw new IllegalStateException("cancelled");
            }
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    TimeLimits limits = new TimeLimits(Optional.of(Duration.ofSeconds(5)));
    try (CellPool pool =
        new CellPool(
            runner, Capacity.cells(1), limits, StartPolicy.ALL, now::get, new CellListener() {})) {
      IntStream.range(0, 2).forEach(trial -> submit(pool, trial, 0));
      runner.ready.get(0).countDown();
      assertThat(await(pool, 0).get(0).score()).hasValue(0);
      assertThat(await(pool, 1).get(0).score()).hasValue(1);
    }
    assertThat(runner.trials()).containsExactly(List.of(0, 1), List.of(0), List.of(1));
    assertThat(wanted).as("it is to end").isFalse();
  }

  @Test
  void cells_that_leave_a_batch_run_by_themselves_and_their_start_is_recorded_once()
      throws Exception {
    Batches runner =
        new Batches() {
          @Override
          void train(CellBatch batch) {
            if (batch.cells().size() > 1) {
              batch.release(batch.cells().subList(1, batch.cells().size()));
              assertThat(batch.cells()).hasSize(1);
            }
          }
        };
    List<List<Integer>> started = new ArrayList<>();
    CellListener listener =
        new CellListener() {
          @Override
          public void started(List<Cell> cells) {
            started.add(cells.stream().map(cell -> cell.proposal().trial()).toList());
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1, listener)) {
      IntStream.range(0, 3).forEach(trial -> submit(pool, trial, 0));
      runner.ready.get(0).countDown();
      for (int trial = 0; trial < 3; trial++) {
        assertThat(await(pool, trial).get(0).score()).hasValue(trial);
      }
    }
    assertThat(runner.trials()).containsExactly(List.of(0, 1, 2), List.of(1), List.of(2));
    assertThat(started).containsExactly(List.of(0), List.of(1, 2));
  }

  @Test
  void cells_of_a_late_batch_whose_thread_does_not_end_run_again_once() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Semaphore end = new Semaphore(0);
    Batches runner =
        new Batches() {
          @Override
          void train(CellBatch batch) {
            if (batch.cells().size() > 1) {
              now.updateAndGet(time -> time.plusSeconds(10));
              end.acquireUninterruptibly();
            }
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    Map<Cell, Integer> ended = new ConcurrentHashMap<>();
    CellListener listener =
        new CellListener() {
          @Override
          public void ended(Cell cell, CellOutcome outcome) {
            ended.merge(cell, 1, Integer::sum);
          }
        };
    TimeLimits limits = new TimeLimits(Optional.of(Duration.ofSeconds(5)), Duration.ofMillis(100));
    CellPool pool =
        new CellPool(runner, Capacity.cells(1), limits, StartPolicy.ALL, now::get, listener);
    try {
      IntStream.range(0, 2).forEach(trial -> submit(pool, trial, 0));
      runner.ready.get(0).countDown();
      assertThat(await(pool, 0).get(0).score()).hasValue(0);
      assertThat(await(pool, 1).get(0).score()).hasValue(1);
      assertThat(pool.abandoned()).isOne();
    } finally {
      end.release();
      pool.close();
    }
    assertThat(runner.trials()).containsExactly(List.of(0, 1), List.of(0), List.of(1));
    assertThat(ended.values()).containsOnly(1);
  }

  @Test
  void cells_whose_start_cannot_be_recorded_do_not_run() throws Exception {
    Batches runner = new Batches();
    CellListener broken =
        new CellListener() {
          @Override
          public void started(List<Cell> cells) {
            if (cells.get(0).proposal().trial() > 0) {
              throw new IllegalStateException("the disk is full");
            }
          }
        };
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool = new CellPool(runner, 1, broken)) {
      IntStream.range(0, 3).forEach(trial -> submit(pool, trial, 0));
      runner.ready.get(0).countDown();
      assertThat(await(pool, 0).get(0).score()).hasValue(0);
      assertThatThrownBy(() -> await(pool, 1)).hasMessage("the disk is full");
    }
    assertThat(runner.trials()).containsExactly(List.of(0));
  }

  @Test
  void a_cell_that_needs_the_cluster_to_itself_shares_no_batch() throws Exception {
    Batches runner = new Batches();
    Capacity capacity = Capacity.cells(2).with(cell -> cell.proposal().trial() == 1);
    runner.ready.put(0, new CountDownLatch(1));
    try (CellPool pool =
        new CellPool(
            runner,
            capacity,
            TimeLimits.NONE,
            StartPolicy.ALL,
            () -> Instant.EPOCH,
            new CellListener() {})) {
      IntStream.range(0, 3).forEach(trial -> submit(pool, trial, 0));
      runner.ready.get(0).countDown();
      await(pool, 1);
      await(pool, 2);
    }
    assertThat(runner.trials()).contains(List.of(1));
  }

  @Test
  void a_cell_of_which_its_runner_reports_nothing_fails() throws Exception {
    BatchRunner silent = (batch, done) -> {};
    try (CellPool pool = new CellPool(silent, 1)) {
      submit(pool, 0, 0);
      assertThat(await(pool, 0).get(0).reason()).isEqualTo("its runner has reported no outcome");
    }
  }

  /** Runner of random batches, some of which fail, last too long or end cells out of order. */
  private static final class Random extends Batches {

    final Set<Cell> announced = new HashSet<>(); // guarded by this
    private final RandomGenerator random; // guarded by this

    Random(int seed) {
      this.random = new Seed(seed).random();
    }

    synchronized int draw(int bound) {
      return random.nextInt(bound);
    }

    @Override
    int most() {
      return 1 + draw(6);
    }

    static boolean fails(Cell cell) {
      return cell.proposal().trial() % 7 == 3;
    }

    @Override
    double score(Cell cell) {
      if (fails(cell)) {
        throw new IllegalStateException("of trial " + cell.proposal().trial());
      }
      return cell.proposal().trial();
    }

    @Override
    void train(CellBatch batch) {
      if (batch.cells().size() > 1 && draw(4) == 0) {
        throw new IllegalStateException("together");
      }
    }

    @Override
    public Optional<Object> key(Cell cell) {
      return cell.proposal().trial() % 5 == 0 ? Optional.empty() : super.key(cell);
    }

    @Override
    public synchronized void announce(Cell cell) {
      announced.add(cell);
    }

    @Override
    public synchronized Cost settled(Cell cell) {
      announced.remove(cell);
      return Cost.NONE;
    }
  }

  @Test
  void each_cell_of_random_batches_ends_once_as_by_itself() throws Exception {
    for (int seed = 0; seed < 200; seed++) {
      Random runner = new Random(seed);
      Map<Cell, CellOutcome> ended = new ConcurrentHashMap<>();
      List<String> twice = new ArrayList<>();
      CellListener listener =
          new CellListener() {
            @Override
            public void ended(Cell cell, CellOutcome outcome) {
              if (ended.put(cell, outcome) != null) {
                twice.add(cell.toString());
              }
            }
          };
      Map<Integer, List<CellOutcome>> outcomes = new HashMap<>();
      int parallelism = 1 + seed % 3;
      int cancelled = seed % 20;
      try (CellPool pool = new CellPool(runner, parallelism, listener)) {
        for (int trial = 0; trial < 20; trial++) {
          submit(pool, trial, 0, 1, 2);
        }
        pool.cancel(cancelled);
        for (int trial = 0; trial < 20; trial++) {
          outcomes.put(trial, await(pool, trial));
        }
      }
      assertThat(twice).as("seed %d", seed).isEmpty();
      assertThat(runner.announced).as("seed %d", seed).isEmpty();
      outcomes.forEach(
          (trial, cells) -> {
            if (trial % 7 == 3) {
              assertThat(cells.get(cells.size() - 1).state())
                  .isIn(CellState.FAILED, CellState.CANCELLED);
            } else if (trial != cancelled) {
              assertThat(cells)
                  .extracting(CellOutcome::score)
                  .containsExactly(
                      OptionalDouble.of(trial), OptionalDouble.of(trial), OptionalDouble.of(trial));
            }
          });
    }
  }
}
