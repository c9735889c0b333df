package org.espalier.spec;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.numeric.CountedNoun;
import org.espalier.schedule.Asha;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Racing;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.schedule.SuccessiveHalving;
import org.espalier.search.StrategyTexts;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;

/**
 * Choice of {@code schedule = auto}: full, racing, halving or ASHA, by the rows, folds, trials,
 * time and planned cost of a study. It is made before the first trial, and recorded with its
 * reason.
 *
 * <ul>
 *   <li>Full where another setting needs it, where trials are too few to choose from, where all
 *       fits together are short, and where neither of the others is planned to save enough.
 *   <li>Otherwise rungs or racing, whichever is planned to take less time; rungs that begin with
 *       few rows only if they are planned to take less than half of racing's. In the benchmark of
 *       the defaults, racing ran 42 and 54 % of the fits of full on diamonds and
 *       california_housing, in 99 and 122 % of its time, as the trials that it does not stop are
 *       the costliest; rungs took 22 and 24 %, and held-out scores differed by less than 1 %.
 *   <li>Where early stopping needs all folds of a trial at a time, only rungs of rows are compared
 *       with full.
 *   <li>Rungs are those of halving or, if their trials do not all fit into the time, of ASHA, which
 *       promotes trials before a rung has ended.
 * </ul>
 *
 * @param full fidelity of the top rung, as {@link SchedulePlan#ladder} takes it
 * @param classes number of classes; 1 for regression
 * @param trials maximum number of trials
 * @param defaults number of trials that no schedule stops: the learners' defaults
 * @param slotSeconds time of the study times the slots of the cluster; empty without a limit
 */
public record ScheduleChoice(
    TuningPlan plan,
    Fidelity full,
    int classes,
    int trials,
    int defaults,
    PlannedCost cost,
    OptionalDouble slotSeconds) {

  /** Name in settings. */
  public static final String AUTO = "auto";

  public static final SchedulerSpec SPEC =
      SchedulerSpec.of(
          AUTO,
          new StrategyTexts(
              "Chooses full, racing, halving or asha before the first trial, by rows, folds,"
                  + " trials, time and the planned cost of a fit.",
              "There is no reason to prefer another one.",
              "As much as the chosen scheduler, which check and the page show with the reason.",
              "The benchmark of the defaults: submit/bench.sh defaults"),
          SchedulerSpec.LadderKind.RUNGS,
          (sampler, trials, ladder, eta) -> {
            throw new IllegalStateException("auto chooses another scheduler once data are known.");
          });

  /** Trials below which a schedule has nothing to choose from. */
  private static final int FEW_TRIALS = 10;

  /** Planned seconds of all fits below which it takes longer to start Spark and read the table. */
  private static final double SHORT = 20;

  /** Maximum planned share of full at which a schedule is worth its errors. */
  private static final double WORTH = 0.8;

  /**
   * Rows of the lowest rung below which {@link #RUNGS_BEFORE_RACING} holds: on parkinsons, rungs
   * from 404 rows took 63 % of the time of full, and racing 53 %.
   */
  private static final long FEW_ROWS = 500;

  /** Maximum planned share of racing at which rungs of few rows, or of folds, are preferred. */
  private static final double RUNGS_BEFORE_RACING = 0.5;

  /** First trials that racing evaluates in full, besides defaults. */
  private static final int RACED_IN_FULL = 2;

  /**
   * Share of the folds after its first that racing gives a trial: 0.11 to 0.18, by the cells that
   * it saved on 3 and 5 folds when it was measured, and a margin.
   */
  private static final double FURTHER_FOLDS = 0.2;

  /**
   * Validation rows of a fold from which on one fold is enough below the top rung: the standard
   * error of a proportion is then at most 0.005.
   */
  private static final long ROWS_OF_A_SINGLE_FOLD = 10_000;

  /**
   * Fewest trials that reach the top rung, besides defaults: a single one may be there by chance.
   */
  private static final int FINALISTS = 3;

  /** Maximum share of the time that rungs may be planned to take if each of them is to end. */
  private static final double OF_TIME = 0.5;

  private static final int SECONDS_IN_MINUTES = 120;

  /** A schedule with the planned seconds of all its fits. */
  private record Option(SchedulePlan schedule, double seconds) {}

  /**
   * Schedule that follows from other settings, whatever the table is.
   *
   * @return full if they need it, otherwise the schedule as it is
   */
  static SchedulePlan bySettings(SearchPlan search, SchedulePlan schedule) {
    if (!schedule.isAuto()) {
      return schedule;
    }
    if (!search.then().isEmpty()) {
      return schedule.as(FullResource.NAME, "refinements begin around the best in full");
    }
    return Strategies.isFinite(search.sampler())
        ? schedule.as(FullResource.NAME, search.sampler() + " compares all of its trials in full")
        : schedule;
  }

  /** Chosen schedule with the reason, or the requested one. */
  public SchedulePlan schedule() {
    if (!plan.schedule().isAuto()) {
      return plan.schedule();
    }
    if (trials < FEW_TRIALS) {
      String few = trials == 1 ? "%s leaves no choice" : "%s are too few to choose from";
      return full(few.formatted(CountedNoun.of(trials, "trial")));
    }
    double whole = trials * full.folds() * cost.seconds(full, full);
    if (cost.isKnown() && whole < SHORT) {
      return full(inFull(whole) + ", so short that errors of pruning may cost more than it saves");
    }
    Optional<Option> best = best();
    if (best.isEmpty()) {
      return full(inFull(whole) + ", and there are neither rungs nor folds to prune by");
    }
    SchedulePlan chosen = best.get().schedule;
    String planned =
        "%s, and about %.0f %% of that by %s%s"
            .formatted(
                inFull(whole), 100 * best.get().seconds / whole, chosen.type(), from(chosen));
    if (best.get().seconds > WORTH * whole) {
      return full(planned);
    }
    boolean ends = chosen.ladderKind() != SchedulerSpec.LadderKind.RUNGS || isInTime(best.get());
    return ends
        ? chosen.as(chosen.type(), planned)
        : chosen.as(Asha.SPEC.name(), planned + ", and not every rung would end in time");
  }

  private SchedulePlan full(String why) {
    return plan.schedule().as(FullResource.NAME, why);
  }

  private String inFull(double seconds) {
    String trialsAndFolds =
        "%s on %s".formatted(CountedNoun.of(trials, "trial"), CountedNoun.of(full.folds(), "fold"));
    return cost.isKnown()
        ? "%s are planned to take %s of task time in full".formatted(trialsAndFolds, text(seconds))
        : "%s are %s in full"
            .formatted(trialsAndFolds, CountedNoun.of((long) trials * full.folds(), "fit"));
  }

  private static String text(double seconds) {
    return seconds < SECONDS_IN_MINUTES
        ? String.format(Locale.ROOT, "%.0f s", seconds)
        : String.format(Locale.ROOT, "%,.0f min", seconds / 60);
  }

  /** Lowest rung, in words to follow the scheduler. */
  private String from(SchedulePlan chosen) {
    return chosen.ladderKind() == SchedulerSpec.LadderKind.RUNGS
        ? " from %,d %s"
            .formatted(chosen.resource().of(ladder(chosen).rung(0)), chosen.resource().text())
        : "";
  }

  /** True if the rungs of halving, each of which begins when the one below has ended, all end. */
  private boolean isInTime(Option rungs) {
    return plan.budget().time().isEmpty()
        || (cost.isKnown() && rungs.seconds <= OF_TIME * slotSeconds.orElse(0));
  }

  /** The schedule that is planned to take least. */
  private Optional<Option> best() {
    Optional<Option> racing = racing();
    Optional<Option> rungs = rungs();
    boolean areRungsBetter =
        rungs
            .filter(option -> racing.filter(other -> !areBetter(option, other)).isEmpty())
            .isPresent();
    return areRungsBetter ? rungs : racing.or(() -> rungs);
  }

  private boolean areBetter(Option rungs, Option racing) {
    boolean areManyRows =
        rungs.schedule.resource() == SchedulePlan.Resource.ROWS
            && ladder(rungs.schedule).rung(0).rows() >= FEW_ROWS;
    return rungs.seconds <= (areManyRows ? 1 : RUNGS_BEFORE_RACING) * racing.seconds;
  }

  /** Racing; empty if there is a single fold, or settings request rungs of their own. */
  private Optional<Option> racing() {
    SchedulePlan asked = plan.schedule();
    boolean asksForRungs =
        asked.min().isPresent()
            || asked.minFolds().isPresent()
            || asked.resource() == SchedulePlan.Resource.ITERATIONS;
    if (asksForRungs || full.folds() == 1 || cost.isOfAllFolds()) {
      return Optional.empty();
    }
    int whole = Math.min(trials, defaults + RACED_IN_FULL);
    double cells =
        whole * full.folds() + (trials - whole) * (1 + FURTHER_FOLDS * (full.folds() - 1));
    return Optional.of(
        new Option(asked.as(Racing.SPEC.name(), ""), cells * cost.seconds(full, full)));
  }

  /**
   * Halving; empty if there is a single rung, or its rungs would part folds that belong together.
   */
  private Optional<Option> rungs() {
    SchedulePlan halving = plan.schedule().as(SuccessiveHalving.SPEC.name(), "");
    if (halving.cutsIterations() && full.iterations().isEmpty()) {
      return Optional.empty();
    }
    boolean isOfRows = halving.resource() == SchedulePlan.Resource.ROWS;
    if (cost.isOfAllFolds() && (!isOfRows || halving.minFolds().isPresent())) {
      return Optional.empty();
    }
    boolean isOneFoldEnough =
        isOfRows
            && !cost.isOfAllFolds()
            && halving.minFolds().isEmpty()
            && full.folds() > 1
            && full.rows() / (full.folds() - 1) >= ROWS_OF_A_SINGLE_FOLD;
    SchedulePlan onFolds = isOneFoldEnough ? halving.withMinFolds(1) : halving;
    SchedulePlan chosen =
        isOfRows ? onFolds.with(halving.resource(), OptionalLong.of(lowestRows(halving))) : onFolds;
    RungLadder ladder =
        plan.with(chosen).ladder(full, classes, cost); // or a problem of its minimum
    if (ladder.top() == 0) {
      return Optional.empty();
    }
    double seconds = 0;
    long left = trials;
    for (int rung = 0; rung <= ladder.top(); rung++) {
      int folds = ladder.missingFolds(rung).size();
      seconds += Math.max(1, left) * folds * cost.seconds(ladder.rung(rung), full);
      left /= chosen.eta();
    }
    return Optional.of(new Option(chosen, seconds));
  }

  /**
   * Rows of the lowest rung: few enough that several trials reach the top, and no fewer than save
   * time.
   */
  private long lowestRows(SchedulePlan halving) {
    long reached = full.rows();
    for (int left = trials / halving.eta(); left >= FINALISTS; left /= halving.eta()) {
      reached = (reached + halving.eta() - 1) / halving.eta();
    }
    return halving.min().orElse(Math.max(reached, halving.min(full, classes, cost)));
  }

  private RungLadder ladder(SchedulePlan chosen) {
    return chosen.ladder(full, classes, cost);
  }
}
