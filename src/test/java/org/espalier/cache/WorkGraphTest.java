package org.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.espalier.cache.WorkGraph.Need;
import org.espalier.cache.WorkGraph.Payer;
import org.espalier.cache.WorkGraph.Reader;
import org.espalier.cache.WorkGraph.Rule;
import org.espalier.testing.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random graphs of work on a pool of virtual threads, and what a graph calls without its lock. */
final class WorkGraphTest {

  private static final int GRAPHS = Sample.rounds(10_000);

  /** Failure of the work of a node, whoever does it. */
  private static final class Own extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Failure of a maker whose executors were lost. */
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static boolean isOwn(Throwable failure) {
    return failure instanceof Own || (failure.getCause() != null && isOwn(failure.getCause()));
  }

  /** A study on a graph: nodes that are made of others, and cells that read them. */
  private static final class Play {

    /** Node, made of those before it; the last ones are read by cells. */
    private record Step(int kind, int bytes, List<Integer> inputs, double fails) {}

    private final class Value implements Stored {
      private final int step;
      private boolean whole = true;
      private boolean freed = false;

      Value(int step) {
        this.step = step;
        values.add(this);
      }

      @Override
      public long bytes() {
        outside();
        return steps.get(step).bytes();
      }

      @Override
      public boolean isWhole() {
        outside();
        return whole;
      }

      @Override
      public void free() {
        outside();
        assertThat(freed).as("freed once").isFalse();
        freed = true;
        pool.pause();
      }
    }

    private final VirtualPool pool;
    private final SplittableRandom random;
    private final WorkGraph graph;
    private final List<StoredNodes<Integer, Value>> kinds = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final Map<Integer, Integer> made = new HashMap<>(); // by step
    private final Map<Thread, Boolean> cancelled = new HashMap<>();
    private final Set<Thread> threw = new HashSet<>(); // by themselves
    private boolean forgotten = false;
    private final boolean quiet;
    private long worked = 0;
    private long paidByMakers = 0;
    private Usage paid = Usage.NONE;

    Play(VirtualPool pool, long seed) {
      this.pool = pool;
      this.random = new SplittableRandom(seed);
      this.quiet = random.nextInt(3) == 0; // without failures, cancels and losses
      this.graph = new WorkGraph(meter(), WorkGraphTest::isOwn, this::await);
      kinds.add(graph.storedNodes(Rule.unlimited(Payer.READERS)));
      kinds.add(graph.storedNodes(Rule.within(3 + random.nextInt(10))));
      kinds.add(graph.storedNodes(new Rule(20, 1, Payer.READERS_WHILE_RUNNING)));
      int size = 2 + random.nextInt(6);
      for (int step = 0; step < size; step++) {
        List<Integer> inputs = new ArrayList<>();
        for (int input = 0; input < step; input++) {
          if (random.nextInt(3) == 0) {
            inputs.add(input);
          }
        }
        double fails = quiet ? 0 : 0.4 * random.nextDouble();
        steps.add(new Step(random.nextInt(kinds.size()), random.nextInt(6), inputs, fails));
      }
    }

    private void outside() {
      assertThat(graph.isDeciding()).as("the lock is held").isFalse();
    }

    private WorkGraph.Meter meter() {
      return new WorkGraph.Meter() {
        @Override
        public <T> T apart(Supplier<T> work, boolean within, Predicate<Supplier<Usage>> payer) {
          outside();
          worked++;
          T result;
          try {
            result = work.get();
          } catch (RuntimeException e) {
            paidByMakers++;
            throw e;
          }
          paidByMakers += payer.test(() -> FakeMeter.EACH) ? 0 : 1;
          return result;
        }

        @Override
        public void repeated() {
          outside();
        }

        @Override
        public long nanoTime() {
          outside();
          return 0;
        }
      };
    }

    private <T> T await(CompletableFuture<T> value)
        throws InterruptedException, ExecutionException {
      outside();
      Thread own = Thread.currentThread(); // any thread asks whether this one can go on
      pool.until(() -> value.isDone() || isCancelled(own));
      if (!value.isDone()) {
        throw new InterruptedException();
      }
      return value.get();
    }

    private boolean isCancelled(Thread thread) {
      return cancelled.getOrDefault(thread, false);
    }

    private StoredNodes<Integer, Value> nodes(int step) {
      return kinds.get(steps.get(step).kind());
    }

    /** Nodes that a reader of a step may read, inputs first. */
    private Set<Integer> needed(int step) {
      Set<Integer> all = new LinkedHashSet<>();
      steps.get(step).inputs().forEach(input -> all.addAll(needed(input)));
      all.add(step);
      return all;
    }

    private Value value(int step) {
      return nodes(step).get(step, () -> make(step));
    }

    private Value make(int step) {
      outside();
      pool.pause();
      for (int input : steps.get(step).inputs()) {
        if (random.nextBoolean()) {
          nodes(input).with(input, () -> make(input), this::read);
        } else {
          value(input);
        }
      }
      pool.pause();
      if (isCancelled(Thread.currentThread())) {
        throw new CancellationException();
      }
      if (random.nextDouble() < steps.get(step).fails()) {
        threw.add(Thread.currentThread());
        throw random.nextBoolean() ? new Own() : new Lost();
      }
      if (random.nextInt(4) == 0) {
        nodes(step).reserve(step, steps.get(step).bytes(), 1);
      }
      made.merge(step, 1, Integer::sum);
      return new Value(step);
    }

    /** Reads a value, of which a part may be lost. */
    private Value read(Value value) {
      outside();
      pool.pause();
      if (!quiet && random.nextInt(8) == 0) {
        value.whole = false;
        threw.add(Thread.currentThread());
        throw new Lost();
      }
      return value;
    }

    private void cell(int step, Reader reader) {
      try {
        nodes(step).with(step, () -> make(step), this::read);
      } catch (Own | Lost e) {
        assertThat(threw).as("those that fail").contains(Thread.currentThread());
      } catch (CancellationException e) {
        assertThat(isCancelled(Thread.currentThread()) || forgotten)
            .as("one that is cancelled, or makes what is not wanted any more, but " + e)
            .isTrue();
      } catch (RuntimeException e) {
        assertThat(isOwn(e)).isTrue();
      } finally {
        Thread.interrupted();
        threw.remove(Thread.currentThread());
        cancelled.remove(Thread.currentThread());
        Usage share = graph.release(reader, true); // others go on meanwhile
        paid = paid.plus(share);
      }
    }

    private void disturb(Reader never) {
      pool.pause();
      Usage rest = graph.release(never, false);
      paid = paid.plus(rest);
      List<Thread> running = List.copyOf(cancelled.keySet());
      if (!running.isEmpty()) {
        cancelled.put(running.get(random.nextInt(running.size())), true);
      }
      pool.pause();
      int step = random.nextInt(steps.size());
      if (random.nextBoolean()) {
        forgotten = true;
        nodes(step).forget(step);
      } else {
        nodes(step).dropIfLost(step);
      }
    }

    private Reader announced(int step) {
      List<Need<?>> needs = new ArrayList<>();
      needed(step).forEach(each -> needs.add(nodes(each).need(each)));
      return graph.announce(needs);
    }

    void run() throws InterruptedException {
      List<Runnable> programs = new ArrayList<>();
      int threads = 2 + random.nextInt(3);
      for (int thread = 0; thread < threads; thread++) {
        Map<Reader, Integer> cells = new LinkedHashMap<>();
        int count = 1 + random.nextInt(3);
        for (int cell = 0; cell < count; cell++) {
          int step = random.nextInt(steps.size());
          cells.put(announced(step), step);
        }
        programs.add(
            () ->
                cells.forEach(
                    (reader, step) -> {
                      cancelled.put(Thread.currentThread(), false);
                      cell(step, reader);
                    }));
      }
      if (!quiet) {
        Reader never = announced(random.nextInt(steps.size()));
        programs.add(() -> disturb(never));
      }
      pool.run(programs, random);
    }

    void check() {
      kinds.forEach(WorkNodes::close);
      assertThat(values).as("freed").allMatch(value -> value.freed);
      assertThat(kinds).as("empty").allMatch(WorkNodes::isEmpty);
      assertThat(paid.runMillis()).as("paid").isEqualTo(worked - paidByMakers);
      if (quiet) {
        made.forEach(
            (step, times) -> {
              if (steps.get(step).kind() == 0) {
                assertThat(times).as("times made").isOne();
              }
            });
      }
    }
  }

  @Tag(Sample.TAG)
  @Test
  void no_random_graph_ends_in_a_deadlock_a_lost_wakeup_a_leak_or_a_cost_that_nobody_paid()
      throws Exception {
    try (VirtualPool pool = new VirtualPool()) {
      for (int seed = 0; seed < GRAPHS; seed++) {
        Play play = new Play(pool, seed);
        try {
          play.run();
          pool.run(List.of(play::check), new SplittableRandom(seed));
        } catch (IllegalStateException e) {
          throw new AssertionError("Graph " + seed, e);
        }
      }
    }
  }

  /** Places where a graph calls what it does not know. */
  private enum Callback {
    MAKE,
    METER,
    CLOCK,
    BYTES,
    IS_WHOLE,
    FREE,
    CHANGED,
    REPEATED,
    JUDGED
  }

  @ParameterizedTest
  @EnumSource
  void nothing_that_a_graph_calls_keeps_other_cells_from_deciding(Callback where) throws Exception {
    AtomicInteger reached = new AtomicInteger();
    Blocked blocked = new Blocked(where, reached);
    WorkGraph graph = blocked.graph;
    StoredNodes<String, Stored> nodes = graph.storedNodes(Rule.unlimited(Payer.READERS));
    Reader reader = graph.announce(List.of(nodes.need("rows")));
    blocked.others = () -> graph.release(graph.announce(List.of(nodes.need("other"))), true);
    assertThatThrownBy(
            () ->
                nodes.with(
                    "rows",
                    () -> blocked.at(Callback.MAKE, blocked.rows()),
                    rows -> {
                      throw new Lost();
                    }))
        .isInstanceOf(Lost.class);
    assertThatThrownBy(() -> nodes.get("broken", () -> blocked.fails(nodes)))
        .isInstanceOf(Own.class);
    blocked.waiting.join();
    graph.release(reader, true);
    nodes.close();
    assertThat(reached.get()).as("calls that did not return while others decided").isPositive();
  }

  /** Callbacks of which one lets others decide before it returns. */
  private static final class Blocked {
    private final Callback where;
    private final AtomicInteger reached;
    private final WorkGraph graph;
    private Runnable others = () -> {};
    private Thread waiting = new Thread();

    Blocked(Callback where, AtomicInteger reached) {
      this.where = where;
      this.reached = reached;
      this.graph =
          new WorkGraph(
              new WorkGraph.Meter() {
                @Override
                public <T> T apart(
                    Supplier<T> work, boolean within, Predicate<Supplier<Usage>> payer) {
                  return at(Callback.METER, work.get());
                }

                @Override
                public void repeated() {
                  at(Callback.REPEATED, true);
                }

                @Override
                public long nanoTime() {
                  return at(Callback.CLOCK, 0L);
                }
              },
              failure -> at(Callback.JUDGED, isOwn(failure)));
      graph.onChange(() -> at(Callback.CHANGED, true));
    }

    <T> T at(Callback callback, T result) {
      if (callback == where) {
        Thread other = new Thread(others);
        other.start();
        try {
          other.join(TimeUnit.MINUTES.toMillis(1));
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
        assertThat(other.isAlive()).as("others wait during " + callback).isFalse();
        reached.incrementAndGet();
      }
      return result;
    }

    Stored rows() {
      return new Stored() {
        @Override
        public long bytes() {
          return at(Callback.BYTES, 1L);
        }

        @Override
        public boolean isWhole() {
          return at(Callback.IS_WHOLE, false);
        }

        @Override
        public void free() {
          at(Callback.FREE, true);
        }
      };
    }

    /** Fails once another thread waits for the value. */
    Stored fails(StoredNodes<String, Stored> nodes) {
      waiting =
          new Thread(
              () ->
                  assertThatThrownBy(() -> nodes.get("broken", this::rows))
                      .hasRootCauseInstanceOf(Own.class));
      waiting.start();
      while (waiting.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      throw new Own();
    }
  }
}
