package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.journal.TrialRow;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.Tuner;
import org.espalier.space.Scale;
import org.espalier.study.Seed;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job and a Tuner of the same study, whose trials are the same. */
final class SameStudyTest extends SparkTest {

  private static Path table(Path folder) throws IOException {
    RandomGenerator random = new Seed(3).random();
    List<String> lines = new ArrayList<>(List.of("a,b,c,label"));
    for (int i = 0; i < 240; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      int label = a + b + random.nextDouble() > 1.5 ? 1 : 0;
      lines.add(String.format(Locale.ROOT, "%.6f,%.6f,%.6f,%d", a, b, random.nextDouble(), label));
    }
    return Files.write(folder.resolve("table.csv"), lines);
  }

  private static Estimator<?> behind(VectorAssembler assembler, Estimator<?> learner) {
    return new Pipeline().setStages(new PipelineStage[] {assembler, learner});
  }

  private static List<String> ofTuner(Path table, String scheduler, int parallelism) {
    LogisticRegression logistic = new LogisticRegression();
    DecisionTreeClassifier tree = new DecisionTreeClassifier();
    VectorAssembler assembler =
        new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("features");
    Tuner tuner =
        new Tuner()
            .setSpace(
                new ParamSpaceBuilder()
                    .addEstimators(behind(assembler, logistic), behind(assembler, tree))
                    .addRange(logistic.regParam(), 1e-3, 10, Scale.LOG)
                    .addRange(tree.maxDepth(), 1, 5)
                    .build())
            .setEvaluator(new BinaryClassificationEvaluator().setNumBins(0))
            .setFoldRule("stratified")
            .setNumFolds(3)
            .setSeed(7)
            .setTrials(9)
            .setSampler("random")
            .setScheduler(scheduler)
            .setParallelism(parallelism);
    Dataset<Row> rows =
        spark().read().option("header", true).option("inferSchema", true).csv(table.toString());
    return tuner.fit(rows).study().trials().stream().map(SameStudyTest::line).toList();
  }

  private static String line(TrialRow trial) {
    return "%d %s %s %s %s %s"
        .formatted(
            trial.trial(),
            trial.candidate().learner(),
            trial.candidate().origin(),
            new TreeMap<>(trial.candidate().configuration()),
            trial.state(),
            trial.evaluation().score());
  }

  private static List<String> ofJob(Path folder, String scheduler, int parallelism)
      throws IOException {
    CommandRun run =
        CommandRun.tune(
            folder,
            """
            study = s
            seed = 7
            data { source = "%s", label = label, test.held-out = 0 }
            features = [{ type = vector-assembler, params { inputCols = [a, b, c] } }]
            learners = [
              { type = logistic-regression, space { regParam = { from = 1e-3, to = 10, scale = log } } }
              { type = decision-tree, space { maxDepth = { from = 1, to = 5 } } }
            ]
            folds = 3
            search { sampler = random, trials = 9 }
            schedule = %s
            run { pre-flight = false, parallelism = %d }
            model.save = none
            """
                .formatted(table(folder), scheduler, parallelism),
            "out");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    return new WrittenStudy(folder.resolve("out"), "s")
        .folder().history().record().trials().stream().map(SameStudyTest::line).toList();
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"full, 1", "full, 8", "racing, 8"})
  void a_job_and_a_tuner_have_the_same_trials(
      String scheduler, int parallelism, @TempDir Path folder) throws IOException {
    assertSame(scheduler, parallelism, folder);
  }

  @Test
  void a_job_and_a_tuner_race_the_same_trials(@TempDir Path folder) throws IOException {
    assertSame("racing", 8, folder);
  }

  private static void assertSame(String scheduler, int parallelism, Path folder)
      throws IOException {
    List<String> job = ofJob(folder, scheduler, parallelism);
    assertThat(job).hasSize(9);
    assertThat(ofTuner(folder.resolve("table.csv"), scheduler, parallelism)).isEqualTo(job);
  }
}
