package org.espalier.tune;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.espalier.journal.StudyEvent;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Trial;

/**
 * Record of a study by earlier drivers. The loop takes its steps from here as long as there are
 * any, and then continues on its own; requests and decisions have to agree with the record, step by
 * step.
 */
public final class Past {

  /** Cause of {@link #causes} that a study was resumed with other rows. */
  public static final String NEW_DATA = "new data";

  /** Planned number of trials from a step on. */
  private record Plan(int step, int trials) {}

  private final List<StudyEvent> steps = new ArrayList<>(); // proposed, told, decided
  private final Map<Integer, Trial> trials = new TreeMap<>();
  private final Map<Long, Outcome> told = new HashMap<>();
  private final Map<Long, SortedMap<Integer, CellOutcome>> ended = new HashMap<>();
  private final Deque<Plan> plans = new ArrayDeque<>();
  private int next = 0;

  private Past() {}

  /** Past of a new study. */
  public static Past none() {
    return new Past();
  }

  /**
   * Past of a study, as far as it is recorded.
   *
   * @param events in their order
   */
  public static Past of(List<StudyEvent> events) {
    Past past = new Past();
    events.forEach(past::add);
    return past;
  }

  private void add(StudyEvent event) {
    if (event instanceof StudyEvent.Opened opened) {
      plans.add(new Plan(0, opened.plannedTrials()));
    } else if (event instanceof StudyEvent.Resumed resumed) {
      plans.add(new Plan(steps.size(), resumed.plannedTrials()));
    } else if (event instanceof StudyEvent.Proposed proposed) {
      trials.putIfAbsent(proposed.trial().number(), proposed.trial());
      steps.add(event);
    } else if (event instanceof StudyEvent.CellEnded cell) {
      // A cancelled cell has not ended: it is run again.
      if (cell.outcome().state() != CellState.CANCELLED) {
        ended
            .computeIfAbsent(cell.proposal(), number -> new TreeMap<>())
            .putIfAbsent(cell.outcome().fold(), cell.outcome());
      }
    } else if (event instanceof StudyEvent.Told outcome) {
      told.put(outcome.outcome().proposal().number(), outcome.outcome());
      steps.add(event);
    } else if (event instanceof StudyEvent.Decided) {
      steps.add(event);
    }
  }

  /** Causes by which a study's tables depend on more than its settings, data and seed. */
  public static List<String> causes(List<StudyEvent> events) {
    StudyEvent.Opened opened = StudyEvent.opening(events);
    Optional<String> rows = opened.fingerprint().map(StudyEvent.Fingerprint::digest);
    Set<String> causes = new LinkedHashSet<>();
    int planned = opened.plannedTrials();
    for (StudyEvent event : events) {
      if (event instanceof StudyEvent.Resumed resumed) {
        if (resumed.plannedTrials() != planned) {
          causes.add("search.trials was changed while it ran");
          planned = resumed.plannedTrials();
        }
        if (rows.isPresent()
            && !resumed.fingerprint().map(StudyEvent.Fingerprint::digest).equals(rows)) {
          causes.add(NEW_DATA);
        }
      } else if (event instanceof StudyEvent.CellEnded cell
          && cell.outcome().reason().equals(Suspects.REASON)) {
        causes.add(Suspects.REASON);
      }
    }
    return List.copyOf(causes);
  }

  /** Trials requested so far, by number, which a sampler need not propose again. */
  public List<Trial> trials() {
    return List.copyOf(trials.values());
  }

  /** Number of outcomes that were told. */
  public int toldOutcomes() {
    return told.size();
  }

  /** True if there are steps that were not taken yet. */
  boolean isAhead() {
    return next < steps.size();
  }

  /** True if the next step is a proposal. */
  boolean proposesNext() {
    return isAhead() && steps.get(next) instanceof StudyEvent.Proposed;
  }

  /** Number of trials planned from here on, once after it changed. */
  OptionalInt plannedTrials() {
    OptionalInt planned = OptionalInt.empty();
    while (!plans.isEmpty() && plans.element().step() <= next) {
      planned = OptionalInt.of(plans.remove().trials());
    }
    return planned;
  }

  /** True if the proposal has an outcome, so that its cells need not be run. */
  boolean isTold(long proposal) {
    return told.containsKey(proposal);
  }

  /** The cells of a proposal that ended, by fold. */
  SortedMap<Integer, CellOutcome> ended(long proposal) {
    return Collections.unmodifiableSortedMap(ended.getOrDefault(proposal, new TreeMap<>()));
  }

  /** Takes the next step, which has to be this proposal. */
  void proposed(Trial trial, Proposal proposal) {
    StudyEvent.Proposed now = new StudyEvent.Proposed(trial, proposal);
    boolean same =
        next()
            .filter(StudyEvent.Proposed.class::isInstance)
            .map(StudyEvent.Proposed.class::cast)
            .filter(then -> then.proposal().equals(proposal))
            .filter(then -> then.trial().configuration().equals(trial.configuration()))
            .isPresent();
    take(same, now);
  }

  /** Takes the next step, which has to be the outcome of this proposal. */
  Outcome told(Proposal due) {
    Optional<Outcome> then =
        next()
            .filter(StudyEvent.Told.class::isInstance)
            .map(step -> ((StudyEvent.Told) step).outcome())
            .filter(outcome -> outcome.proposal().equals(due));
    take(then.isPresent(), due);
    return then.orElseThrow();
  }

  /** Takes the next step, which has to be this decision; its wording may differ. */
  void decided(Decision decision) {
    boolean same =
        next()
            .filter(StudyEvent.Decided.class::isInstance)
            .map(step -> ((StudyEvent.Decided) step).decision())
            .filter(then -> then.trial() == decision.trial())
            .filter(then -> then.rung() == decision.rung())
            .filter(then -> then.kind() == decision.kind())
            .isPresent();
    take(same, decision);
  }

  /** Explanation of the divergence when the study ends before its record does. */
  DivergedException goesOn() {
    return diverged("the end");
  }

  private Optional<StudyEvent> next() {
    return isAhead() ? Optional.of(steps.get(next)) : Optional.empty();
  }

  private void take(boolean same, Object now) {
    if (!same) {
      throw diverged(words(now));
    }
    next++;
  }

  private DivergedException diverged(String now) {
    return new DivergedException(
        "step %d was recorded as %s, and is now %s"
            .formatted(next + 1, next().map(Past::words).orElse("the end"), now));
  }

  private static String words(Object step) {
    if (step instanceof StudyEvent.Proposed proposed) {
      return "'evaluate %s at rung %d on folds %s'"
          .formatted(
              proposed.trial().configuration(),
              proposed.proposal().rung(),
              proposed.proposal().folds());
    }
    if (step instanceof StudyEvent.Told outcome) {
      return words(outcome.outcome().proposal());
    }
    if (step instanceof Proposal proposal) {
      return "'told proposal %d'".formatted(proposal.number());
    }
    Decision decision =
        step instanceof StudyEvent.Decided decided ? decided.decision() : (Decision) step;
    return "'%s trial %d at rung %d'"
        .formatted(
            decision.kind().name().toLowerCase(java.util.Locale.ROOT),
            decision.trial(),
            decision.rung());
  }
}
