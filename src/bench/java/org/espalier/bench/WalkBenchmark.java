package org.espalier.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.SparkLine;

/** A walk through a grid with our {@code Tuner} and with Spark's, and a study with halving. */
final class WalkBenchmark implements Benchmarks.Benchmark {

  @Override
  public BenchmarkResult run(SparkSession spark, Path data) throws Exception {
    Dataset<Row> digits = BenchmarkData.digits(spark);
    Dataset<Row> adult = BenchmarkData.adult(spark, data);
    Evaluator accuracy = new MulticlassClassificationEvaluator().setMetricName("accuracy");
    Evaluator auc = new BinaryClassificationEvaluator();
    List<BenchmarkResult.Row> rows = new ArrayList<>();
    add(rows, forest("digits", digits, accuracy, new int[] {5, 10, 20}, new int[] {4, 8, 12}));
    add(rows, logistic("digits", digits, accuracy));
    add(rows, forest("adult", adult, auc, new int[] {5, 10, 20}, new int[] {4, 6, 8}));
    add(rows, logistic("adult", adult, auc));
    Map<String, Object> about = about(spark, digits.count(), adult.count());
    digits.unpersist();
    adult.unpersist();
    Path studies = Path.of("target", "bench", "studies");
    add(
        rows,
        new HalvingRace("digits", Path.of("conf/digits.conf"), List.of(), studies).run(spark));
    add(
        rows,
        new HalvingRace("adult", Path.of("conf/adult.conf"), List.of("search.trials=12"), studies)
            .run(spark));
    return new BenchmarkResult(about, rows);
  }

  /** Tells each line at once, as all of them take long. */
  private static void add(List<BenchmarkResult.Row> rows, BenchmarkResult.Row row) {
    System.err.println(row);
    rows.add(row);
  }

  private static BenchmarkResult.Row forest(
      String table, Dataset<Row> rows, Evaluator evaluator, int[] trees, int[] depths) {
    RandomForestClassifier forest = new RandomForestClassifier().setSeed(1);
    List<ParamMap> maps =
        List.of(
            new ParamGridBuilder()
                .addGrid(forest.numTrees(), trees)
                .addGrid(forest.maxDepth(), depths)
                .build());
    String name = "%s: random forest, %d maps x 3 folds".formatted(table, maps.size());
    return new CrossValidationRace(name, rows, forest, maps, evaluator).run();
  }

  private static BenchmarkResult.Row logistic(
      String table, Dataset<Row> rows, Evaluator evaluator) {
    LogisticRegression logistic = new LogisticRegression().setMaxIter(25);
    double[] regParams = {1e-5, 1e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 1};
    List<ParamMap> maps =
        List.of(new ParamGridBuilder().addGrid(logistic.regParam(), regParams).build());
    String name = "%s: logistic regression, %d maps x 3 folds".formatted(table, maps.size());
    return new CrossValidationRace(name, rows, logistic, maps, evaluator).run();
  }

  private static Map<String, Object> about(SparkSession spark, long digits, long adult) {
    Map<String, Object> about = new LinkedHashMap<>();
    Map<String, Object> versions = new LinkedHashMap<>();
    versions.put("spark", SparkLine.sparkVersion());
    versions.put("scala", SparkLine.scalaVersion());
    versions.put("java", Runtime.version().toString());
    about.put("versions", versions);
    about.put("cores", Runtime.getRuntime().availableProcessors());
    about.put("slots", spark.sparkContext().defaultParallelism());
    about.put("sizes", Map.of("digits", digits, "adult", adult));
    about.put(
        "bound, Tuner",
        "max of CPU time / cores and max(sum of cell times run singly / slots, longest cell) + cut and refit; medians of 3");
    about.put("bound, halving", "planned units / planned units in full x task seconds in full");
    return about;
  }
}
