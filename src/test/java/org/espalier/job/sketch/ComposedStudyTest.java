package org.espalier.job.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.ColumnHint;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spec.ModelPlan;
import org.espalier.spec.learners.LearnerPlan;
import org.junit.jupiter.api.Test;

final class ComposedStudyTest {

  private static final Set<String> MLLIB =
      Set.of(
          "logistic-regression",
          "linear-regression",
          "naive-bayes",
          "decision-tree",
          "random-forest",
          "gradient-boosted-trees");

  private static final Set<String> ALL =
      Stream.concat(MLLIB.stream(), Stream.of("xgboost")).collect(Collectors.toUnmodifiableSet());

  private static TableRequest asked(String... sets) {
    return new TableRequest(
        "auto",
        "people",
        "people.csv",
        "income",
        List.of("budget.timeout=1m"),
        List.of(sets),
        "out");
  }

  private static List<FeatureColumn> columns(FeatureColumn.ColumnKind kind, int count) {
    return IntStream.range(0, count).mapToObj(i -> new FeatureColumn("c" + i, kind, 0, 0)).toList();
  }

  private static SeenTable table(ProblemType task, long rows, List<FeatureColumn> columns) {
    List<Long> classes =
        switch (task) {
          case BINARY -> List.of(rows * 3 / 4, rows - rows * 3 / 4);
          case MULTICLASS -> List.of(rows / 2, rows / 4, rows - rows / 2 - rows / 4);
          default -> List.of();
        };
    List<String> labels = IntStream.range(0, classes.size()).mapToObj(String::valueOf).toList();
    return new SeenTable(task, rows, labels, classes, columns, false, "hash", List.of());
  }

  private static SeenTable table(ProblemType task, long rows) {
    return table(task, rows, columns(FeatureColumn.ColumnKind.NUMERIC, 10));
  }

  private static ComposedStudy study(SeenTable seen, Set<String> usable, String... sets) {
    ProposedSplit splitting = ProposedSplit.all().get(0).suitedTo(seen.study());
    DataSketch data = new DataSketch(asked(sets), splitting, List.of(), seen);
    return new ComposedStudy(data, List.of(), usable, 2);
  }

  private static ComposedStudy study(SeenTable seen, String... sets) {
    return study(seen, MLLIB, sets);
  }

  private static Settings read(ComposedStudy study) {
    return new SettingsReader(Map.of(), Map.of())
        .reread("study.conf", study.text(), List.of(), PreparedStudy::catalogue)
        .settings();
  }

  @Test
  void learners_are_those_of_the_task_and_the_quickest_is_the_baseline() {
    assertThat(study(table(ProblemType.BINARY, 20_000)).learners())
        .containsExactly("logistic-regression", "random-forest", "gradient-boosted-trees");
    assertThat(study(table(ProblemType.MULTICLASS, 20_000)).learners())
        .containsExactly("logistic-regression", "random-forest");
    assertThat(study(table(ProblemType.REGRESSION, 20_000)).learners())
        .containsExactly("linear-regression", "random-forest", "gradient-boosted-trees");
    assertThat(study(table(ProblemType.REGRESSION, 300)).learners())
        .startsWith("linear-regression", "decision-tree");
  }

  @Test
  void boosting_is_of_xgboost_where_its_library_is_there() {
    for (ProblemType task : List.of(ProblemType.BINARY, ProblemType.MULTICLASS)) {
      assertThat(study(table(task, 20_000), ALL).learners())
          .containsExactly("logistic-regression", "xgboost", "random-forest");
    }
  }

  @Test
  void sentences_bring_naive_bayes_and_no_boosting_of_dense_rows() {
    SeenTable texts = table(ProblemType.BINARY, 5_000, columns(FeatureColumn.ColumnKind.PROSE, 1));
    assertThat(study(texts, ALL).learners()).contains("naive-bayes").doesNotContain("xgboost");
  }

  @Test
  void other_tasks_have_the_learners_that_init_proposes() {
    assertThat(study(table(ProblemType.SURVIVAL, 2_000)).learners())
        .containsExactly("survival-regression");
  }

  @Test
  void folds_are_those_of_the_split_unless_they_are_typed() {
    SeenTable seen = table(ProblemType.BINARY, 20_000);
    ProposedSplit few = ProposedSplit.within(10).get(0);
    String text =
        new ComposedStudy(new DataSketch(asked(), few, List.of(), seen), List.of(), MLLIB, 2)
            .text();
    assertThat(text)
        .contains("folds    = 2    # more would leave no time for trials", "random-forest");
    ComposedStudy boosted =
        new ComposedStudy(new DataSketch(asked(), few, List.of(), seen), List.of(), ALL, 2);
    assertThat(boosted.learners()).containsExactly("logistic-regression", "xgboost");
    assertThat(boosted.text())
        .contains(
            "{ type = logistic-regression }    #",
            "{ type = xgboost, space { auto = true, numEarlyStoppingRounds = 20 } }    # the folds")
        .doesNotContain("ensemble");
    assertThat(read(boosted).plan().learners())
        .extracting(LearnerPlan::isSuggested)
        .containsExactly(false, true);
    ProposedSplit some = ProposedSplit.within(50).get(0);
    SeenTable more = table(ProblemType.BINARY, 200_000);
    assertThat(
            new ComposedStudy(new DataSketch(asked(), some, List.of(), more), List.of(), ALL, 2)
                .text())
        .contains("schedule = auto    # by the planned cost", "ensemble");
    assertThat(read(study(seen)).plan().folds().number()).isEqualTo(5);
    assertThat(study(seen, "folds=4").text()).contains("folds = 4    # as typed");
  }

  @Test
  void folds_find_the_rounds_where_trials_are_few_and_nothing_typed_parts_the_folds() {
    String early = "numEarlyStoppingRounds";
    assertThat(searched(50)).contains(early);
    assertThat(searched(50, "metric=log-loss")).contains(early);
    assertThat(searched(500)).doesNotContain(early);
    for (String typed :
        List.of("schedule=racing", "schedule.min-folds=1", "run.training=jobs", "metric=a.Own")) {
      assertThat(searched(50, typed)).as(typed).doesNotContain(early);
    }
  }

  private static String searched(double fits, String... sets) {
    SeenTable seen = table(ProblemType.BINARY, 20_000);
    ProposedSplit splitting = ProposedSplit.within(fits).get(0);
    return new ComposedStudy(
            new DataSketch(asked(sets), splitting, List.of(), seen), List.of(), ALL, 2)
        .text();
  }

  @Test
  void what_is_made_of_out_of_fold_scores_suits_the_task_and_what_is_typed() {
    assertThat(study(table(ProblemType.BINARY, 20_000)).text())
        .contains("model    = { ensemble = 3, calibration = auto, threshold = auto, refit = all }");
    assertThat(study(table(ProblemType.REGRESSION, 20_000)).text())
        .contains(
            "model    = { ensemble = 3, refit = all }    # from out-of-fold scores; fitted on");
    assertThat(study(table(ProblemType.SURVIVAL, 20_000)).text())
        .contains("model    = { refit = all }    # fitted on the held-out rows too");
    assertThat(study(table(ProblemType.BINARY, 20_000), "model.ensemble=2").text())
        .contains("model    = { refit = all }");
  }

  @Test
  void the_model_is_fitted_on_all_rows_unless_none_are_held_out_or_something_else_is_typed() {
    SeenTable some = table(ProblemType.BINARY, 20_000);
    assertThat(study(table(ProblemType.BINARY, 30)).text()).doesNotContain("refit");
    assertThat(study(some, "model.refit=training").text()).doesNotContain("refit = all");
    assertThat(study(some, "model.save=none").text()).doesNotContain("refit");
    assertThat(study(some, "model={save=none}").text()).doesNotContain("refit");
    assertThat(read(study(some)).plan().output().model().refit()).isEqualTo(ModelPlan.Refit.ALL);
  }

  @Test
  void few_rows_get_few_trials_and_few_slots_a_small_window() {
    assertThat(study(table(ProblemType.BINARY, 30)).text())
        .contains("test = none", "search   = { sampler = sobol, trials = 10 }", "schedule = auto");
    assertThat(study(table(ProblemType.BINARY, 500)).text()).contains("trials = 50");
    assertThat(study(table(ProblemType.BINARY, 20_000)).text())
        .contains("trials = 200", "schedule = auto", "run      = { window = 8 }");
  }

  @Test
  void a_rare_class_is_judged_by_a_metric_that_sees_it() {
    SeenTable rare =
        new SeenTable(
            ProblemType.BINARY,
            200_020,
            List.of("no", "yes"),
            List.of(200_000L, 20L),
            columns(FeatureColumn.ColumnKind.NUMERIC, 5),
            false,
            "hash",
            List.of());
    assertThat(study(rare).text()).contains("metric   = area-under-pr    # there are two classes");
    assertThat(study(rare, "metric=f1").text())
        .contains("metric = f1    # as typed")
        .doesNotContain("area-under-pr");
  }

  @Test
  void what_was_typed_comes_last_and_wins() {
    Settings settings =
        read(
            study(
                table(ProblemType.BINARY, 20_000),
                "search.trials=7",
                "schedule.eta=4",
                "learners=[random-forest]"));
    assertThat(settings.plan().tuning().search().trials()).isEqualTo(7);
    assertThat(settings.plan().tuning().schedule().eta()).isEqualTo(4);
    assertThat(settings.plan().tuning().budget().time()).contains(Duration.ofMinutes(1));
    assertThat(settings.plan().learners()).hasSize(1);
  }

  @Test
  void columns_that_are_left_out_are_ignored_with_the_reason() {
    SeenTable seen = table(ProblemType.BINARY, 20_000);
    DataSketch data = new DataSketch(asked(), ProposedSplit.all().get(0), List.of(), seen);
    List<ColumnHint> out = new ArrayList<>();
    out.add(new ColumnHint("id", ColumnHint.ProbableRole.ID, "another value in every row"));
    out.add(new ColumnHint("key", ColumnHint.ProbableRole.ID, "another value in every row"));
    String text = new ComposedStudy(data, out, MLLIB, 2).text();
    assertThat(text).contains("  ignore = [\"id\", \"key\"]    # another value in every row\n");
  }
}
