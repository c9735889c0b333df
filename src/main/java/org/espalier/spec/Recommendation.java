package org.espalier.spec;

import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;

/**
 * Recommendation of a strategy or a metric. The first one in a list that applies to the study is
 * used. The guide shows the lists, and {@code init} follows them.
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

  private static final String NONE = "none of these applies, or you do not know";

  /** For {@code search.sampler}. */
  public static final List<Recommendation> SAMPLERS =
      List.of(
          toldBy("you want every combination of a few values", "grid"),
          toldBy("you ask what each param is worth by itself", "one-at-a-time"),
          toldBy("no proposal may wait for the outcome of another one", "random"),
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
          seen(NONE, "auto", study -> true).asUsual());

  /**
   * For {@code schedule.scheduler}. Only {@code auto} is recommended by the table, as {@link
   * ScheduleChoice} also knows what a fit is planned to cost.
   */
  public static final List<Recommendation> SCHEDULERS =
      List.of(
          toldBy("all trials are to be compared on all rows and folds", "full"),
          toldBy(
              "a function keeps its state, or the learner is xgboost, and the best learning rate"
                  + " changes in the course of a training",
              "pbt"),
          toldBy("a part of the rows costs almost as much as all, or predicts little", "racing"),
          toldBy("a tenth of the rows separates good from bad, and there are few slots", "halving"),
          toldBy("the same, and there are many slots or fits differ in length", "asha"),
          toldBy("you do not know how many rows separate good from bad", "hyperband"),
          toldBy("the same, and there are some dozens of trials", "bohb"),
          seen(NONE, ScheduleChoice.AUTO, study -> true).asUsual());

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
