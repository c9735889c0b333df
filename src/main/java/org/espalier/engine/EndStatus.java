package org.espalier.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.espalier.evaluate.PoolLostException;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.TimeLimits;
import org.espalier.journal.StudyStatus;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.cell.Outage;
import org.espalier.spec.BudgetPlan;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.tune.CommonCause;
import org.espalier.tune.StopReason;

/**
 * Ending of a study.
 *
 * @param exitCode that of the status, or of a process that was terminated
 * @param reason in words
 * @param causes reasons why the tables may differ next time; empty if they cannot
 */
public record EndStatus(StudyStatus status, int exitCode, String reason, List<String> causes) {

  private static final String FALLBACK = ": the defaults, fitted before the search, are the model";

  public EndStatus {
    causes = List.copyOf(causes);
  }

  /** Ending with the exit code of its status. */
  public EndStatus(StudyStatus status, String reason, List<String> causes) {
    this(status, status.exitCode(), reason, causes);
  }

  /**
   * Ending of a study by an exception.
   *
   * @param stopped true if the Spark context was stopped
   */
  public static EndStatus of(Exception thrown, boolean stopped) {
    Optional<Outage> outage = Outage.of(thrown);
    if (thrown instanceof PoolLostException || stopped || outage.isPresent()) {
      String why =
          outage
              .map(Outage::text)
              .orElse(
                  thrown instanceof PoolLostException
                      ? String.valueOf(thrown.getMessage())
                      : "the Spark context was stopped");
      // As if by SIGTERM: nothing more can run, or should run.
      return new EndStatus(StudyStatus.INTERRUPTED, StudyStatus.TERMINATED, why, List.of());
    }
    return new EndStatus(StudyStatus.DEFECT, Reason.of(thrown, List.of()), List.of());
  }

  /**
   * Time of a study that its search cannot use.
   *
   * @param reserve time reserved for the steps after the search
   * @param passed time before the search: reading, pre-flight, earlier drivers
   */
  public record TimeKept(Duration reserve, Duration passed) {

    private String before() {
      return passed.toSeconds() == 0
          ? ""
          : "; %s had passed when the search began".formatted(ConsoleFormat.text(passed));
    }
  }

  /**
   * Ending of a search that came to its end.
   *
   * @param contenders outcomes among which the winner is, the best first; may be empty
   */
  public static EndStatus of(
      StopReason stop,
      Study study,
      List<Outcome> contenders,
      RungLadder ladder,
      BudgetPlan budget,
      TimeKept time) {
    List<String> causes = causes(stop, study);
    if (stop == StopReason.FAILURES) {
      String reason =
          "%s failed in a row; %s"
              .formatted(
                  CountedNoun.of(budget.maxFailures(), "trial"), CommonCause.sentence(study));
      return new EndStatus(StudyStatus.GAVE_UP, reason, causes);
    }
    if (!contenders.isEmpty()) {
      String reason =
          reason(stop, contenders.get(0), budget, time) + below(contenders, study, ladder);
      return new EndStatus(StudyStatus.FINISHED, reason, causes);
    }
    String reason =
        stop == StopReason.FINISHED
            ? "no trial completed; " + CommonCause.sentence(study)
            : "no trial completed %s: %s%s"
                .formatted(
                    stop == StopReason.STOPPED ? "before the end" : "within the budget",
                    spent(stop, budget, time).orElseThrow(),
                    stop == StopReason.DEADLINE ? time.before() : "");
    return new EndStatus(StudyStatus.GAVE_UP, reason, causes);
  }

  private static String below(List<Outcome> contenders, Study study, RungLadder ladder) {
    int rung = contenders.get(0).proposal().rung();
    if (contenders.stream().anyMatch(outcome -> outcome.proposal().rung() > rung)) {
      return "; trial %d wins by rung %d, with %.0f %% of the full work: no trial that reached a higher rung scored better"
          .formatted(contenders.get(0).proposal().trial(), rung, 100 * ladder.share(rung));
    }
    return rung == ladder.top()
        ? ""
        : "; no trial%s reached the last of %d rungs, so the best trial of rung %d wins, with %.0f %% of the full work"
            .formatted(
                study.ranking(ladder.top()).isEmpty() ? "" : " but defaults",
                ladder.top() + 1,
                rung,
                100 * ladder.share(rung));
  }

  /** The reason as a sentence. */
  public String sentence() {
    return "%s%s%s"
        .formatted(
            reason.substring(0, 1).toUpperCase(Locale.ROOT),
            reason.substring(1),
            reason.endsWith(".") ? "" : ".");
  }

  /** Copy with a winner that misses a gate. */
  public EndStatus withGateMissed(String gate) {
    return new EndStatus(StudyStatus.GATE_FAILED, gate, causes);
  }

  /** Copy for a study without a completed trial, whose model has the defaults. */
  public EndStatus withDefaults(String learner, String score) {
    String left =
        "; the defaults of %s are left as the model, fitted on all rows and compared with nothing%s"
            .formatted(learner, score);
    return with(left);
  }

  /** Copy whose model has the defaults, because another trial was not refitted. */
  public EndStatus withFallback(int winner) {
    return with("; there was no time to fit trial %d on all rows".formatted(winner) + FALLBACK);
  }

  /** Copy whose model has the defaults. */
  public EndStatus withFallback() {
    return with(FALLBACK);
  }

  private EndStatus with(String more) {
    return new EndStatus(status, exitCode, reason + more, causes);
  }

  /** Text that the time of a budget is up. */
  public static String timeUp(BudgetPlan budget) {
    return "the time of %s was up".formatted(ConsoleFormat.text(budget.time().orElseThrow()));
  }

  /** Measured times and losses that affected the result. */
  private static List<String> causes(StopReason stop, Study study) {
    List<String> causes = new ArrayList<>();
    if (stop == StopReason.DEADLINE) {
      causes.add("deadline");
    }
    if (stop == StopReason.TASK_TIME) {
      causes.add("task-time");
    }
    List<CellOutcome> cells = study.outcomes().stream().flatMap(o -> o.cells().stream()).toList();
    if (cells.stream().anyMatch(cell -> TimeLimits.isLate(cell.reason()))) {
      causes.add("timeout");
    }
    if (cells.stream().anyMatch(cell -> cell.state() == CellState.LOST)) {
      causes.add("lost cells");
    }
    return List.copyOf(causes);
  }

  private static String reason(StopReason stop, Outcome best, BudgetPlan budget, TimeKept time) {
    return switch (stop) {
      case TARGET ->
          "trial %d reached the target of %s"
              .formatted(
                  best.proposal().trial(), ConsoleFormat.text(budget.target().orElseThrow()));
      case NO_IMPROVEMENT ->
          "%s in a row brought no improvement"
              .formatted(CountedNoun.of(budget.patience().orElseThrow(), "trial"));
      default -> spent(stop, budget, time).orElse("every trial was decided on");
    };
  }

  private static String units(long budget) {
    return "the %s %s used up"
        .formatted(CountedNoun.of(budget, "planned unit"), budget == 1 ? "was" : "were");
  }

  private static String less(Duration reserve) {
    return ", minus %s reserved for the steps after the search"
        .formatted(ConsoleFormat.text(reserve));
  }

  private static Optional<String> spent(StopReason stop, BudgetPlan budget, TimeKept time) {
    return switch (stop) {
      case UNITS -> Optional.of(units(budget.units().orElseThrow()));
      case STOPPED -> Optional.of("it was asked to stop");
      case TASK_TIME ->
          Optional.of(
              "the task time of %s was used up"
                  .formatted(ConsoleFormat.text(budget.taskTime().orElseThrow())));
      case DEADLINE ->
          Optional.of(timeUp(budget) + (time.reserve().isZero() ? "" : less(time.reserve())));
      default -> Optional.empty();
    };
  }
}
