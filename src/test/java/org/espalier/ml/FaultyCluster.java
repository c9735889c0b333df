package org.espalier.ml;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.TrialRow;
import org.espalier.testing.Footprint;

/**
 * A program for a cluster of two executors, which it does harm to while it tunes. Prints lines for
 * each harm: whether the metrics are those of an undisturbed fit, what became of the trials, how
 * many cells were run more than once, and what was left behind; at last, of a session that is
 * stopped while it tunes.
 */
public final class FaultyCluster {

  private static final double[] STRENGTHS = {0.001, 0.01, 0.1, 0.3};

  /** The strength at which a harmful learner does harm. */
  private static final double HARMFUL = 0.1;

  private FaultyCluster() {}

  /** What a learner does to its cluster at one strength. */
  private enum Harm {
    NONE,
    /** One executor dies, once, in the middle of a fit. */
    LOSE_ONE,
    /** Every executor dies, once. */
    LOSE_ALL,
    /** Every task kills its executor, as if its memory had run out. */
    KILL_ALWAYS,
    /** Tasks fail for lack of a disk, once. */
    FULL_DISK,
    /** Tasks fail by a fault of the learner's own. */
    BROKEN,
    /** A task of each stage is slow. */
    SLOW
  }

  private static final Map<String, AtomicInteger> CALLS = new ConcurrentHashMap<>();

  /** Does harm when it is fitted at one strength. */
  private static final class Harmful extends LogisticRegression {
    private static final long serialVersionUID = 1;

    private final Harm harm;

    Harmful(String uid, Harm harm) {
      super(uid);
      this.harm = harm;
    }

    @Override
    public LogisticRegressionModel train(Dataset<?> dataset) {
      if (getRegParam() == HARMFUL) {
        boolean first =
            CALLS.computeIfAbsent(uid(), id -> new AtomicInteger()).getAndIncrement() == 0;
        act(dataset, first);
      }
      return super.train(dataset);
    }

    private void act(Dataset<?> dataset, boolean first) {
      switch (harm) {
        case NONE -> {}
        case LOSE_ONE -> kill(first ? 1 : 0);
        case LOSE_ALL -> kill(first ? 2 : 0);
        case KILL_ALWAYS ->
            tasks(dataset, () -> Runtime.getRuntime().halt(137)); // 128 + SIGKILL, the OOM killer's
        case FULL_DISK -> {
          if (first) {
            tasks(dataset, FaultyCluster::noSpace);
          }
        }
        case BROKEN -> tasks(dataset, FaultyCluster::broken);
        case SLOW -> tasks(dataset, FaultyCluster::nap);
      }
    }

    @Override
    public Harmful copy(ParamMap extra) {
      return copyValues(new Harmful(uid(), harm), extra);
    }
  }

  /** Something that a task does. */
  private interface Deed extends java.io.Serializable {
    void run() throws Exception;
  }

  private static void tasks(Dataset<?> dataset, Deed deed) {
    dataset.toDF().javaRDD().foreachPartition(rows -> deed.run());
  }

  private static void noSpace() throws java.io.IOException {
    throw new java.io.IOException("No space left on device");
  }

  private static void broken() {
    throw new IllegalStateException("this learner cannot");
  }

  private static void nap() throws InterruptedException {
    if (org.apache.spark.TaskContext.getPartitionId() == 0) {
      Thread.sleep(1500);
    }
  }

  private static List<ProcessHandle> executors() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> words(process).contains("CoarseGrainedExecutorBackend"))
        .toList();
  }

  /** Command line of a process, of which {@link ProcessHandle} tells the first 4 KiB alone. */
  private static String words(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
          .replace('\0', ' ');
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  private static void kill(int count) {
    executors().stream().limit(count).forEach(ProcessHandle::destroyForcibly);
  }

  private static TunerModel fit(Dataset<Row> rows, Harm harm) {
    StandardScaler scaler = new StandardScaler().setInputCol("raw").setOutputCol("features");
    LogisticRegression learner = new Harmful("learner-" + harm, harm).setMaxIter(10);
    Tuner tuner = new Tuner();
    tuner.setEstimator(new Pipeline().setStages(new PipelineStage[] {scaler, learner}));
    tuner.setEvaluator(new BinaryClassificationEvaluator().setNumBins(0));
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(learner.regParam(), STRENGTHS).build());
    tuner.setNumFolds(3).setParallelism(2);
    return tuner.fit(rows);
  }

  /** Runs every harm on one application. */
  public static void main(String[] args) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[2,1,1024]")
            .appName("faults")
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.deploy.maxExecutorRetries", -1)
            .config("spark.sql.shuffle.partitions", 4)
            .getOrCreate();
    try {
      Dataset<Row> numbers =
          spark
              .range(0, 4000, 1, 4)
              .select(
                  col("id").mod(2).cast("double").as("label"),
                  col("id").mod(7).plus(col("id").mod(2)).as("a"),
                  col("id").mod(11).as("b"));
      Dataset<Row> rows =
          new VectorAssembler()
              .setInputCols(new String[] {"a", "b"})
              .setOutputCol("raw")
              .transform(numbers)
              .cache();
      rows.count();
      double[] undisturbed = fit(rows, Harm.NONE).avgMetrics();
      Footprint before = Footprint.of(spark.sparkContext());
      for (Harm harm : Harm.values()) {
        tell(harm, fit(rows, harm), undisturbed);
        System.out.printf("%s: left %s%n", harm, before.left(spark.sparkContext()));
      }
      stop(spark, rows);
    } finally {
      spark.stop();
    }
  }

  /** Stops the session once a fit has begun to train. */
  private static void stop(SparkSession spark, Dataset<Row> rows) throws Exception {
    CALLS.clear();
    CompletableFuture<TunerModel> fit = CompletableFuture.supplyAsync(() -> fit(rows, Harm.SLOW));
    while (CALLS.isEmpty()) {
      Thread.sleep(10);
    }
    spark.stop();
    try {
      fit.get();
    } catch (ExecutionException e) {
      System.out.println("STOPPED: " + e.getCause());
    }
    for (Thread thread : threads()) {
      thread.join(); // they were let go, and may take their last steps
    }
    System.out.println("STOPPED: left " + threads());
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("espalier"))
        .toList();
  }

  private static void tell(Harm harm, TunerModel model, double[] undisturbed) {
    List<TrialRow> trials = model.study().trials();
    long again = model.study().cells().stream().filter(cell -> cell.cost().attempts() > 1).count();
    System.out.printf(
        "%s: metrics %s, trials %s, cells run again %s%n",
        harm,
        Arrays.equals(model.avgMetrics(), undisturbed) ? "equal" : "differ",
        trials.stream().map(trial -> trial.state().toString()).toList(),
        again > 0 ? "yes" : "no");
    trials.stream()
        .map(TrialRow::reason)
        .filter(reason -> !reason.isEmpty())
        .forEach(reason -> System.out.printf("%s: reason %s%n", harm, reason));
    model.study().cells().stream()
        .map(cell -> cell.result().reason())
        .filter(reason -> !reason.isEmpty())
        .distinct()
        .forEach(reason -> System.out.printf("%s: cell %s%n", harm, reason));
  }
}
