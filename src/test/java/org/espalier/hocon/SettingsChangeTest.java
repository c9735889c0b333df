package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.study.EntryPoint;
import org.junit.jupiter.api.Test;

final class SettingsChangeTest {

  private static final String STUDY =
      """
      study = wine
      seed = 42
      learners = [
        {
          type = logistic-regression
          space {
            regParam = { from = 1e-4, to = 1, scale = log }
            family = [auto, multinomial]
          }
        }
      ]
      data { source = "a.csv", label = x }
      run { parallelism = auto }
      """;

  private static List<String> changes(String now) {
    return SettingsChange.between(EntryPoint.JOB, STUDY, now).changes().stream()
        .map(SettingsChange::toString)
        .toList();
  }

  @Test
  void equal_settings_have_none_whatever_their_order_and_their_numbers_look_like() {
    assertThat(changes(STUDY)).isEmpty();
    assertThat(changes(STUDY.replace("1e-4", "0.0001").replace("seed = 42\n", "") + "seed = 42.0"))
        .isEmpty();
  }

  @Test
  void each_changed_path_is_a_line_with_before_and_now() {
    String now =
        STUDY
            .replace("1e-4", "1e-3")
            .replace("multinomial", "binomial")
            .replace("study = wine", "study = wine\nmetric = f1")
            .replace(", scale = log", "");
    assertThat(changes(now))
        .containsExactly(
            "learners[0].space.family: was [auto, multinomial], is now [auto, binomial]",
            "learners[0].space.regParam.from: was 1e-4, is now 1e-3",
            "learners[0].space.regParam.scale: was log, is now not set",
            "metric: was not set, is now f1");
  }

  @Test
  void a_stage_that_went_takes_its_params_with_it_and_an_empty_text_is_seen() {
    String before =
        "handles { lr = LR, \"lr.tol\" = 1, \"lr.maxIter\" = 5 }\nsearch.prior = \"\"\n";
    String now = "handles { svc = SVC, \"svc.tol\" = 1 }\nsearch.prior = a\n";
    assertThat(SettingsChange.between(EntryPoint.TUNER, before, now).changes())
        .extracting(SettingsChange::toString)
        .containsExactly(
            "handles.lr: was LR, is now not set",
            "handles.svc: was not set, is now SVC",
            "search.prior: was '', is now a");
  }

  @Test
  void settings_that_one_version_lacks_are_passed_over_if_this_one_has_its_default() {
    String before = STUDY + "nested = 2\nfairness { slices = true }\nbudget.max-regret = 0.1";
    String now = STUDY + "run.task-memory = auto\nfolds.gap = none\nschedule.eta = 4";
    SettingsChange.Comparison settings = SettingsChange.between(EntryPoint.JOB, before, now);
    assertThat(settings.passedOver())
        .containsExactly(
            "budget.max-regret (was 0.1)",
            "fairness.slices (was true)",
            "folds.gap",
            "nested (was 2)",
            "run.task-memory");
    assertThat(settings.changes())
        .extracting(SettingsChange::toString)
        .containsExactly("schedule.eta: was not set, is now 4");
  }

  @Test
  void a_size_that_was_recorded_before_it_had_a_unit_is_a_number_of_mebibytes() {
    String before = "max-storage = -1";
    assertThat(SettingsChange.between(EntryPoint.TUNER, before, "max-storage = auto").changes())
        .isEmpty();
    assertThat(SettingsChange.between(EntryPoint.TUNER, before, "max-storage = 64 MiB").changes())
        .extracting(SettingsChange::toString)
        .containsExactly("max-storage: was auto, is now 64 MiB");
  }

  @Test
  void a_default_of_an_earlier_version_is_no_change_while_this_ones_default_is_asked_for() {
    String before = STUDY + "run.task-memory = \"512 MiB\"";
    assertThat(SettingsChange.between(EntryPoint.JOB, before, STUDY + "run.task-memory = auto"))
        .isEqualTo(new SettingsChange.Comparison(List.of(), List.of()));
    assertThat(
            SettingsChange.between(EntryPoint.JOB, before, STUDY + "run.task-memory = \"1024 MiB\"")
                .changes())
        .hasToString("[run.task-memory: was 512 MiB, is now 1024 MiB]");
    String given = STUDY + "run.task-memory = \"1024 MiB\"";
    assertThat(
            SettingsChange.between(EntryPoint.JOB, given, STUDY + "run.task-memory = auto")
                .changes())
        .hasToString("[run.task-memory: was 1024 MiB, is now auto]");
  }

  @Test
  void learners_that_come_or_go_are_changes() {
    String less = STUDY.replaceAll("(?s)learners = \\[.*?\\n]\n", "learners = [random-forest]\n");
    assertThat(changes(less)).hasSizeGreaterThan(2).allMatch(line -> line.startsWith("learners"));
  }
}
