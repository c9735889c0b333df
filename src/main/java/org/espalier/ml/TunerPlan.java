package org.espalier.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.ml.param.Params;
import org.espalier.engine.EarlierStudy;
import org.espalier.engine.SearchTarget;
import org.espalier.engine.StudyStrategies;
import org.espalier.journal.StudyEvent;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.ml.param.EstimatorConfigurations;
import org.espalier.ml.param.MapConfigurations;
import org.espalier.ml.param.SpaceConfigurations;
import org.espalier.ml.param.StableStageNames;
import org.espalier.ml.param.TunerParam;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.search.ContinuedRounds;
import org.espalier.search.GridSampler;
import org.espalier.space.Configuration;
import org.espalier.space.Parameter;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.learners.PerturbationCheck;
import org.espalier.spec.learners.RefinementCheck;
import org.espalier.spec.learners.StartPointCheck;
import org.espalier.spec.learners.StudySpace;
import org.espalier.study.Direction;
import org.espalier.study.Fidelity;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;

/** Plan of a fit: the values of a tuner's params, and the live objects that they need. */
record TunerPlan(
    TunerParams<?> tuner,
    TuningPlan asked,
    SearchTarget candidates,
    EstimatorConfigurations configurations) {

  /**
   * Reads the params.
   *
   * @throws IllegalArgumentException with all problems, one per line
   * @throws NoSuchElementException if only estimator or evaluator is missing, as by Spark's
   *     validators
   */
  static TunerPlan of(TunerParams<?> tuner) {
    TunerValidation found = TunerValidation.of(tuner);
    TuningPlan asked = asked(tuner);
    Optional<SpaceConfigurations> space = found.space();
    Optional<StudySpace> searched = space.map(one -> searched(asked, one, found));
    found.check();
    if (searched.isPresent()) {
      SearchTarget target = new SearchTarget.Searched(searched.get());
      return new TunerPlan(tuner, asked, target, space.orElseThrow());
    }
    MapConfigurations maps =
        new MapConfigurations(tuner.getEstimatorParamMaps(), tuner.getEstimator());
    return new TunerPlan(tuner, asked, new SearchTarget.Listed(maps.all()), maps);
  }

  /** Plan of the params, as of a job's settings. */
  static TuningPlan asked(TunerParams<?> tuner) {
    TuningPlan plan =
        TuningPlan.of(
            TunerParam.values(tuner),
            tuner.getSeed(),
            tuner instanceof Tuner folded ? folded.getNumFolds() : 1,
            TunerText.points(tuner),
            TunerText.then(tuner),
            TunerParam.origins(tuner));
    if (!tuner.hasMaps()) {
      return plan;
    }
    int maps = tuner.getEstimatorParamMaps().length;
    // All maps but one may fail.
    return plan.with(
        new SearchPlan(GridSampler.NAME, maps), plan.budget().withMaxFailures(maps + 1));
  }

  /**
   * Space of the search.
   *
   * @param found receives problems of start points, refinements and grid
   */
  private static StudySpace searched(
      TuningPlan asked, SpaceConfigurations space, TunerValidation found) {
    List<Problem> problems = new ArrayList<>();
    Origins.Report report = asked.origins().into(problems);
    if (asked.search().isExhaustive()) {
      for (Parameter parameter : space.space().gridless()) {
        report.problem(
            "space",
            parameter.name() + ": is a range without points",
            "give it points, or list choices, for a grid");
      }
    }
    StudySpace searched =
        new StudySpace(
            space.space(),
            space.defaults(),
            new StartPointCheck(space.space(), space::current, report)
                .configurations(asked.search().points().stream().map(space::point).toList()),
            new RefinementCheck(space.space(), space.dimensions(), report)
                .neighbourhoods(asked.search().then()),
            Set.of());
    Map<String, ContinuedRounds> rounds =
        asked.schedule().ladderKind() == SchedulerSpec.LadderKind.GENERATIONS
            ? new PerturbationCheck(asked.schedule(), space.space(), report)
                .learners(space.rounds())
            : Map.of();
    found.addAll(problems);
    return searched.withRounds(rounds);
  }

  /**
   * This plan with the observations of the earlier study that the params name.
   *
   * @param metric name of the evaluator's metric
   * @throws IllegalArgumentException if there is no such study, or none of its observations can be
   *     used
   */
  TunerPlan withPrior(String metric, org.apache.hadoop.conf.Configuration hadoop) {
    if (!(candidates instanceof SearchTarget.Searched searched)) {
      return this;
    }
    StudySpace space = EarlierStudy.observed(searched.space(), asked, objective(metric), hadoop);
    return new TunerPlan(tuner, asked, new SearchTarget.Searched(space), configurations);
  }

  Objective objective(String metric) {
    boolean larger = tuner.getEvaluator().isLargerBetter();
    return new Objective(metric, larger ? Direction.MAXIMIZE : Direction.MINIMIZE);
  }

  TrainingPlan training() {
    return asked.run().training();
  }

  /** True if the search keeps the out-of-fold scores of the trials that lead it. */
  boolean keepsScores() {
    return tuner.getCollectPredictions();
  }

  /** True if every map is evaluated in full, as by Spark, so that all are in the model. */
  boolean isPlain() {
    boolean limited =
        asked.budget().time().isPresent()
            || asked.budget().units().isPresent()
            || asked.budget().readsOutcomes();
    return tuner.hasMaps() && asked.schedule().isFull() && !limited;
  }

  /** The maps as configurations; empty without maps. */
  List<Configuration> maps() {
    return candidates instanceof SearchTarget.Listed listed ? listed.configurations() : List.of();
  }

  /** Configurations that are evaluated in full in any case; empty if that is decided later. */
  List<Configuration> known() {
    return isPlain() ? maps() : List.of();
  }

  /**
   * Rungs of the study.
   *
   * @throws IllegalArgumentException if the lowest rung is above the highest
   */
  RungLadder ladder(FoldedTable rows) {
    return asked.ladder(full(rows), 1, TunerLearners.of(this).cost(rows));
  }

  private Fidelity full(FoldedTable rows) {
    return new Fidelity(rows.smallestTraining(), rows.sizes().size(), iterations());
  }

  /** This plan with the schedule that is chosen for a table, if the params leave the choice. */
  TunerPlan scheduled(FoldedTable rows) {
    if (!asked.schedule().isAuto() || !(candidates instanceof SearchTarget.Searched searched)) {
      return this;
    }
    return with(
        asked.with(
            searched
                .space()
                .schedule(
                    asked,
                    full(rows),
                    1,
                    TunerLearners.of(this).cost(rows),
                    Parallelism.slots(rows.context()))));
  }

  /** This plan with the strategies with which its study was begun. */
  TunerPlan begunAs(StudyEvent.Opened opened) {
    return with(asked.begunWith(opened.setup().sampler(), opened.setup().scheduler()));
  }

  private TunerPlan with(TuningPlan other) {
    return new TunerPlan(tuner, other, candidates, configurations);
  }

  /**
   * Iterations of the longest configuration; empty if rungs do not differ in iterations. Estimators
   * that have none are fitted in full on every rung.
   */
  private OptionalInt iterations() {
    if (!asked.schedule().cutsIterations()) {
      return OptionalInt.empty();
    }
    List<IterationParam> params =
        configurations.estimators().values().stream()
            .flatMap(estimator -> IterationParam.of(estimator).stream())
            .toList();
    if (params.isEmpty()) {
      throw noIterations(
          tuner.getEstimator(), "has no " + String.join(" and no ", LearnerDescriptor.ITERATIONS));
    }
    return params.stream().mapToInt(this::longest).max();
  }

  private int longest(IterationParam param) {
    return configurations
        .longest(param)
        .orElseThrow(
            () ->
                noIterations(
                    param.owner(),
                    "lacks a value of %s in some maps".formatted(param.param().name())));
  }

  private IllegalArgumentException noIterations(Params stage, String wrong) {
    return new IllegalArgumentException(
        "%s: resource: is iterations, but %s %s; use rows or folds"
            .formatted(StableStageNames.where(tuner), stage.getClass().getSimpleName(), wrong));
  }

  StudyStrategies strategies(RungLadder ladder) {
    return new StudyStrategies(asked, candidates, ladder);
  }
}
