package org.espalier.spec;

import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;

/**
 * Recommendation of a strategy or a metric. The first one of a list that applies to the study
 * counts. The guide shows the lists, and {@code init} follows them.
 *
 * @param situation situation in words, as the end of a sentence that begins with "if"
 * @param value value of the setting
 * @param applies true for a study that is known to be in the situation; false if only its author
 *     can know
 * @param usual true for the default of the setting
 */
public record Recommendation(
    String situation, String value, Predicate<Study> applies, boolean usual) {

  /** Rows of the largest class for one of the smallest, from which on accuracy says little. */
  public static final int IMBALANCE = 20;

  /** Trials below which outcomes arrive too late to be learned from. */
  private static final int FEW_TRIALS = 15;

  /** Trials that a Gaussian process takes without becoming slow. */
  private static final int MANY_TRIALS = 200;

  /** Trials below which a schedule has nothing to choose from. */
  private static final int SCHEDULED_TRIALS = 10;

  /** Rows below which a fit takes about a second, however few of them it gets. */
  private static final int QUICK_ROWS = 1_000;

  /** Rows below which starting a fit costs about as much as its rows do. */
  private static final int SMALL_ROWS = 50_000;

  /**
   * Study as far as its table shows it.
   *
   * @param classes rows of each class; empty without classes
   * @param rows all rows with a label
   * @param trials maximum number of trials
   */
  public record Study(ProblemType task, List<Long> classes, long rows, int trials) {

    public Study {
      classes = List.copyOf(classes);
    }

    /** True if the largest class is {@value #IMBALANCE} times as frequent as the smallest. */
    public boolean isImbalanced() {
      return classes.size() > 1 && Collections.max(classes) >= IMBALANCE * Collections.min(classes);
    }
  }

  /** For {@code search.sampler}. */
  public static final List<Recommendation> SAMPLERS =
      List.of(
          toldBy("you want every combination of a few values", "grid"),
          toldBy("you ask what each param is worth by itself", "one-at-a-time"),
          toldBy("no proposal may wait for the outcome of another one", "random").asUsual(),
          toldBy("you want to compare with reinforcement learning", "policy-gradient"),
          toldBy("you want to compare with simulated annealing", "annealing"),
          toldBy("you have a quantum annealer, or choices that matter in pairs", "fmqa"),
          seen(
              "there are fewer than %d trials, or as many slots as trials: no outcome arrives in"
                      .formatted(FEW_TRIALS)
                  + " time to learn from it",
              "sobol",
              study -> study.trials() < FEW_TRIALS),
          toldBy(
              "the space has ranges, and up to some %d trials take minutes each"
                  .formatted(MANY_TRIALS),
              "gp"),
          seen(
              "there are more than some %d trials, or a proposal must not take a tenth of a second"
                  .formatted(MANY_TRIALS),
              "tpe",
              study -> study.trials() > MANY_TRIALS),
          seen("none of these applies, or you do not know", "auto", study -> true));

  /** For {@code schedule.scheduler}. */
  public static final List<Recommendation> SCHEDULERS =
      List.of(
          seen(
                  "there are fewer than %d trials, or so few rows that a fit takes about a second:"
                          .formatted(SCHEDULED_TRIALS)
                      + " some %,d".formatted(QUICK_ROWS),
                  "full",
                  study -> study.trials() < SCHEDULED_TRIALS || study.rows() < QUICK_ROWS)
              .asUsual(),
          toldBy(
              "a function keeps its state, or the learner is xgboost, and the best learning rate"
                  + " changes in the course of a training",
              "pbt"),
          seen(
              "there are fewer than some %,d rows, so that a part of them costs almost as much as"
                      .formatted(SMALL_ROWS)
                  + " all",
              "racing",
              study -> study.rows() < SMALL_ROWS),
          seen(
              "a tenth of the rows separates good from bad, and there are few slots",
              "halving",
              study -> true),
          toldBy("the same, and there are many slots or fits differ in length", "asha"),
          toldBy("you do not know how many rows separate good from bad", "hyperband"),
          toldBy("the same, and there are some dozens of trials", "bohb"));

  /** For {@code metric}. */
  public static final List<Recommendation> METRICS =
      List.of(
          seen(
              "there are two classes, one with %d times as many rows as the other"
                  .formatted(IMBALANCE),
              ofRareClasses(true).get(0),
              study -> study.task() == ProblemType.BINARY && study.isImbalanced()),
          usual("there are two classes", ProblemType.BINARY),
          seen(
              "there are more classes, the largest with %d times as many rows as the smallest"
                  .formatted(IMBALANCE),
              ofRareClasses(false).get(0),
              study -> study.task() == ProblemType.MULTICLASS && study.isImbalanced()),
          usual("there are more classes", ProblemType.MULTICLASS),
          usual("the label is a number", ProblemType.REGRESSION),
          usual("it is a rating", ProblemType.RECOMMENDATION),
          usual("it is a time, for some rows not yet over", ProblemType.SURVIVAL),
          usual("there is no label", ProblemType.CLUSTERING));

  private static Recommendation seen(String situation, String value, Predicate<Study> applies) {
    return new Recommendation(situation, value, applies, /* usual= */ false);
  }

  private static Recommendation toldBy(String situation, String value) {
    return seen(situation, value, study -> false);
  }

  private static Recommendation usual(String situation, ProblemType task) {
    return seen(situation, Metric.defaultFor(task).key(), study -> study.task() == task).asUsual();
  }

  private Recommendation asUsual() {
    return new Recommendation(situation, value, applies, /* usual= */ true);
  }

  /**
   * Metrics that see classes of few rows, the recommended one first.
   *
   * @param two true if there are two classes
   */
  public static List<String> ofRareClasses(boolean two) {
    return List.of(two ? "area-under-pr" : "macro-f1", "mcc", "balanced-accuracy");
  }

  /** The first one of a list that applies to a study. */
  public static Recommendation of(List<Recommendation> list, Study study) {
    return list.stream().filter(one -> one.applies.test(study)).findFirst().orElseThrow();
  }
}
