package org.espalier.spark.placement;

import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.TaskTrainers;

/**
 * Memory outside the heap that fits inside tasks take in an executor, or in the driver of a local
 * session, at most. It is none of the {@link TaskHeap}.
 *
 * @param forms folds whose rows are held at a time in a form that their fits share
 * @param form bytes of one
 * @param fits at a time
 * @param fit bytes of one
 */
public record NativeMemory(String learner, int forms, long form, int fits, long fit) {

  private static final long MEBIBYTE = 1 << 20;

  /** Spark's default of the overhead: a share of the heap, and a least amount in MiB. */
  private static final double SHARE = 0.1;

  private static final long LEAST = 384;

  /** The memory of a learner; empty if its training takes none outside the heap. */
  public static Optional<NativeMemory> of(
      String learner, PipelineStage estimator, TableSize rows, int folds, TaskHeap heap) {
    return TaskTrainers.trainerOf(estimator)
        .flatMap(trainer -> trainer.nativeForm(estimator, rows))
        .map(
            form ->
                new NativeMemory(
                    learner,
                    Math.min(heap.slots(), folds),
                    form.ofFold(),
                    heap.slots(),
                    form.ofTask()));
  }

  /** Bytes of all. */
  public long bytes() {
    return forms * form + fits * fit;
  }

  /**
   * The memory in words, and where it comes from: that of the machine or, where executors are
   * containers of a limited size, the overhead, and whether it has room for this besides half of
   * Spark's default, which is left to the JVM itself.
   */
  public String text(SparkConf conf) {
    String master = conf.get("spark.master", "");
    boolean isLocal = master.equals("local") || master.startsWith("local[");
    String all =
        "%s takes up to %,d MiB outside the heap of %s (matrices: %d of %,d MiB; fits: %d of %,d MiB)"
            .formatted(
                learner,
                mebibytes(bytes()),
                isLocal ? "the driver" : "an executor",
                forms,
                mebibytes(form),
                fits,
                mebibytes(fit));
    if (!master.startsWith("yarn") && !master.startsWith("k8s")) {
      return "%s: it is the machine's memory outside spark.%s.memory, which no setting limits"
          .formatted(all, isLocal ? "driver" : "executor");
    }
    double share = conf.getDouble("spark.executor.memoryOverheadFactor", SHARE);
    long usual = Math.max(LEAST, (long) (share * conf.getSizeAsMb("spark.executor.memory", "1g")));
    long given = conf.getSizeAsMb("spark.executor.memoryOverhead", usual + "m");
    long needed = mebibytes(bytes());
    return "%s; spark.executor.memoryOverhead is %,d MiB: %s"
        .formatted(
            all,
            given,
            usual / 2 + needed <= given
                ? "enough"
                : "too little; set %dm".formatted(usual + needed));
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }
}
