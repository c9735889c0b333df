package org.espalier.job.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.Door;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.junit.jupiter.api.Test;

/** On two rungs of 10 and 30 rows, of which 100 units are planned. */
final class ProgressTest {

  private static final Objective AREA = new Objective("area-under-roc", Direction.MAXIMIZE);

  private final StringWriter shown = new StringWriter();
  private Instant now = Instant.ofEpochSecond(1_000);
  private Study study = Study.of(AREA, new Seed(1));

  private Progress progress(boolean terminal) {
    RungLadder ladder = RungLadder.ofRows(10, 30, 3, 1);
    Progress progress =
        new Progress(new PrintWriter(shown, true), terminal, ladder, 100, () -> now);
    progress.past(List.of(opened(ladder)));
    return progress;
  }

  private static StudyEvent opened(RungLadder ladder) {
    return new StudyEvent.Opened(
        "study",
        new StudyEvent.Setup(1, AREA, "random", "halving", 3, 16, ladder),
        new StudyEvent.Folds("hash", List.of(30L), 0, 30, 0),
        Optional.empty(),
        new StudyEvent.Request(Door.JOB, List.of(), ""),
        List.of(),
        Map.of(),
        0);
  }

  private List<String> lines() {
    return shown.toString().lines().toList();
  }

  /** A new trial, asked for at the lowest rung. */
  private void ask(Progress progress, int x) {
    Trial trial =
        new Trial(
            study.trials().size(), new Configuration(Map.of("learner", "lr", "lr.x", x)), "test");
    Proposal proposal = new Proposal(study.proposals().size(), trial.number(), 0, List.of(0), 10);
    progress.happened(new StudyEvent.Proposed(trial, proposal));
    study = study.asked(trial, proposal);
  }

  private void tell(Progress progress, TrialState state, double score, String reason) {
    boolean completed = state == TrialState.COMPLETED;
    Outcome outcome =
        new Outcome(
            study.pending().get(0),
            state,
            completed ? OptionalDouble.of(AREA.loss(score)) : OptionalDouble.empty(),
            completed ? OptionalDouble.of(score) : OptionalDouble.empty(),
            OptionalLong.empty(),
            List.of(),
            reason);
    progress.happened(new StudyEvent.Told(outcome));
    study = study.told(outcome);
  }

  private void decide(Progress progress, int trial, Decision.Kind kind, double score) {
    progress.happened(
        new StudyEvent.Decided(
            new Decision(
                trial, 0, kind, "test", new Decision.Ranking(AREA.loss(score), 1, 1), "why")));
  }

  @Test
  void off_a_terminal_there_is_one_line_for_each_trial_that_is_done_with() {
    Progress progress = progress(false);
    ask(progress, 1);
    ask(progress, 2);
    ask(progress, 3);
    tell(progress, TrialState.COMPLETED, 0.75, "");
    decide(progress, 0, Decision.Kind.PROMOTE, 0.75);
    tell(progress, TrialState.COMPLETED, 0.5, "");
    decide(progress, 1, Decision.Kind.PRUNE, 0.5);
    tell(progress, TrialState.FAILED, 0, "fold 0: too deep");
    decide(progress, 0, Decision.Kind.COMPLETE, 0.8125);
    progress.end();
    assertThat(lines())
        .containsExactly(
            "trial 1 pruned at rung 0: area-under-roc 0.5; lr: x = 2",
            "trial 2 failed at rung 0: fold 0: too deep",
            "trial 0 completed at rung 0: area-under-roc 0.8125; lr: x = 1");
  }

  @Test
  void what_decides_where_trials_come_from_is_said_once() {
    Progress progress = progress(false);
    Optional<String> noisy = Optional.of("every second, as all is noise");
    for (int number = 0; number < 4; number++) {
      Configuration c = new Configuration(Map.of("x", number));
      Trial trial = new Trial(number, c, "random", number == 2 ? Optional.empty() : noisy);
      Proposal proposal = new Proposal(number, number, 0, List.of(0), 100);
      progress.happened(new StudyEvent.Proposed(trial, proposal));
    }
    assertThat(lines()).containsExactly("trial 0 by random: every second, as all is noise");
  }

  @Test
  void on_a_terminal_one_line_is_written_over_with_the_incumbent_and_the_time_left() {
    Progress progress = progress(true);
    ask(progress, 1);
    ask(progress, 2);
    now = now.plusSeconds(20);
    tell(progress, TrialState.COMPLETED, 0.75, "");
    decide(progress, 0, Decision.Kind.COMPLETE, 0.75);
    assertThat(shown.toString())
        .isEqualTo(
            "\r1 of 2 evaluations done, 2 trials | rung 0 of 1"
                + " | best: area-under-roc 0.75 (trial 0, rung 0) | 3 min 00 s left");
  }

  @Test
  void a_shorter_line_covers_the_longer_one_before() {
    Progress progress = progress(true);
    ask(progress, 1);
    ask(progress, 2);
    now = now.plusSeconds(20);
    tell(progress, TrialState.COMPLETED, 0.875, "");
    int longest = shown.toString().length();
    shown.getBuffer().setLength(0);
    now = now.minusSeconds(20);
    tell(progress, TrialState.COMPLETED, 0.9, "");
    assertThat(shown.toString())
        .startsWith("\r2 of 2 evaluations done")
        .contains("best: area-under-roc 0.9 (trial 1, rung 0) | 0 s left")
        .endsWith(" ")
        .hasSize(longest);
  }

  @Test
  void a_failure_gets_a_line_of_its_own_and_the_count_goes_on_below_it() {
    Progress progress = progress(true);
    ask(progress, 1);
    ask(progress, 2);
    tell(progress, TrialState.COMPLETED, 0.75, "");
    int width = shown.toString().length() - 1;
    shown.getBuffer().setLength(0);
    tell(progress, TrialState.FAILED, 0, "too deep");
    assertThat(shown.toString())
        .startsWith(
            "\r"
                + " ".repeat(width)
                + "\rtrial 1 failed at rung 0: too deep"
                + System.lineSeparator())
        .contains("\r2 of 2 evaluations done");
    shown.getBuffer().setLength(0);
    progress.end();
    assertThat(shown.toString()).isEqualTo(System.lineSeparator());
  }

  @Test
  void without_a_completed_trial_there_is_no_incumbent() {
    Progress progress = progress(true);
    ask(progress, 1);
    tell(progress, TrialState.FAILED, 0, "too deep");
    assertThat(shown.toString()).contains("best: none yet");
  }

  @Test
  void an_end_before_anything_was_told_shows_nothing() {
    progress(true).end();
    assertThat(shown.toString()).isEmpty();
  }
}
