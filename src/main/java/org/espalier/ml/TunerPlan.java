package org.espalier.ml;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.engine.EarlierStudy;
import org.espalier.engine.SearchTarget;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudyStrategies;
import org.espalier.evaluate.Limits;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.space.Configuration;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.sharing.stage.IterationParam;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.space.RefinementCheck;
import org.espalier.spec.space.StartPointCheck;
import org.espalier.spec.space.StudySpace;
import org.espalier.study.Direction;
import org.espalier.study.Fidelity;
import org.espalier.study.Objective;
import org.espalier.study.PriorObservations;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.tune.TuningLoop;

/**
 * Plan of a fit: what a tuner's params ask for, and the live objects to do it with.
 *
 * @param toMap conversion of a configuration to a param map
 */
record TunerPlan(
    TunerParams<?> tuner,
    TuningPlan asked,
    SearchTarget candidates,
    Function<Configuration, ParamMap> toMap) {

  /**
   * Reads the params.
   *
   * @throws IllegalArgumentException with all that is wrong with them, a line each
   * @throws NoSuchElementException instead, as Spark's own, where nothing but estimator or
   *     evaluator is missing
   */
  static TunerPlan of(TunerParams<?> tuner) {
    TunerValidation found = TunerValidation.of(tuner);
    TuningPlan asked = ParamsPlan.of(tuner);
    Optional<TunerPlan> searched =
        found
            .space()
            .map(
                space -> {
                  StudySpace own = searched(asked, space, found);
                  return new TunerPlan(tuner, asked, new SearchTarget.Searched(own), space::map);
                });
    found.check();
    if (searched.isPresent()) {
      return searched.get();
    }
    MapConfigurations maps =
        new MapConfigurations(tuner.getEstimatorParamMaps(), tuner.getEstimator());
    return new TunerPlan(tuner, asked, new SearchTarget.Listed(maps.all()), maps::map);
  }

  /**
   * Space of the search.
   *
   * @param found receives problems of start points, refinements and grid
   */
  private static StudySpace searched(
      TuningPlan asked, SpaceConfigurations space, TunerValidation found) {
    StartPointCheck start = new StartPointCheck(space.space(), space::current, asked.origins());
    RefinementCheck then = new RefinementCheck(space.space(), asked.origins());
    StudySpace searched =
        new StudySpace(
            space.space(),
            space.asItIs().stream().toList(),
            start.configurations(asked.search().points()),
            PriorObservations.NONE,
            then.neighbourhoods(asked.search().then()),
            Set.of());
    if (asked.search().isExhaustive()) {
      found.addAll(
          space.space().gridless().stream()
              .map(
                  parameter ->
                      asked
                          .origins()
                          .problem(
                              "space",
                              parameter.name() + ": is a range without points",
                              "a grid needs points, or a choice"))
              .toList());
    }
    found.addAll(start.problems());
    found.addAll(then.problems());
    return searched;
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
    try {
      StudySpace space = EarlierStudy.observed(searched.space(), asked, objective(metric), hadoop);
      return new TunerPlan(tuner, asked, new SearchTarget.Searched(space), toMap);
    } catch (InvalidStudyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Objective objective(String metric) {
    boolean larger = tuner.getEvaluator().isLargerBetter();
    return new Objective(metric, larger ? Direction.MAXIMIZE : Direction.MINIMIZE);
  }

  TrainingPlan training() {
    return asked.run().training();
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
  List<Configuration> configurations() {
    return candidates instanceof SearchTarget.Listed listed ? listed.configurations() : List.of();
  }

  /** Configurations that are evaluated in full in any case; empty if that is decided later. */
  List<Configuration> known() {
    return isPlain() ? configurations() : List.of();
  }

  /**
   * Rungs of the study.
   *
   * @throws IllegalArgumentException if the lowest rung is above the highest
   */
  RungLadder ladder(FoldedTable rows) {
    Fidelity full = new Fidelity(rows.smallestTraining(), rows.sizes().size(), iterations());
    try {
      return asked.ladder(full, 1);
    } catch (InvalidStudyException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** Iterations of the longest map; empty if rungs do not differ in iterations. */
  private OptionalInt iterations() {
    if (!asked.schedule().cutsIterations()) {
      return OptionalInt.empty();
    }
    IterationParam param =
        IterationParam.of(tuner.getEstimator())
            .orElseThrow(
                () ->
                    noIterations(
                        tuner.getEstimator(),
                        "has no " + String.join(" and no ", LearnerDescriptor.ITERATIONS)));
    return OptionalInt.of(
        longest(param)
            .orElseThrow(
                () ->
                    noIterations(
                        param.owner(),
                        "has no value of %s in every map".formatted(param.param().name()))));
  }

  private IllegalArgumentException noIterations(Params stage, String wrong) {
    return new IllegalArgumentException(
        "%s: resource: is iterations, but %s %s; rows or folds"
            .formatted(StableStageNames.where(tuner), stage.getClass().getSimpleName(), wrong));
  }

  /** The largest number of iterations; empty if a map has none. */
  private OptionalInt longest(IterationParam param) {
    List<OptionalInt> all =
        tuner.hasMaps()
            ? Arrays.stream(tuner.getEstimatorParamMaps()).map(param::inFull).toList()
            : List.of(longestSearched(param));
    return all.stream().allMatch(OptionalInt::isPresent)
        ? all.stream().mapToInt(OptionalInt::getAsInt).max()
        : OptionalInt.empty();
  }

  private OptionalInt longestSearched(IterationParam param) {
    OptionalInt searched =
        new SpaceConfigurations(tuner.getSpace(), tuner.getEstimator()).greatest(param.param());
    return searched.isPresent() ? searched : param.inFull(ParamMap.empty());
  }

  /** True if more trials may be planned without contradicting earlier decisions. */
  boolean mayPlanMore(RungLadder ladder) {
    return strategies(ladder).mayPlanMore();
  }

  /** Window of a new study; 0 for no limit. */
  int window(RungLadder ladder) {
    boolean learns =
        strategies(ladder).scheduler(List.of()).readsOutcomes() || asked.budget().readsOutcomes();
    return learns ? asked.run().window() : 0;
  }

  private StudyStrategies strategies(RungLadder ladder) {
    return new StudyStrategies(
        asked.search(), asked.schedule(), candidates, ladder, new Seed(asked.seed()));
  }

  /**
   * Design of the study for the engine.
   *
   * @param metric name of the evaluator's metric
   * @param window window of the study, which an earlier fit may have chosen; 0 for no limit
   */
  StudyDesign design(String name, String metric, RungLadder ladder, int window) {
    StudyStrategies strategies = strategies(ladder);
    return new StudyDesign(
        name,
        objective(metric),
        strategies,
        window == 0 ? TuningLoop.UNLIMITED : window,
        asked.budget(),
        Limits.NONE,
        asked.run().parallelism());
  }
}
