package org.espalier.bench;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.RDDInfo;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.ml.Tuner;
import scala.Tuple2;
import scala.collection.Iterator;

/**
 * Our {@code Tuner} against Spark's {@code CrossValidator} at the same parallelism, in turns; what
 * each stored at most, and the jobs it started, are counted beside the time.
 */
record EngineRace(
    Dataset<Row> rows,
    Estimator<?> estimator,
    List<ParamMap> maps,
    Evaluator evaluator,
    int folds,
    int parallelism,
    int rounds) {

  /** A local property of the jobs that the final estimator starts. */
  static final String FINAL = "espalier.bench.final";

  /** What one side did in its last round. */
  record Side(Times times, int jobs, int jobsOutside, long peakBytes, long storageBytes) {}

  /** Both sides, and whether they agree. */
  record Outcome(Side ours, Side rival, double largestDifference) {}

  Outcome run() throws InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> theirs = new ArrayList<>();
    Watch our = new Watch(rows.sparkSession().sparkContext());
    Watch their = new Watch(rows.sparkSession().sparkContext());
    double[] a = {};
    double[] b = {};
    for (int round = 0; round <= rounds; round++) {
      our = new Watch(rows.sparkSession().sparkContext());
      a = fit(new Tuner(), our);
      their = new Watch(rows.sparkSession().sparkContext());
      b = fit(new CrossValidator(), their);
      if (round > 0 || rounds == 0) { // the first one warms the JVM up
        ours.add(our.seconds);
        theirs.add(their.seconds);
      }
    }
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
    }
    return new Outcome(our.side("Tuner", ours), their.side("CrossValidator", theirs), difference);
  }

  private double[] fit(CrossValidator tuner, Watch watch) throws InterruptedException {
    tuner
        .setEstimator(estimator)
        .setEvaluator(evaluator)
        .setEstimatorParamMaps(maps.toArray(ParamMap[]::new));
    tuner.setNumFolds(folds);
    tuner.setParallelism(parallelism);
    watch.begin();
    try {
      return tuner.fit(rows).avgMetrics();
    } finally {
      watch.end();
    }
  }

  /** Looks at an application while something runs. */
  private static final class Watch extends SparkListener {
    /** How often storage is looked at. */
    private static final long MILLIS = 100;

    private final SparkContext context;
    private final Thread looking = new Thread(this::look, "bench-watch");
    private int jobs = 0;
    private int outside = 0;
    private volatile long peak = 0;
    private volatile boolean over = false;
    private long before = 0;
    private long began = 0;
    private double seconds = 0;

    Watch(SparkContext context) {
      this.context = context;
    }

    void begin() {
      before = stored();
      context.addSparkListener(this);
      looking.start();
      began = System.nanoTime();
    }

    void end() throws InterruptedException {
      seconds = (System.nanoTime() - began) / 1e9;
      over = true;
      looking.join();
      context.removeSparkListener(this);
    }

    private void look() {
      while (!over) {
        peak = Math.max(peak, stored() - before);
        try {
          Thread.sleep(MILLIS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }

    private long stored() {
      long bytes = 0;
      for (RDDInfo info : context.getRDDStorageInfo()) {
        bytes += info.memSize() + info.diskSize();
      }
      return bytes;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
      jobs++;
      outside += start.properties().getProperty(FINAL) == null ? 1 : 0;
    }

    Side side(String name, List<Double> times) {
      long storage = 0; // of all executors
      Iterator<Tuple2<Object, Object>> memory = context.getExecutorMemoryStatus().valuesIterator();
      while (memory.hasNext()) {
        storage += (Long) memory.next()._1();
      }
      return new Side(new Times(name, times), jobs, outside, peak, storage);
    }
  }
}
