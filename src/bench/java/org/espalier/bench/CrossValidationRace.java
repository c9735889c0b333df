package org.espalier.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.bench.BenchmarkResult.Times;
import org.espalier.journal.CellRow;
import org.espalier.ml.Tuner;

/**
 * Our {@code Tuner} against Spark's {@code CrossValidator} on the same maps and rows.
 *
 * <p>The bound: with full slots and no barrier between folds, cells that take t₁, t₂, … when run
 * one at a time end after max(Σt / slots, max t), and the refit of the winner follows; and no run
 * ends before its CPU time / cores, as a local master's driver and tasks share the cores. The rows
 * lie in one partition, so that a cell by itself fills one slot.
 */
record CrossValidationRace(
    String name,
    Dataset<Row> rows,
    Estimator<?> estimator,
    List<ParamMap> maps,
    Evaluator evaluator) {

  private static final OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private static final int FOLDS = 3;

  /** Measured rounds, after one that warms the JVM up. */
  private static final int ROUNDS = 3;

  /** CrossValidator's parallelism; it is compared at its best. */
  private static final int[] RIVALS = {1, 2, 4};

  /** Share of the ideal speed that is to be reached. */
  private static final double TARGET = 0.9;

  BenchmarkResult.Row run() {
    List<Double> ours = new ArrayList<>();
    List<Double> bounds = new ArrayList<>();
    Map<Integer, List<Double>> rivals = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) {
      double our = seconds(new Tuner());
      double bound = bound();
      if (round > 0) {
        ours.add(our);
        bounds.add(bound);
      }
      for (int parallelism : RIVALS) {
        double rival = seconds(new CrossValidator().setParallelism(parallelism));
        if (round > 0) {
          rivals.computeIfAbsent(parallelism, p -> new ArrayList<>()).add(rival);
        }
      }
    }
    Times our = new Times("Tuner", ours);
    double bound = new Times("bound", bounds).median();
    return new BenchmarkResult.Row(
        name,
        our,
        best(rivals),
        bound,
        "%.0f %% of the bound's speed; is %.0f %%"
            .formatted(100 * TARGET, 100 * bound / our.median()),
        our.median() <= bound / TARGET);
  }

  private static Times best(Map<Integer, List<Double>> rivals) {
    return rivals.entrySet().stream()
        .map(e -> new Times("CrossValidator, parallelism " + e.getKey(), e.getValue()))
        .reduce((a, b) -> b.median() < a.median() ? b : a)
        .orElseThrow();
  }

  private double seconds(CrossValidator tuner) {
    long before = System.nanoTime();
    configured(tuner).fit(rows);
    return (System.nanoTime() - before) / 1e9;
  }

  private <T extends CrossValidator> T configured(T tuner) {
    tuner
        .setEstimator(estimator)
        .setEvaluator(evaluator)
        .setEstimatorParamMaps(maps.toArray(ParamMap[]::new));
    tuner.setNumFolds(FOLDS);
    return tuner;
  }

  /** Ideal time, from cells that were run one at a time. */
  private double bound() {
    Tuner tuner = configured(new Tuner());
    tuner.setParallelism(1);
    long cpuBefore = CPU.getProcessCpuTime();
    long before = System.nanoTime();
    List<CellRow> cells = tuner.fit(rows).study().cells();
    double all = (System.nanoTime() - before) / 1e9;
    double cpu = (CPU.getProcessCpuTime() - cpuBefore) / 1e9;
    long first =
        cells.stream().mapToLong(cell -> cell.cost().span().startedAt()).min().orElseThrow();
    long last = cells.stream().mapToLong(cell -> cell.cost().span().endedAt()).max().orElseThrow();
    double sum = 0;
    double longest = 0;
    for (CellRow cell : cells) {
      double seconds = cell.cost().fitSeconds() + cell.cost().scoreSeconds();
      sum += seconds;
      longest = Math.max(longest, seconds);
    }
    // What stands before the first cell, the cut into folds, and after the last, the refit.
    double rest = all - (last - first) / 1000.0;
    int slots = rows.sparkSession().sparkContext().defaultParallelism();
    return Math.max(Math.max(sum / slots, longest) + rest, cpu / CPU.getAvailableProcessors());
  }
}
