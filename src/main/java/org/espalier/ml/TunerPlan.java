package org.espalier.ml;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.SearchPlan;
import org.espalier.plan.Strategies;
import org.espalier.plan.TrainingPlan;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.search.GridSampler;
import org.espalier.search.ListSampler;
import org.espalier.search.RecordedSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.space.Configuration;
import org.espalier.spark.sharing.IterationParam;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Trial;
import org.espalier.tune.Budget;

/**
 * Plan of a fit, from a tuner's params.
 *
 * @param sampler fresh, and so is what {@link #scheduler} makes of it: a plan is for one study
 * @param trials maximum number of trials
 * @param toMap conversion of a configuration to a param map
 */
record TunerPlan(
    TunerParams<?> tuner, Sampler sampler, int trials, Function<Configuration, ParamMap> toMap) {

  /**
   * Reads the params.
   *
   * @throws IllegalArgumentException with all that is wrong with them, a line each
   */
  static TunerPlan of(TunerParams<?> tuner) {
    TunerValidation.check(tuner);
    if (TunerFit.hasMaps(tuner)) {
      MapConfigurations maps =
          new MapConfigurations(tuner.getEstimatorParamMaps(), tuner.getEstimator());
      ListSampler listed = new ListSampler(maps.all(), GridSampler.NAME);
      return new TunerPlan(tuner, listed, maps.all().size(), maps::map);
    }
    SpaceConfigurations space = new SpaceConfigurations(tuner.getSpace(), tuner.getEstimator());
    boolean grid = Strategies.isExhaustive(tuner.getSampler());
    if (grid && !space.space().gridless().isEmpty()) {
      throw new IllegalArgumentException(
          "%s: space: %s: is a range without points; a grid needs points, or a choice"
              .formatted(tuner.uid(), space.space().gridless().get(0).name()));
    }
    int unless = grid ? Integer.MAX_VALUE : TunerParam.DEFAULT_TRIALS;
    int trials = tuner.getTrials() == 0 ? unless : tuner.getTrials();
    Seed seed = new Seed(tuner.getSeed()).child("sampler", 0);
    Sampler proposing =
        Strategies.sampler(new SearchPlan(tuner.getSampler(), trials), space.space(), seed);
    Sampler sampler = new StartPoints(space.asItIs().stream().toList(), proposing);
    return new TunerPlan(tuner, sampler, trials, space::map);
  }

  /** Where candidates are trained. */
  TrainingPlan training() {
    return new TrainingPlan(
        TrainingPlan.Kind.valueOf(tuner.getTraining().toUpperCase(Locale.ROOT)),
        (long) tuner.getTaskMemoryInMB() << 20);
  }

  /** Whether every map is evaluated in full, as Spark does, so that all are in the model. */
  boolean isPlain() {
    boolean limited = tuner.getTimeout() > 0 || tuner.getMaxUnits() > 0 || endsByOutcomes();
    return TunerFit.hasMaps(tuner) && schedule().isFull() && !limited;
  }

  /** Whether what was found decides on when to end. */
  boolean endsByOutcomes() {
    return tuner.getMaxTaskTime() > 0
        || tuner.getPatience() > 0
        || tuner.isDefined(tuner.targetScore());
  }

  /** The maps as configurations; empty without maps. */
  List<Configuration> configurations() {
    return sampler instanceof ListSampler listed ? listed.configurations() : List.of();
  }

  /** What will be evaluated in full, whatever happens; empty if that is seen later. */
  List<Configuration> known() {
    return isPlain() ? configurations() : List.of();
  }

  SchedulePlan schedule() {
    long min = tuner.getMinResource();
    return new SchedulePlan(
        tuner.getScheduler(),
        SchedulePlan.Resource.valueOf(tuner.getResource().toUpperCase(Locale.ROOT)),
        min == 0 ? OptionalLong.empty() : OptionalLong.of(min),
        tuner.getEta(),
        tuner.getMinFolds() == 0 ? OptionalInt.empty() : OptionalInt.of(tuner.getMinFolds()));
  }

  /**
   * The rungs.
   *
   * @throws IllegalArgumentException if they would begin above what there is
   */
  RungLadder ladder(FoldedRows rows) {
    SchedulePlan schedule = schedule();
    Fidelity full =
        new Fidelity(rows.smallestTraining(), rows.sizes().size(), iterations(schedule));
    long most = schedule.resource().of(full);
    if (schedule.ladderKind() == LadderKind.RUNGS && tuner.getMinResource() > most) {
      throw new IllegalArgumentException(
          "%s: minResource: is %d, but there are %d %s"
              .formatted(tuner.uid(), tuner.getMinResource(), most, tuner.getResource()));
    }
    return schedule.ladder(full, 1);
  }

  /** Iterations of the longest map; empty where they are not what the better ones get more of. */
  private OptionalInt iterations(SchedulePlan schedule) {
    if (!schedule.cutsIterations()) {
      return OptionalInt.empty();
    }
    IterationParam param =
        IterationParam.of(tuner.getEstimator())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s: resource: is iterations, but %s has no %s; rows or folds"
                            .formatted(
                                tuner.uid(),
                                tuner.getEstimator().uid(),
                                String.join(" and no ", LearnerDescriptor.ITERATIONS))));
    return OptionalInt.of(longest(param));
  }

  private int longest(IterationParam param) {
    if (TunerFit.hasMaps(tuner)) {
      return Arrays.stream(tuner.getEstimatorParamMaps()).mapToInt(param::inFull).max().orElse(1);
    }
    return new SpaceConfigurations(tuner.getSpace(), tuner.getEstimator())
        .greatest(param.param())
        .orElse(param.inFull(ParamMap.empty()));
  }

  /**
   * @param recorded trials that were asked for before, by number
   */
  Scheduler scheduler(RungLadder ladder, List<Trial> recorded) {
    return Strategies.scheduler(schedule(), new RecordedSampler(recorded, sampler), trials, ladder);
  }

  /** Whether more trials than those planned go together with what was decided so far. */
  boolean mayPlanMore(RungLadder ladder) {
    return scheduler(ladder, List.of()).replan(Integer.MAX_VALUE);
  }

  String samplerName() {
    return TunerFit.hasMaps(tuner) ? GridSampler.NAME : tuner.getSampler();
  }

  /** The refit of the winner is to be done by the deadline too. */
  Budget budget(Instant started) {
    Optional<Instant> deadline =
        Stream.of(tuner.getTimeout())
            .filter(seconds -> seconds > 0)
            .map(seconds -> started.plus(seconds(seconds)))
            .findFirst();
    // Of maps as many may fail as there are: one that works is enough.
    int failures = TunerFit.hasMaps(tuner) ? trials + 1 : tuner.getMaxFailures();
    return new Budget(
        deadline,
        1,
        tuner.getMaxUnits() == 0 ? OptionalLong.empty() : OptionalLong.of(tuner.getMaxUnits()),
        Optional.of(seconds(tuner.getMaxTaskTime())).filter(time -> !time.isZero()),
        tuner.isDefined(tuner.targetScore())
            ? OptionalDouble.of(tuner.getTargetScore())
            : OptionalDouble.empty(),
        tuner.getPatience() == 0 ? OptionalInt.empty() : OptionalInt.of(tuner.getPatience()),
        Optional.empty(),
        failures);
  }

  private static Duration seconds(double value) {
    return Duration.ofNanos((long) (value * 1e9));
  }
}
