package org.espalier.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;
import org.espalier.testing.EveryEvent;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class TrackedStudyTest {

  private static TrackedStudy of(List<StudyEvent> events) {
    TrackedStudy study = new TrackedStudy();
    events.forEach(study::add);
    return study;
  }

  /** Everything that would be sent of a run. */
  private static List<TrackedRun.Batch> sent(TrackedRun run) {
    List<TrackedRun.Batch> batches = new ArrayList<>();
    while (run.batch().isPresent()) {
      batches.add(run.batch().get());
      run.sent(run.batch().get());
    }
    return batches;
  }

  private static TrackedRun.Batch whole(TrackedRun run) {
    List<TrackedRun.Batch> batches = sent(run);
    assertThat(batches).hasSize(1);
    return batches.get(0);
  }

  @Test
  void every_trial_is_a_run_with_its_configuration_scores_and_state() {
    List<StudyEvent> events = SampleStudy.events();
    List<TrialRow> trials = StudyRecord.of(events).trials();
    List<TrackedRun> runs = of(events).runs();
    assertThat(runs).hasSize(1 + trials.size());
    for (TrialRow trial : trials) {
      TrackedRun run = runs.get(1 + trial.trial());
      TrackedRun.Batch sent = whole(run);
      assertThat(sent.tags())
          .containsEntry("mlflow.runName", "trial " + trial.trial())
          .containsEntry("espalier.state", trial.state().name().toLowerCase(java.util.Locale.ROOT));
      Map<String, Object> values = trial.candidate().values();
      assertThat(sent.params()).hasSameSizeAs(values);
      values.forEach((name, value) -> assertThat(sent.params()).containsEntry(name, "" + value));
      trial
          .evaluation()
          .score()
          .ifPresent(
              score ->
                  assertThat(sent.metrics())
                      .anyMatch(
                          point ->
                              point.key().equals("area-under-roc")
                                  && point.step() == trial.evaluation().rung()
                                  && point.value() == score));
      assertThat(run.statusToSend().orElseThrow())
          .isEqualTo(
              trial.state() == TrialState.COMPLETED || trial.state() == TrialState.PRUNED
                  ? TrackedRun.Status.FINISHED
                  : TrackedRun.Status.FAILED);
    }
  }

  @Test
  void the_study_has_its_best_scores_its_winner_and_its_end() {
    TrackedRun study = of(SampleStudy.events()).study();
    TrackedRun.Batch sent = whole(study);
    assertThat(sent.params())
        .containsEntry("sampler", "random")
        .containsEntry("scheduler", "halving")
        .containsEntry("seed", "42");
    assertThat(sent.tags())
        .containsEntry("espalier.study", "adult-income")
        .containsEntry("espalier.winner", sent.tags().get("espalier.best-trial"))
        .containsEntry("espalier.status", "finished")
        .containsEntry("espalier.version.spark", "4.1.0");
    assertThat(sent.metrics())
        .extracting(TrackedRun.Metric::key)
        .contains("area-under-roc", "held-out/area-under-roc", "cost/task-seconds");
    assertThat(study.statusToSend()).contains(TrackedRun.Status.FINISHED);
  }

  @Test
  void events_that_come_twice_change_nothing() {
    List<StudyEvent> events = SampleStudy.events();
    List<StudyEvent> twice = new ArrayList<>();
    events.forEach(
        event -> {
          twice.add(event);
          twice.add(event);
        });
    List<TrackedRun> once = of(events).runs();
    List<TrackedRun> again = of(twice).runs();
    for (int i = 0; i < once.size(); i++) {
      assertThat(whole(again.get(i))).isEqualTo(whole(once.get(i)));
    }
  }

  @Test
  void every_kind_of_event_is_taken() {
    List<TrackedRun> runs = of(EveryEvent.events()).runs();
    assertThat(runs).extracting(TrackedRun::name).containsExactly("study", "0", "1", "2", "3");
    TrackedRun.Batch failed = whole(runs.get(2));
    assertThat(failed.tags()).containsEntry("espalier.state", "failed");
    assertThat(failed.metrics()).anyMatch(point -> point.key().startsWith("curve/loss/fold-0"));
  }

  @Test
  void names_and_values_are_cut_to_what_mlflow_takes_and_stay_apart() {
    String longer = "x".repeat(300);
    assertThat(TrackedRun.key("random-forest.maxDepth")).isEqualTo("random-forest.maxDepth");
    assertThat(TrackedRun.key("größe")).isEqualTo("größe");
    assertThat(List.of(TrackedRun.key(longer + "a"), TrackedRun.key(longer + "b")))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.length() <= 250);
    assertThat(List.of(TrackedRun.key("a/b"), TrackedRun.key("a?b"), TrackedRun.key("..")))
        .doesNotHaveDuplicates()
        .noneMatch(key -> key.contains("/") || key.startsWith(".."));
    TrackedRun run = new TrackedRun("0");
    run.begin(1);
    run.param("long", "y".repeat(9000));
    run.tag("espalier.reason", "z".repeat(9000));
    TrackedRun.Batch sent = whole(run);
    assertThat(sent.params().get("long")).hasSize(6000).endsWith("…");
    assertThat(sent.tags().get("espalier.reason")).hasSize(5000);
  }

  @Test
  void a_run_is_sent_in_parts_of_which_the_last_says_that_it_is_whole() {
    TrackedRun run = new TrackedRun("0");
    run.begin(1);
    for (int i = 0; i < 1_234; i++) {
      run.metric("curve/loss/fold-0", i, i, 1);
      run.param("p" + i % 60, i % 60);
    }
    List<TrackedRun.Batch> parts = sent(run);
    assertThat(parts).hasSize(3);
    assertThat(parts).extracting(part -> part.metrics().size()).containsExactly(500, 500, 234);
    assertThat(parts).extracting(part -> part.params().size()).containsExactly(50, 10, 0);
    assertThat(parts)
        .extracting(part -> part.tags().containsKey(TrackedRun.SENT))
        .containsExactly(false, false, true);
    assertThat(parts.get(2).tags()).containsEntry(TrackedRun.SENT, "1294");
  }
}
