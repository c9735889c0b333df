package org.espalier.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Pool whose threads run one at a time, in an order that a seed determines: a thread goes on until
 * it pauses, waits or ends. A schedule in which every thread waits is seen at once.
 */
final class VirtualPool implements AutoCloseable {

  private static final class Worker {
    private final Semaphore turn = new Semaphore(0);
    private BooleanSupplier ready = () -> true;
    private boolean ended = false;
  }

  private static final ThreadLocal<@Nullable Worker> OWN = new ThreadLocal<>();

  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "virtual-pool");
            thread.setDaemon(true);
            return thread;
          });
  private List<Worker> workers = List.of(); // changed and read by the thread whose turn it is
  private SplittableRandom random = new SplittableRandom(0);
  private CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * Runs programs, each in a thread of its own, until all have ended.
   *
   * @throws IllegalStateException if all that have not ended wait for each other
   */
  void run(List<Runnable> programs, SplittableRandom schedule) throws InterruptedException {
    random = schedule;
    ended = new CompletableFuture<>();
    workers = new ArrayList<>();
    CountDownLatch started = new CountDownLatch(programs.size());
    for (Runnable program : programs) {
      Worker worker = new Worker();
      workers.add(worker);
      threads.execute(() -> run(worker, program, started));
    }
    started.await();
    pass();
    try {
      ended.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void run(Worker worker, Runnable program, CountDownLatch started) {
    OWN.set(worker);
    started.countDown();
    worker.turn.acquireUninterruptibly();
    try {
      program.run();
    } catch (Throwable e) { // any exception: the test reports it
      ended.completeExceptionally(e);
    }
    worker.ended = true;
    if (workers.stream().allMatch(each -> each.ended)) {
      ended.complete(null);
    } else {
      pass();
    }
  }

  private void pass() {
    Worker next = next();
    if (next == null) {
      ended.completeExceptionally(new IllegalStateException("All threads wait."));
    } else {
      next.turn.release();
    }
  }

  /** A random one of the threads that can go on; null if there is none. */
  private @Nullable Worker next() {
    List<Worker> ready =
        workers.stream().filter(each -> !each.ended && each.ready.getAsBoolean()).toList();
    return ready.isEmpty() ? null : ready.get(random.nextInt(ready.size()));
  }

  /** Lets other threads go on before this one. */
  void pause() {
    until(() -> true);
  }

  /** Lets other threads go on until a condition holds. */
  void until(BooleanSupplier condition) {
    Worker worker = Objects.requireNonNull(OWN.get());
    worker.ready = condition;
    pass();
    worker.turn.acquireUninterruptibly();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
