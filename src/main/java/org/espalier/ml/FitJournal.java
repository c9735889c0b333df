package org.espalier.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.ResumeRules;
import org.espalier.engine.ResumedStudy;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyEvent.Fingerprint;
import org.espalier.journal.StudyEvent.Opened;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.settings.SettingsChange;
import org.espalier.space.Configuration;
import org.espalier.spark.store.NamedFolder;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.TrainingChoice;
import org.espalier.tune.JournalRecorder;

/**
 * Journal of a fit, in the tuner's folder or, without one, in memory, with the record of an earlier
 * fit in that folder, which this one resumes.
 */
final class FitJournal implements AutoCloseable {

  private static final InstantSource CLOCK = InstantSource.system();

  private final TunerPlan plan;
  private final FitSettings settings;
  private final JournalRecorder recorder;
  private final Optional<ResumedStudy> earlier;
  private final Set<EstimatorCells.Fit> ended;

  /** Keeps the answers of the history as it is now: it grows with the fit. */
  private FitJournal(TunerPlan plan, FitSettings settings, JournalRecorder recorder) {
    this.plan = plan;
    this.settings = settings;
    this.recorder = recorder;
    this.earlier =
        ResumedStudy.of(
            recorder.history(), plan.asked().run().maxCrashes(), settings::changesSince);
    this.ended = earlier.isPresent() ? ended(recorder.history()) : Set.of();
  }

  private static Set<EstimatorCells.Fit> ended(StudyHistory history) {
    Study study = history.study();
    Set<EstimatorCells.Fit> ended = new LinkedHashSet<>();
    for (Outcome outcome : study.outcomes()) {
      addEnded(ended, configuration(study, outcome.proposal()), outcome.cells());
    }
    history
        .endedCells()
        .forEach(
            (number, cells) -> {
              Proposal proposal = study.proposals().get(Math.toIntExact(number));
              addEnded(ended, configuration(study, proposal), cells.values());
            });
    return ended;
  }

  private static Configuration configuration(Study study, Proposal proposal) {
    return study.trials().get(proposal.trial()).configuration();
  }

  private static void addEnded(
      Set<EstimatorCells.Fit> ended, Configuration configuration, Collection<CellOutcome> cells) {
    for (CellOutcome cell : cells) {
      if (cell.state() != CellState.CANCELLED) {
        ended.add(new EstimatorCells.Fit(configuration, cell.fold()));
      }
    }
  }

  /**
   * Begins to write.
   *
   * @throws IllegalArgumentException if the folder holds something else, or a fit with other params
   *     than these, a line for each
   */
  static FitJournal open(TunerPlan plan, SparkSession spark) {
    String path = plan.tuner().getJournal();
    String where = "%s: journal: ".formatted(StableStageNames.where(plan.tuner()));
    return NamedFolder.open(
        path,
        where,
        spark.sparkContext().hadoopConfiguration(),
        CLOCK,
        recorder -> {
          FitSettings settings = path.isEmpty() ? FitSettings.NONE : FitSettings.of(plan);
          FitJournal journal = new FitJournal(plan, settings, recorder);
          journal.earlier.ifPresent(
              study ->
                  study.requireSame(
                      TunerParam.door(plan.tuner()), plan.asked(), journal::mayChange, path));
          return journal;
        });
  }

  /** Where candidates are trained: as the fit was begun. */
  TrainingPlan training() {
    List<TrainingChoice> choices = choices();
    return choices.isEmpty() ? plan.training() : plan.training().resuming(choices.get(0).memory());
  }

  /** Where a fit that is resumed began to train its estimator; empty to choose. */
  List<TrainingChoice> choices() {
    return resumes() ? opened().orElseThrow().training() : List.of();
  }

  /** What says no more than how far the fit comes, and where it keeps rows. */
  private boolean mayChange(String param) {
    StudyEvent.Setup setup = opened().orElseThrow().setup();
    return new ResumeRules(Set.of("max-storage"), () -> plan.mayPlanMore(setup.ladder()))
            .mayChange(plan.asked().origins().path(param))
        || (param.equals("run.window") && setup.window() == 0);
  }

  /**
   * Refuses rows that are not those of the earlier fit, or were cut otherwise.
   *
   * @throws IllegalArgumentException if they are not
   */
  void requireSameRows(Fingerprint now) {
    String right =
        FoldRule.byPlace(plan.tuner())
            ? "the same rows in the same order and partitions (foldRule = hash needs only the rows)"
            : "the same rows in the same folds";
    earlier
        .flatMap(study -> study.otherRows(now, plan.asked().origins(), "dataset", right))
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem.toString());
            });
  }

  /** Whether there is an earlier fit. */
  boolean resumes() {
    return earlier.isPresent();
  }

  /** What the study is called. */
  String name() {
    String path = plan.tuner().getJournal();
    return path.isEmpty() ? plan.tuner().uid() : new Path(path).getName();
  }

  /** Whether the record outlives this process. */
  boolean isKept() {
    return !plan.tuner().getJournal().isEmpty();
  }

  /** Whether the earlier fit came to its end, and nothing more is asked for. */
  boolean isDone() {
    return changes().isEmpty() && earlier.flatMap(ResumedStudy::closed).isPresent();
  }

  /** How the earlier fit was begun. */
  Optional<Opened> opened() {
    return earlier.map(ResumedStudy::opened);
  }

  /** The earlier fit; empty if this is the first. */
  Optional<ResumedStudy> earlier() {
    return earlier;
  }

  FitSettings settings() {
    return settings;
  }

  private List<SettingsChange> changes() {
    return earlier.map(ResumedStudy::changes).orElse(List.of());
  }

  /** What was fitted and scored before; not again. */
  Set<EstimatorCells.Fit> ended() {
    return ended;
  }

  JournalRecorder recorder() {
    return recorder;
  }

  /** Tables and summary, with the events of this fit. */
  StudyRecord tables() {
    try {
      return recorder.tables();
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }

  @Override
  public void close() {
    try {
      recorder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }
}
