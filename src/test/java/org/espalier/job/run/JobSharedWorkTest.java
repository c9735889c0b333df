package org.espalier.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Row;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.CommandRun;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.testing.AskedStudy;
import org.espalier.testing.SharedWorkContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class JobSharedWorkTest extends SharedWorkContract {

  @TempDir private Path folder;

  /** Format of the model: a test that does not count its fits needs none. */
  private String save = "none";

  private static String hocon(Object value) {
    if (value instanceof Duration time) {
      return time.toMillis() + " ms";
    }
    return value instanceof String ? "\"" + value + "\"" : value.toString();
  }

  private static String learner(PipelineStage learner, Map<String, List<?>> grid) {
    Stream<String> fixed =
        Stream.of(learner.params())
            .filter(param -> learner.isSet(param) && !grid.containsKey(param.name()))
            .map(param -> param.name() + " = " + hocon(learner.getOrDefault(param)));
    Stream<String> searched =
        grid.entrySet().stream()
            .map(
                param ->
                    param.getKey()
                        + param.getValue().stream()
                            .map(JobSharedWorkTest::hocon)
                            .collect(Collectors.joining(", ", " = [", "]")));
    return Stream.concat(fixed, searched)
        .collect(
            Collectors.joining(
                "\n",
                "{ type = \"%s\", name = %s, space {\n"
                    .formatted(learner.getClass().getName(), learner.uid()),
                "\n} }\n"));
  }

  private String study(AskedStudy asked) throws IOException {
    Path features = folder.resolve("features");
    new Pipeline()
        .setStages(asked.features().toArray(PipelineStage[]::new))
        .write()
        .overwrite()
        .save(features.toString());
    StringBuilder study =
        new StringBuilder(
            """
            study = s
            data { source = "%s", label = label, test.held-out = none }
            features = "%s"
            learners = [%s]
            metric = "%s"
            folds.fold-column = %s
            search.sampler = grid
            budget.max-failures = 10
            run.pre-flight = false
            model.save = %s
            """
                .formatted(
                    asked.table(),
                    features,
                    asked.learners().stream()
                        .map(learner -> learner(learner, asked.grid()))
                        .collect(Collectors.joining()),
                    asked.evaluator() == AskedStudy.AREA
                        ? "area-under-roc"
                        : asked.evaluator().getClass().getName(),
                    AskedStudy.FOLD,
                    save));
    asked.settings().forEach((path, value) -> study.append(path + " = " + hocon(value) + "\n"));
    return study.toString();
  }

  private List<Row> table(String name) {
    return spark().read().parquet(folder.resolve("out/s/" + name).toString()).collectAsList();
  }

  @Override
  protected Found run(AskedStudy asked) throws IOException {
    CommandRun run = CommandRun.tune(folder, study(asked), "out", "--overwrite");
    if (run.code() != 0) {
      throw new IllegalStateException(run.err() + run.out());
    }
    return found(asked);
  }

  /** Runs a study by a clock of the test. */
  private Found run(AskedStudy asked, InstantSource clock) throws Exception {
    Path file = Files.writeString(folder.resolve("study.conf"), study(asked));
    String output = "output.path=\"%s\"".formatted(folder.resolve("out"));
    Settings.Checked checked =
        new SettingsReader(Map.of(), Map.of())
            .check(file.toFile(), List.of(output), PreparedStudy::catalogue);
    StudyPlan plan = checked.settings().plan();
    PrintWriter out = new PrintWriter(new StringWriter());
    try (ShutdownHook hook = new ShutdownHook(code -> true)) {
      StudyDriver.Caller caller = new StudyDriver.Caller(out, out, hook, "", false);
      new StudyDriver(caller, plan, plan.tuning().origins(), clock, clock.instant())
          .tune(spark(), there -> PreparedStudy.read(checked, there, clock, out));
    }
    return found(asked);
  }

  private Found found(AskedStudy asked) {
    List<Row> trials = table("trials");
    List<Double> scores = new ArrayList<>();
    for (PipelineStage learner : asked.learners()) {
      for (Map<String, Object> point : asked.points()) {
        scores.add(score(trials, learner, point));
      }
    }
    return new Found(scores, table("cells").stream().map(JobSharedWorkTest::cell).toList());
  }

  private static double score(List<Row> trials, PipelineStage learner, Map<String, Object> point) {
    return trials.stream()
        .filter(trial -> trial.<String>getAs("learner").equals(learner.uid()))
        .filter(
            trial -> {
              Map<String, String> values = trial.getJavaMap(trial.fieldIndex("configuration"));
              return point.entrySet().stream()
                  .allMatch(
                      param -> param.getValue().toString().equals(values.get(param.getKey())));
            })
        .filter(trial -> trial.getAs("score") != null)
        .mapToDouble(trial -> trial.<Double>getAs("score"))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static Cell cell(Row row) {
    return new Cell(
        row.getAs("rung"),
        row.getAs("fold"),
        row.getAs("state"),
        row.getAs("reason"),
        row.getAs("trainer"),
        row.getAs("task_seconds"));
  }

  /** One learner has its scores; the time of each cell of the other is up. */
  @Test
  @Tag("slow")
  void stages_are_fitted_once_for_all_learners_and_the_model_also_where_cells_take_too_long()
      throws Exception {
    save = "spark";
    Duration limit = Duration.ofHours(1);
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    AskedStudy asked =
        behindStages(logistic)
            .and(new Moody("moody").setRegParam(Moody.LASTS))
            .with(timeLimit(), limit)
            .with("run.parallelism", 1); // else a cell of the first learner may run, too
    Found found;
    Moody.lasting = () -> ahead.set(limit.multipliedBy(2));
    try {
      found = run(asked, () -> Instant.now().plus(ahead.get()));
    } finally {
      Moody.lasting = () -> {};
    }
    assertThat(FITS).isEqualTo(fits(FOLDS + 1, FOLDS + 1));
    assertThat(found.scores().get(0)).isBetween(0.5, 1.0);
    assertThat(found.scores().get(1)).isNaN();
    assertThat(found.cells())
        .filteredOn(cell -> cell.state().equals("COMPLETED"))
        .hasSize(FOLDS)
        .allMatch(cell -> cell.seconds() > 0);
    assertThat(found.cells())
        .filteredOn(cell -> cell.state().equals("FAILED"))
        .isNotEmpty()
        .allMatch(cell -> cell.reason().contains("timed out"));
  }

  @Test
  @Tag("slow")
  void an_interrupt_of_the_caller_ends_a_study() throws Exception {
    Ended study = ended(Thread::interrupt);
    assertThat(study.thrown()).hasMessageContaining("InterruptedException");
  }

  @Override
  protected String timeLimit() {
    return "run.cell-timeout";
  }

  @Override
  @Test
  @Tag("slow")
  protected void
      a_stage_is_fitted_once_a_fold_and_value_for_all_learners_and_once_for_the_model_at_any_parallelism()
          throws Exception {
    save = "spark";
    super
        .a_stage_is_fitted_once_a_fold_and_value_for_all_learners_and_once_for_the_model_at_any_parallelism();
  }

  @Override
  @Test
  @Tag("slow")
  protected void
      candidates_of_a_small_rung_share_stages_and_costs_and_are_validated_on_part_of_a_fold()
          throws Exception {
    save = "spark";
    super.candidates_of_a_small_rung_share_stages_and_costs_and_are_validated_on_part_of_a_fold();
  }

  @Override
  @ParameterizedTest
  @MethodSource("parallelisms")
  @Tag("slow")
  protected void what_fails_is_one_candidates_own(int parallelism) throws Exception {
    super.what_fails_is_one_candidates_own(parallelism);
  }

  @Override
  @Test
  @Tag("slow")
  protected void a_study_of_which_all_fails_says_why() {
    super.a_study_of_which_all_fails_says_why();
  }

  @Override
  @Test
  @Tag("slow")
  protected void no_stage_is_applied_again_whose_rows_are_there() throws Exception {
    save = "spark";
    super.no_stage_is_applied_again_whose_rows_are_there();
  }

  @Override
  @Test
  @Tag("slow")
  protected void rows_that_the_cluster_loses_are_made_again() throws Exception {
    super.rows_that_the_cluster_loses_are_made_again();
  }
}
