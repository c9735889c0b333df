package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTrial;
import org.espalier.function.FunctionTuner;
import org.espalier.journal.StudyEvent;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.SplitTuner;
import org.espalier.ml.Tuner;
import org.espalier.space.Scale;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Journals and saved tuners that version 6b1e7c48 wrote, with settings that are gone, and the
 * results that their studies had there. A killed study goes on to that result, a finished one stays
 * finished. {@code kept/KeptJournalsTest.java}, run by that version with {@code -Dkept=write},
 * wrote the folder {@code kept} and the golden files {@code kept-*.txt}.
 */
final class KeptJournalsTest extends SparkTest {

  private static final Path KEPT = Path.of("src/test/resources/org/espalier/job/kept");

  private static final Map<String, String> JOBS =
      Map.of(
          "job",
          """
          data { source = "embedded:wine", label = label, test = none }
          learners = [{ type = random-forest, space { numTrees = { from = 2, to = 8 }, maxDepth = { from = 1, to = 5 } } }]
          metric = accuracy
          folds { num-folds = 2, stratified = false }
          search = { sampler = tpe, trials = 14 }
          schedule { scheduler = halving, min-resource = 40 }
          """,
          "paused",
          """
          data { source = "embedded:wine", label = label }
          learners = [{ type = naive-bayes, space { smoothing = { from = 0.1, to = 10, scale = log } } }]
          folds = 2
          search = { sampler = random, trials = 6 }
          """,
          "extended",
          """
          data { source = "embedded:iris", label = label }
          learners = [{ type = logistic-regression, space { regParam = { from = 1e-4, to = 1, scale = log }, maxIter = 5 } }]
          folds = 2
          search = { sampler = sobol, trials = 4 }
          """);

  private static final List<String> STAGES =
      List.of("1-defaults", "2-one-at-a-time", "3-random", "4-final");

  private static final String WORKFLOW =
      """
      data { source = "embedded:wine", label = label }
      learners = [{ type = decision-tree, space { maxDepth = { from = 1, to = 6 }, minInstancesPerNode = [1, 2, 5] } }]
      metric = accuracy
      folds = 2
      search = { trials = 4 }
      """;

  private static Dataset<Row> people;

  @TempDir Path folder;

  @BeforeAll
  static void tables(@TempDir Path tables) throws IOException {
    GoldenTables.write(tables);
    people =
        new VectorAssembler()
            .setInputCols(new String[] {"age", "hours", "gain"})
            .setOutputCol("features")
            .transform(
                spark()
                    .read()
                    .option("header", true)
                    .option("inferSchema", true)
                    .csv(tables.resolve("people.csv").toString())
                    .na()
                    .drop()
                    .selectExpr("age", "hours", "gain", "double(importance - 1) label"))
            .select("features", "label")
            .repartition(2);
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("killed")
  void a_job_that_was_killed_goes_on_without_the_settings_that_are_gone(String name)
      throws IOException {
    CommandRun run = resumed(name, name + "-killed");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertResult(name, study("out/kept"));
  }

  static Stream<String> killed() {
    return Sample.rows(List.of("job", "paused", "extended"));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"job", "paused"})
  void a_job_that_is_finished_stays_finished(String name) throws IOException {
    CommandRun run = resumed(name, name + "-finished");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertResult(name, study("out/kept"));
    assertThat(study("out/kept").readJournal())
        .filteredOn(event -> event instanceof StudyEvent.Opened || event instanceof StudyEvent.Told)
        .hasSameSizeAs(
            kept(name + "-finished").readJournal().stream()
                .filter(e -> e instanceof StudyEvent.Opened || e instanceof StudyEvent.Told)
                .toList());
  }

  private CommandRun resumed(String name, String kept) throws IOException {
    restore(kept, "out/kept");
    // The job has no held-out rows: its result does not depend on a model.
    return name.equals("job")
        ? CommandRun.tune(folder, job(name), "out", "--resume", "--set=model.save=none")
        : CommandRun.tune(folder, job(name), "out", "--resume");
  }

  private static String job(String name) {
    return "study = kept\nrun.pre-flight = false\n" + JOBS.get(name);
  }

  static Stream<String> tuners() {
    return Sample.rows(List.of("tuner", "split"));
  }

  @Tag(Sample.TAG)
  @ParameterizedTest
  @MethodSource("tuners")
  void a_tuner_goes_on_with_its_study(String name) throws IOException {
    for (String state : List.of("killed", "finished")) {
      restore(name + "-" + state, "out-" + state);
      fit(name, "out-" + state);
      assertResult(name, study("out-" + state));
    }
  }

  private void fit(String name, String journal) {
    String path = folder.resolve(journal).toString();
    if (name.equals("tuner")) {
      tuner().setJournal(path).fit(people);
    } else {
      split().setJournal(path).fit(people);
    }
  }

  private static Tuner tuner() {
    LogisticRegression learner = new LogisticRegression("learner").setMaxIter(4);
    return new Tuner("tuner")
        .setEstimator(learner)
        .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
        .setSpace(
            new ParamSpaceBuilder()
                .addRange(learner.regParam(), 1e-3, 10, Scale.LOG)
                .addRange(learner.elasticNetParam(), 0, 1)
                .build())
        .setSampler("tpe")
        .setTrials(9)
        .setScheduler("hyperband")
        .setMinResource(30)
        .setNumFolds(2)
        .setSeed(5);
  }

  private static SplitTuner split() {
    NaiveBayes learner = new NaiveBayes("bayes");
    return new SplitTuner("split")
        .setEstimator(learner)
        .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("f1"))
        .setEstimatorParamMaps(
            new ParamGridBuilder()
                .addGrid(learner.smoothing(), new double[] {0.1, 1, 10, 100})
                .build())
        .setTrainRatio(0.7)
        .setSeed(5);
  }

  @Test
  void a_function_goes_on_with_its_study() throws IOException {
    for (String state : List.of("killed", "finished")) {
      restore("function-" + state, "out-" + state);
      tune("out-" + state);
      assertResult("function", study("out-" + state));
    }
  }

  private void tune(String journal) {
    new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", -2, 2).addFloat("width", 0.1, 10, "log"))
        .setSeed(3)
        .setSampler("gp")
        .setScheduler("halving")
        .setMaxResource(9)
        .setTrials(9)
        .setJournal(folder.resolve(journal).toString())
        .tune(spark(), KeptJournalsTest::bowl);
  }

  private static Map<String, Double> bowl(FunctionTrial trial) {
    double x = trial.number("x");
    double loss = (x - 1) * (x - 1) + trial.number("width") / 10 + 1.0 / trial.resource();
    trial.report(trial.resource(), Map.of("loss", loss));
    return Map.of("loss", loss);
  }

  @Tag("slow")
  @Test
  void a_workflow_goes_on_with_its_studies() throws IOException {
    Path file = Files.writeString(folder.resolve("workflow.conf"), "study = kept\n" + WORKFLOW);
    for (String stage : STAGES.subList(0, 3)) {
      restore("workflow/" + stage, "out/kept/" + stage);
    }
    workflow(file, "out", "--resume");
    for (String stage : STAGES) {
      assertResult("workflow-" + stage, study("out/kept/" + stage));
    }
  }

  private void workflow(Path file, String out, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("workflow", file.toString(), "--output", folder.resolve(out).toString()));
    words.addAll(List.of(more));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
  }

  @Test
  void a_saved_tuner_loads_with_a_param_that_is_gone() throws IOException {
    Tuner loaded = Tuner.load(KEPT.resolve("saved-tuner").toString());
    assertThat(loaded.getTrials()).isEqualTo(9);
    assertThat(loaded.getScheduler()).isEqualTo("hyperband");
    assertThat(loaded.getTaskMemory()).as("512 as it was saved").isEqualTo("512 MiB");
    assertThat(loaded.getMaxStorage()).as("-1 as it was saved").isEqualTo("auto");
  }

  private static void assertResult(String name, StudyFolder study) throws IOException {
    GoldenResult.assertGolden("kept-" + name, GoldenResult.of(study.history().record()));
  }

  private StudyFolder study(String path) {
    return at(folder.resolve(path));
  }

  private static StudyFolder kept(String name) {
    return at(KEPT.resolve(name));
  }

  private static StudyFolder at(Path study) {
    return StudyFolder.of(
        new OutputPlan(String.valueOf(study.getParent()), false),
        String.valueOf(study.getFileName()),
        Origins.none("test"),
        spark().sparkContext().hadoopConfiguration());
  }

  private void restore(String name, String to) throws IOException {
    copy(KEPT.resolve(name).resolve("journal"), folder.resolve(to).resolve("journal"));
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    Map<Path, Path> copies = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(from)) {
      files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .forEach(file -> copies.put(file, to.resolve(file.getFileName())));
    }
    copies.forEach(
        (source, target) -> {
          try {
            Files.copy(source, target);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
