package org.espalier.function;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.fs.Path;
import org.espalier.engine.Candidates;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudyStrategies;
import org.espalier.evaluate.Limits;
import org.espalier.plan.BudgetPlan;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.SearchPlan;
import org.espalier.plan.Strategies;
import org.espalier.plan.StudySpace;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.space.Configuration;
import org.espalier.space.FloatParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.PriorObservations;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.tune.TuningLoop;

/** Plan of a study of a function, from settings without problems. */
record FunctionPlan(FunctionSettings settings, SearchSpace space) {

  static FunctionPlan of(FunctionSettings settings) {
    return new FunctionPlan(settings, settings.space().space());
  }

  /** Name of the study: that of the folder that it is recorded in. */
  String name() {
    return folder().map(Path::getName).orElse("function");
  }

  /** Folder for what trials leave: that of the journal, or else of the output. */
  Optional<Path> stateFolder() {
    return folder();
  }

  private Optional<Path> folder() {
    return Stream.of("journal", "output")
        .map(settings::text)
        .filter(path -> !path.isEmpty())
        .findFirst()
        .map(Path::new);
  }

  /** What was asked for, in words. */
  List<String> asked(int trials) {
    int steps = settings.whole("maxResource");
    return List.of(
        "a function of %d parameters".formatted(space.dimensions().size()),
        "%d configurations, %d step%s, %d fold%s"
            .formatted(trials, steps, steps == 1 ? "" : "s", folds(), folds() == 1 ? "" : "s"));
  }

  Objective objective() {
    boolean maximize = settings.text("direction").equals("maximize");
    return new Objective(
        settings.text("metric"), maximize ? Direction.MAXIMIZE : Direction.MINIMIZE);
  }

  Seed seed() {
    return new Seed(settings.seed());
  }

  /** Seed of a trial and fold, in [0, 2^31): NumPy takes no negative ones. */
  int seed(int trial, int fold) {
    return (int) (seed().child("trial", trial).child("fold", fold).value() & Integer.MAX_VALUE);
  }

  int folds() {
    return settings.whole("folds");
  }

  /** Steps of a cell at a rung. */
  int steps(RungLadder ladder, int rung) {
    return ladder.rung(rung).iterations().orElse(settings.whole("maxResource"));
  }

  SchedulePlan schedule() {
    int min = settings.whole("minResource");
    return new SchedulePlan(
        settings.text("scheduler"),
        ofSteps() ? SchedulePlan.Resource.ITERATIONS : SchedulePlan.Resource.FOLDS,
        min == 0 || !ofSteps() ? OptionalLong.empty() : OptionalLong.of(min),
        settings.whole("eta"));
  }

  private boolean ofSteps() {
    return settings.whole("maxResource") > 1;
  }

  /** Rungs of steps, or where there is one step, of folds. A cell has one row. */
  RungLadder ladder() {
    SchedulePlan schedule = schedule();
    int max = settings.whole("maxResource");
    if (schedule.ladderKind() == LadderKind.FOLD_BY_FOLD) {
      return RungLadder.foldByFold(folds(), 1);
    }
    if (schedule.isFull()) {
      return RungLadder.ofIterations(max, max, settings.whole("eta"), 1, folds());
    }
    int eta = settings.whole("eta");
    if (!ofSteps()) {
      return RungLadder.ofFolds(1, folds(), eta, 1);
    }
    int usual = Math.max(1, max / (eta * eta));
    int min = settings.whole("minResource");
    return RungLadder.ofIterations(min == 0 ? usual : min, max, eta, 1, folds());
  }

  /** Samplers and schedulers of the study. */
  private StudyStrategies strategies(RungLadder ladder) {
    String sampler = settings.text("sampler");
    SearchPlan search = new SearchPlan(sampler, settings.trials(Strategies.isExhaustive(sampler)));
    List<Configuration> points =
        settings.points().stream().map(point -> configuration(space, point)).toList();
    StudySpace searched =
        new StudySpace(space, List.of(), points, PriorObservations.NONE, List.of(), Set.of());
    return new StudyStrategies(
        search, schedule(), new Candidates.Searched(searched), ladder, seed());
  }

  /** Point as a configuration, in the order of the space; whole numbers may stand for real ones. */
  static Configuration configuration(SearchSpace space, Map<String, Object> point) {
    Map<String, Object> left = new LinkedHashMap<>(point);
    Map<String, Object> values = new LinkedHashMap<>();
    space
        .dimensions()
        .forEach(
            dimension -> {
              Parameter parameter = dimension.parameter();
              Object value = left.remove(parameter.name());
              if (value instanceof Integer whole && parameter instanceof FloatParameter) {
                values.put(parameter.name(), whole.doubleValue());
              } else if (value != null) {
                values.put(parameter.name(), value);
              }
            });
    values.putAll(left); // which no space contains
    return new Configuration(values);
  }

  /** Whether more trials than those planned go together with what was decided so far. */
  boolean mayPlanMore(RungLadder ladder) {
    return strategies(ladder).mayPlanMore();
  }

  /** Window of a study that begins; 0 for no limit. */
  int window(RungLadder ladder) {
    boolean bounded =
        strategies(ladder).scheduler(List.of()).readsOutcomes() || budget().readsOutcomes();
    return bounded ? settings.whole("window") : 0;
  }

  /**
   * What the engine needs to know.
   *
   * @param window window of the study, which an earlier driver may have chosen; 0 for no limit
   */
  StudyDesign design(RungLadder ladder, int window) {
    StudyStrategies strategies = strategies(ladder);
    return new StudyDesign(
        name(),
        objective(),
        strategies,
        window == 0 ? TuningLoop.UNLIMITED : window,
        budget(),
        new Limits(seconds("cellTimeout"), Optional.empty()),
        settings.whole("parallelism"));
  }

  private BudgetPlan budget() {
    return new BudgetPlan(
        OptionalLong.empty(),
        seconds("timeout"),
        Optional.empty(),
        settings.has("targetScore")
            ? OptionalDouble.of(settings.real("targetScore"))
            : OptionalDouble.empty(),
        settings.whole("patience") == 0
            ? OptionalInt.empty()
            : OptionalInt.of(settings.whole("patience")),
        Optional.empty(),
        settings.whole("maxFailures"));
  }

  CallResources resources() {
    return new CallResources(settings.whole("cores"), settings.real("gpus"));
  }

  private Optional<Duration> seconds(String name) {
    double seconds = settings.real(name);
    return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofNanos((long) (seconds * 1e9)));
  }
}
