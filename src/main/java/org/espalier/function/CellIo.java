package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.SerializableConfiguration;
import org.espalier.function.state.StateReader;
import org.espalier.function.state.StateWriter;

/**
 * Rows of bytes on both sides of the function: the request and the files of the rung below go in,
 * the reply and the files that are left come out, of which the task itself writes the files.
 *
 * @param profile resources of the task, other than the application's
 * @param below file with what the rung below left; empty if there is none
 * @param attempt folder for what is left; empty if nothing is kept
 */
record CellIo(
    JavaSparkContext context,
    Broadcast<SerializableConfiguration> hadoop,
    CellRequest request,
    Optional<ResourceProfile> profile,
    Optional<String> below,
    Optional<String> attempt) {

  /** Local property of the task: how many runs Spark gives it; Python's side reads it, too. */
  private static final String RUNS_KEY = "espalier.runs";

  /** Of Spark's messages about a worker, or an executor, that ended while it ran a task. */
  private static final List<String> LOST = List.of("Python worker exited", "ExecutorLostFailure");

  /** Without it a cancelled task goes on in its slot, and a function may last for hours. */
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  /** True if the earlier runs of a task, each of which was lost, are all that it has. */
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

  /** One; where Spark speculates, two: a second run may be beside the first. */
  private String runs() {
    return context.getConf().getBoolean("spark.speculation", false) ? "2" : "1";
  }

  /** True if a job failed by a loss: Spark runs a task of it again on a cluster only. */
  private static boolean isLoss(Throwable thrown) {
    String message = String.valueOf(thrown.getMessage());
    return LOST.stream().anyMatch(message::contains);
  }

  /** A task that was lost leaves no reply when Spark runs it again. */
  private static Optional<CellReply> reply(byte[] json) {
    if (json.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(CellReply.of(json));
    } catch (IOException e) {
      throw new UncheckedIOException("The reply of the task is no JSON.", e);
    }
  }
}
