package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.RandomForestClassificationModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.journal.CellRow;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.metric.PermutationImportance;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands from a study file to the files that are left. */
final class JobTest extends SparkTest {

  private static final String HALVING =
      """
      study = flowers
      data { source = "embedded:iris", label = label }
      learners = [
        { type = logistic-regression
          space { regParam = { from = 1e-3, to = 10, scale = log }, maxIter = 5 } }
      ]
      folds = 3
      search = { sampler = random, trials = 6 }
      schedule = { scheduler = halving, min-resource = 40 }
      run.pre-flight = false
      """;

  private static final String ITERATIONS =
      """
      study = flowers
      data { source = "embedded:iris", label = label }
      learners = [
        { type = logistic-regression, space { regParam = [0.0, 0.1, 10], maxIter = 9 } }
        { type = random-forest, space { maxDepth = [2, 4], numTrees = 18 } }
      ]
      folds = 2
      search = { sampler = grid }
      schedule = { scheduler = halving, resource = iterations, min-folds = 1 }
      run.pre-flight = false
      """;

  private static final String RUNGS_OF_ITERATIONS =
      "halving over iterations, eta 3: rungs of 2 / 6 / 18, all but the last on 1 of 2 folds";

  /** Folder in which a study was run to its end. */
  @TempDir private static Path shared;

  private static CommandRun finished;
  private static Set<Integer> leftCached = Set.of();

  @TempDir Path folder;

  @BeforeAll
  static void a_study_that_ended() throws IOException {
    Set<Integer> before = persisted();
    finished = CommandRun.tune(shared, HALVING, "out");
    leftCached = persistedSince(before);
  }

  private CommandRun tune(String study, String... more) throws IOException {
    return CommandRun.tune(folder, study, "out", more);
  }

  private CommandRun check(String study, String... more) throws IOException {
    Path file = Files.writeString(folder.resolve("study.conf"), study);
    return CommandRun.of(
        Stream.concat(Stream.of("check", file.toString()), Stream.of(more)).toArray(String[]::new));
  }

  private static Path entry(Path folder, String entry) {
    return folder.resolve("out").resolve("flowers").resolve(entry);
  }

  private Path out(String entry) {
    return entry(folder, entry);
  }

  private static Dataset<Row> table(Path folder, String name) {
    return spark().read().parquet(entry(folder, name).toString());
  }

  private Dataset<Row> table(String name) {
    return table(folder, name);
  }

  private static List<String> rows(Dataset<Row> table, List<String> without) {
    return table
        .drop(without.stream().map(org.espalier.journal.TableColumn::name).toArray(String[]::new))
        .toJSON()
        .collectAsList();
  }

  @Test
  void the_schedule_is_chosen_by_the_planned_cost_and_check_shows_the_reason() throws IOException {
    String study =
        """
        study = digits, data { source = "embedded:%s", label = label }
        learners = [{ type = random-forest, space { numTrees = { from = 2, to = %d } } }]
        """;
    assertThat(check(study.formatted("iris", 9)).out())
        .containsPattern(
            "schedule: auto chose full, as 8 trials are too few to choose from"
                + "\\R  every configuration on all folds and rows")
        .contains("then 8 by auto (gp: ");
    assertThat(check(study.formatted("iris", 99)).out())
        .containsPattern("auto chose full, as 50 trials on 5 folds are planned to take \\d+ s of");
    assertThat(check(study.formatted("digits", 2000)).out())
        .containsPattern("auto chose racing, as .* in full, and about 4\\d % of that by racing\\R")
        .contains("racing over folds, eta 3: rungs of 1 / 2 / 3 / 4 / 5");
    assertThat(check(study.formatted("iris", 99), "--set", "search=grid").err())
        .contains("is a range without grid values");
  }

  @Test
  @Tag("smoke")
  void a_study_leaves_model_tables_summary_and_page() throws IOException {
    assertThat(finished.code()).as(finished.err()).isZero();
    assertThat(finished.out())
        .contains("study flowers finished")
        .contains("held-out accuracy")
        .contains("baseline")
        .contains("pruning saved")
        .contains(entry(shared, "report.html").toString());
    assertThat(table(shared, "trials").count()).isEqualTo(6);
    assertThat(table(shared, "decisions").where("kind = 'promote'").count()).isPositive();
    assertThat(Files.readString(entry(shared, "summary.json")))
        .contains("\"status\" : \"finished\"");
    assertThat(Files.readString(entry(shared, "report.html")))
        .contains("flowers")
        .contains("</html>");
    assertThat(entry(shared, "journal")).isDirectory();
    PipelineModel model = PipelineModel.load(entry(shared, "model").toString());
    Dataset<Row> table =
        spark().read().option("header", true).option("inferSchema", true).csv(irisCsv().toString());
    Dataset<Row> predicted = model.transform(table.drop("label"));
    assertThat(predicted.schema().apply("predicted_label").dataType())
        .isEqualTo(DataTypes.IntegerType);
    assertThat(model.transform(table).where("predicted_label = label").count()).isGreaterThan(120);
    assertThat(leftCached).isEmpty();
    HeldOutExamination examined = examined(shared);
    assertThat(examined.leftOut()).isEmpty();
    assertThat(examined.confusion().orElseThrow().classes()).containsExactly("0", "1", "2");
    assertThat(examined.calibration()).isPresent();
    assertThat(examined.sample().rows()).isEqualTo(examined.sample().heldOut());
    assertThat(examined.importance().orElseThrow().columns())
        .extracting(PermutationImportance.Column::name)
        .containsExactly(Arrays.copyOf(table.columns(), 4));
  }

  /** The only examination of the study. */
  private static HeldOutExamination examined(Path folder) throws IOException {
    List<StudyEvent.Examined> examined =
        new WrittenStudy(folder.resolve("out"), "flowers")
            .events().stream()
                .filter(StudyEvent.Examined.class::isInstance)
                .map(StudyEvent.Examined.class::cast)
                .toList();
    assertThat(examined).hasSize(1);
    return examined.get(0).examination();
  }

  private Path irisCsv() throws IOException {
    Path csv = folder.resolve("iris.csv.gz");
    try (var stream = org.espalier.spark.data.StudyData.class.getResourceAsStream("iris.csv.gz")) {
      Files.copy(java.util.Objects.requireNonNull(stream), csv);
    }
    return csv;
  }

  @Tag("slow")
  @Test
  void tables_are_the_same_at_any_parallelism() throws IOException {
    tune(HALVING, "--set", "run.parallelism=1");
    List<String> trials = rows(table("trials"), org.espalier.journal.TrialRow.CLOCK);
    List<String> cells = rows(table("cells"), CellRow.CLOCK);
    List<String> decisions = rows(table("decisions"), List.of());
    CommandRun again = tune(HALVING, "--set", "run.parallelism=4", "--overwrite");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(rows(table("trials"), org.espalier.journal.TrialRow.CLOCK)).isEqualTo(trials);
    assertThat(rows(table("cells"), CellRow.CLOCK)).isEqualTo(cells);
    assertThat(rows(table("decisions"), List.of())).isEqualTo(decisions);
  }

  @Test
  void report_writes_the_same_page_summary_and_tables_again() throws IOException {
    List<String> trials = rows(table(shared, "trials"), List.of());
    String page = Files.readString(entry(shared, "report.html"));
    String summary = Files.readString(entry(shared, "summary.json"));
    Files.delete(entry(shared, "report.html"));
    CommandRun report = CommandRun.of("report", shared.resolve("out/flowers").toString());
    assertThat(report.code()).as(report.err()).isZero();
    assertThat(Files.readString(entry(shared, "report.html"))).isEqualTo(page);
    assertThat(Files.readString(entry(shared, "summary.json"))).isEqualTo(summary);
    assertThat(rows(table(shared, "trials"), List.of())).isEqualTo(trials);
  }

  @Tag("slow")
  @Test
  void a_regression_on_texts_numbers_and_missing_values_runs_with_folds_as_resource()
      throws IOException {
    StringBuilder csv = new StringBuilder("size,colour,flag,price\n");
    for (int i = 0; i < 90; i++) {
      String size = i % 10 == 3 ? "" : String.valueOf(i % 17);
      String colour = i % 13 == 5 ? "" : List.of("red", "green", "blue").get(i % 3);
      csv.append(
          "%s,%s,%s,%s\n".formatted(size, colour, i % 2 == 0, 3.5 * (i % 17) + i % 3 * 10 + i % 5));
    }
    Path data = Files.writeString(folder.resolve("prices.csv"), csv);
    CommandRun run =
        tune(
            """
            study = flowers
            data { source = "%s", label = price }
            learners = [
              { type = linear-regression
                space { regParam = [0.0, 0.1, 10], imputer.strategy = [mean, median] } }
              { type = random-forest, space { maxDepth = [2, 4], numTrees = 4 } }
            ]
            folds = 3
            search = { sampler = grid }
            schedule = { scheduler = halving, resource = folds, min-resource = 1, eta = 3 }
            run.pre-flight = false
            """
                .formatted(data));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("by rmse").contains("imputed by the median");
    assertThat(table("trials").where("state = 'PRUNED' and folds = 1").count()).isPositive();
    assertThat(table("trials").where("state = 'COMPLETED' and folds = 3").count()).isPositive();
    PipelineModel model = PipelineModel.load(out("model").toString());
    Dataset<Row> unseen = spark().sql("select cast(null as int) size, 'violet' colour, true flag");
    assertThat(model.transform(unseen).select("prediction").first().getDouble(0)).isFinite();
    HeldOutExamination examined = examined(folder);
    assertThat(examined.leftOut()).isEmpty();
    assertThat(examined.residuals().orElseThrow().points())
        .hasSize((int) examined.sample().heldOut());
    assertThat(examined.importance().orElseThrow().columns())
        .extracting(PermutationImportance.Column::name)
        .containsExactly("size", "colour", "flag");
  }

  @Test
  void rungs_of_iterations_go_up_to_those_of_the_learner_that_has_most() throws IOException {
    CommandRun run = check(ITERATIONS);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(RUNGS_OF_ITERATIONS);
  }

  @Tag("slow")
  @Test
  void learners_get_more_iterations_each_of_its_own() throws IOException {
    CommandRun run = tune(ITERATIONS);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains(RUNGS_OF_ITERATIONS);
    assertThat(table("trials").where("rung = 0 and state = 'PRUNED'").count()).isPositive();
    assertThat(table("cells").where("fold = 1 and rung < 2").count()).isZero();
    assertThat(table("trials").where("rung = 2 and folds = 2 and state = 'COMPLETED'").count())
        .isPositive();
    assertThat(table("cells").select("rows").distinct().count()).isOne();
    assertThat(Files.readString(out("report.html"))).contains(">Iterations<");
    assertThat(PipelineModel.load(out("model").toString()).stages())
        .anyMatch(
            stage ->
                (stage instanceof LogisticRegressionModel m && m.getMaxIter() == 9)
                    || (stage instanceof RandomForestClassificationModel f
                        && f.getNumTrees() == 18));
  }

  @Tag("slow")
  @Test
  void a_text_label_comes_back_as_text() throws IOException {
    StringBuilder csv = new StringBuilder("x,answer\n");
    for (int i = 0; i < 60; i++) {
      csv.append("%d,%s\n".formatted(i, i % 10 > 4 ? "yes" : "no"));
    }
    Path data = Files.writeString(folder.resolve("answers.csv"), csv);
    CommandRun run =
        tune(
            """
            study = flowers
            data { source = "%s", label = answer, positive = no }
            learners = [ { type = gradient-boosted-trees, space { maxDepth = [2, 3], maxIter = 2 } } ]
            folds = 2
            search = grid
            run.pre-flight = false
            """
                .formatted(data));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("area-under-roc");
    PipelineModel model = PipelineModel.load(out("model").toString());
    Dataset<Row> scored = model.transform(spark().sql("select 9 x"));
    assertThat(scored.select("predicted_answer").first().getString(0)).isIn("yes", "no");
  }

  @Test
  void a_study_that_misses_its_gate_is_exit_4_and_leaves_the_model() throws IOException {
    CommandRun run =
        tune(
            HALVING,
            "--set",
            "require.min-improvement=0.9",
            "--set",
            "schedule=full",
            "--set",
            "search.trials=1");
    assertThat(run.code()).as(run.err()).isEqualTo(StudyStatus.GATE_FAILED.exitCode());
    assertThat(run.out()).contains("require.min-improvement: 0.9 is required, but");
    assertThat(Files.readString(out("summary.json"))).contains("\"status\" : \"gate-failed\"");
    assertThat(out("model")).isDirectory();
  }

  @Tag("slow")
  @Test
  void a_gate_that_is_not_met_is_exit_4_and_the_simplest_within_an_error_may_win()
      throws IOException {
    CommandRun run =
        tune(HALVING, "--set", "require.min-improvement=0.9", "--set", "winner=one-standard-error");
    assertThat(run.code()).as(run.err()).isEqualTo(StudyStatus.GATE_FAILED.exitCode());
    assertThat(run.out()).contains("require.min-improvement: 0.9 is required, but");
    assertThat(Files.readString(out("summary.json"))).contains("\"status\" : \"gate-failed\"");
    assertThat(out("model")).isDirectory();
    String one = "search.trials=1";
    String full = "schedule=full";
    String sparks = "folds={num-folds=2, fold-rule=spark}";
    run =
        tune(
            HALVING,
            "--overwrite",
            "--set",
            "require.required-score=0.5",
            "--set",
            full,
            "--set",
            sparks);
    assertThat(run.code()).as(run.out()).isZero();
    assertThat(Files.readString(out("summary.json"))).contains("\"rule\" : \"spark\"");
    run =
        tune(
            HALVING,
            "--overwrite",
            "--set",
            "require.required-score=1.1",
            "--set",
            full,
            "--set",
            one);
    assertThat(run.code()).isEqualTo(StudyStatus.GATE_FAILED.exitCode());
    assertThat(run.out()).contains("require.required-score: a held-out accuracy of at least 1.1");
  }

  @Test
  void check_shows_what_a_run_would_do_and_fits_nothing() throws IOException {
    CommandRun run = check(HALVING, "--output", folder.resolve("out").toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith(
            "study flowers%n  up to 6 configurations of logistic-regression by random; 3 folds;"
                    .formatted()
                + " schedule halving%nreading embedded:iris%n".formatted())
        .contains("trials: 6", "cells, at most:", "output: file:")
        .doesNotContain("seed");
    assertThat(run.out()).containsPattern("fits at a time; a window of 16 keeps the slots about");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void check_shows_all_settings_if_it_is_asked_for_them_with_the_digits_of_one_locale()
      throws IOException {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("tr"));
    try {
      CommandRun run = check(HALVING, "--settings");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out()).contains("seed").containsPattern("planned units: \\d,\\d{3}");
      assertThat(Locale.getDefault(Locale.Category.FORMAT).getLanguage()).isEqualTo("tr");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  @Tag("slow")
  @Test
  void a_budget_that_is_used_up_below_the_top_leaves_the_best_of_the_highest_rung()
      throws IOException {
    CommandRun run = tune(HALVING, "--set", "budget.max-units=240");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains(
            "study flowers finished: the 240 planned units were used up; no trial reached the last"
                + " of 2 rungs, so the best trial of rung 0 wins, with 50 % of the full work")
        .contains("held-out accuracy");
    assertThat(PipelineModel.load(out("model").toString()).stages()).isNotEmpty();
  }

  @Test
  void a_study_that_is_there_is_not_overwritten_which_check_says_before() throws IOException {
    CommandRun run = check(HALVING, "--output", shared.resolve("out").toString());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("flowers, which holds a finished study: --overwrite replaces it");
    run = CommandRun.tune(shared, HALVING, "out");
    assertThat(run.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("output.path")
        .contains("holds a finished study");
    String file = folder.resolve("study.conf").toString();
    for (String command : List.of("check", "tune", "tune --if-changed")) {
      run = CommandRun.of((command + " --output " + file + " " + file).split(" "));
      assertThat(run.code()).as(run.out()).isEqualTo(StudyStatus.INVALID.exitCode());
      assertThat(run.out()).as("before the table is read").doesNotContain("reading ");
      assertThat(run.err().lines())
          .singleElement()
          .asString()
          .contains("output.path: '", "cannot be written to: '", "' is a file; name a folder");
    }
  }

  @Test
  void a_probe_times_a_fit_of_each_learner_and_tells_what_the_study_will_cost() throws IOException {
    CommandRun run = check(HALVING, "--output", folder.resolve("out").toString(), "--probe");
    assertThat(run.code()).as(run.err()).isZero();
    String number = "[\\d.,]+";
    assertThat(run.out())
        .containsPattern(
            "probe of logistic-regression: N s of tasks in N s on 80 training rows; N s of tasks"
                    .replace("N", number)
                + " in N s on 40 training rows; N s before it".replace("N", number))
        .containsPattern("tasks of \\d+ cells: about .* s; wall time on 4 cores: about .* s")
        .containsPattern("by these times: \\d+ fits at a time; a window of 16 keeps");
    assertThat(folder.resolve("out")).doesNotExist();
    run =
        check(
            HALVING,
            "--probe",
            "--set",
            "data={source=\"embedded:diabetes\",label=target}",
            "--set",
            "learners=[{type=linear-regression,space{loss=huber,elasticNetParam=0.5}}]");
    assertThat(run.code()).isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .contains("learners[0]: 'linear-regression' cannot be fitted and scored: ");
  }

  @Test
  void an_automatic_window_is_fitted_to_the_cluster() throws IOException {
    String set = "run={ window = auto, parallelism = 40 }";
    CommandRun run = check(HALVING, "--set", set, "--set", "search.trials=30");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).contains("40 fits at a time; a window of 32 keeps the slots about");
  }

  @Test
  void trials_that_fail_in_a_row_end_the_study_with_what_they_had_in_common() throws IOException {
    // MLlib refuses the huber loss with an elastic net, but not before it fits.
    CommandRun run =
        tune(
            """
            study = flowers
            data { source = "embedded:diabetes", label = target, test = none }
            learners = [ { type = linear-regression
              space { loss = huber, maxIter = 2
                elasticNetParam = [0.1, 0.2, 0.3, 0.4], epsilon = [1.5, 2] } } ]
            folds = 2
            search = grid
            run.pre-flight = false
            """);
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out()).contains("3 trials failed in a row; all failed with:");
    assertThat(Files.readString(out("summary.json"))).contains("\"status\" : \"gave-up\"");
    assertThat(out("model")).doesNotExist();
    assertThat(out("report.html")).exists();
  }

  @Test
  void a_deadline_before_the_table_is_read_says_how_much_time_is_needed_and_leaves_nothing()
      throws Exception {
    Set<Integer> before = persisted();
    CommandRun run = tune(HALVING, "--set", "budget.timeout=1 ms");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .matches(
            "--set: budget.timeout: 0\\.0 s are too short: the table was not read after .* s;"
                + " give at least \\d+0 s");
    awaitCommand();
    assertThat(out("summary.json")).doesNotExist();
    assertThat(persistedSince(before)).isEmpty();
  }

  /** Waits for a command whose time was up, which goes on where it heeds no interrupt. */
  private static void awaitCommand() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("espalier-command")) {
        thread.join();
      }
    }
  }

  @Tag("slow")
  @Test
  void a_target_that_is_reached_ends_the_study_and_is_named_wherever_one_looks()
      throws IOException {
    CommandRun run =
        tune(
            HALVING,
            "--set",
            "schedule=full",
            "--set",
            "run.window=2",
            "--set",
            "budget.target-score=0.5",
            "--set",
            "search.trials=50",
            "--set",
            "model.save=none");
    assertThat(run.code()).as(run.err()).isZero();
    String reason = "trial 0 reached the target of 0.5";
    assertThat(run.out()).contains("study flowers finished: " + reason);
    assertThat(Files.readString(out("summary.json"))).contains("\"reason\" : \"" + reason);
    assertThat(Files.readString(out("report.html"))).contains("The search ended as " + reason);
    assertThat(table("trials").count()).isLessThan(50);
  }

  @Test
  void a_budget_that_no_study_can_keep_or_reach_is_refused() throws IOException {
    CommandRun run = tune(HALVING, "--set", "budget={max-units=100, target-score=2}");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "--set: budget.target-score: is 2.0, which no model can reach by accuracy; give a score that a model can reach, or none",
            "--set: budget.max-units: is 100, but one trial at full fidelity is 240 training rows x"
                + " folds");
  }

  @Test
  void foreign_files_are_never_touched() throws IOException {
    Files.createDirectories(out("."));
    Path foreign = Files.writeString(out("notes.txt"), "mine");
    CommandRun run = tune(HALVING, "--overwrite");
    assertThat(run.code()).isEqualTo(2);
    assertThat(foreign).hasContent("mine");
    assertThat(run.err()).contains("holds files that are not a study of Espalier");
  }

  @Test
  void help_and_version_are_given_and_a_missing_command_is_exit_2() {
    assertThat(CommandRun.of("--help").out()).contains("tune").contains("Exit codes");
    assertThat(CommandRun.of("--version").out()).contains("Spark").contains("Scala");
    assertThat(CommandRun.of("describe", "samplers").out()).contains("search.sampler = random");
    assertThat(CommandRun.of("describe", "schedulers").out())
        .contains("schedule.scheduler = halving");
    assertThat(CommandRun.of("describe", "nothing").code())
        .isEqualTo(StudyStatus.INVALID.exitCode());
    assertThat(CommandRun.of().code()).isEqualTo(2);
    assertThat(CommandRun.of("tun").code()).isEqualTo(2);
  }
}
