package org.espalier.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.espalier.cache.WorkCache.Room;
import org.espalier.testing.Sample;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random batches, on a pool of virtual threads, that read caches whose values are made of each
 * other's; and what a cache calls without its lock.
 */
final class WorkCachesTest {

  private static final int PLAYS = Sample.rounds(10_000);

  /** Failure of the work on a value, whoever does it. */
  private static final class Own extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** Failure of a maker whose executors were lost. */
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static Throwable root(Throwable failure) {
    return failure.getCause() == null ? failure : root(failure.getCause());
  }

  private static boolean isOwn(Throwable failure) {
    return root(failure) instanceof Own;
  }

  /** Caches, and batches that read them. */
  private static final class Play {

    private static final int UNLIMITED = 0; // caches, by their rooms
    private static final int WITHIN = 1;

    /** A value that is made of some of those before it; its key is its place in the list. */
    private record Step(int cache, int bytes, List<Integer> inputs, double fails) {}

    /** A read of a value. */
    private record Read(int step, Set<Integer> announced, boolean isReleasedAtOnce) {}

    private final class Value implements StoredValue {
      private final int step;
      private final boolean isHeld; // by its maker
      private final int forgotten; // times, when its making began
      private boolean whole = true;
      private boolean freed = false;

      Value(int step, boolean isHeld, int forgotten) {
        this.step = step;
        this.isHeld = isHeld;
        this.forgotten = forgotten;
        values.add(this);
      }

      @Override
      public long bytes() {
        outside();
        measured.put(Thread.currentThread(), this);
        pool.pause();
        return steps.get(step).bytes();
      }

      @Override
      public boolean isWhole() {
        outside();
        boolean answer = whole;
        pool.pause();
        return answer;
      }

      @Override
      public void free() {
        outside();
        assertThat(freed).as("freed once").isFalse();
        freed = true;
        if (measured.get(Thread.currentThread()) == this) {
          unwanted(this);
        }
        if (!atOnce) {
          pool.pause();
        }
      }
    }

    private final VirtualPool pool;
    private final SplittableRandom random;
    private final boolean quiet; // without failures, cancellations and losses
    private final List<Room> rooms;
    private final List<WorkCache<Integer, Value>> caches;
    private final List<Step> steps = new ArrayList<>();
    private final List<Value> values = new ArrayList<>();
    private final int[] readers; // to come, by step
    private final int[] terms; // times that the last reader was released, by step
    private final int[] held; // holders, by step
    private final int[] forgotten; // times, by step
    private final Set<Integer> closed = new HashSet<>(); // caches
    private final Set<List<Integer>> begun = new HashSet<>(); // steps with their terms
    private final Map<Thread, Boolean> cancelled = new HashMap<>();
    private final Map<Thread, Throwable> due = new HashMap<>(); // what a read is to end with
    private final Map<Thread, Value> measured = new HashMap<>(); // last, until it is kept
    private boolean atOnce = false; // nobody goes on while values are freed
    private long nanos = 0;
    private int made = 0;
    private int changes = 0;

    Play(VirtualPool pool, long seed) {
      this.pool = pool;
      this.random = new SplittableRandom(seed);
      this.quiet = random.nextInt(3) == 0;
      this.rooms =
          List.of(
              Room.UNLIMITED,
              Room.within(3 + random.nextInt(10)),
              new Room(5 + random.nextInt(15), 1));
      this.caches = IntStream.range(0, rooms.size()).mapToObj(this::cache).toList();
      int size = 2 + random.nextInt(6);
      for (int step = 0; step < size; step++) {
        List<Integer> inputs = new ArrayList<>();
        for (int input = 0; input < step; input++) {
          if (random.nextInt(3) == 0) {
            inputs.add(input);
          }
        }
        double fails = quiet ? 0 : 0.4 * random.nextDouble();
        steps.add(new Step(random.nextInt(rooms.size()), random.nextInt(6), inputs, fails));
      }
      this.readers = new int[size];
      this.terms = new int[size];
      this.held = new int[size];
      this.forgotten = new int[size];
    }

    private WorkCache<Integer, Value> cache(int number) {
      return new WorkCache<>(
          rooms.get(number),
          failure -> {
            outside();
            pool.pause();
            return isOwn(failure);
          },
          () -> {
            outside();
            nanos += random.nextInt(1_000_000);
            return nanos;
          },
          () -> {
            outside();
            changes++;
            measured.remove(Thread.currentThread());
            pool.pause();
          },
          step -> {
            assertThat(deciding()).as("locks that are held").containsExactly(number);
            assertThat(readers[step]).as("readers of what is forgotten").isZero();
          },
          this::await);
    }

    private WorkCache<Integer, Value> cacheOf(int step) {
      return caches.get(steps.get(step).cache());
    }

    private List<Integer> deciding() {
      return IntStream.range(0, caches.size())
          .filter(cache -> caches.get(cache).isDeciding())
          .boxed()
          .toList();
    }

    private void outside() {
      assertThat(deciding()).as("locks that are held").isEmpty();
    }

    private <T> T await(CompletableFuture<T> value)
        throws InterruptedException, ExecutionException {
      outside();
      Thread own = Thread.currentThread(); // any thread asks whether this one can go on
      pool.until(() -> value.isDone() || isCancelled(own));
      if (!value.isDone()) {
        InterruptedException failure = new InterruptedException();
        due.put(own, failure);
        throw failure;
      }
      try {
        return value.get();
      } catch (ExecutionException e) {
        if (isOwn(e)) {
          due.put(own, root(e));
        }
        throw e;
      }
    }

    private boolean isCancelled(Thread thread) {
      return cancelled.getOrDefault(thread, false);
    }

    /** Checks why a value is freed by its maker, which is told so. */
    private void unwanted(Value value) {
      int cache = steps.get(value.step).cache();
      boolean isForgotten = forgotten[value.step] > value.forgotten;
      boolean isReleased = cache != WITHIN && terms[value.step] > 0 && !value.isHeld;
      assertThat(isForgotten || isReleased || closed.contains(cache)).as("not wanted").isTrue();
      due.put(Thread.currentThread(), new CancellationException());
    }

    /** The value of a step, read or held in one of the ways that there are. */
    private void use(int step, List<Runnable> later) {
      int before = forgotten[step];
      WorkCache<Integer, Value> cache = cacheOf(step);
      Object holder = new Object();
      switch (random.nextInt(4)) {
        case 0 -> cache.get(step, () -> make(step, false));
        case 1 -> {
          held[step]++;
          try {
            cache.with(step, () -> make(step, true), value -> read(value, before));
          } finally {
            held[step]--;
          }
        }
        case 2 -> {
          held[step]++;
          later.add(() -> leave(step, holder));
          Value value = cache.hold(step, holder, () -> make(step, true));
          later.add(() -> checkHeld(value, before));
          read(value, before);
        }
        default ->
            cache
                .holdMade(step, holder)
                .ifPresent(
                    value -> {
                      held[step]++;
                      later.add(() -> leave(step, holder));
                      read(value, before);
                    });
      }
      assertThat(due).as("failures that reached nobody").doesNotContainKey(Thread.currentThread());
    }

    private void leave(int step, Object holder) {
      boolean checks = random.nextBoolean();
      atOnce = checks;
      cacheOf(step).leave(step, holder);
      atOnce = false;
      held[step]--;
      if (checks) {
        checkRoom(steps.get(step).cache());
      }
    }

    private static void endAll(List<Runnable> later) {
      while (!later.isEmpty()) {
        later.remove(later.size() - 1).run();
      }
    }

    private Value make(int step, boolean isHeld) {
      outside();
      made++;
      if (quiet && steps.get(step).cache() == UNLIMITED) {
        assertThat(begun.add(List.of(step, terms[step]))).as("made once").isTrue();
      }
      int before = forgotten[step];
      pool.pause();
      List<Runnable> later = new ArrayList<>();
      try {
        steps.get(step).inputs().forEach(input -> use(input, later));
      } finally {
        endAll(later);
      }
      pool.pause();
      fail(step);
      if (random.nextInt(4) == 0) {
        cacheOf(step).reserve(step, random.nextInt(6), random.nextDouble());
        pool.pause();
        fail(step);
      }
      return new Value(step, isHeld, before);
    }

    private void fail(int step) {
      Thread own = Thread.currentThread();
      if (isCancelled(own)) {
        CancellationException failure = new CancellationException();
        due.put(own, failure);
        throw failure;
      }
      if (random.nextDouble() < steps.get(step).fails()) {
        RuntimeException failure = random.nextBoolean() ? new Own() : new Lost();
        due.put(own, failure);
        throw failure;
      }
    }

    /** Reads a value that is held, of which a part may be lost. */
    private Value read(Value value, int before) {
      outside();
      pool.pause();
      checkHeld(value, before);
      if (!quiet && random.nextInt(8) == 0) {
        value.whole = false;
        RuntimeException failure = new Lost();
        due.put(Thread.currentThread(), failure);
        throw failure;
      }
      return value;
    }

    private void checkHeld(Value value, int before) {
      boolean stays =
          value.whole
              && forgotten[value.step] == before
              && !closed.contains(steps.get(value.step).cache());
      assertThat(stays && value.freed).as("freed while it is held").isFalse();
    }

    /** A step's inputs, theirs, and itself. */
    private Set<Integer> needed(int step) {
      Set<Integer> all = new LinkedHashSet<>();
      steps.get(step).inputs().forEach(input -> all.addAll(needed(input)));
      all.add(step);
      return all;
    }

    private Read announced(int step) {
      Set<Integer> keys = random.nextInt(4) == 0 ? Set.of() : needed(step);
      keys.forEach(key -> readers[key]++);
      for (int cache = 0; cache < caches.size(); cache++) {
        caches.get(cache).announce(keysOf(cache, keys));
      }
      return new Read(step, keys, random.nextBoolean());
    }

    private List<Integer> keysOf(int cache, Set<Integer> keys) {
      return keys.stream().filter(key -> steps.get(key).cache() == cache).toList();
    }

    private void release(Set<Integer> announced) {
      for (int cache = 0; cache < caches.size(); cache++) {
        List<Integer> keys = keysOf(cache, announced);
        if (!keys.isEmpty()) {
          release(cache, keys);
        }
      }
    }

    private void release(int cache, List<Integer> keys) {
      for (int key : keys) {
        readers[key]--;
        terms[key] += readers[key] == 0 ? 1 : 0;
      }
      boolean checks = random.nextBoolean();
      atOnce = checks;
      caches.get(cache).release(keys);
      atOnce = false;
      if (checks) {
        checkRoom(cache);
      }
      pool.pause();
    }

    private void checkRoom(int cache) {
      long unheld =
          IntStream.range(0, steps.size())
              .filter(step -> steps.get(step).cache() == cache && held[step] == 0)
              .filter(step -> caches.get(cache).made(step).isPresent())
              .mapToLong(step -> steps.get(step).bytes())
              .sum();
      assertThat(unheld).as("bytes").isLessThanOrEqualTo(rooms.get(cache).bytes());
    }

    /** Reads several values, one after another, until it is cancelled. */
    private void batch(List<Read> reads) {
      Thread own = Thread.currentThread();
      cancelled.put(own, false);
      List<Runnable> later = new ArrayList<>();
      List<Set<Integer>> unreleased = new ArrayList<>();
      boolean goesOn = true;
      for (Read read : reads) {
        goesOn = goesOn && runs(read.step(), later);
        if (read.isReleasedAtOnce()) {
          release(read.announced());
        } else {
          unreleased.add(read.announced());
        }
      }
      cancelled.remove(own);
      if (random.nextBoolean()) {
        endAll(later);
      }
      unreleased.forEach(this::release);
      endAll(later);
    }

    /** False if it is cancelled. */
    private boolean runs(int step, List<Runnable> later) {
      Thread own = Thread.currentThread();
      try {
        use(step, later);
        return true;
      } catch (RuntimeException e) {
        Throwable failure = Objects.requireNonNull(due.remove(own), () -> "no failure but " + e);
        assertThat(Thread.interrupted()).isEqualTo(failure instanceof InterruptedException);
        boolean ends =
            failure instanceof InterruptedException || failure instanceof CancellationException;
        if (ends) {
          assertThat(e).isInstanceOf(CancellationException.class);
        } else {
          assertThat(root(e)).isSameAs(failure);
        }
        if (failure instanceof Lost && random.nextBoolean()) {
          needed(step).forEach(each -> cacheOf(each).dropIfLost(each));
        }
        return !ends;
      }
    }

    private void disturb(Read never) {
      pool.pause();
      release(never.announced());
      List<Thread> running = List.copyOf(cancelled.keySet());
      if (!running.isEmpty()) {
        cancelled.put(running.get(random.nextInt(running.size())), true);
      }
      pool.pause();
      int step = random.nextInt(steps.size());
      switch (random.nextInt(5)) {
        case 0 -> cacheOf(step).dropIfLost(step);
        case 1 -> cacheOf(step).trimTo(random.nextInt(10));
        case 2 -> {
          closed.add(steps.get(step).cache());
          cacheOf(step).close();
        }
        default -> {
          forgotten[step]++;
          cacheOf(step).forget(step);
        }
      }
    }

    void run() throws InterruptedException {
      List<Runnable> programs = new ArrayList<>();
      int threads = 2 + random.nextInt(3);
      for (int thread = 0; thread < threads; thread++) {
        List<Read> reads = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int read = 0; read < count; read++) {
          reads.add(announced(random.nextInt(steps.size())));
        }
        programs.add(() -> batch(reads));
      }
      if (!quiet) {
        Read never = announced(random.nextInt(steps.size()));
        programs.add(() -> disturb(never));
      }
      pool.run(programs, random);
    }

    void check() {
      assertThat(values)
          .filteredOn(value -> closed.contains(steps.get(value.step).cache()))
          .as("freed once closed")
          .allMatch(value -> value.freed);
      caches.forEach(WorkCache::close);
      assertThat(values).as("freed").allMatch(value -> value.freed);
      assertThat(caches).as("empty").allMatch(WorkCache::isEmpty);
      assertThat(changes).as("changes").isEqualTo(made);
    }
  }

  @Tag(Sample.TAG)
  @Test
  void no_random_batches_end_in_a_deadlock_a_lost_wakeup_a_leak_or_a_failure_of_others()
      throws Exception {
    try (VirtualPool pool = new VirtualPool()) {
      for (int seed = 0; seed < PLAYS; seed++) {
        Play play = new Play(pool, seed);
        try {
          play.run();
          pool.run(List.of(play::check), new SplittableRandom(seed));
        } catch (IllegalStateException e) {
          throw new AssertionError("Play " + seed, e);
        }
      }
    }
  }

  /** Places where a cache calls what it does not know. */
  private enum Callback {
    MAKE,
    CLOCK,
    BYTES,
    IS_WHOLE,
    FREE,
    CHANGED,
    JUDGED
  }

  @ParameterizedTest
  @EnumSource
  void nothing_that_a_cache_calls_keeps_other_cells_from_deciding(Callback where) throws Exception {
    Blocked blocked = new Blocked(where);
    WorkCache<String, StoredValue> cache = blocked.cache;
    cache.announce(List.of("rows"));
    cache.get("rows", () -> blocked.at(Callback.MAKE, blocked.rows()));
    assertThat(cache.dropIfLost("rows")).isTrue();
    assertThatThrownBy(() -> cache.get("broken", blocked::fails)).isInstanceOf(Own.class);
    blocked.waiting.join(TimeUnit.MINUTES.toMillis(1));
    cache.release(List.of("rows"));
    cache.close();
    assertThat(blocked.reached).as("calls while which others decided").hasPositiveValue();
  }

  /** Callbacks of which one lets others decide before it returns. */
  private static final class Blocked {
    private final Callback where;
    private final AtomicInteger reached = new AtomicInteger();
    private final WorkCache<String, StoredValue> cache;
    private Thread waiting = new Thread();

    Blocked(Callback where) {
      this.where = where;
      this.cache =
          new WorkCache<>(
              Room.UNLIMITED,
              failure -> at(Callback.JUDGED, isOwn(failure)),
              () -> at(Callback.CLOCK, 0L),
              () -> at(Callback.CHANGED, true),
              key -> {});
    }

    <T> T at(Callback callback, T result) {
      if (callback == where) {
        Thread other =
            new Thread(
                () -> {
                  cache.announce(List.of("other"));
                  cache.release(List.of("other"));
                });
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

    StoredValue rows() {
      return new StoredValue() {
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
    StoredValue fails() {
      waiting =
          new Thread(
              () ->
                  assertThatThrownBy(() -> cache.get("broken", this::rows))
                      .hasRootCauseInstanceOf(Own.class));
      waiting.start();
      while (waiting.isAlive() && waiting.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      throw new Own();
    }
  }
}
