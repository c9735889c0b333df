package org.espalier.ml;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.ml.param.Param;
import org.espalier.plan.BudgetPlan;
import org.espalier.plan.EnumNames;
import org.espalier.plan.RefinementPlan;
import org.espalier.plan.RunPlan;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.SearchPlan;
import org.espalier.plan.Strategies;
import org.espalier.plan.TrainingPlan;
import org.espalier.plan.TuningPlan;
import org.espalier.plan.WinnerPlan;
import org.espalier.plan.problem.Origins;
import org.espalier.search.GridSampler;

/** Compilation of a tuner's params to the plan that the settings of a job become, too. */
final class ParamsPlan {

  private ParamsPlan() {}

  static TuningPlan of(TunerParams<?> tuner) {
    return new TuningPlan(
        tuner.getSeed(),
        tuner instanceof Tuner folded ? folded.getNumFolds() : 1,
        search(tuner),
        schedule(tuner),
        budget(tuner),
        winner(tuner),
        run(tuner),
        Origins.ofLibrary(StableStageNames.where(tuner), Map.of("folds", "numFolds")));
  }

  private static SearchPlan search(TunerParams<?> tuner) {
    if (tuner.hasMaps()) {
      return new SearchPlan(GridSampler.NAME, tuner.getEstimatorParamMaps().length);
    }
    String sampler = sampler(tuner);
    int usual = Strategies.isExhaustive(sampler) ? 0 : TunerParam.DEFAULT_TRIALS;
    int trials = tuner.getTrials();
    Optional<String> prior = Optional.of(tuner.getPrior()).filter(path -> !path.isEmpty());
    return new SearchPlan(
        sampler, trials == 0 ? usual : trials, points(tuner), prior, refinements(tuner));
  }

  private static List<Map<String, Object>> points(TunerParams<?> tuner) {
    return tuner.getStartPoints().points().stream().map(ParamsPlan::point).toList();
  }

  private static List<RefinementPlan> refinements(TunerParams<?> tuner) {
    return tuner.getThen().refinements().stream().map(ParamsPlan::refinement).toList();
  }

  private static RefinementPlan refinement(ParamRefinements.Refinement refinement) {
    Map<String, Double> around = new LinkedHashMap<>();
    refinement.around().forEach(one -> around.put(one.stage() + "." + one.param(), one.distance()));
    return new RefinementPlan(refinement.sampler(), refinement.trials(), around);
  }

  private static Map<String, Object> point(ParamPoints.Point point) {
    Map<String, Object> values = new LinkedHashMap<>();
    point.values().forEach(one -> values.put(one.stage() + "." + one.param(), one.value()));
    return values;
  }

  /** The one that is set, or that the scheduler brings, or the default. */
  private static String sampler(TunerParams<?> tuner) {
    return tuner.isSet(tuner.sampler())
        ? tuner.getSampler()
        : Strategies.sampler(tuner.getScheduler(), tuner.getSampler());
  }

  private static SchedulePlan schedule(TunerParams<?> tuner) {
    long min = tuner.getMinResource();
    return new SchedulePlan(
        tuner.getScheduler(),
        EnumNames.constant(SchedulePlan.Resource.class, tuner.getResource()),
        min == 0 ? OptionalLong.empty() : OptionalLong.of(min),
        tuner.getEta(),
        positive(tuner.getMinFolds()));
  }

  private static BudgetPlan budget(TunerParams<?> tuner) {
    return new BudgetPlan(
        tuner.getMaxUnits() == 0 ? OptionalLong.empty() : OptionalLong.of(tuner.getMaxUnits()),
        seconds(tuner.getTimeout()),
        seconds(tuner.getMaxTaskTime()),
        real(tuner, tuner.targetScore()),
        positive(tuner.getPatience()),
        regret(tuner),
        // Of maps as many may fail as there are: one that works is enough.
        tuner.hasMaps() ? tuner.getEstimatorParamMaps().length + 1 : tuner.getMaxFailures());
  }

  private static Optional<BudgetPlan.Regret> regret(TunerParams<?> tuner) {
    return tuner.isDefined(tuner.maxRegret())
        ? Optional.of(
            new BudgetPlan.Regret(
                tuner.getMaxRegret() == 0
                    ? OptionalDouble.empty() // the noise of cross-validation
                    : OptionalDouble.of(tuner.getMaxRegret())))
        : Optional.empty();
  }

  private static WinnerPlan winner(TunerParams<?> tuner) {
    return new WinnerPlan(
        EnumNames.constant(WinnerPlan.Rule.class, tuner.getWinnerRule()),
        tuner.getWinnerRepeats(),
        real(tuner, tuner.minImprovement()),
        real(tuner, tuner.requiredScore()));
  }

  private static RunPlan run(TunerParams<?> tuner) {
    return new RunPlan(
        tuner.isSet(tuner.parallelism()) ? tuner.getParallelism() : 0,
        tuner.getWindow(),
        Optional.empty(),
        Optional.empty(),
        RunPlan.USUAL_CRASHES,
        false,
        new TrainingPlan(
            EnumNames.constant(TrainingPlan.Kind.class, tuner.getTraining()),
            (long) tuner.getTaskMemoryInMB() << 20),
        OptionalDouble.empty());
  }

  private static OptionalInt positive(int value) {
    return value == 0 ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static OptionalDouble real(TunerParams<?> tuner, Param<?> param) {
    return tuner.isDefined(param)
        ? OptionalDouble.of((Double) tuner.getOrDefault(param))
        : OptionalDouble.empty();
  }

  private static Optional<Duration> seconds(double value) {
    return Optional.of(Duration.ofNanos((long) (value * 1e9))).filter(time -> !time.isZero());
  }
}
