package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.espalier.analysis.Workflow;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.workflow.WorkflowSettings;
import org.espalier.job.workflow.WorkflowStudy;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.report.ReportPage;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The studies of a workflow with a made-up score: each made of the file and of those before it. */
final class WorkflowSettingsTest {

  private static final String FILE =
      PlayedStudy.TREES
          + """
          learners = [{ type = random-forest, space {
            maxDepth = { from = 2, to = 12 }, minInfoGain = { from = 0, to = 1 }, impurity = [gini, entropy] } }]
          """;

  @TempDir private Path folder;

  private final Map<WorkflowStudy, StudyRecord> records = new EnumMap<>(WorkflowStudy.class);
  private final List<StudyHistory> done = new ArrayList<>();

  private WorkflowSettings settings(String text, String... sets) throws IOException {
    Path file = Files.writeString(folder.resolve("workflow.conf"), text);
    Settings.Checked checked =
        new SettingsReader(Map.of(), Map.of())
            .check(file.toFile(), List.of(sets), plan -> new LearnerCatalogue());
    return new WorkflowSettings(checked.settings().plan(), checked.space());
  }

  /** Settings by path, of a study whose predecessors were played. */
  private Map<String, String> played(WorkflowSettings settings, WorkflowStudy last)
      throws IOException {
    for (WorkflowStudy study : WorkflowStudy.values()) {
      List<String> sets = settings.of(study, records, false);
      if (study == last) {
        return sets.stream()
            .map(set -> set.split("=", 2))
            .collect(Collectors.toMap(set -> set[0], set -> set[1]));
      }
      play(study, sets);
    }
    throw new IllegalStateException();
  }

  private void play(WorkflowStudy study, List<String> sets) throws IOException {
    String text = FILE + String.join("\n", sets) + "\n";
    StudyHistory history = StudyHistory.of(PlayedStudy.of(folder, text).events());
    records.put(study, history.record());
    done.add(history);
  }

  @Test
  void each_study_has_its_sampler_and_only_the_last_one_a_model() throws IOException {
    WorkflowSettings settings = settings(FILE);
    Map<String, String> defaults = played(settings, WorkflowStudy.DEFAULTS);
    assertThat(defaults)
        .containsEntry("study", "1-defaults")
        .containsEntry("output.path", "\"espalier-out/trees\"")
        .containsEntry("search.trials", "1")
        .containsEntry("model.save", "none")
        .containsEntry("require.required-score", "none")
        .doesNotContainKeys("seed", "data.test", "budget.timeout");
    assertThat(played(settings, WorkflowStudy.ONE_AT_A_TIME))
        .containsEntry("search.sampler", "one-at-a-time")
        .containsEntry("search.trials", "auto")
        .containsEntry("model.save", "none");
    assertThat(played(settings, WorkflowStudy.FINAL))
        .containsEntry("winner.winner-repeats", "2")
        .containsEntry("schedule.scheduler", "full")
        .doesNotContainKeys("model.save", "require.required-score");
  }

  @Test
  void random_configurations_begin_with_the_best_on_few_rows() throws IOException {
    Map<String, String> random = played(settings(FILE), WorkflowStudy.RANDOM);
    // 900 training rows: half of them, as a fifth is below 1,000.
    assertThat(random)
        .containsEntry("search.trials", "30")
        .containsEntry("schedule.scheduler", "halving")
        .containsEntry("schedule.resource", "rows")
        .containsEntry("schedule.min-resource", "450")
        .containsEntry("schedule.eta", "2");
    assertThat(random.get("search.start-points"))
        .startsWith("[{ learner = \"random-forest\"")
        .contains("maxDepth = 9");
    play(WorkflowStudy.RANDOM, settings(FILE).of(WorkflowStudy.RANDOM, records, false));
    assertThat(record(WorkflowStudy.RANDOM).opened().setup().ladder().rungs()).hasSize(2);
  }

  private StudyRecord record(WorkflowStudy study) {
    return Objects.requireNonNull(records.get(study));
  }

  @Test
  void the_part_of_the_rows_is_a_fifth_of_a_large_table_or_what_the_file_says() throws IOException {
    WorkflowSettings usual = settings(FILE);
    assertThat(usual.rows(100_000)).isEqualTo(20_000);
    assertThat(usual.rows(4_000)).isEqualTo(1_000);
    assertThat(usual.rows(101)).isEqualTo(51);
    assertThat(settings(FILE, "schedule.min-resource=300").rows(100_000)).isEqualTo(300);
  }

  @Test
  void the_grid_goes_a_step_around_the_best_of_all_studies() throws IOException {
    Map<String, String> last = played(settings(FILE), WorkflowStudy.FINAL);
    assertThat(last.get("search.then"))
        .startsWith("[{ sampler = grid, around { maxDepth = 1, minInfoGain = 0.1");
    assertThat(last.get("search.trials")).isEqualTo("4"); // the defaults and three points
    play(WorkflowStudy.FINAL, settings(FILE).of(WorkflowStudy.FINAL, records, false));
    assertThat(record(WorkflowStudy.FINAL).trials())
        .extracting(row -> row.candidate().origin())
        .containsExactly("default", "user", "user", "user");
  }

  @Test
  void a_limit_is_divided_in_stated_shares() throws IOException {
    WorkflowSettings settings =
        settings(
            FILE, "budget.timeout=100 s", "budget.max-task-time=10 m", "budget.max-units=999999");
    assertThat(played(settings, WorkflowStudy.DEFAULTS))
        .containsEntry("budget.timeout", "20000 ms")
        .containsEntry("budget.max-task-time", "120000 ms")
        .containsEntry("budget.max-units", "200000");
    int all = 0;
    for (WorkflowStudy study : WorkflowStudy.values()) {
      all += study.percent();
    }
    assertThat(all).isEqualTo(100);
  }

  @Test
  void a_file_that_is_no_plan_of_a_workflow_is_refused() throws IOException {
    assertThat(settings(FILE).problems()).isEmpty();
    assertThat(settings(FILE, "search.sampler=sobol").problems()).isEmpty();
    assertThat(
            settings(
                    FILE,
                    "data.test=none",
                    "search.sampler=tpe",
                    "schedule.scheduler=halving",
                    "search.prior=x",
                    "model.save=none",
                    "folds.validation-fraction=0.3",
                    "learners=[random-forest]")
                .problems())
        .extracting(Problem::path)
        .containsExactlyInAnyOrder(
            "data.test",
            "folds",
            "learners",
            "search.sampler",
            "search.prior",
            "schedule.scheduler",
            "model.save");
  }

  @Test
  void gain_and_cost_of_each_stage_are_on_the_page_and_in_the_terminal() throws IOException {
    WorkflowSettings settings = settings(FILE);
    played(settings, WorkflowStudy.FINAL);
    play(WorkflowStudy.FINAL, settings.of(WorkflowStudy.FINAL, records, false));
    Workflow workflow = Workflow.of(done);
    assertThat(workflow.stages())
        .extracting(Workflow.Stage::name)
        .containsExactly(
            "Defaults",
            "One at a time",
            "Random on few rows",
            "Fine grid",
            "Finalists on folds",
            "Held-out rows");
    assertThat(workflow.stages().get(0).gain()).isEmpty();
    assertThat(workflow.stages().get(1).gain().orElseThrow().mean()).isPositive();
    assertThat(workflow.lines()).hasSize(7);
    assertThat(workflow.lines().get(2)).startsWith("2 one at a time").contains("+0.1 ± 0");
    assertThat(ReportPage.of(record(WorkflowStudy.FINAL), workflow.stages()))
        .contains("Gain and cost of each stage")
        .contains("<svg")
        .contains("href=\"../2-one-at-a-time/report.html\"");
  }
}
