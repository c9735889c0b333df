package org.espalier.cache;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Graph of the work that the cells of a study share, as nodes by key (see {@link WorkNodes}).
 *
 * <p>A cell announces the nodes that it will read, and is released when it has ended. A node's
 * value is made by the first cell that needs it, in its thread, while others wait; a value may be
 * made of those of other nodes. If its maker is cancelled, or loses its executors, one of those
 * that wait takes over; a failure of the work itself reaches all of them, and the next one makes it
 * anew. The cost is divided equally among the cells that are announced.
 *
 * <p>All methods may be called by many threads. One lock guards the decisions about all nodes.
 * Nothing is made, measured or freed within it.
 */
public final class WorkGraph {

  /** Measurement of work that is done for several cells. */
  public interface Meter {

    /**
     * Does work apart from the cell of this thread.
     *
     * @param within true if the work is cancelled with the cell
     * @param payer receives the cost, which may still grow; false if the cell itself is to pay
     */
    <T> T apart(Supplier<T> work, boolean within, Predicate<Supplier<Usage>> payer);

    /** Counts a repetition of the work of this thread's cell. */
    void repeated();

    /** Nanoseconds of a clock, from any moment on. */
    long nanoTime();
  }

  /** Waiting for a value that another thread makes. */
  interface Waiting {
    <T> T get(CompletableFuture<T> value) throws InterruptedException, ExecutionException;
  }

  /** A node that a cell will read. */
  public record Need<K>(WorkNodes<K, ?> nodes, K key) {}

  /** A cell that was announced, until it is released. */
  public static final class Reader {
    private final List<Need<?>> needs;
    private boolean released = false; // guarded by the graph's lock

    private Reader(List<Need<?>> needs) {
      this.needs = List.copyOf(needs);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> due = new ArrayList<>(); // guarded by lock
  private final Meter meter;
  private final Predicate<Throwable> own;
  private final Waiting waiting;
  private volatile Runnable changed = () -> {};

  /**
   * @param own true for a failure of the work itself, which is not made again for those that wait
   */
  public WorkGraph(Meter meter, Predicate<Throwable> own) {
    this(meter, own, CompletableFuture::get);
  }

  WorkGraph(Meter meter, Predicate<Throwable> own, Waiting waiting) {
    this.meter = meter;
    this.own = own;
    this.waiting = waiting;
  }

  /** Sets the callback for each value that is made, or could not be made. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  /** Calls back, as something has changed that cells wait for. */
  public void changed() {
    changed.run();
  }

  Meter meter() {
    return meter;
  }

  boolean isOwn(Throwable failure) {
    return own.test(failure);
  }

  Waiting waiting() {
    return waiting;
  }

  /** Nodes of a further kind. */
  public <K, V> WorkNodes<K, V> nodes(Rule rule) {
    return new WorkNodes<>(this, rule);
  }

  /** The same for values that take room. */
  public <K, V extends Stored> StoredNodes<K, V> storedNodes(Rule rule) {
    return new StoredNodes<>(this, rule);
  }

  /**
   * Rule by which values of a kind are made and kept.
   *
   * @param budget maximum bytes of all of them, unless more are held
   * @param idle number of readers whose nodes are kept after the last one that was announced, as
   *     later ones may read them: those released most recently, while there is room
   * @param payer of the cost of making them
   */
  public record Rule(long budget, int idle, Payer payer) {

    /** Values without a budget, each of which goes with its last reader. */
    public static Rule unlimited(Payer payer) {
      return new Rule(Long.MAX_VALUE, 0, payer);
    }

    /** Values that stay until their room is needed. */
    public static Rule within(long budget) {
      return new Rule(budget, Integer.MAX_VALUE, Payer.READERS);
    }
  }

  /** Payer of the cost of making a value. */
  public enum Payer {
    /** The cells that were announced for it; the work goes on if its maker is cancelled. */
    READERS,
    /** The same; the work is cancelled with its maker. */
    READERS_WHILE_RUNNING,
    /** The maker. */
    MAKER
  }

  /**
   * Announces a cell.
   *
   * @param needs nodes that it may read, each before those that are made of it
   */
  public Reader announce(List<Need<?>> needs) {
    return decide(
        () -> {
          needs.forEach(WorkGraph::announce);
          return new Reader(needs);
        });
  }

  private static <K> void announce(Need<K> need) {
    need.nodes().announce(need.key());
  }

  /**
   * Releases a cell that has ended, or will not run; does nothing if it was released.
   *
   * @param pays true if it ran
   * @return its share of the cost of all nodes that it was announced for
   */
  public Usage release(Reader reader, boolean pays) {
    return decide(
        () -> {
          if (reader.released) {
            return Usage.NONE;
          }
          reader.released = true;
          return release(reader.needs, pays);
        });
  }

  Usage release(List<? extends Need<?>> needs, boolean pays) {
    return decide(
        () -> {
          Usage share = Usage.NONE;
          Map<WorkNodes<?, ?>, Integer> released = new LinkedHashMap<>();
          for (Need<?> need : needs) {
            share = share.plus(released(need, pays));
            released.merge(need.nodes(), 1, Integer::sum);
          }
          released.forEach(WorkNodes::trim);
          return share;
        });
  }

  private static <K> Usage released(Need<K> need, boolean pays) {
    return need.nodes().releaseOne(need.key(), pays);
  }

  /**
   * Makes a decision alone, with the state of all nodes unchanged meanwhile. It must only read and
   * change what is known; what follows is done {@link #afterwards}.
   */
  public <T> T decide(Supplier<T> decision) {
    List<Runnable> following = List.of();
    lock.lock();
    try {
      return decision.get();
    } finally {
      if (lock.getHoldCount() == 1) {
        following = List.copyOf(due);
        due.clear();
      }
      lock.unlock();
      run(following);
    }
  }

  /** Runs all actions; throws the exception of the first one that fails, with those of others. */
  private static void run(List<Runnable> actions) {
    RuntimeException failure = null;
    for (Runnable action : actions) {
      try {
        action.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** The same for a decision without a result. */
  public void decide(Runnable decision) {
    decide(
        () -> {
          decision.run();
          return decision;
        });
  }

  /** Does something after the decision of this thread, outside the lock. */
  public void afterwards(Runnable action) {
    due.add(action);
  }

  /** True if this thread makes a decision. */
  boolean isDeciding() {
    return lock.isHeldByCurrentThread();
  }
}
