package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
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

  /** Input of the task, a single partition. */
  JavaRDD<byte[]> input() {
    JavaRDD<byte[]> plain = context.parallelize(List.of(request.toJson()), 1);
    JavaRDD<byte[]> requests = profile.map(plain::withResources).orElse(plain);
    return below.isEmpty()
        ? requests
        : requests.mapPartitions(new StateReader(below.get(), hadoop));
  }

  /** Runs the task on its output, in a job of the calling thread, to the reply. */
  CellReply run(JavaRDD<byte[]> output) {
    context.setLocalProperty(INTERRUPT, "true");
    JavaRDD<byte[]> replies = output.mapPartitions(new StateWriter(attempt.orElse(""), hadoop));
    for (int death = 1; ; death++) {
      try {
        return reply(replies.collect());
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

  private static CellReply reply(List<byte[]> rows) {
    Iterator<byte[]> first = rows.iterator();
    if (!first.hasNext()) {
      throw new StatedFailure("the task returned nothing");
    }
    try {
      return CellReply.of(first.next());
    } catch (IOException e) {
      throw new UncheckedIOException("The reply of the task is no JSON.", e);
    }
  }
}
