package org.espalier.ml;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.engine.FinalModels;
import org.espalier.engine.Finalists;
import org.espalier.engine.StudyBeginning;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudySearch;
import org.espalier.engine.StudySession;
import org.espalier.engine.Winner;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.PoolLostException;
import org.espalier.evaluate.TimeLimits;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.StudyEvent;
import org.espalier.ml.param.EstimatorConfigurations;
import org.espalier.ml.param.StableStageNames;
import org.espalier.ml.param.TunerParam;
import org.espalier.numeric.CountedNoun;
import org.espalier.space.Configuration;
import org.espalier.spark.ParamValues;
import org.espalier.spark.SparkLine;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.cell.SneakyThrow;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spark.fit.CellFits;
import org.espalier.spec.WinnerPlan;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.Simplicity;
import org.espalier.study.Interval;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.TimeLeft;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Study of a tuner: runs its plan cell by cell, except for the part that is already recorded. */
record TunerStudy(
    FitSettings settings,
    StudySession session,
    SeparatedRows separated,
    FoldedTable rows,
    CellFits cells,
    StudyDesign design,
    StudySearch search,
    SparkBatches runner)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TunerStudy.class);

  /**
   * The study of a fit.
   *
   * @param settings of the plan, as they are recorded
   */
  static TunerStudy of(
      FitSettings settings,
      StudySession session,
      SeparatedRows separated,
      FoldedTable rows,
      CellFits cells,
      RungLadder ladder) {
    TunerPlan plan = settings.fit();
    String journal = plan.tuner().getJournal();
    StudyDesign design =
        session.design(
            journal.isEmpty() ? plan.tuner().uid() : new Path(journal).getName(),
            cells.objective(),
            plan.strategies(ladder),
            TimeLimits.NONE);
    int refits = refits(design, rows, separated, plan.asked().winner());
    SparkBatches runner = session.runner(rows.context(), design, cells);
    Capacity automatic = Parallelism.auto(rows.context(), cells.places()::tasks);
    TimeLeft time = session.timeLeft(design, FinishReserve.of(refits));
    StudySearch search = session.search(design, time, runner, automatic);
    return new TunerStudy(settings, session, separated, rows, cells, design, search, runner);
  }

  private TunerPlan plan() {
    return settings.fit();
  }

  /** Searches from where the journal ends. */
  StudySearch.Result run() {
    begin();
    session.show(rows.context(), design);
    return recorded(search::run);
  }

  private <R> R recorded(StudySession.Phase<R> part) {
    try {
      return session.run(part);
    } catch (PoolLostException e) {
      throw e.getCause() == null ? e : SneakyThrow.thrown(e.getCause());
    }
  }

  /** Number of fits after the search: of the winner, the baseline and the finalists. */
  private static int refits(
      StudyDesign design, FoldedTable rows, SeparatedRows separated, WinnerPlan winner) {
    // The baseline is scored on the held-out rows too, after a fit on all others.
    int judged = separated.heldOut().isPresent() ? 2 : 1;
    int slots =
        design.parallelism() > 0
            ? design.parallelism()
            : Parallelism.cells(rows.context(), rows.partitions(rows.smallestTraining()));
    return judged + Finalists.rounds(winner, rows.sizes().size(), slots);
  }

  private void begin() {
    Optional<StudyEvent.Fingerprint> fingerprint =
        plan().tuner().getJournal().isEmpty()
            ? Optional.empty()
            : Optional.of(rows.read(() -> TableFingerprint.of(rows.forOneReader())));
    fingerprint.ifPresent(this::requireSameRows);
    session.begin(
        design,
        new StudyBeginning(
            new StudyEvent.Folds(
                FoldCut.rule(plan().tuner()),
                rows.sizes(),
                0,
                rows.count(),
                separated.numHeldOut()),
            fingerprint,
            new StudyEvent.Request(
                TunerParam.entryPoint(plan().tuner()),
                Stream.concat(
                        Stream.of(
                            "%s on %s"
                                .formatted(
                                    CountedNoun.of(design.plannedTrials(), "configuration"),
                                    CountedNoun.of(rows.sizes().size(), "fold"))),
                        plan().asked().schedule().choice().stream())
                    .toList(),
                settings.settingsText()),
            cells.places().choices(),
            Map.of("spark", SparkLine.sparkVersion())));
  }

  /**
   * Refuses rows that are not those of the earlier fit, or were cut otherwise.
   *
   * @throws IllegalArgumentException if they are not
   */
  private void requireSameRows(StudyEvent.Fingerprint now) {
    String right =
        FoldCut.BY_PLACE.contains(plan().tuner().getFoldRule())
            ? "use the same rows in the same order and partitions (foldRule = hash needs only the rows)"
            : "use the same rows in the same folds";
    session
        .earlier()
        .flatMap(study -> study.otherRows(now, plan().asked().origins(), "dataset", right))
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(problem.toString());
            });
  }

  /**
   * Fits the winner on the training rows, scores it on the held-out rows, and records the end of
   * the study.
   *
   * @return its model; empty without a winner
   */
  Optional<Model<?>> finish(StudySearch.Result ended, OptionalInt winner) {
    try {
      return session
          .end(
              design,
              search.time(),
              Optional.<FinalModels<Model<?>>>of(new Refits()),
              Optional.empty())
          .finish(ended, winner)
          .model();
    } catch (IOException e) { // of a fit, which does not declare it
      throw SneakyThrow.thrown(e);
    }
  }

  /** Fits of the tuner's estimator. */
  private final class Refits implements FinalModels<Model<?>> {
    @Override
    public Model<?> fit(Configuration configuration) {
      return cells.refit(configuration, FoldPart.NONE, separated.training());
    }

    @Override
    public OptionalDouble heldOut(Model<?> model) {
      return separated.score(model);
    }

    @Override
    public Optional<Interval> gain(Model<?> model, Model<?> baseline) {
      Seed seed = new Seed(plan().asked().seed());
      return separated.gain(model, baseline, seed.child("bootstrap", 0));
    }

    @Override
    public HeldOutExamination examined(Model<?> model, Configuration configuration) {
      return separated.examined(
          model,
          plan().configurations().estimator(configuration),
          session.recorder().history().opened().folds().heldOutRows(),
          new Seed(plan().asked().seed()).child("examination", 0));
    }
  }

  /**
   * Order by the place of the estimator, and then by the params that the descriptors of its
   * learners name.
   */
  private Simplicity simplicity() {
    EstimatorConfigurations configurations = plan().configurations();
    List<String> order = List.copyOf(configurations.estimators().keySet());
    List<Simplicity.Criterion> criteria = new ArrayList<>();
    criteria.add(new Simplicity.Criterion(one -> Optional.of(order.indexOf(one.learner())), true));
    configurations
        .estimators()
        .forEach(
            (name, estimator) -> {
              for (Params stage : StableStageNames.stages(estimator).values()) {
                Learners.known().ofEstimator(stage.getClass()).stream()
                    .flatMap(learner -> learner.params().simplicity().stream())
                    .filter(less -> stage.hasParam(less.param()))
                    .map(less -> criterion(name, stage, stage.getParam(less.param()), less.less()))
                    .forEach(criteria::add);
              }
            });
    return new Simplicity(criteria);
  }

  private Simplicity.Criterion criterion(
      String estimator, Params stage, Param<?> param, boolean less) {
    return new Simplicity.Criterion(
        configuration -> {
          if (!configuration.learner().equals(estimator)) {
            return Optional.empty();
          }
          ParamMap map = plan().configurations().map(configuration);
          return map.contains(param)
              ? Optional.<Object>ofNullable(map.apply(param)).map(ParamValues::plain)
              : ParamValues.current(stage, param);
        },
        less);
  }

  /** Number of the winning trial; empty if the search has no contenders. */
  OptionalInt winner(StudySearch.Result ended) {
    if (ended.contenders().isEmpty()) {
      return OptionalInt.empty();
    }
    Winner rule = new Winner(plan().asked().winner(), simplicity(), true);
    int repeats = session.isDone() ? 0 : plan().asked().winner().repeats();
    List<Placement> inFull =
        cells.places().choices().stream()
            .filter(choice -> choice.rung() == design.ladder().top())
            .toList();
    try (RepeatedCells again =
            new RepeatedCells(plan(), separated, repeats, rows.sizes().size(), inFull);
        SparkBatches others = session.runner(rows.context(), design, again)) {
      cells.kept().ifPresent(again::keep);
      Finalists finalists =
          new Finalists(
              again.numbers(),
              line -> LOG.info("{}: {}", StableStageNames.where(plan().tuner()), line));
      Capacity automatic = Parallelism.auto(rows.context(), again::partitions);
      return recorded(() -> search.with(others, automatic).winner(ended, rule, finalists));
    }
  }

  @Override
  public void close() {
    runner.close();
  }
}
