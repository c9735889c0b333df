package org.espalier.report.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.journal.Summary;
import org.espalier.journal.TrialRow;
import org.espalier.report.ReportPage;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.SampleStudy;
import org.junit.jupiter.api.Test;

final class StudyReportTest {

  private static final StudyReport REPORT = of(SampleStudy.events());

  @Test
  void the_headline_names_winner_and_gain() {
    assertThat(REPORT.result().verdict().headline())
        .isEqualTo(
            "Trial 28, gradient-boosted-trees, beats the baseline by 0.01591 in area under ROC.");
    assertThat(REPORT.result().verdict().notes())
        .containsExactly(
            "It is better on 5 of 5 folds.",
            "On 6,512 held-out rows that no model saw before it is better by 0.02129, too.",
            "The search ended as every trial was decided on.");
    Comparison comparison = REPORT.result().comparison().orElseThrow();
    assertThat(comparison.gain().orElseThrow().text()).isEqualTo("+0.01591");
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
            "No improvement: trial 28, gradient-boosted-trees was better by 0.01591 in area under"
                + " ROC over folds, but not on held-out rows.");
    assertThat(report.result().verdict().notes())
        .contains(
            "On 6,512 held-out rows that no model saw before the gain was not confirmed (−0.00500): do not rely on it.");
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
            "To continue where it stopped: the same command with --resume.");
    assertThat(report.result().comparison()).isEmpty();
    assertThat(report.result().leader().orElseThrow().configuration())
        .extracting(ShownSetting::name)
        .containsExactly("stepSize", "maxDepth");
    assertThat(report.trials().get(6).role()).isEqualTo("leader");
    assertThat(ReportPage.of(StudyRecord.of(SampleStudy.events(60))))
        .contains("The best configuration so far");
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
            "Interrupted. Best so far: trial 28, gradient-boosted-trees, with 0.91206 ± 0.00094 in"
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
            "Best so far: trial 28, gradient-boosted-trees, with 0.91206 ± 0.00094 in area under"
                + " ROC, on all folds and rows.",
            "It was interrupted: Ctrl-C.",
            "To continue where it stopped: the same command with --resume.");
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

  private static List<String> notes(StudyStatus status, int exitCode, String reason) {
    List<StudyEvent> events = new ArrayList<>(SampleStudy.events());
    events.set(
        events.size() - 1, new StudyEvent.Closed(status, exitCode, reason, List.of(), 10, 0));
    return of(events).result().verdict().notes();
  }

  @Test
  void a_study_that_failed_says_why_and_how_it_goes_on() {
    assertThat(notes(StudyStatus.DEFECT, 1, "a bug."))
        .endsWith(
            "It failed: a bug.", "To continue where it stopped: the same command with --resume.");
    assertThat(notes(StudyStatus.DEFECT, 1, " "))
        .noneMatch(note -> note.startsWith("It failed"))
        .endsWith("To continue where it stopped: the same command with --resume.");
    assertThat(notes(StudyStatus.GATE_FAILED, 4, "0.9 is required"))
        .endsWith("A requirement is not met: 0.9 is required.");
  }

  @Test
  void a_gain_within_its_error_may_be_chance() {
    List<StudyEvent> events =
        new ArrayList<>(
            searched(new SearchSpace(List.of()), Map.of("depth", 2), Map.of("depth", 9)));
    events.replaceAll(
        event ->
            event instanceof StudyEvent.Told told && told.outcome().proposal().trial() == 1
                ? noisy(told.outcome().proposal())
                : event);
    events.replaceAll(
        event ->
            event instanceof StudyEvent.Proposed first && first.trial().number() == 0
                ? new StudyEvent.Proposed(
                    new Trial(0, first.trial().configuration(), Trial.DEFAULT), first.proposal())
                : event);
    OptionalDouble none = OptionalDouble.empty();
    events.add(new StudyEvent.Confirmed(1, none, none, 1));
    Verdict verdict = of(events).result().verdict();
    assertThat(verdict.headline()).startsWith("Trial 1 beats the baseline by 0.10");
    assertThat(verdict.notes())
        .startsWith(
            "It is better on 1 of 2 folds.",
            "The gain is smaller than its standard error over folds: it may be chance.");
  }

  /** Better by 0.1 in the mean, where the other trial has 0.4 and 0.6. */
  private static StudyEvent.Told noisy(Proposal proposal) {
    return new StudyEvent.Told(
        new Outcome(
            proposal,
            TrialState.COMPLETED,
            OptionalDouble.of(-0.6),
            OptionalDouble.of(0.6),
            OptionalLong.empty(),
            List.of(CellOutcome.completed(0, 50, 0.3), CellOutcome.completed(1, 50, 0.9)),
            ""));
  }

  @Test
  void time_is_only_said_to_be_saved_where_pruned_trials_would_have_taken_more() {
    Summary.Saved saved = new Summary.Saved(120, 100, 30);
    String planned =
        "Planned: 120 of the 100 units (training rows × folds) that the trials decided on in full"
            + " take; the rungs took 20 % more than they saved.";
    String cancelled = "Cancelled as the study ended, or under way: trials of 30 units.";
    assertThat(new Savings(saved, 0, 2, false).sentences()).containsExactly(planned, cancelled);
    assertThat(new Savings(saved, 0, 0, false).sentences()).containsExactly(planned, cancelled);
    assertThat(new Savings(saved, 5, 1, true).sentences())
        .endsWith(
            "Measured: 1 pruned trial would have taken about 5.0 s more task time, at the mean of"
                + " the completed trials.");
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

  private static ParameterColumn column(String name) {
    return REPORT.plots().parameters().stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Events of a study of two folds that is still running. */
  @SafeVarargs
  private static List<StudyEvent> searched(
      SearchSpace space, Map<String, Object>... configurations) {
    Objective objective = new Objective("accuracy", Direction.MAXIMIZE);
    List<StudyEvent> events = new ArrayList<>();
    events.add(
        new StudyEvent.Opened(
            "small",
            new StudyEvent.Setup(
                1,
                objective,
                "random",
                "none",
                configurations.length,
                0,
                RungLadder.full(100, 2),
                SearchedParameter.of(space)),
            new StudyEvent.Folds("hash", List.of(50L, 50L), 0, 100, 0),
            Optional.empty(),
            new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
            List.of(),
            Map.of(),
            0));
    for (int trial = 0; trial < configurations.length; trial++) {
      Proposal proposal = new Proposal(trial, trial, 0, List.of(0, 1), 100);
      events.add(
          new StudyEvent.Proposed(
              new Trial(trial, new Configuration(configurations[trial]), "random"), proposal));
      events.add(
          new StudyEvent.Told(
              new Outcome(
                  proposal,
                  TrialState.COMPLETED,
                  OptionalDouble.of(objective.loss(0.5)),
                  OptionalDouble.of(0.5),
                  OptionalLong.empty(),
                  List.of(CellOutcome.completed(0, 50, 0.4), CellOutcome.completed(1, 50, 0.6)),
                  "")));
    }
    return events;
  }

  @Test
  void parameters_without_a_recorded_space_have_the_scale_that_suits_their_values() {
    SearchSpace none = new SearchSpace(List.of());
    StudyReport report =
        of(
            searched(
                none,
                Map.of("reg", 1e-4, "depth", 2, "family", "b"),
                Map.of("reg", 1e-3, "depth", 9, "family", "a"),
                Map.of("reg", 1.0, "depth", 12, "family", "b")));
    assertThat(report.plots().parameters())
        .extracting(ParameterColumn::name, ParameterColumn::scale, ParameterColumn::listed)
        .containsExactlyInAnyOrder(
            tuple("reg", Scale.LOG, List.of()),
            tuple("depth", Scale.LINEAR, List.of()),
            tuple("family", Scale.LINEAR, List.of("a", "b")));
  }

  @Test
  void a_parameter_has_the_range_and_scale_that_is_searched() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new FloatParameter("regParam", 1e-4, 1, Scale.LOG)),
                Dimension.always(new ChoiceParameter("family", List.of("auto", "binomial"))),
                Dimension.always(ChoiceParameter.fixed("fixed", 3))));
    StudyReport report =
        of(
            searched(
                space,
                Map.of("regParam", 0.0, "family", "auto", "fixed", 3),
                Map.of("regParam", 0.01, "family", "multinomial", "fixed", 3)));
    List<ParameterColumn> columns = report.plots().parameters();
    assertThat(columns).extracting(ParameterColumn::name).containsExactly("regParam", "family");
    assertThat(columns.get(0).scale()).isEqualTo(Scale.LOG);
    assertThat(columns.get(0).low()).isEqualTo(1e-4);
    assertThat(columns.get(0).high()).isEqualTo(1);
    assertThat(columns.get(0).zero()).as("place of a default of 0 on a log axis").hasValue(1e-5);
    assertThat(columns.get(1).listed()).containsExactly("auto", "binomial", "multinomial");
    assertThat(columns.get(1).values()).containsExactly(OptionalDouble.of(0), OptionalDouble.of(2));
  }

  @Test
  void a_parameter_that_a_trial_does_not_have_has_no_value_there() {
    ParameterColumn depth = column("random-forest.maxDepth");
    for (TrialRow row : REPORT.record().trials()) {
      assertThat(depth.values().get(row.trial()).isPresent())
          .isEqualTo(row.candidate().learner().equals("random-forest"));
    }
  }

  @Test
  void every_trial_flows_from_rung_to_rung_into_one_final_state() {
    List<SurvivorFlow.Link> links = REPORT.pruning().flow().links();
    assertThat(links)
        .contains(
            new SurvivorFlow.Link("Rung 0", "Rung 1", 20),
            new SurvivorFlow.Link("Rung 3 (full)", "completed", 5));
    assertThat(
            links.stream().filter(l -> !l.to().startsWith("Rung")).mapToInt(l -> l.trials()).sum())
        .isEqualTo(54);
  }

  @Test
  void scores_by_rung_are_a_curve_over_what_rungs_differ_in() {
    CurvePlot plot = REPORT.plots().curves().get(0);
    assertThat(plot.name()).isEqualTo("area under ROC");
    assertThat(plot.resource()).isEqualTo("Training rows");
    assertThat(plot.lines()).hasSize(20);
    assertThat(plot.lines().get(0).points())
        .extracting(CurvePlot.Point::step)
        .containsExactly(1_000L, 3_000L, 9_000L, 20_839L);
  }

  @Test
  void slots_of_the_timeline_are_those_of_cells_that_overlap_and_gaps_have_a_reason() {
    Timeline timeline = REPORT.plots().timeline().orElseThrow();
    for (Timeline.Bar one : timeline.bars()) {
      assertThat(timeline.bars())
          .filteredOn(other -> !other.equals(one) && other.slot() == one.slot())
          .allMatch(
              other ->
                  other.start() >= one.start() + one.seconds() - 1e-9
                      || one.start() >= other.start() + other.seconds() - 1e-9);
    }
    assertThat(timeline.gaps())
        .isNotEmpty()
        .allMatch(gap -> !gap.reason().isEmpty() && gap.seconds() >= 0.02 * timeline.seconds());
    assertThat(timeline.gaps())
        .extracting(Timeline.Gap::reason)
        .contains("no further cell was left for this slot");
  }

  @Test
  void finalists_differ_from_the_winner_by_their_mean_paired_difference() {
    LeadingTrials finalists = REPORT.result().finalists().orElseThrow();
    assertThat(finalists.reference()).isEqualTo(28);
    LeadingTrials.Line second = finalists.lines().get(1);
    List<Double> winner = finalists.lines().get(0).scores();
    double mean =
        IntStream.range(0, winner.size())
            .mapToDouble(fold -> second.scores().get(fold) - winner.get(fold))
            .average()
            .orElseThrow();
    assertThat(Double.parseDouble(second.difference().orElseThrow().exact()))
        .isCloseTo(mean, within(1e-12));
    assertThat(finalists.lines().get(0).difference()).isEmpty();
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
