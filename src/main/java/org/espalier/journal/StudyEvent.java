package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.espalier.study.CellOutcome;
import org.espalier.study.CurvePoint;
import org.espalier.study.Decision;
import org.espalier.study.EntryPoint;
import org.espalier.study.Inline;
import org.espalier.study.Interval;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Placement;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/** Event of a study, recorded before the study acts on it. */
public sealed interface StudyEvent {

  /** Format of the events; a reader refuses a higher one, and ignores kinds it does not know. */
  int FORMAT = 1;

  /**
   * Start of a driver: the first event of its epoch. Events of earlier drivers after the position
   * named here are not part of the study.
   *
   * @param epoch unique to the driver, from 1
   * @param after last event of the earlier epoch that is part of the study; empty if there is none
   * @param at milliseconds since the epoch of the clock
   */
  record Began(int epoch, Driver driver, Optional<Position> after, long at) implements StudyEvent {}

  /** A process that runs studies. */
  record Driver(String user, String host, long pid) {}

  /**
   * A place in a journal.
   *
   * @param segment from 0 within the epoch
   * @param line from 1 within the segment
   */
  record Position(int epoch, int segment, int line) {}

  /**
   * Start of the study.
   *
   * @param fingerprint identity of the rows; empty if there are no rows, or no journal to resume
   *     from
   * @param training where each learner's cells are trained at each rung; empty if not known
   * @param at milliseconds since the epoch
   */
  record Opened(
      String study,
      @Inline Setup setup,
      Folds folds,
      Optional<Fingerprint> fingerprint,
      @Inline Request request,
      List<Placement> training,
      Map<String, String> versions,
      long at)
      implements StudyEvent {
    public Opened {
      training = List.copyOf(training);
      versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
  }

  /**
   * Search that a study does.
   *
   * @param plannedTrials number of trials that the scheduler will request
   * @param window virtual slots; 0 for no limit
   * @param parameters of the space in its order; empty if not recorded
   */
  record Setup(
      long seed,
      Objective objective,
      String sampler,
      String scheduler,
      int plannedTrials,
      int window,
      RungLadder ladder,
      List<SearchedParameter> parameters) {
    public Setup {
      parameters = List.copyOf(parameters);
    }

    /** Setup without a record of the space. */
    public Setup(
        long seed,
        Objective objective,
        String sampler,
        String scheduler,
        int plannedTrials,
        int window,
        RungLadder ladder) {
      this(seed, objective, sampler, scheduler, plannedTrials, window, ladder, List.of());
    }
  }

  /**
   * Request that a study answers.
   *
   * @param entryPoint entry point by which the study was started
   * @param asked summary of the settings in words, one line each, for the page and the terminal
   * @param settings the effective settings, secrets redacted, as they were printed
   */
  record Request(EntryPoint entryPoint, List<String> asked, String settings) {
    public Request {
      asked = List.copyOf(asked);
    }
  }

  /**
   * Partition of the rows into folds.
   *
   * @param rule {@code hash} or {@code spark}
   * @param sizes validation rows of each fold
   * @param largestSkew largest deviation of a class's share in a fold, as a fraction of its share
   *     in all rows
   * @param trainingRows rows of all folds together
   * @param heldOutRows number of held-out rows; 0 for none
   * @param repeats number of partitions into folds, whose sizes are concatenated; empty for one
   */
  record Folds(
      String rule,
      List<Long> sizes,
      double largestSkew,
      long trainingRows,
      long heldOutRows,
      OptionalInt repeats) {
    public Folds {
      sizes = List.copyOf(sizes);
    }

    /** Folds of a single partition. */
    public Folds(
        String rule, List<Long> sizes, double largestSkew, long trainingRows, long heldOutRows) {
      this(rule, sizes, largestSkew, trainingRows, heldOutRows, OptionalInt.empty());
    }

    /** Index of the partition that a fold belongs to, from 0. */
    public int repeat(int fold) {
      return repeats.isPresent() ? fold * repeats.getAsInt() / sizes.size() : 0;
    }
  }

  /**
   * Identity of the rows of a study, training and held-out ones together.
   *
   * @param digest digest of columns, number of rows and all rows, independent of their order, in
   *     hexadecimal
   * @param rows number of rows
   * @param columns types by name; empty where names are hidden
   */
  record Fingerprint(String digest, long rows, Map<String, String> columns) {
    public Fingerprint {
      columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** True if these are other rows than those of another fingerprint. */
    public boolean isOther(Fingerprint known) {
      return !digest.equals(known.digest());
    }
  }

  /**
   * The study was resumed, by the driver that began last.
   *
   * @param plannedTrials total number of trials that the scheduler will request
   * @param settings effective settings from here on, secrets redacted
   * @param changes changed settings, in words, one line each
   * @param fingerprint identity of the rows from here on
   */
  record Resumed(
      int plannedTrials,
      String settings,
      List<String> changes,
      Map<String, String> versions,
      Optional<Fingerprint> fingerprint,
      long at)
      implements StudyEvent {
    public Resumed {
      changes = List.copyOf(changes);
      versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }
  }

  /** A proposal was requested; the trial is new if no earlier proposal named it. */
  record Proposed(Trial trial, Proposal proposal) implements StudyEvent {}

  /** A slot began to work on a fold of a proposal. */
  record CellStarted(long proposal, int fold, long at) implements StudyEvent {}

  /**
   * A fold of a proposal was fitted and scored, or failed with a reason; recorded as it ends,
   * before the outcome of the whole proposal is reported.
   */
  record CellEnded(long proposal, CellOutcome outcome) implements StudyEvent {}

  /**
   * A cell of a function reported its learning curve; of several reports of a cell, which was run
   * again, the last one counts.
   *
   * @param curve in the order of the reports
   */
  record Reported(long proposal, int fold, List<CurvePoint> curve) implements StudyEvent {
    public Reported {
      curve = List.copyOf(curve);
    }
  }

  /** An outcome is about to be reported. */
  record Told(Outcome outcome) implements StudyEvent {}

  /** A decision was made, following from the outcome reported last. */
  record Decided(Decision decision) implements StudyEvent {}

  /**
   * The driver granted or refused a request.
   *
   * @param plannedTrials total number of trials from here on, if an earlier version added some;
   *     else empty
   * @param refusal reason in words; empty if the request was granted
   * @param at milliseconds since the epoch
   */
  record Controlled(
      @Inline ControlRequest request, OptionalInt plannedTrials, String refusal, long at)
      implements StudyEvent {}

  /**
   * A leading trial was evaluated again, on folds that the search has not seen.
   *
   * @param cells of these folds, whose numbers follow those of the search
   */
  record Repeated(int trial, List<CellOutcome> cells) implements StudyEvent {
    public Repeated {
      cells = List.copyOf(cells);
    }

    /** Scores of the completed cells, by fold. */
    public List<Double> scores() {
      return cells.stream().flatMapToDouble(cell -> cell.score().stream()).boxed().toList();
    }
  }

  /**
   * The baseline, whose drivers had died, was evaluated after the search. Sampler and scheduler do
   * not see the outcome; tables, summary and the choice of the winner do.
   *
   * @param outcome on all folds at the top rung, under the number of the proposal that had failed
   */
  record Retried(Outcome outcome) implements StudyEvent {

    /** A study with the outcome as its last one, that of a further proposal. */
    public Study after(Study study) {
      Proposal failed = outcome.proposal();
      Proposal further =
          new Proposal(
              study.proposals().size(),
              failed.trial(),
              failed.rung(),
              failed.folds(),
              failed.units());
      return study
          .asked(study.trials().get(failed.trial()), further)
          .told(
              new Outcome(
                  further,
                  outcome.state(),
                  outcome.loss(),
                  outcome.score(),
                  outcome.answeredFrom(),
                  outcome.cells(),
                  outcome.reason()));
    }
  }

  /**
   * The winner was chosen, refitted on all training rows and scored on the held-out rows, as was
   * the baseline.
   *
   * @param heldOut score of the winner, in the metric's own direction; empty without held-out rows
   * @param baselineHeldOut score of trial 0; also empty if it did not complete
   * @param gain 95 % interval of the winner's held-out gain over the baseline; empty where it
   *     cannot be computed
   */
  record Confirmed(
      int winner,
      OptionalDouble heldOut,
      OptionalDouble baselineHeldOut,
      double refitSeconds,
      Optional<Interval> gain)
      implements StudyEvent {

    /** Without an interval. */
    public Confirmed(
        int winner, OptionalDouble heldOut, OptionalDouble baselineHeldOut, double refitSeconds) {
      this(winner, heldOut, baselineHeldOut, refitSeconds, Optional.empty());
    }
  }

  /** The model of the winner that was confirmed last was examined on the held-out rows. */
  record Examined(@Inline HeldOutExamination examination) implements StudyEvent {}

  /** The out-of-fold scores of the winner that was confirmed last were analysed. */
  record Found(@Inline OutOfFoldFindings findings) implements StudyEvent {}

  /**
   * The model of the winner that was confirmed last was fitted on all rows and saved, or the step
   * was skipped. A driver that finds the saved model next to the other one replaces that by it.
   */
  record Refitted(@Inline ModelRefit refit) implements StudyEvent {}

  /**
   * The study ended.
   *
   * @param exitCode exit code of the process
   * @param reason in words
   * @param causes why the tables are not reproducible; empty if they are
   */
  record Closed(
      StudyStatus status,
      int exitCode,
      String reason,
      List<String> causes,
      double wallSeconds,
      long at)
      implements StudyEvent {
    public Closed {
      causes = List.copyOf(causes);
    }
  }
}
