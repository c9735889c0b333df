package org.espalier.function;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.SerializableConfiguration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;

/**
 * Rows of bytes on both sides of the function: the request and the files of the rung below go in,
 * the reply and the new files come out; the task itself writes the files.
 *
 * @param profile resources of the task, other than the application's
 * @param below file that the rung below left; empty if there is none
 * @param attempt folder for files that are left; empty if nothing is kept
 */
record CellIo(
    JavaSparkContext context,
    Broadcast<SerializableConfiguration> hadoop,
    CellRequest request,
    Optional<ResourceProfile> profile,
    Optional<String> below,
    Optional<String> attempt) {

  /** Local property with the number of runs that Spark gives a task; Python reads it, too. */
  private static final String RUNS_KEY = "espalier.runs";

  /** Messages of Spark about a worker or executor that ended while it ran a task. */
  private static final List<String> LOST = List.of("Python worker exited", "ExecutorLostFailure");

  /** Without it a cancelled task keeps its slot, and a function may run for hours. */
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  /** True if a task has lost all the runs that it has. */
  static boolean isLost(TaskContext task) {
    return task.attemptNumber() >= Integer.parseInt(task.getLocalProperty(RUNS_KEY));
  }

  /** Input of a task of another language, a single partition. */
  JavaRDD<byte[]> input() {
    JavaRDD<byte[]> requests = requests();
    return reader().isEmpty() ? requests : requests.mapPartitions(reader().get());
  }

  private JavaRDD<byte[]> requests() {
    JavaRDD<byte[]> plain = context.parallelize(List.of(request.toJson()), 1);
    return profile.map(plain::withResources).orElse(plain);
  }

  private Optional<StateReader> reader() {
    return below.map(file -> new StateReader(file, hadoop));
  }

  /**
   * Runs the task of another language on its output, in a job of the calling thread.
   *
   * @return empty if its worker or executor was lost
   */
  Optional<CellReply> run(JavaRDD<byte[]> output) {
    return run(output, List.of());
  }

  /**
   * Runs a task in a job of the calling thread.
   *
   * @return empty if its executor was lost
   */
  Optional<CellReply> run(FunctionTask task) {
    List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps = new ArrayList<>();
    reader().ifPresent(steps::add);
    steps.add(task);
    return run(requests(), steps);
  }

  private Optional<CellReply> run(
      JavaRDD<byte[]> rows, List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps) {
    context.setLocalProperty(INTERRUPT, "true");
    context.setLocalProperty(RUNS_KEY, runs());
    List<FlatMapFunction<Iterator<byte[]>, byte[]>> all = new ArrayList<>(steps);
    all.add(new StateWriter(attempt.orElse(""), hadoop));
    CellJob job = new CellJob(all);
    try {
      return reply(job.run(context.sc(), rows));
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (e instanceof SparkException && isLoss(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Runs of a task: one, or two if Spark speculates. */
  private String runs() {
    return context.getConf().getBoolean("spark.speculation", false) ? "2" : "1";
  }

  /** True if a job failed by a loss; Spark runs lost tasks again only on a cluster. */
  private static boolean isLoss(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return LOST.stream().anyMatch(message::contains);
  }

  /** Reply of a task; empty if it was lost and Spark ran it again. */
  private static Optional<CellReply> reply(byte[] json) {
    if (json.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(CellReply.of(json));
    } catch (IOException e) {
      throw new UncheckedIOException("The reply of the task is not JSON.", e);
    }
  }

  /**
   * Job of a cell: the rows of its only partition pass through steps, the last of which leaves the
   * reply.
   *
   * <p>This is one function rather than a chain of RDDs: Spark scans the byte code of each closure
   * and describes each RDD, which takes as long as the rest of an empty job.
   */
  static final class CellJob
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<byte[]>, byte[]>
      implements Serializable {

    private static final long serialVersionUID = 1;

    private static final byte[] NOTHING = {};

    private final List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps;

    CellJob(List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps) {
      this.steps = List.copyOf(steps);
    }

    /**
     * Runs it in the calling thread's job.
     *
     * @param rows of one partition
     * @return the reply; of length 0 if the last step left none
     */
    byte[] run(SparkContext context, JavaRDD<byte[]> rows) {
      Object replies = context.runJob(rows.rdd(), this, ClassTag$.MODULE$.apply(byte[].class));
      return ((byte[][]) replies)[0];
    }

    @Override
    public byte[] apply(TaskContext task, scala.collection.Iterator<byte[]> rows) {
      try {
        Iterator<byte[]> left = new Rows(rows);
        for (FlatMapFunction<Iterator<byte[]>, byte[]> step : steps) {
          left = step.call(left);
        }
        return left.hasNext() ? left.next() : NOTHING;
      } catch (RuntimeException e) {
        throw e;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** Adapter of Scala's iterator, for Scala 2.12 and 2.13. */
    private record Rows(scala.collection.Iterator<byte[]> rows) implements Iterator<byte[]> {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public byte[] next() {
        return rows.next();
      }
    }
  }
}
