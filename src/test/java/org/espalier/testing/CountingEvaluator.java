package org.espalier.testing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;

/**
 * Finds every model as good as any other, and counts what it judges. Must not be asked by two
 * threads at a time.
 */
public final class CountingEvaluator extends Evaluator {

  private final transient Semaphore asked = new Semaphore(1);

  /** Predictions that were judged: their number and their partitions. */
  public record Judged(long rows, int partitions) {}

  private static final List<Judged> JUDGED = Collections.synchronizedList(new ArrayList<>());

  /** Called before anything is judged. */
  static volatile Runnable judging = () -> {};

  /** What was judged since this was asked last, in order. */
  public static List<Judged> judged() {
    synchronized (JUDGED) {
      List<Judged> judged = List.copyOf(JUDGED);
      JUDGED.clear();
      return judged;
    }
  }

  @Override
  public double evaluate(Dataset<?> rows) {
    if (!asked.tryAcquire()) {
      throw new IllegalStateException("two at a time");
    }
    judging.run();
    JUDGED.add(new Judged(rows.count(), rows.rdd().getNumPartitions()));
    asked.release();
    return 0.5;
  }

  @Override
  public Evaluator copy(ParamMap extra) {
    return this;
  }

  @Override
  public String uid() {
    return "counting";
  }
}
