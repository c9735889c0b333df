package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.util.SerializableConfiguration;
import org.espalier.evaluate.StatedFailure;

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

  /** Deaths of a Python worker on one cell after which it has failed. */
  private static final int DEATHS = 2;

  /** Of Spark's message about a worker that ended while it ran a task. */
  private static final String DIED = "Python worker exited";

  /** Without it a cancelled task goes on in its slot, and a function may last for hours. */
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private static final String DIED_TWICE =
      "the worker died twice while it ran this cell; if it was out of memory,"
          + " spark.executor.memoryOverhead or spark.executor.pyspark.memory give it more";

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

  /** Runs the task of another language on its output, in a job of the calling thread. */
  CellReply run(JavaRDD<byte[]> output) {
    return run(output, List.of());
  }

  /** Runs a task in a job of the calling thread. */
  CellReply run(FunctionTask task) {
    List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps = new ArrayList<>();
    reader().ifPresent(steps::add);
    steps.add(task);
    return run(requests(), steps);
  }

  private CellReply run(
      JavaRDD<byte[]> rows, List<FlatMapFunction<Iterator<byte[]>, byte[]>> steps) {
    context.setLocalProperty(INTERRUPT, "true");
    List<FlatMapFunction<Iterator<byte[]>, byte[]>> all = new ArrayList<>(steps);
    all.add(new StateWriter(attempt.orElse(""), hadoop));
    CellJob job = new CellJob(all);
    for (int death = 1; ; death++) {
      try {
        return reply(job.run(context.sc(), rows));
      } catch (Exception e) { // a failed job's exception is checked, and not declared
        if (!(e instanceof SparkException) || !died(e)) {
          throw e;
        }
        if (death == DEATHS) {
          throw new StatedFailure(DIED_TWICE);
        }
      }
    }
  }

  private static boolean died(Throwable thrown) {
    return String.valueOf(thrown.getMessage()).contains(DIED);
  }

  private static CellReply reply(byte[] json) {
    if (json.length == 0) {
      throw new StatedFailure("the task returned nothing");
    }
    try {
      return CellReply.of(json);
    } catch (IOException e) {
      throw new UncheckedIOException("The reply of the task is no JSON.", e);
    }
  }
}
