package org.espalier.job.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.EntryPoint;
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
  private int columns = 100;
  private Study study = Study.of(AREA, new Seed(1));

  private Progress progress(boolean terminal) {
    RungLadder ladder = RungLadder.ofRows(10, 30, 3, 1);
    Progress.Screen screen =
        terminal ? new Progress.Screen(true, () -> columns, false, false) : Progress.Screen.NONE;
    Progress progress = new Progress(new PrintWriter(shown, true), screen, 3, 100, () -> now);
    progress.past(List.of(opened(ladder)));
    return progress;
  }

  private static StudyEvent opened(RungLadder ladder) {
    return new StudyEvent.Opened(
        "study",
        new StudyEvent.Setup(1, AREA, "random", "halving", 3, 16, ladder),
        new StudyEvent.Folds("hash", List.of(30L), 0, 30, 0),
        Optional.empty(),
        new StudyEvent.Request(EntryPoint.JOB, List.of(), ""),
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
    progress.close();
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

  /** Lines of a terminal that knows the two control sequences: up, and clear from here. */
  private List<String> screen() {
    List<String> lines = new ArrayList<>();
    Matcher parts =
        Pattern.compile("\u001b\\[(\\d+)A\u001b\\[J|([^\\n\u001b]*)\\R").matcher(shown.toString());
    int read = 0;
    while (parts.find()) {
      assertThat(parts.start()).as("nothing else is printed").isEqualTo(read);
      read = parts.end();
      if (parts.group(1) == null) {
        lines.add(parts.group(2));
      } else {
        lines.subList(lines.size() - Integer.parseInt(parts.group(1)), lines.size()).clear();
      }
    }
    assertThat(read).isEqualTo(shown.toString().length());
    return lines;
  }

  @Test
  void on_a_terminal_a_view_is_drawn_again_in_place() {
    Progress progress = progress(true);
    ask(progress, 1);
    ask(progress, 2);
    progress.happened(new StudyEvent.CellStarted(0, 0, 0));
    now = now.plusSeconds(20);
    tell(progress, TrialState.COMPLETED, 0.75, "");
    progress.happened(new StudyEvent.CellStarted(1, 0, 0));
    now = now.plusSeconds(1);
    progress.tick();
    assertThat(screen())
        .containsExactly(
            "##......................  10 %  2 of 3 trials started  3 min 09 s left",
            "best    area-under-roc 0.75, trial 0 at rung 0: lr: x = 1",
            "rungs   0 ######## 1",
            "running 1 of 1 slot: trial 1");
    tell(progress, TrialState.COMPLETED, 0.875, "");
    assertThat(screen())
        .containsExactly(
            "#####...................  20 %  2 of 3 trials started  1 min 24 s left",
            "best    area-under-roc 0.875, trial 1 at rung 0: lr: x = 2",
            "history _@  0.75 to 0.875",
            "rungs   0 ######## 2",
            "running 0 of 1 slot");
  }

  @Test
  void it_says_what_pruning_saves_and_who_stopped_it() {
    Progress progress = progress(true);
    ask(progress, 1);
    tell(progress, TrialState.COMPLETED, 0.75, "");
    decide(progress, 0, Decision.Kind.PRUNE, 0.75);
    progress.happened(
        new StudyEvent.Controlled(
            new ControlRequest("", ControlRequest.STOP, "ann@host"), OptionalInt.empty(), "", 0));
    progress.tick();
    now = now.plusSeconds(1);
    progress.tick();
    assertThat(screen())
        .contains("stop, requested by ann@host", "pruned  1 trial: 67 % of the work saved");
  }

  @Test
  void lines_are_cut_to_the_width_of_the_terminal() {
    columns = 24;
    Progress progress = progress(true);
    ask(progress, 1);
    tell(progress, TrialState.COMPLETED, 0.75, "");
    assertThat(screen()).allMatch(line -> line.length() < 24).contains("best    area-under-r...");
  }

  @Test
  void a_failure_gets_a_line_of_its_own_and_is_counted_with_the_commonest_reason() {
    Progress progress = progress(true);
    ask(progress, 1);
    ask(progress, 2);
    ask(progress, 3);
    tell(progress, TrialState.FAILED, 0, "too deep");
    tell(progress, TrialState.FAILED, 0, "too wide");
    tell(progress, TrialState.FAILED, 0, "too deep");
    progress.close();
    assertThat(screen())
        .startsWith(
            "trial 0 failed at rung 0: too deep",
            "trial 1 failed at rung 0: too wide",
            "trial 2 failed at rung 0: too deep")
        .endsWith("failed  3, 2 of them: too deep");
  }

  @Test
  void off_a_terminal_many_trials_get_a_line_a_minute() {
    Progress progress = progress(false);
    for (int trial = 0; trial < 200; trial++) {
      ask(progress, trial);
      now = now.plusSeconds(1);
      tell(progress, TrialState.COMPLETED, 0.75, "");
      decide(progress, trial, Decision.Kind.PRUNE, 0.75);
    }
    assertThat(lines()).hasSize(52);
    assertThat(lines().get(51)).startsWith("trial 169 pruned at rung 0").endsWith(" left");
  }

  @Test
  void without_a_completed_trial_there_is_no_incumbent() {
    Progress progress = progress(true);
    ask(progress, 1);
    tell(progress, TrialState.FAILED, 0, "too deep");
    assertThat(screen())
        .containsExactly(
            "trial 0 failed at rung 0: too deep",
            "##......................  10 %  1 of 3 trials started  0 s left",
            "rungs   0 ######## 1",
            "waiting 0 s: the sampler has not proposed a configuration",
            "failed  1: too deep");
  }

  @Test
  void while_nothing_runs_it_says_since_when_and_for_what() {
    Progress progress = progress(true);
    ask(progress, 1);
    now = now.plusSeconds(75);
    progress.tick();
    assertThat(screen())
        .contains("waiting 1 min 15 s: 1 evaluation submitted, and no slot has started one");
  }
}
