package org.espalier.function;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.PoolLostException;
import org.espalier.evaluate.StatedFailure;
import org.jspecify.annotations.Nullable;

/**
 * Queue of cells that the threads of another language take and run. A thread takes a cell, attaches
 * the function to its rows, and runs them, all in one thread of this JVM: its jobs have the tags,
 * the description and the pool of the cell.
 *
 * <p>If no taker shows a sign of life for a minute, the cell and the study are lost, because the
 * session of the other language has died.
 */
public final class CellQueue implements FunctionCells.Calls, AutoCloseable {

  /** Maximum wait of a take. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Silence after which the takers count as dead; a busy interpreter is silent for seconds. */
  private static final Duration SILENCE = Duration.ofMinutes(1);

  /** A cell that waits for a taker, or is with one. */
  private record Asked(
      CellIo io, Properties properties, CompletableFuture<Optional<CellReply>> reply) {}

  private final JavaSparkContext context;
  private final long silence;
  private final BlockingQueue<Asked> waiting = new LinkedBlockingQueue<>();
  private final Map<Thread, Asked> taken = new ConcurrentHashMap<>();
  private volatile boolean closed = false;
  private volatile long sign = System.nanoTime();

  public CellQueue(SparkSession spark) {
    this(spark, SILENCE);
  }

  CellQueue(SparkSession spark, Duration silence) {
    this.context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    this.silence = silence.toNanos();
  }

  @Override
  public Optional<CellReply> call(CellIo io) throws InterruptedException {
    Properties properties = (Properties) context.sc().getLocalProperties().clone();
    Asked asked = new Asked(io, properties, new CompletableFuture<>());
    waiting.add(asked);
    try {
      while (true) {
        try {
          return asked.reply().get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (System.nanoTime() - sign > silence) {
            throw new PoolLostException("nobody takes cells any more: the session has died");
          }
        }
      }
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    } finally {
      waiting.remove(asked);
    }
  }

  /**
   * Takes the next cell, whose job then runs in this thread.
   *
   * @return rows of the cell, for the function; null if there is none within a second, or none any
   *     more
   */
  public @Nullable JavaRDD<byte[]> take() throws InterruptedException {
    alive();
    Asked asked = waiting.poll(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    if (asked == null || closed) {
      return null;
    }
    context.sc().setLocalProperties((Properties) asked.properties().clone());
    taken.put(Thread.currentThread(), asked);
    try {
      return asked.io().input();
    } catch (RuntimeException e) {
      asked.reply().completeExceptionally(e);
      return null;
    }
  }

  /** Runs the cell that this thread took last, with the rows that the function makes of it. */
  public void run(JavaRDD<byte[]> output) {
    Asked asked = taken();
    try {
      asked.reply().complete(asked.io().run(output));
    } catch (Throwable e) { // for the thread that waits for the reply
      asked.reply().completeExceptionally(e);
    } finally {
      taken.remove(Thread.currentThread());
      context.sc().setLocalProperties(new Properties());
    }
  }

  /** Fails the cell that this thread took last, for a reason of the other language. */
  public void fail(String reason) {
    taken().reply().completeExceptionally(new StatedFailure(reason));
    taken.remove(Thread.currentThread());
    context.sc().setLocalProperties(new Properties());
  }

  private Asked taken() {
    Asked asked = taken.get(Thread.currentThread());
    if (asked == null) {
      throw new IllegalStateException("This thread has taken no cell.");
    }
    return asked;
  }

  /** Sign of life of the takers; each take is one, too. */
  public void alive() {
    sign = System.nanoTime();
  }

  /** True once there are no cells any more. */
  public boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    closed = true;
  }
}
