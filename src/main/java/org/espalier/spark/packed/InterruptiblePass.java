package org.espalier.spark.packed;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/** Work whose tasks end at once when its jobs are cancelled, as Spark interrupts their threads. */
final class InterruptiblePass {

  /** Local property by which Spark interrupts the thread of a task that it cancels. */
  private static final String INTERRUPTS = "spark.job.interruptOnCancel";

  private InterruptiblePass() {}

  static <T> T run(JavaSparkContext context, Supplier<T> pass) {
    String before = context.getLocalProperty(INTERRUPTS);
    context.setLocalProperty(INTERRUPTS, "true");
    try {
      return pass.get();
    } finally {
      context.setLocalProperty(INTERRUPTS, before);
    }
  }
}
