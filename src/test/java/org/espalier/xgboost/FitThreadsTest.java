package org.espalier.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.ml.Tuner;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** Threads of XGBoost's fits. */
final class FitThreadsTest extends SparkTest {

  /** Threads of this process, with the names that the system has. */
  private static final Path THREADS = Path.of("/proc/self/task");

  /** Beginning of the names of Spark's threads of tasks, as the system cuts them off. */
  private static final String TASK = "Executor task l";

  private static Dataset<Row> rows() {
    Dataset<Row> table =
        spark()
            .range(0, 3000, 1, 2)
            .selectExpr("pmod(hash(id), 97) / 97D AS a", "pmod(hash(id, 1), 89) / 89D AS b")
            .selectExpr("*", "CAST(a + b > 0.9 AS DOUBLE) AS label");
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("features")
        .transform(table);
  }

  /** OpenMP's threads have the name of the thread that they work for. */
  private static long openMp() throws IOException {
    try (Stream<Path> threads = Files.list(THREADS)) {
      List<String> names = threads.map(FitThreadsTest::name).toList();
      long ofJava =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith(TASK))
              .count();
      return names.stream().filter(TASK::equals).count() - ofJava;
    }
  }

  private static String name(Path thread) {
    try {
      return Files.readString(thread.resolve("comm")).strip();
    } catch (IOException e) {
      return ""; // it has ended
    }
  }

  @Test
  void fits_that_load_earlier_rounds_and_predictions_start_no_thread_of_openmp()
      throws IOException {
    assumeTrue(Files.isDirectory(THREADS));
    XGBoostClassifier learner = new XGBoostClassifier().setNumRound(9);
    Tuner tuner = new Tuner();
    tuner.setEstimator(learner);
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder()
            .addGrid(learner.maxDepth(), new int[] {1, 2, 3})
            .addGrid(learner.eta(), new double[] {0.1, 0.3, 0.5})
            .build());
    tuner.setNumFolds(2);
    tuner.setParallelism(8);
    tuner.setScheduler("halving");
    tuner.setResource("iterations");
    tuner.setMinResource(1);
    assertThat(tuner.fit(rows()).transform(rows()).select("prediction").distinct().count())
        .isEqualTo(2);
    assertThat(openMp()).isNotPositive();
  }

  @Test
  void more_threads_than_cores_of_a_task_are_refused() {
    XGBoostClassifier two = new XGBoostClassifier().setNthread(2);
    String message =
        "XGBoostClassifier: nthread: is 2, and Spark gives a task 1 of its cores; set at most spark.task.cpus";
    Dataset<Row> rows = rows();
    assertThatIllegalArgumentException().isThrownBy(() -> two.fit(rows)).withMessage(message);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> two.transformSchema(rows.schema()))
        .withMessage(message);
  }
}
