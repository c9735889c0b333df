package org.espalier.report.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.ReportPage;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class StudyReportTest {

  private static final StudyReport REPORT = of(SampleStudy.events());

  @Test
  void the_headline_names_winner_and_gain() {
    assertThat(REPORT.result().verdict().headline())
        .isEqualTo(
            "Trial 28, gradient-boosted-trees, beats the baseline by 0.0159 in area under ROC.");
    assertThat(REPORT.result().verdict().notes())
        .containsExactly(
            "It is better on 5 of 5 folds.",
            "On 6,512 held-out rows that no model saw before it is better by 0.0213, too.",
            "The search ended as every trial was decided on.");
    Comparison comparison = REPORT.result().comparison().orElseThrow();
    assertThat(comparison.gain().orElseThrow().text()).isEqualTo("+0.0159");
    assertThat(comparison.foldsBetter()).isEqualTo(5);
    assertThat(comparison.withinError()).isFalse();
    assertThat(comparison.winner().configuration())
        .extracting(ShownSetting::name)
        .containsExactly("stepSize", "maxDepth");
  }

  @Test
  void a_gain_that_does_not_hold_on_held_out_rows_is_mistrusted() {
    StudyReport report = of(confirmed(28, OptionalDouble.of(0.9), OptionalDouble.of(0.905)));
    assertThat(report.result().verdict().headline())
        .isEqualTo(
            "No improvement: trial 28, gradient-boosted-trees was better by 0.0159 in area under"
                + " ROC over folds, but not on held-out rows.");
    assertThat(report.result().verdict().notes())
        .contains(
            "On 6,512 held-out rows that no model saw before the gain did not hold (−0.0050):"
                + " do not rely on it.");
  }

  @Test
  void equal_scores_on_held_out_rows_are_said_to_be_equal() {
    StudyReport report = of(confirmed(28, OptionalDouble.of(0.9), OptionalDouble.of(0.9)));
    assertThat(report.result().verdict().notes())
        .contains("On 6,512 held-out rows that no model saw before both score the same.");
  }

  @Test
  void a_baseline_that_won_is_said_to_have_won() {
    StudyReport report = of(confirmed(0, OptionalDouble.empty(), OptionalDouble.empty()));
    assertThat(report.result().verdict().headline())
        .isEqualTo("No improvement: the baseline itself won.");
    assertThat(report.result().comparison().orElseThrow().baseline()).isEmpty();
  }

  @Test
  void a_baseline_beside_which_nothing_was_completed_won_nothing() {
    List<StudyEvent> events = new ArrayList<>();
    for (StudyEvent event : SampleStudy.events()) {
      events.add(event);
      if (event instanceof StudyEvent.Told) {
        break;
      }
    }
    OptionalDouble none = OptionalDouble.empty();
    events.add(new StudyEvent.Confirmed(0, none, none, 1));
    events.add(new StudyEvent.Closed(StudyStatus.FINISHED, 0, "the time was up", List.of(), 10, 0));
    assertThat(of(events).result().verdict().headline())
        .isEqualTo("Nothing but the baseline was completed.");
    assertThat(of(events).result().verdict().notes())
        .containsExactly("The search ended as the time was up.");
  }

  @Test
  void a_winner_that_is_worse_is_no_improvement() {
    StudyReport report = of(confirmed(1, OptionalDouble.empty(), OptionalDouble.empty()));
    assertThat(report.result().verdict().headline())
        .isEqualTo(
            "No improvement: trial 1, random-forest was chosen, but is no better than the baseline"
                + " in area under ROC.");
  }

  @Test
  void an_interrupted_study_names_its_best_so_far_and_how_it_goes_on() {
    StudyReport report = of(SampleStudy.events(60));
    assertThat(report.result().verdict().headline())
        .isEqualTo(
            "Interrupted. Best so far: trial 6, gradient-boosted-trees, with 0.8871 ± 0.0016 in"
                + " area under ROC, at rung 0 of 3 (1,000 of 20,839 training rows).");
    assertThat(report.result().verdict().notes())
        .containsExactly(
            "Its journal ends before the study does: the process was killed, or is still running.",
            "To go on where it stopped: the same command with --resume.");
    assertThat(report.result().comparison()).isEmpty();
    assertThat(report.result().leader().orElseThrow().configuration())
        .extracting(ShownSetting::name)
        .containsExactly("stepSize", "maxDepth");
    assertThat(report.trials().get(6).role()).isEqualTo("leader");
    assertThat(ReportPage.of(StudyRecord.of(SampleStudy.events(60))))
        .contains("The best configuration so far", ">best so far</span>");
  }

  @Test
  void an_interrupted_study_says_by_what() {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.subList(events.size() - 3, events.size()).clear();
    events.add(
        new StudyEvent.Closed(
            StudyStatus.INTERRUPTED, 143, "the driver was told to stop", List.of(), 10, 0));
    assertThat(of(events).result().verdict().headline())
        .isEqualTo(
            "Interrupted. Best so far: trial 28, gradient-boosted-trees, with 0.9121 ± 0.0009 in"
                + " area under ROC, on all folds and rows.");
    assertThat(of(events).result().verdict().notes())
        .startsWith("It was interrupted: the driver was told to stop.");
  }

  @Test
  void a_study_that_goes_on_says_so_beside_its_earlier_winner() {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.set(
        events.size() - 3,
        new StudyEvent.Confirmed(2, OptionalDouble.empty(), OptionalDouble.empty(), 1));
    events.set(
        events.size() - 1,
        new StudyEvent.Closed(StudyStatus.INTERRUPTED, 130, "Ctrl-C", List.of(), 10, 0));
    assertThat(of(events).result().verdict().headline()).startsWith("Trial 2, ");
    assertThat(of(events).result().verdict().notes())
        .containsSequence(
            "Best so far: trial 28, gradient-boosted-trees, with 0.9121 ± 0.0009 in area under"
                + " ROC, on all folds and rows.",
            "It was interrupted: Ctrl-C.",
            "To go on where it stopped: the same command with --resume.");
  }

  @Test
  void a_study_that_was_interrupted_before_its_first_score_has_no_best() {
    assertThat(of(SampleStudy.events(1)).result().verdict().headline())
        .isEqualTo("Interrupted before a trial was scored.");
    assertThat(of(SampleStudy.events(1)).result().leader()).isEmpty();
  }

  @Test
  void a_study_that_gave_up_says_why_and_does_not_go_on() {
    List<StudyEvent> gaveUp = new ArrayList<>(SampleStudy.events(60));
    gaveUp.add(
        new StudyEvent.Closed(
            StudyStatus.GAVE_UP, 3, "3 trials failed in a row", List.of(), 10, 0));
    assertThat(of(gaveUp).result().verdict().headline())
        .startsWith("No winner was chosen. Best of all: trial 6, gradient-boosted-trees, with ");
    assertThat(of(gaveUp).result().verdict().notes())
        .containsExactly("It gave up: 3 trials failed in a row.");
  }

  @Test
  void the_best_so_far_only_counts_scores_in_full() {
    ScoreHistory history = REPORT.result().history().orElseThrow();
    assertThat(history.best()).extracting(ScoreHistory.Step::trial).containsExactly(0, 2, 6, 28);
    assertThat(history.failed()).containsExactly(24);
    assertThat(history.points()).hasSize(53);
    assertThat(history.baseline()).isPresent();
  }

  @Test
  void rungs_tell_where_models_are_validated_on_part_of_a_fold() {
    assertThat(REPORT.pruning().rungs()).allMatch(rung -> rung.validation().isEmpty());
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.replaceAll(event -> event instanceof StudyEvent.Opened opened ? large(opened) : event);
    assertThat(of(events).pruning().rungs())
        .extracting(rung -> rung.validation().map(FormattedNumber::text).orElse("all"))
        .startsWith("10,000")
        .endsWith("all");
    assertThat(ReportPage.of(StudyRecord.of(events))).contains("Validated on", "10,000", ">all<");
    assertThat(ReportPage.of(StudyRecord.of(SampleStudy.events()))).doesNotContain("Validated on");
  }

  /** The same study of folds of 30,000 rows. */
  private static StudyEvent.Opened large(StudyEvent.Opened small) {
    List<Long> sizes = Collections.nCopies(small.folds().sizes().size(), 30_000L);
    return new StudyEvent.Opened(
        small.study(),
        small.setup(),
        new StudyEvent.Folds("hash", sizes, 0, 30_000L * sizes.size(), 0),
        small.fingerprint(),
        small.request(),
        List.of(),
        small.versions(),
        small.at());
  }

  @Test
  void rungs_account_for_every_trial_that_reached_them() {
    assertThat(REPORT.pruning().rungs())
        .allSatisfy(
            r ->
                assertThat(r.trials().wentOn() + r.trials().pruned() + r.trials().failed())
                    .isEqualTo(r.trials().reached()));
    assertThat(REPORT.pruning().rungs())
        .extracting(rung -> rung.trials().reached())
        .startsWith(54, 20);
    for (int rung = 1; rung < REPORT.pruning().rungs().size(); rung++) {
      assertThat(REPORT.pruning().rungs().get(rung).trials().reached())
          .isEqualTo(REPORT.pruning().rungs().get(rung - 1).trials().wentOn());
    }
    assertThat(REPORT.pruning().savings().units().share()).isBetween(0.7, 0.75);
    assertThat(REPORT.pruning().savings().sentences()).hasSize(2);
  }

  @Test
  void trials_states_and_failures_are_those_of_the_record() {
    assertThat(REPORT.header().states())
        .containsExactly(
            Map.entry("completed", 5), Map.entry("pruned", 48), Map.entry("failed", 1));
    assertThat(REPORT.trials()).hasSize(54);
    assertThat(REPORT.trials().get(28).role()).isEqualTo("winner");
    assertThat(REPORT.trials().get(0).role()).isEqualTo("baseline");
    assertThat(REPORT.failures()).hasSize(1);
    assertThat(REPORT.failures().get(0).trials()).containsExactly(24);
  }

  @Test
  void a_parameter_over_decades_is_drawn_on_a_log_scale() {
    assertThat(REPORT.plots().parameters())
        .filteredOn(ParameterPlot::log)
        .extracting(ParameterPlot::parameter)
        .containsExactly("regParam", "stepSize");
    assertThat(REPORT.plots().parameters())
        .extracting(ParameterPlot::parameter)
        .doesNotContain("impurity");
  }

  private static ParameterPlot plot(double... values) {
    return ParameterPlot.of(
        "learner",
        "param",
        Arrays.stream(values).mapToObj(v -> new ParameterPlot.Dot(0, v, 0.5, true)).toList());
  }

  @Test
  void nought_has_a_place_of_its_own_on_a_log_scale() {
    ParameterPlot plot = plot(0, 3e-5, 2e-4, 0.01, 0.6);
    assertThat(plot.log()).isTrue();
    assertThat(plot.zero()).hasValue(1e-6);
    assertThat(plot(3e-5, 2e-4, 0.01, 0.6).zero()).isEmpty();
  }

  @Test
  void values_that_are_spread_evenly_are_drawn_evenly() {
    assertThat(plot(0, 0.02, 0.3, 0.5, 0.7, 0.97).log()).isFalse();
    assertThat(plot(-1, 0.001, 0.01, 1).log()).isFalse();
    assertThat(plot(0, 0, 0).log()).isFalse();
  }

  static StudyReport of(List<StudyEvent> events) {
    return StudyReport.of(StudyRecord.of(events));
  }

  private static List<StudyEvent> confirmed(
      int winner, OptionalDouble heldOut, OptionalDouble baseline) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.set(events.size() - 3, new StudyEvent.Confirmed(winner, heldOut, baseline, 1));
    return events;
  }
}
