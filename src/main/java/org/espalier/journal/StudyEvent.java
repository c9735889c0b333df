package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.study.Decision;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;

/** Something that happened to a study; recorded before anything acts on it. */
public sealed interface StudyEvent {

  /** Format of the events; a reader refuses a higher one. */
  int FORMAT = 1;

  /**
   * The study as it began.
   *
   * @param settings the effective settings, secrets redacted, as they were shown
   * @param plannedTrials how many trials the scheduler will ask for
   * @param window virtual slots; 0 for no limit
   * @param asked what was asked for, in words: a line each for the page and the terminal
   * @param at milliseconds since the epoch
   */
  record Opened(
      int format,
      String study,
      long seed,
      Objective objective,
      String sampler,
      String scheduler,
      int plannedTrials,
      int window,
      RungLadder ladder,
      Folds folds,
      List<String> asked,
      String settings,
      Map<String, String> versions,
      long at)
      implements StudyEvent {
    public Opened {
      asked = List.copyOf(asked);
      versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
  }

  /**
   * How the rows were cut.
   *
   * @param rule {@code hash} or {@code spark}
   * @param sizes validation rows of each fold
   * @param largestSkew largest deviation of a class's share in a fold, as a fraction of its share
   *     in all rows
   * @param trainingRows rows of all folds together
   * @param heldOutRows rows no model sees before the end; 0 for none
   */
  record Folds(
      String rule, List<Long> sizes, double largestSkew, long trainingRows, long heldOutRows) {
    public Folds {
      sizes = List.copyOf(sizes);
    }
  }

  /** A proposal was asked for; the trial is new if no earlier proposal named it. */
  record Proposed(Trial trial, Proposal proposal) implements StudyEvent {}

  /** An outcome is about to be told. */
  record Told(Outcome outcome) implements StudyEvent {}

  /** A decision that followed from the outcome told last. */
  record Decided(Decision decision) implements StudyEvent {}

  /**
   * The winner was chosen, refitted on all training rows and scored on the held-out rows, as was
   * the baseline.
   *
   * @param heldOut in the metric's own direction; empty without held-out rows
   * @param baselineHeldOut the same of trial 0; empty if it did not complete, too
   */
  record Confirmed(
      int winner, OptionalDouble heldOut, OptionalDouble baselineHeldOut, double refitSeconds)
      implements StudyEvent {}

  /**
   * The study ended.
   *
   * @param status {@code finished}, {@code gave-up}, {@code interrupted} or {@code defect}
   * @param reason in words
   * @param causes why the tables are not reproducible; empty if they are
   */
  record Closed(
      String status, int exitCode, String reason, List<String> causes, double wallSeconds, long at)
      implements StudyEvent {
    public Closed {
      causes = List.copyOf(causes);
    }
  }
}
