package org.espalier.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.espalier.journal.CurveRow;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.search.Refinement;
import org.espalier.study.TrialState;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study of a function of Java, on Spark. */
final class FunctionTunerTest extends SparkTest {

  private static FunctionTuner tuner() {
    return new FunctionTuner()
        .setSpace(
            new FunctionSpace()
                .addFloat("x", -2, 2)
                .addChoice("shape", "valley", "wall")
                .addInt("power", 1, 3)
                .when("shape", "valley"))
        .setSampler("random")
        .setTrials(9)
        .setSeed(3);
  }

  private static Map<String, Double> valley(FunctionTrial trial) {
    double x = trial.number("x");
    boolean valley = trial.text("shape").equals("valley");
    return Map.of("loss", valley ? Math.pow(Math.abs(x), trial.whole("power")) : 10.0, "x", x);
  }

  /** Counts in a file of its state how many steps the trial did, over all rungs. */
  private static Map<String, Double> counted(FunctionTrial trial) throws IOException {
    Path file = trial.state().resolve("done/steps.txt");
    int done = Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
    if (done != trial.start()) {
      throw new IllegalStateException("it did %d of %d".formatted(done, trial.start()));
    }
    for (int step : trial.steps()) {
      done++;
      trial.report(step, Map.of("loss", 1.0 / done));
    }
    Files.createDirectories(file.getParent());
    Files.writeString(file, String.valueOf(done));
    return Map.of("loss", trial.number("x"), "done", (double) done);
  }

  @Test
  void the_best_of_a_function_and_all_that_it_returned() {
    FunctionStudy study = tuner().setFolds(2).tune(spark(), FunctionTunerTest::valley);
    FunctionStudy.Best best = study.best();
    assertThat(best.configuration()).containsEntry("shape", "valley").containsKey("power");
    assertThat(best.metrics()).containsKeys("loss", "x").containsEntry("loss", best.score());
    assertThat(study.tables().trials()).hasSize(9);
    assertThat(study.trials().count()).isEqualTo(9);
    assertThat(study.tables().cells())
        .hasSize(18)
        .allSatisfy(cell -> assertThat(cell.trained().trainer()).isEqualTo("task"))
        .allSatisfy(cell -> assertThat(cell.cost().attempts()).isEqualTo(1));
  }

  @Test
  void a_trial_that_leaves_more_than_it_may_fails() {
    FunctionTuner tuner = tuner().setTrials(1).setStateLimit("100 B");
    assertThatThrownBy(() -> tuner.tune(spark(), FunctionTunerTest::counted))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("its state takes 1 MiB; keep it to 100 B, or raise stateLimit");
  }

  @Test
  void a_promoted_trial_goes_on_from_what_it_left_and_the_best_alone_is_kept(@TempDir Path folder)
      throws IOException {
    FunctionTuner tuner =
        tuner()
            .setScheduler("asha")
            .setMinResource(1)
            .setMaxResource(9)
            .setJournal(folder.resolve("study").toString())
            .setOutput(folder.resolve("out").toString());
    FunctionStudy study = tuner.tune(spark(), FunctionTunerTest::counted);
    assertThat(study.tables().trials()).noneMatch(t -> t.state() == TrialState.FAILED);
    assertThat(study.best().metrics()).containsEntry("done", 9.0);
    assertThat(study.tables().curves())
        .filteredOn(point -> point.trial() == study.best().trial())
        .extracting(CurveRow::step)
        .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    try (var left = Files.list(folder.resolve("study/state"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactly(String.valueOf(study.best().trial()));
    }
    assertThat(folder.resolve("out/report.html")).content().contains("asha", "shape");
    assertThat(folder.resolve("out/report.html")).content().contains("Learning curves");
    assertThat(folder.resolve("out/summary.json")).content().contains("\"curves\"");
    assertThat(spark().read().parquet(folder.resolve("out/curves").toString()).collectAsList())
        .isEqualTo(study.curves().collectAsList())
        .isNotEmpty();
    // Another driver finds it done, and runs nothing again.
    FunctionStudy again =
        tuner.tune(
            spark(),
            trial -> {
              throw new IllegalStateException("it was asked again");
            });
    assertThat(again.tables().trials()).isEqualTo(study.tables().trials());
    assertThat(again.tables().curves()).isEqualTo(study.tables().curves());
    assertThatThrownBy(() -> tuner.setEta(4).setSeed(4).tune(spark(), FunctionTunerTest::valley))
        .hasMessageContaining("eta: was 3 when the study started, and is now 4")
        .hasMessageContaining("seed: was 3 when the study started, and is now 4");
    FunctionSpace other =
        new FunctionSpace()
            .addFloat("x", 0.5, 2, "log")
            .addChoice("shape", "hill", "valley")
            .addInt("power", 1, 3, "linear", 0, 3)
            .when("shape", "hill");
    Refinement around = Refinement.random(2, Map.of("x", 0.1));
    assertThatThrownBy(
            () ->
                tuner
                    .setEta(3)
                    .setSeed(3)
                    .setScheduler("full")
                    .setMinResource(0)
                    .setSpace(other)
                    .setThen(around)
                    .tune(spark(), FunctionTunerTest::valley))
        .satisfies(
            refused ->
                assertThat(String.valueOf(refused.getMessage()).lines())
                    .anyMatch(
                        line ->
                            line.contains(
                                "space.x.from: was -2.0 when the study started, and is now 0.5"))
                    .anyMatch(line -> line.contains("space.x.scale: was not set"))
                    .anyMatch(line -> line.contains("and is now [hill, valley]"))
                    .anyMatch(line -> line.contains("space.power.when.shape: was [valley]"))
                    .anyMatch(line -> line.contains("then[0].around.x: was not set")));
  }

  /** Calls until the driver is interrupted; at rest it is not. */
  private static final AtomicInteger LEFT = new AtomicInteger();

  private static final AtomicReference<Thread> DRIVER = new AtomicReference<>(new Thread());

  private static Map<String, Double> interrupting(FunctionTrial trial) throws IOException {
    if (LEFT.decrementAndGet() == 0) {
      DRIVER.get().interrupt();
    }
    return counted(trial);
  }

  @Test
  void a_study_that_was_broken_off_goes_on_to_the_same_tables(@TempDir Path folder)
      throws InterruptedException {
    FunctionTuner tuner =
        tuner().setScheduler("asha").setMinResource(1).setMaxResource(9).setTrials(12);
    FunctionStudy whole = tuner.tune(spark(), FunctionTunerTest::counted);
    tuner.setJournal(folder.resolve("study").toString());
    tuner.setOutput(folder.resolve("out").toString());
    for (int calls : List.of(4, 8)) {
      LEFT.set(calls);
      Thread driver =
          new Thread(() -> tuner.tune(spark(), FunctionTunerTest::interrupting), "driver");
      driver.setUncaughtExceptionHandler((thread, expected) -> {});
      DRIVER.set(driver);
      driver.start();
      driver.join();
      assertThat(folder.resolve("out/report.html"))
          .content()
          .contains("It was interrupted: its thread was interrupted.")
          .contains("To continue where it stopped: the same call with the same journal.")
          .doesNotContain(">Learner<", "training row");
    }
    FunctionStudy resumed = tuner.tune(spark(), FunctionTunerTest::counted);
    assertThat(resumed.tables().course().resumed()).hasSize(2);
    assertThat(resumed.tables().trials())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("work")
        .isEqualTo(whole.tables().trials());
    assertThat(resumed.tables().curves()).isEqualTo(whole.tables().curves()).isNotEmpty();
  }

  /** What a rate adds in a step, which is most at a rate that falls with the steps. */
  private static Map<String, Double> summed(FunctionTrial trial) throws IOException {
    Path file = trial.state().resolve("sum.txt");
    double sum = Files.exists(file) ? Double.parseDouble(Files.readString(file)) : 0;
    for (int step : trial.steps()) {
      sum += Math.exp(-Math.pow(Math.log10(trial.number("rate")) + 0.25 * step, 2));
    }
    Files.writeString(file, String.valueOf(sum));
    return Map.of("loss", -sum, "begun", (double) trial.start());
  }

  private static Map<String, Double> summedUntilInterrupted(FunctionTrial trial)
      throws IOException {
    if (LEFT.decrementAndGet() == 0) {
      DRIVER.get().interrupt();
    }
    return summed(trial);
  }

  @Test
  void a_population_copies_states_to_the_same_tables_at_any_parallelism_and_after_a_break(
      @TempDir Path folder) throws InterruptedException {
    FunctionTuner tuner =
        new FunctionTuner()
            .setSpace(new FunctionSpace().addFloat("rate", 1e-3, 1, "log").addInt("width", 1, 9))
            .setSampler("random")
            .setScheduler("pbt")
            .setMinResource(2)
            .setMaxResource(8)
            .setTrials(10);
    FunctionStudy whole = tuner.tune(spark(), FunctionTunerTest::summed);
    List<TrialRow> copies =
        whole.tables().trials().stream().filter(t -> t.candidate().parent().isPresent()).toList();
    assertThat(copies).isNotEmpty().allMatch(t -> t.candidate().origin().equals("perturbed"));
    for (TrialRow copy : copies) {
      Map<String, Object> parent =
          whole
              .tables()
              .trials()
              .get(copy.candidate().parent().getAsInt())
              .candidate()
              .configuration();
      assertThat(copy.candidate().configuration())
          .containsEntry("width", parent.get("width"))
          .doesNotContainEntry("rate", parent.get("rate"));
    }
    assertThat(whole.tables().cells())
        .allMatch(cell -> cell.result().metrics().containsValue(2.0 * cell.rung()));
    FunctionStudy alone = tuner.setParallelism(1).tune(spark(), FunctionTunerTest::summed);
    assertThat(alone.tables().trials())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("work")
        .isEqualTo(whole.tables().trials());
    tuner.setParallelism(2).setJournal(folder.resolve("study").toString());
    LEFT.set(9);
    Thread driver =
        new Thread(() -> tuner.tune(spark(), FunctionTunerTest::summedUntilInterrupted), "driver");
    driver.setUncaughtExceptionHandler((thread, expected) -> {});
    DRIVER.set(driver);
    driver.start();
    driver.join();
    FunctionStudy resumed = tuner.tune(spark(), FunctionTunerTest::summed);
    assertThat(resumed.tables().course().resumed()).hasSize(1);
    assertThat(resumed.tables().trials())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("work")
        .isEqualTo(whole.tables().trials());
  }

  @Test
  void whatever_goes_wrong_in_a_function_is_the_trials_fault() {
    FunctionStudy study =
        tuner()
            .setSampler("grid")
            .setSpace(
                new FunctionSpace().addChoice("fault", "none", "throws", "nan", "missing", "null"))
            .setTrials(0)
            .tune(spark(), FunctionTunerTest::faulty);
    List<TrialRow> trials = study.tables().trials();
    assertThat(trials)
        .extracting(TrialRow::state)
        .containsExactly(
            TrialState.COMPLETED,
            TrialState.FAILED,
            TrialState.FAILED,
            TrialState.FAILED,
            TrialState.FAILED);
    assertThat(trials.get(1).reason())
        .contains("IllegalStateException: no such thing as 17; at FunctionTunerTest.java:");
    assertThat(trials.get(2).reason()).contains("loss is NaN");
    assertThat(trials.get(3).reason()).contains("'loss' is not among the returned numbers: [lost]");
    assertThat(trials.get(4).reason()).contains("it returned 'loss=null'; return doubles by name");
  }

  private static List<Map<String, Object>> oneAtATime(FunctionTuner tuner) {
    return tuner
        .setSampler("one-at-a-time")
        .tune(spark(), FunctionTunerTest::valley)
        .tables()
        .trials()
        .stream()
        .map(row -> row.candidate().configuration())
        .toList();
  }

  @Test
  void one_parameter_at_a_time_is_varied_from_the_first_start_point_or_the_middle() {
    assertThat(oneAtATime(tuner().setTrials(0)))
        .hasSize(8)
        .startsWith(
            Map.of("x", 0.0, "shape", "valley", "power", 2),
            Map.of("x", -2.0, "shape", "valley", "power", 2),
            Map.of("x", 0.0, "shape", "wall"),
            Map.of("x", 0.0, "shape", "valley", "power", 1));
    assertThat(
            oneAtATime(
                tuner().setTrials(3).setStartPoints(List.of(Map.of("x", 1.0, "shape", "wall")))))
        .containsExactly(
            Map.of("x", 1.0, "shape", "wall"),
            Map.of("x", -2.0, "shape", "wall"),
            Map.of("x", 1.0, "shape", "valley", "power", 2));
  }

  /** The further fold of a finalist says that the second best of the search is the best. */
  private static Map<String, Double> lucky(FunctionTrial trial) {
    double x = trial.number("x");
    return Map.of("loss", trial.fold() == 0 ? x : Math.abs(x - 0.5));
  }

  @Test
  void what_the_settings_say_of_begin_refinement_winner_and_gates_is_done(@TempDir Path folder) {
    FunctionTuner tuner =
        new FunctionTuner()
            .setSpace(new FunctionSpace().addFloat("x", 0.2, 2))
            .setSampler("random")
            .setTrials(2)
            .setStartPoints(List.of(Map.of("x", 1), Map.of("x", 0.5)))
            .setThen(Refinement.grid(Map.of("x", 0.1)))
            .setWinnerRepeats(1)
            .setMinImprovement(0.6)
            .setJournal(folder.resolve("study").toString());
    FunctionStudy study = tuner.tune(spark(), FunctionTunerTest::lucky);
    assertThat(study.tables().trials())
        .extracting(row -> row.candidate().origin())
        .containsExactly("default", "user", "grid", "grid", "grid");
    assertThat(study.best().configuration()).containsEntry("x", 0.5);
    Summary summary = study.tables().summary();
    assertThat(summary.result().winner().orElseThrow().repeated().orElseThrow().mean()).isZero();
    assertThat(summary.end().status()).isEqualTo(StudyStatus.GATE_FAILED);
    assertThat(summary.end().reason())
        .startsWith("minImprovement: 0.6 is required, but 0.5 was gained");
    assertThat(tuner.setMinImprovement(0.4).tune(spark(), FunctionTunerTest::lucky).tables())
        .extracting(tables -> tables.summary().end().status())
        .isEqualTo(StudyStatus.FINISHED);
    FunctionTuner next =
        new FunctionTuner()
            .setSpace(new FunctionSpace().addFloat("x", 0, 1))
            .setTrials(1)
            .setPrior(folder.resolve("study").toString())
            .setRequiredScore(0.1);
    FunctionStudy after = next.tune(spark(), FunctionTunerTest::lucky);
    assertThat(after.tables().trials())
        .extracting(row -> row.candidate().origin())
        .containsExactly("earlier");
    assertThat(after.tables().summary().end().status()).isEqualTo(StudyStatus.GATE_FAILED);
    assertThatThrownBy(() -> next.setMetric("gain").tune(spark(), FunctionTunerTest::lucky))
        .hasMessageStartingWith("FunctionTuner: prior: names a study by loss");
  }

  @Test
  void cores_that_the_cluster_cannot_give_a_call_are_refused_in_one_line() {
    assertThatThrownBy(() -> tuner().setCores(2).tune(spark(), FunctionTunerTest::valley))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .startsWith("FunctionTuner: cores: cannot differ from the application's here: ")
        .endsWith("; leave spark.task.cpus as the application has it")
        .hasLineCount(1);
  }

  @Test
  void too_many_numbers_are_the_trials_fault_and_a_listener_hears_of_it() {
    List<StudyEvent> heard = new CopyOnWriteArrayList<>();
    assertThatThrownBy(
            () ->
                tuner()
                    .setTrials(1)
                    .setListeners(heard::add)
                    .tune(
                        spark(),
                        trial ->
                            IntStream.range(0, 1001)
                                .boxed()
                                .collect(Collectors.toMap(i -> "m" + i, i -> 1.0))))
        .hasMessageContaining("it returned 1001 numbers; return at most 1000");
    assertThat(heard).hasAtLeastOneElementOfType(StudyEvent.Told.class);
  }

  private static Map<String, Double> faulty(FunctionTrial trial) {
    return switch (trial.text("fault")) {
      case "throws" -> throw new IllegalStateException("no such thing as " + 17);
      case "nan" -> Map.of("loss", Double.NaN);
      case "missing" -> Map.of("lost", 1.0);
      case "null" -> new HashMap<>(Collections.singletonMap("loss", null));
      default -> Map.of("loss", 1.0);
    };
  }

  @Test
  void a_call_that_lasts_too_long_has_failed_and_a_study_without_a_score_says_why() {
    FunctionTuner tuner = tuner().setTrials(1).setCellTimeout(0.2);
    assertThatThrownBy(
            () ->
                tuner.tune(
                    spark(),
                    trial -> {
                      Thread.sleep(60_000);
                      return Map.of("loss", 1.0);
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("timed out after 0.2 s");
  }
}
