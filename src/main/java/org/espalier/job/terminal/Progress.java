package org.espalier.job.terminal;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.espalier.engine.ConsoleFormat;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyReducer;
import org.espalier.numeric.Counted;
import org.espalier.spec.SafeText;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.tune.StudyListener;

/**
 * Progress display of a study: on a terminal one line that is overwritten, with count, incumbent,
 * rung and remaining time; otherwise one line per trial as soon as it is done.
 */
public final class Progress implements StudyListener {

  private final PrintWriter out;
  private final boolean terminal;
  private final RungLadder ladder;
  private final long plannedUnits;
  private final InstantSource clock;
  private final long started;
  private long toldUnits = 0;
  private long resumedUnits = 0; // of these, by earlier drivers
  private final StudyReducer fold = new StudyReducer();
  private int width = 0;
  private Optional<String> reason = Optional.empty(); // of the last choice that was printed

  Progress(
      PrintWriter out,
      boolean terminal,
      RungLadder ladder,
      long plannedUnits,
      InstantSource clock) {
    this.out = out;
    this.terminal = terminal;
    this.ladder = ladder;
    this.plannedUnits = plannedUnits;
    this.clock = clock;
    this.started = clock.millis();
  }

  @SuppressWarnings("SystemConsoleNull")
  public // Spark runs on Java 17, where it is null off a terminal
  static Progress to(PrintWriter out, RungLadder ladder, long plannedUnits, InstantSource clock) {
    return new Progress(out, System.console() != null, ladder, plannedUnits, clock);
  }

  /** Counts the units that were done before, but not their time, which is not known here. */
  @Override
  public void past(List<StudyEvent> events) {
    events.forEach(fold::add);
    toldUnits = fold.study().outcomes().stream().mapToLong(o -> o.proposal().units()).sum();
    resumedUnits = toldUnits;
  }

  @Override
  public void happened(StudyEvent event) {
    fold.add(event);
    if (event instanceof StudyEvent.Proposed proposed) {
      proposed(proposed.trial());
    } else if (event instanceof StudyEvent.Told told) {
      told(told.outcome());
    } else if (event instanceof StudyEvent.Decided decided && !terminal) {
      decided(fold.study(), decided.decision());
    }
  }

  private void proposed(Trial trial) {
    if (trial.reason().isPresent() && !trial.reason().equals(reason)) {
      reason = trial.reason();
      line("trial %d by %s: %s".formatted(trial.number(), trial.origin(), reason.get()));
    }
  }

  private void told(Outcome outcome) {
    toldUnits += outcome.proposal().units();
    if (outcome.state() == TrialState.FAILED) {
      line(
          "trial %d failed at rung %d: %s"
              .formatted(outcome.proposal().trial(), outcome.proposal().rung(), outcome.reason()));
    }
    if (terminal) {
      overwrite(fold.study(), outcome);
    }
  }

  private void decided(Study study, Decision decision) {
    if (decision.kind() == Decision.Kind.PROMOTE) {
      return;
    }
    Trial trial = study.trials().get(decision.trial());
    String verb = decision.kind() == Decision.Kind.PRUNE ? "pruned" : "completed";
    line(
        "trial %d %s at rung %d: %s %s; %s"
            .formatted(
                trial.number(),
                verb,
                decision.rung(),
                study.objective().metric(),
                ConsoleFormat.text(score(study, decision.ranking().value())),
                ConsoleFormat.text(trial.configuration())));
  }

  private static double score(Study study, double loss) {
    return study.objective().loss(1) < 0 ? 0.0 - loss : loss;
  }

  private void overwrite(Study study, Outcome outcome) {
    Optional<Outcome> incumbent = study.incumbent();
    String best =
        incumbent
            .map(
                o ->
                    "%s %s (trial %d, rung %d)"
                        .formatted(
                            study.objective().metric(),
                            ConsoleFormat.text(o.score().getAsDouble()),
                            o.proposal().trial(),
                            o.proposal().rung()))
            .orElse("none yet");
    String text =
        "%d of %s done, %s | rung %d of %d | best: %s | %s left"
            .formatted(
                study.outcomes().size(),
                Counted.of(study.proposals().size(), "evaluation"),
                Counted.of(study.trials().size(), "trial"),
                outcome.proposal().rung(),
                ladder.top(),
                best,
                left());
    out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
    out.flush();
    width = text.length();
  }

  /** Remaining time: the planned units that are left, at the pace so far. */
  private String left() {
    long units = toldUnits - resumedUnits;
    if (units == 0) {
      return "?";
    }
    double elapsed = clock.millis() - started;
    double rest = elapsed * Math.max(0, plannedUnits - toldUnits) / units;
    return ConsoleFormat.text(Duration.ofMillis((long) rest));
  }

  private void line(String text) {
    if (width > 0) {
      out.print("\r" + " ".repeat(width) + "\r");
      width = 0;
    }
    out.println(SafeText.line(text));
  }

  /** Ends the progress line. */
  public void end() {
    if (width > 0) {
      out.println();
    }
  }
}
