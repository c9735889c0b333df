package org.espalier.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.espalier.journal.EventCases;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyReducer;
import org.espalier.numeric.CountedNoun;
import org.espalier.spec.SafeText;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/**
 * View of a running study as lines of text: progress, the best score and its history, rungs,
 * running trials, failures, and why nothing runs when nothing does. Confined to one thread.
 */
public final class ProgressView {

  /** Characters of a sparkline, the lowest first. */
  private static final String BARS = "▁▂▃▄▅▆▇█";

  private static final String PLAIN_BARS = "_.-=+*#@";

  /** Width of the bar of progress and of the sparkline. */
  private static final int BAR = 24;

  /** Width of the bar of the rung with most trials. */
  private static final int RUNG_BAR = 8;

  /** Minimum of columns; a narrower terminal wraps lines. */
  private static final int NARROWEST = 20;

  /** Time without a running cell from which the reason is shown. */
  private static final Duration NOTED = Duration.ofSeconds(2);

  private final StudyReducer fold = new StudyReducer();
  private int plannedTrials;
  private final long plannedUnits;
  private final List<Double> incumbents = new ArrayList<>();
  private final Map<Long, TreeSet<Integer>> running = new LinkedHashMap<>(); // folds by proposal
  private final Map<String, Integer> failures = new LinkedHashMap<>(); // trials by reason
  private final TreeSet<Integer> settled = new TreeSet<>(); // trials that came to their end
  private final long started;
  private double resumedShare = 0; // of the work, done by earlier drivers
  private boolean isOver = false;
  private int pruned = 0;
  private long savedUnits = 0; // of pruned trials
  private RungLadder ladder = RungLadder.full(1, 1);
  private int slots = 0;
  private long toldUnits = 0;
  private long lastActivity;
  private long at = 0; // time of the event that is added

  private final EventCases cases =
      new EventCases()
          .on(StudyEvent.Opened.class, this::opened)
          .on(StudyEvent.CellStarted.class, this::started)
          .on(StudyEvent.CellEnded.class, this::ended)
          .on(StudyEvent.Told.class, told -> told(told.outcome()))
          .on(StudyEvent.Decided.class, decided -> decided(decided.decision()));

  /**
   * @param plannedTrials number of trials; 0 to take it from the opening of the study
   * @param plannedUnits of all that the scheduler may request; 0 if unknown
   * @param now milliseconds since the epoch
   */
  public ProgressView(int plannedTrials, long plannedUnits, long now) {
    this.plannedTrials = plannedTrials;
    this.plannedUnits = plannedUnits;
    this.lastActivity = now;
    this.started = now;
  }

  public Study study() {
    return fold.study();
  }

  /** Takes earlier records, whose times are unknown. */
  public void past(List<StudyEvent> events) {
    events.forEach(event -> add(event, started));
    resumedShare = share();
  }

  public void add(StudyEvent event, long now) {
    at = now;
    fold.add(event);
    cases.match(event);
  }

  private void opened(StudyEvent.Opened opened) {
    ladder = opened.setup().ladder();
    plannedTrials = plannedTrials == 0 ? opened.setup().plannedTrials() : plannedTrials;
  }

  private void started(StudyEvent.CellStarted cell) {
    running.computeIfAbsent(cell.proposal(), p -> new TreeSet<>()).add(cell.fold());
    slots = Math.max(slots, busy());
    lastActivity = at;
  }

  private void decided(Decision decision) {
    switch (decision.kind()) {
      case PRUNE -> {
        prune(decision.trial());
        settled.add(decision.trial());
      }
      case COMPLETE -> settled.add(decision.trial());
      case PROMOTE -> settled.remove(decision.trial());
    }
  }

  /** Counts the units of a pruned trial that it would have had in full. */
  private void prune(int trial) {
    long had =
        study().outcomesOf(trial).stream().mapToLong(outcome -> outcome.proposal().units()).sum();
    long full = ladder.units(ladder.top(), ladder.rung(ladder.top()).folds());
    savedUnits += Math.max(0, full - had);
    pruned++;
  }

  /** Share of the planned work that is done; of trials if the work is not known. */
  private double share() {
    double share =
        plannedUnits == 0
            ? (double) settled.size() / Math.max(1, plannedTrials)
            : (double) toldUnits / plannedUnits;
    return Math.min(1, share);
  }

  /**
   * Remaining time of the work that is left, at the pace so far, as text.
   *
   * @param now milliseconds since the epoch
   */
  public String left(long now) {
    double done = share() - resumedShare;
    return done > 0
        ? ConsoleFormat.text(Duration.ofMillis((long) ((now - started) * (1 - share()) / done)))
        : "?";
  }

  /** Leaves out running cells, because the search has ended. */
  public void over() {
    isOver = true;
  }

  private void ended(StudyEvent.CellEnded cell) {
    TreeSet<Integer> folds = running.get(cell.proposal());
    if (folds != null) {
      folds.remove(cell.outcome().fold());
      if (folds.isEmpty()) {
        running.remove(cell.proposal());
      }
    }
    lastActivity = at;
  }

  private void told(Outcome outcome) {
    toldUnits += outcome.proposal().units();
    running.remove(outcome.proposal().number());
    if (outcome.state() == TrialState.FAILED || outcome.state() == TrialState.LOST) {
      settled.add(outcome.proposal().trial());
      failures.merge(outcome.reason(), 1, Integer::sum);
    }
    study()
        .incumbent()
        .flatMap(best -> best.score().stream().boxed().findFirst())
        .ifPresent(incumbents::add);
  }

  private int busy() {
    return running.values().stream().mapToInt(TreeSet::size).sum();
  }

  /**
   * The lines, none longer than the width.
   *
   * @param unicode true if the screen has more than ASCII
   * @param now milliseconds since the epoch
   */
  public List<String> lines(int width, boolean unicode, long now) {
    List<String> lines = new ArrayList<>();
    lines.add(progress(unicode, now));
    best().ifPresent(lines::add);
    if (incumbents.size() > 1) {
      lines.add(history(unicode));
    }
    lines.add(rungs(unicode));
    if (savedUnits > 0) {
      lines.add(
          "pruned  %s: %.0f %% of the work saved"
              .formatted(
                  CountedNoun.of(pruned, "trial"), 100.0 * savedUnits / (savedUnits + toldUnits)));
    }
    if (!isOver) {
      lines.add(activity(now));
    }
    if (!failures.isEmpty()) {
      lines.add(failed());
    }
    int room = Math.max(NARROWEST, width) - 1; // the last column makes some terminals wrap
    return lines.stream().map(line -> cut(SafeText.line(line), room, unicode)).toList();
  }

  private static String cut(String line, int room, boolean unicode) {
    if (line.length() <= room) {
      return line;
    }
    String more = unicode ? "…" : "...";
    return line.substring(0, room - more.length()) + more;
  }

  private String progress(boolean unicode, long now) {
    double share = share();
    int full = (int) Math.round(share * BAR);
    String bar = (unicode ? "█" : "#").repeat(full) + (unicode ? "░" : ".").repeat(BAR - full);
    return "%s %3.0f %%  %d of %s started%s"
        .formatted(
            bar,
            share * 100,
            Math.min(study().trials().size(), plannedTrials),
            CountedNoun.of(plannedTrials, "trial"),
            isOver ? "" : "  %s left".formatted(left(now)));
  }

  private Optional<String> best() {
    return study()
        .incumbent()
        .map(
            best ->
                "best    %s %s, trial %d at rung %d: %s"
                    .formatted(
                        study().objective().metric(),
                        ConsoleFormat.text(best.score().orElseThrow()),
                        best.proposal().trial(),
                        best.proposal().rung(),
                        ConsoleFormat.text(
                            study().trials().get(best.proposal().trial()).configuration())));
  }

  /** The best score so far after each outcome, as bars. */
  private String history(boolean unicode) {
    String bars = unicode ? BARS : PLAIN_BARS;
    double low = incumbents.stream().mapToDouble(s -> s).min().orElseThrow();
    double high = incumbents.stream().mapToDouble(s -> s).max().orElseThrow();
    StringBuilder line = new StringBuilder();
    int shown = Math.min(BAR, incumbents.size());
    for (int i = 0; i < shown; i++) {
      double score = incumbents.get((i + 1) * incumbents.size() / shown - 1);
      double height = high > low ? (score - low) / (high - low) : 1;
      line.append(bars.charAt((int) Math.round(height * (bars.length() - 1))));
    }
    return "history %s  %s to %s"
        .formatted(
            line,
            ConsoleFormat.text(incumbents.get(0)),
            ConsoleFormat.text(incumbents.get(incumbents.size() - 1)));
  }

  /** Number of trials by rung, as bars. */
  private String rungs(boolean unicode) {
    Map<Integer, TreeSet<Integer>> reached = new TreeMap<>();
    study()
        .outcomes()
        .forEach(
            outcome ->
                reached
                    .computeIfAbsent(outcome.proposal().rung(), rung -> new TreeSet<>())
                    .add(outcome.proposal().trial()));
    int most = reached.values().stream().mapToInt(TreeSet::size).max().orElse(0);
    List<String> parts = new ArrayList<>();
    reached.forEach(
        (rung, trials) -> {
          int bar = (int) Math.ceil((double) RUNG_BAR * trials.size() / most);
          parts.add("%d %s %d".formatted(rung, (unicode ? "█" : "#").repeat(bar), trials.size()));
        });
    return "rungs   " + (parts.isEmpty() ? "no trial yet" : String.join("  ", parts));
  }

  private String activity(long now) {
    if (busy() > 0) {
      TreeSet<Integer> trials = new TreeSet<>();
      running.keySet().forEach(p -> trials.add(study().proposals().get(p.intValue()).trial()));
      return "running %d of %s: %s %s"
          .formatted(
              busy(),
              CountedNoun.of(slots, "slot"),
              trials.size() == 1 ? "trial" : "trials",
              String.join(", ", trials.stream().map(String::valueOf).toList()));
    }
    Duration idle = Duration.ofMillis(Math.max(0, now - lastActivity));
    if (slots > 0 && idle.compareTo(NOTED) < 0) {
      return "running 0 of %s".formatted(CountedNoun.of(slots, "slot"));
    }
    String since = ConsoleFormat.text(idle);
    int asked = study().pending().size();
    return asked == 0
        ? "waiting %s: the sampler has not proposed a configuration".formatted(since)
        : "waiting %s: %s submitted, and no slot has started one"
            .formatted(since, CountedNoun.of(asked, "evaluation"));
  }

  private String failed() {
    int all = failures.values().stream().mapToInt(n -> n).sum();
    Map.Entry<String, Integer> most =
        failures.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
    return "failed  %d%s: %s"
        .formatted(
            all,
            most.getValue() == all ? "" : ", %d of them".formatted(most.getValue()),
            most.getKey());
  }
}
