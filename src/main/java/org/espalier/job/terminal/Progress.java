package org.espalier.job.terminal;

import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.IntSupplier;
import org.espalier.engine.ConsoleFormat;
import org.espalier.engine.ProgressView;
import org.espalier.journal.EventCases;
import org.espalier.journal.StudyEvent;
import org.espalier.spec.SafeText;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.tune.StudyListener;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Progress display of a study: on a terminal a view of a few lines that is drawn again in place,
 * with the lines of failures above it; otherwise one line per trial as soon as it is done, and at
 * most one a minute once there are many.
 */
public final class Progress implements StudyListener, AutoCloseable {

  /** Lines off a terminal after which there is at most one a minute. */
  private static final int LINES = 50;

  private static final long MINUTE = 60_000; // milliseconds

  private static final long SECOND = 1_000; // milliseconds

  /** Milliseconds between two drawings: more would flicker. */
  private static final long REDRAWN = 200;

  /** Milliseconds after which the number of columns is requested again. */
  private static final long MEASURED = 2_000;

  private final PrintWriter out;
  private final Screen screen;
  private final InstantSource clock;
  private final ProgressView view;
  private Runnable ended = () -> {};
  private int columns = 0;
  private long measuredAt = 0;
  private int drawn = 0; // lines of the view on the screen
  private long drawnAt = 0;
  private int lines = 0;
  private long lineAt = 0;
  private Optional<String> reason = Optional.empty(); // of the last choice that was printed

  private final EventCases cases =
      new EventCases()
          .on(StudyEvent.Proposed.class, proposed -> proposed(proposed.trial()))
          .on(StudyEvent.Told.class, told -> told(told.outcome()))
          .on(StudyEvent.Controlled.class, this::controlled)
          .on(StudyEvent.Decided.class, decided -> decided(decided.decision()));

  /**
   * Output, on which a view is drawn if it is a terminal.
   *
   * @param columns number of columns, which may change
   * @param unicode true if it shows more than ASCII
   * @param colours true if it shows colours, and the user has not declined them (NO_COLOR)
   */
  record Screen(boolean isTerminal, IntSupplier columns, boolean unicode, boolean colours) {

    /** Output that is no terminal. */
    static final Screen NONE = new Screen(false, () -> 0, false, false);
  }

  Progress(
      PrintWriter out, Screen screen, int plannedTrials, long plannedUnits, InstantSource clock) {
    this.out = screen.isTerminal() ? Console.below(out) : out;
    this.screen = screen;
    this.clock = clock;
    this.view = new ProgressView(plannedTrials, plannedUnits, clock.millis());
  }

  /** Display on the terminal of this process, if it has one. */
  @SuppressWarnings("SystemConsoleNull") // Spark runs on Java 17, where it is null off a terminal
  public static Progress to(
      PrintWriter out, int plannedTrials, long plannedUnits, InstantSource clock) {
    java.io.Console console = System.console();
    if (console == null) {
      return new Progress(out, Screen.NONE, plannedTrials, plannedUnits, clock);
    }
    Screen screen =
        new Screen(
            true,
            () -> CommandSpec.create().usageMessage().autoWidth(true).width(),
            console.charset().newEncoder().canEncode('\u2588'),
            Ansi.AUTO.enabled());
    Progress progress = new Progress(out, screen, plannedTrials, plannedUnits, clock);
    Timer ticks = new Timer("espalier-progress", /* isDaemon= */ true);
    progress.ended = ticks::cancel;
    ticks.schedule(
        new TimerTask() {
          @Override
          public void run() {
            progress.tick();
          }
        },
        SECOND,
        SECOND);
    return progress;
  }

  /** Counts units of earlier drivers, but not their time, which is unknown here. */
  @Override
  public synchronized void past(List<StudyEvent> events) {
    view.past(events);
  }

  @Override
  public synchronized void happened(StudyEvent event) {
    view.add(event, clock.millis());
    cases.match(event);
    redraw(/* now= */ event instanceof StudyEvent.Told);
  }

  private void proposed(Trial trial) {
    if (trial.reason().isPresent() && !trial.reason().equals(reason)) {
      reason = trial.reason();
      line("trial %d by %s: %s".formatted(trial.number(), trial.origin(), reason.get()));
    }
  }

  private void told(Outcome outcome) {
    if (outcome.state() == TrialState.FAILED) {
      line(
          "trial %d failed at rung %d: %s"
              .formatted(outcome.proposal().trial(), outcome.proposal().rung(), outcome.reason()));
    }
  }

  private void controlled(StudyEvent.Controlled answer) {
    line(
        answer.refusal().isEmpty()
            ? answer.request().toString()
            : "%s: refused, as %s".formatted(answer.request(), answer.refusal()));
  }

  private void decided(Decision decision) {
    if (screen.isTerminal() || decision.kind() == Decision.Kind.PROMOTE) {
      return;
    }
    Study study = view.study();
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

  /** Draws the view again, as time passes without an event. */
  synchronized void tick() {
    redraw(/* now= */ false);
  }

  private void redraw(boolean now) {
    long at = clock.millis();
    if (!screen.isTerminal() || (!now && at - drawnAt < REDRAWN)) {
      return;
    }
    if (columns == 0 || at - measuredAt >= MEASURED) {
      columns = screen.columns().getAsInt();
      measuredAt = at;
    }
    erase();
    List<String> all = view.lines(columns, screen.unicode(), at);
    all.forEach(line -> out.println(screen.colours() ? coloured(line) : line));
    out.flush();
    drawn = all.size();
    drawnAt = at;
  }

  /** Line in the colour of what it says, by its first word. */
  private static String coloured(String line) {
    Style style =
        switch (line.split(" ", 2)[0]) {
          case "best" -> Style.bold;
          case "failed" -> Style.fg_red;
          case "waiting" -> Style.fg_yellow;
          case "history", "rungs", "pruned", "running" -> Style.faint;
          default -> Style.fg_green; // the bar
        };
    return style.on() + line + Style.reset.on(); // the end of bold alone underlines, on some
  }

  /** Moves to the first line of the view, and clears the screen from there (ECMA-48: CUU, ED). */
  private void erase() {
    if (drawn > 0) {
      out.printf("\u001b[%dA\u001b[J", drawn);
      drawn = 0;
    }
  }

  private void line(String text) {
    if (screen.isTerminal()) {
      erase();
      out.println(SafeText.line(text));
      return;
    }
    lines++;
    if (lines <= LINES) {
      out.println(SafeText.line(text));
    } else if (clock.millis() - lineAt >= MINUTE) {
      out.println(SafeText.line("%s; %s left".formatted(text, view.left(clock.millis()))));
    } else {
      return;
    }
    lineAt = clock.millis();
  }

  /** Draws the view a last time. */
  @Override
  public synchronized void close() {
    ended.run();
    view.over();
    redraw(/* now= */ true);
  }
}
