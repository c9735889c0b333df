package org.espalier.ml;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.Model;
import org.espalier.engine.Confirmation;
import org.espalier.engine.Ending;
import org.espalier.engine.Finalists;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudyRecording;
import org.espalier.engine.StudySearch;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.PoolLostException;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyStatus;
import org.espalier.numeric.Counted;
import org.espalier.space.Configuration;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spec.WinnerPlan;
import org.espalier.study.Interval;
import org.espalier.study.RungLadder;
import org.espalier.tune.Reserve;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Study of a tuner: runs its plan cell by cell, except for the part that is already recorded. */
final class TunerStudy {

  private static final Logger LOG = LoggerFactory.getLogger(TunerStudy.class);

  private final TunerPlan plan;
  private final StudyDesign design;
  private final EstimatorCells cells;
  private final FoldedRows rows;
  private final SeparatedRows separated;
  private final FitJournal journal;
  private final StudyRecording recording;
  private final StudySearch search;
  private final InstantSource clock = InstantSource.system();

  /**
   * @param started when the fit began, from which its timeout counts
   */
  TunerStudy(
      TunerPlan plan,
      RungLadder ladder,
      EstimatorCells cells,
      FoldedRows rows,
      SeparatedRows separated,
      FitJournal journal,
      Instant started) {
    this.plan = plan;
    int window =
        journal
            .opened()
            .map(opened -> opened.setup().window())
            .orElseGet(() -> plan.window(ladder));
    this.design = plan.design(journal.name(), cells.metric(), ladder, window);
    this.cells = cells;
    this.rows = rows;
    this.separated = separated;
    this.journal = journal;
    this.recording = new StudyRecording(journal.recorder(), journal.earlier(), clock, started);
    Reserve afterwards = Reserve.of(refits(design, rows, separated, plan.asked().winner()));
    this.search =
        new StudySearch(design, journal.recorder(), clock, recording.deadlineFrom(), afterwards);
  }

  /** Searches from where the journal ends. */
  StudySearch.Result run() {
    begin();
    Capacity automatic =
        Parallelism.auto(rows.context(), cell -> rows.partitions(cells.rows(cell)));
    return recorded(() -> search.run(rows.context(), cells, automatic));
  }

  private <R> R recorded(StudyRecording.Part<R> part) {
    try {
      return recording.run(StableStageNames.where(plan.tuner()) + ": journal: ", part);
    } catch (PoolLostException e) {
      throw e.getCause() == null ? e : TunerStudy.<RuntimeException>asItIs(e.getCause());
    }
  }

  /** A failed job's exception is checked, and Spark declares it nowhere. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
  private static <T extends Throwable> T asItIs(Throwable thrown) throws T {
    throw (T) thrown;
  }

  /**
   * Fits after the search: of the winner, of what it is compared with, of the finalists, and of the
   * winner on each fold, if its predictions are asked for.
   */
  private static int refits(
      StudyDesign design, FoldedRows rows, SeparatedRows separated, WinnerPlan winner) {
    // Held-out rows judge the estimator as it is too, which is fitted on all others for that.
    int judged = separated.heldOut().isPresent() ? 2 : 1;
    int slots =
        design.parallelism() > 0
            ? design.parallelism()
            : Parallelism.cells(rows.context(), rows.partitions(rows.smallestTraining()));
    int predicted = separated.tuner().getCollectPredictions() ? rows.sizes().size() : 0;
    return judged + predicted + Finalists.rounds(winner, rows.sizes().size(), slots);
  }

  /** Records who begins or goes on, unless nothing is left to do. */
  private void begin() {
    Optional<StudyEvent.Fingerprint> fingerprint =
        journal.isKept() ? Optional.of(rows.fingerprint()) : Optional.empty();
    fingerprint.ifPresent(journal::requireSameRows);
    if (journal.isDone()) {
      return;
    }
    recording.begin(
        design,
        new StudyRecording.Beginning(
            new StudyEvent.Folds(
                rows.rule(), rows.sizes(), 0, rows.count(), separated.numHeldOut()),
            fingerprint,
            new StudyEvent.Request(
                TunerParam.door(plan.tuner()),
                List.of(
                    "%s on %s"
                        .formatted(
                            Counted.of(design.plannedTrials(), "configuration"),
                            Counted.of(rows.sizes().size(), "fold"))),
                journal.settings().text()),
            cells.choices(),
            Map.of("spark", SparkLine.sparkVersion())));
  }

  /**
   * Fits the winner on all rows that are not held out, judges it on those that are, and records it.
   */
  Model<?> confirm(StudySearch.Result ended, int winner) {
    Refits refits = new Refits();
    if (journal.isDone()) {
      return refits.fit(ended.study().trials().get(winner).configuration());
    }
    Confirmation<Model<?>> confirmation =
        Confirmation.of(ended.study(), winner, ended.contenders(), refits, clock, search::isInTime);
    journal.recorder().record(confirmation.event());
    return confirmation.model();
  }

  /** Fits of the tuner's estimator. */
  private final class Refits implements Confirmation.Refits<Model<?>> {
    @Override
    public Model<?> fit(Configuration configuration) {
      return cells.refit(configuration, separated.training());
    }

    @Override
    public OptionalDouble heldOut(Model<?> model) {
      return separated.score(model);
    }

    /** An evaluator tells no more than a number. */
    @Override
    public Optional<Interval> gain(Model<?> model, Model<?> baseline) {
      return Optional.empty();
    }
  }

  /**
   * The trial that wins.
   *
   * @param ended with contenders
   */
  int winner(StudySearch.Result ended) {
    Winner rule =
        new Winner(
            plan.asked().winner(),
            Comparator.comparing(plan.toMap(), new ParamSimplicity(plan.tuner().getEstimator())),
            true,
            ended.study(),
            design.ladder());
    if (plan.asked().winner().repeats() == 0) {
      return rule.of(ended.contenders());
    }
    if (journal.isDone()) {
      return journal.recorder().history().confirmed().orElseThrow().winner();
    }
    try (RepeatedCells again =
        new RepeatedCells(
            plan, separated, rows.sizes().size(), journal.training(), cells.choiceInFull())) {
      return recorded(
          () ->
              new Finalists(search, rule)
                  .winner(
                      rows.context(),
                      again,
                      Parallelism.auto(rows.context(), again::partitions),
                      ended.contenders(),
                      again.numbers(),
                      line -> LOG.info("{}: {}", StableStageNames.where(plan.tuner()), line)));
    }
  }

  /** Records the end, unless it is recorded; a gate that the winner misses is part of it. */
  void close(StudySearch.Result ended) {
    Ending ending = recording.judged(ended.ending(), plan.asked());
    if (ending.status() == StudyStatus.GATE_FAILED) {
      LOG.warn("{}: {}", StableStageNames.where(plan.tuner()), ending.reason());
    }
    if (!journal.isDone()) {
      recording.close(ending);
    }
  }
}
