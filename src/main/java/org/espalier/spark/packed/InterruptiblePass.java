package org.espalier.spark.packed;

import java.util.function.Supplier;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Runner of jobs whose tasks end immediately on cancellation, because Spark interrupts their
 * threads.
 */
final class InterruptiblePass {

  /** Local property that makes Spark interrupt the thread of a cancelled task. */
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
