package org.espalier.function;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.plan.BudgetPlan;
import org.espalier.plan.EnumNames;
import org.espalier.plan.RunPlan;
import org.espalier.plan.SchedulePlan;
import org.espalier.plan.SearchPlan;
import org.espalier.plan.Strategies;
import org.espalier.plan.TrainingPlan;
import org.espalier.plan.TuningPlan;
import org.espalier.plan.WinnerPlan;
import org.espalier.plan.problem.Origins;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.search.auto.AutoSampler;

/** Compilation of a function's settings to the plan that those of a job become, too. */
final class SettingsPlan {

  /** What messages begin with. */
  static final String WHERE = "FunctionTuner";

  private SettingsPlan() {}

  /**
   * The plan.
   *
   * @param settings each of which is valid alone
   */
  static TuningPlan of(FunctionSettings settings) {
    return new TuningPlan(
        settings.seed(),
        settings.whole("folds"),
        search(settings),
        schedule(settings),
        budget(settings),
        winner(settings),
        run(settings),
        Origins.ofLibrary(WHERE, Map.of("budget.units", "maxSteps")));
  }

  private static SearchPlan search(FunctionSettings settings) {
    String asked = settings.text("sampler");
    String sampler =
        asked.equals(AutoSampler.NAME)
            ? Strategies.sampler(settings.text("scheduler"), asked)
            : asked;
    return new SearchPlan(
        sampler,
        settings.trials(Strategies.isExhaustive(sampler)),
        settings.startPoints(),
        Optional.of(settings.text("prior")).filter(path -> !path.isEmpty()),
        settings.then());
  }

  private static SchedulePlan schedule(FunctionSettings settings) {
    boolean ofSteps = settings.whole("maxResource") > 1;
    int min = settings.whole("minResource");
    return new SchedulePlan(
        settings.text("scheduler"),
        ofSteps ? SchedulePlan.Resource.ITERATIONS : SchedulePlan.Resource.FOLDS,
        min == 0 || !ofSteps ? OptionalLong.empty() : OptionalLong.of(min),
        settings.whole("eta"));
  }

  private static BudgetPlan budget(FunctionSettings settings) {
    int patience = settings.whole("patience");
    return new BudgetPlan(
        units(settings),
        seconds(settings, "timeout"),
        seconds(settings, "maxTaskTime"),
        real(settings, "targetScore"),
        patience == 0 ? OptionalInt.empty() : OptionalInt.of(patience),
        regret(settings),
        settings.whole("maxFailures"));
  }

  /** Steps, or where a ladder has folds alone, calls in full. */
  private static OptionalLong units(FunctionSettings settings) {
    long steps = settings.whole("maxSteps");
    boolean ofFolds =
        Strategies.schedulerSpec(settings.text("scheduler"))
            .filter(spec -> spec.ladder() == SchedulerSpec.LadderKind.FOLD_BY_FOLD)
            .isPresent();
    long unit = ofFolds ? settings.whole("maxResource") : 1;
    return steps == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(1, steps / unit));
  }

  private static Optional<BudgetPlan.Regret> regret(FunctionSettings settings) {
    OptionalDouble limit = real(settings, "maxRegret");
    return limit.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BudgetPlan.Regret(
                limit.getAsDouble() == 0 ? OptionalDouble.empty() : limit)); // 0: the noise
  }

  private static WinnerPlan winner(FunctionSettings settings) {
    return new WinnerPlan(
        EnumNames.constant(WinnerPlan.Rule.class, settings.text("winnerRule")),
        settings.whole("winnerRepeats"),
        real(settings, "minImprovement"),
        real(settings, "requiredScore"));
  }

  private static RunPlan run(FunctionSettings settings) {
    return new RunPlan(
        settings.whole("parallelism"),
        settings.whole("window"),
        seconds(settings, "cellTimeout"),
        Optional.empty(),
        RunPlan.USUAL_CRASHES,
        false,
        TrainingPlan.USUAL,
        OptionalDouble.empty());
  }

  private static OptionalDouble real(FunctionSettings settings, String name) {
    return settings.has(name) ? OptionalDouble.of(settings.real(name)) : OptionalDouble.empty();
  }

  private static Optional<Duration> seconds(FunctionSettings settings, String name) {
    double seconds = settings.real(name);
    return seconds == 0 ? Optional.empty() : Optional.of(Duration.ofNanos((long) (seconds * 1e9)));
  }
}
