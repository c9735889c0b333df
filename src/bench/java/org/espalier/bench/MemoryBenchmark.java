package org.espalier.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.memory.MemoryManager;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.ml.Tuner;

/**
 * Peak memory of one study each on Adult, flights and a sparse table, of driver and executors
 * together, in a local session. Tables that are not in the folder are left out.
 */
final class MemoryBenchmark {

  static final String NAME = "memory";

  private static final double[] PENALTIES = {1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1};
  private static final int FOLDS = 3;
  private static final double MIB = 1 << 20;

  /** Rows that are trained on inside tasks: no table here takes more. */
  private static final long TASK_MEMORY = 512L << 20;

  /** Defaults of {@code max-storage}: a quarter of the storage, but at least 64 MiB. */
  private static final int PART_OF_STORAGE = 4;

  private static final long LEAST_SHARED = 64L << 20;

  private final SparkSession spark;
  private final List<Map<String, Object>> lines = new ArrayList<>();

  private MemoryBenchmark(SparkSession spark) {
    this.spark = spark;
  }

  /** Runs all studies, prints a line for each figure, and leaves them as JSON. */
  static void run(SparkSession spark, Path data) throws IOException {
    MemoryBenchmark benchmark = new MemoryBenchmark(spark);
    benchmark.table(
        "adult", data.resolve("adult/adult.csv.gz"), () -> BenchmarkData.adult(spark, data));
    benchmark.table(
        "flights",
        data.resolve("nycflights13/flights.csv.gz"),
        () -> BenchmarkData.flights(spark, data));
    benchmark.study("sparse, 40,000 x 1,000", benchmark.sparse());
    Map<String, Object> about = Map.of("heap", Runtime.getRuntime().maxMemory());
    Path file = Path.of("target", "bench", NAME + ".json");
    System.out.println(BenchmarkResult.write(file, benchmark.lines, about));
  }

  private void table(String name, Path file, Supplier<Dataset<Row>> rows) {
    if (Files.isRegularFile(file)) {
      study(name, rows.get());
    } else {
      System.out.printf("%s: left out, as there is no %s%n", name, file);
    }
  }

  /** Rows with thirty of a thousand features each. */
  private Dataset<Row> sparse() {
    Dataset<Row> words =
        spark
            .range(0, 40_000, 1, 4)
            .selectExpr(
                "CAST(pmod(hash(id, 1), 2) AS DOUBLE) AS label",
                "transform(sequence(1, 30), k -> string(pmod(hash(id, k), 5000))) AS words");
    Dataset<Row> rows =
        new HashingTF()
            .setInputCol("words")
            .setOutputCol("features")
            .setNumFeatures(1000)
            .transform(words)
            .select("features", "label")
            .cache();
    rows.count();
    return rows;
  }

  private void study(String name, Dataset<Row> rows) {
    LogisticRegression logistic = new LogisticRegression().setMaxIter(20);
    ParamMap[] maps = new ParamGridBuilder().addGrid(logistic.regParam(), PENALTIES).build();
    Tuner tuner = new Tuner();
    tuner.setEstimator(logistic).setEvaluator(new BinaryClassificationEvaluator());
    tuner.setEstimatorParamMaps(maps).setNumFolds(FOLDS);
    System.gc();
    long heapBefore = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    MemoryManager memory = SparkEnv.get().memoryManager();
    long storedBefore = memory.storageMemoryUsed();
    long shared = Math.max(LEAST_SHARED, memory.maxOnHeapStorageMemory() / PART_OF_STORAGE);
    try (PeakMemory peaks = new PeakMemory(spark)) {
      tuner.fit(rows);
      System.gc(); // at least one collection is heard of
      peaks.hear();
      line(name, "heap after collections", peaks.heap(), heapBefore + TASK_MEMORY + shared);
      line(name, "Spark's storage", peaks.storage(), 2 * storedBefore + TASK_MEMORY + shared);
      line(name, "a task's execution memory", peaks.execution(), memory.maxOnHeapStorageMemory());
    }
    rows.unpersist(true);
  }

  private void line(String name, String figure, long peak, long bound) {
    System.out.printf(
        "%-24s %-26s %,9.1f MiB   bound %,9.1f MiB%n", name, figure, peak / MIB, bound / MIB);
    lines.add(Map.of("name", name, "figure", figure, "bytes", peak, "bound", bound));
  }
}
