package org.espalier.ml;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.util.Identifiable;
import org.espalier.metric.Metric;
import org.espalier.plan.TrainingPlan;
import org.espalier.plan.problem.Suggestion;
import org.espalier.schedule.FullResource;
import org.espalier.search.RandomSampler;
import org.espalier.tune.TuningLoop;
import scala.runtime.AbstractFunction1;

/**
 * Factory of params whose validation error says what is wrong with a value and what would be right;
 * Spark's own params only say that it is invalid.
 */
final class TunerParam {

  /** Configurations of a space unless set; as the settings of a job have it. */
  static final int DEFAULT_TRIALS = 50;

  /** As much storage for what is made of the rows as for the rows. */
  static final int STORAGE_OF_ROWS = -1;

  /** As the settings of a job have it. */
  private static final int DEFAULT_TASK_MEMORY = (int) (TrainingPlan.USUAL_TASK_MEMORY >> 20);

  private static final int DEFAULT_ETA = 3;
  private static final int DEFAULT_MAX_FAILURES = 3;

  private TunerParam() {}

  /** What objects to a value. */
  private interface Objection extends Function<Object, Optional<String>>, Serializable {}

  private static final class Check<V> extends AbstractFunction1<V, Object> implements Serializable {

    private static final long serialVersionUID = 1;

    private final String where;
    private final Objection objection;

    Check(Identifiable owner, String name, Objection objection) {
      this.where = "%s: %s: ".formatted(StableStageNames.where(owner), name);
      this.objection = objection;
    }

    @Override
    public Object apply(V value) {
      objection
          .apply(value)
          .ifPresent(
              wrong -> {
                throw new IllegalArgumentException(where + wrong);
              });
      return true;
    }
  }

  /**
   * Sets a param.
   *
   * @param <T> type of the tuner
   */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // an interface of params is T's
  static <T, V> T with(Params tuner, Param<V> param, V value) {
    return (T) tuner.set(param, value);
  }

  static void setDefaults(TunerParams<?> tuner) {
    tuner.setDefault(tuner.sampler(), RandomSampler.NAME);
    tuner.setDefault(tuner.trials(), 0);
    tuner.setDefault(tuner.startPoints(), ParamPoints.none());
    tuner.setDefault(tuner.prior(), "");
    tuner.setDefault(tuner.then(), ParamRefinements.none());
    tuner.setDefault(tuner.winnerRule(), "best");
    tuner.setDefault(tuner.winnerRepeats(), 0);
    tuner.setDefault(tuner.heldOut(), 0.0);
    tuner.setDefault(tuner.collectPredictions(), false);
    tuner.setDefault(tuner.scheduler(), FullResource.NAME);
    tuner.setDefault(tuner.resource(), "rows");
    tuner.setDefault(tuner.minResource(), 0L);
    tuner.setDefault(tuner.minFolds(), 0);
    tuner.setDefault(tuner.eta(), DEFAULT_ETA);
    tuner.setDefault(tuner.foldRule(), "spark");
    tuner.setDefault(tuner.timeout(), 0.0);
    tuner.setDefault(tuner.maxUnits(), 0L);
    tuner.setDefault(tuner.maxTaskTime(), 0.0);
    tuner.setDefault(tuner.patience(), 0);
    tuner.setDefault(tuner.maxFailures(), DEFAULT_MAX_FAILURES);
    tuner.setDefault(tuner.maxStorageInMB(), STORAGE_OF_ROWS);
    tuner.setDefault(tuner.window(), TuningLoop.USUAL_WINDOW);
    tuner.setDefault(tuner.training(), "auto");
    tuner.setDefault(tuner.taskMemoryInMB(), DEFAULT_TASK_MEMORY);
    tuner.setDefault(tuner.journal(), "");
  }

  static Param<String> oneOf(Identifiable owner, String name, String what, List<String> known) {
    Objection unknown =
        value ->
            value != null && known.contains(value)
                ? Optional.empty()
                : Optional.of(
                    "'%s' is not known; %s"
                        .formatted(value, Suggestion.of(String.valueOf(value), known)));
    String doc = "%s: %s".formatted(what, String.join(" | ", known));
    return new Param<>(owner.uid(), name, doc, new Check<>(owner, name, unknown));
  }

  /** A text, which may be empty. */
  static Param<String> text(Identifiable owner, String name, String doc) {
    return new Param<>(owner.uid(), name, doc, present(owner, name));
  }

  /** Validator of any value but null. */
  static <V> AbstractFunction1<V, Object> present(Identifiable owner, String name) {
    return new Check<>(
        owner, name, value -> value == null ? Optional.of("is null") : Optional.empty());
  }

  /** Name of a metric, {@code ndcg-at-5} and the like included. */
  static Param<String> metric(Identifiable owner, String name) {
    Objection unknown =
        value ->
            Metric.of(String.valueOf(value))
                    .filter(metric -> metric.family() != Metric.Family.EVALUATOR)
                    .isPresent()
                ? Optional.empty()
                : Optional.of(unknownMetric(String.valueOf(value)));
    String doc = "metric: " + String.join(" | ", Metric.keys());
    return new Param<>(owner.uid(), name, doc, new Check<>(owner, name, unknown));
  }

  private static String unknownMetric(String value) {
    String meant =
        Suggestion.metric(value)
            .map("did you mean '%s'?"::formatted)
            .orElseGet(() -> Suggestion.of(value, Metric.keys()));
    return "'%s' is not known; %s".formatted(value, meant);
  }

  static IntParam atLeast(Identifiable owner, String name, int least, String doc) {
    return new IntParam(owner.uid(), name, doc, new Check<>(owner, name, below(least)));
  }

  static LongParam longAtLeast(Identifiable owner, String name, long least, String doc) {
    return new LongParam(owner.uid(), name, doc, new Check<>(owner, name, below(least)));
  }

  static DoubleParam realAtLeast(Identifiable owner, String name, double least, String doc) {
    return new DoubleParam(owner.uid(), name, doc, new Check<>(owner, name, below(least)));
  }

  /** A share in [0, 1). */
  static DoubleParam share(Identifiable owner, String name, String doc) {
    Objection none =
        value ->
            value instanceof Double share && share >= 0 && share < 1
                ? Optional.empty()
                : Optional.of(
                    "must be at least 0 and below 1, but is %s%s".formatted(value, meant(value)));
    return new DoubleParam(owner.uid(), name, doc, new Check<>(owner, name, none));
  }

  /** The share that a number above 1 says in percent, as the end of a line; or empty. */
  private static String meant(Object value) {
    boolean percent = value instanceof Double share && share > 1 && share < 100;
    return percent ? "; " + Suggestion.number(value + "%") : "";
  }

  private static Objection below(Number least) {
    return value ->
        value instanceof Number number
                && number.doubleValue() >= least.doubleValue()
                && Double.isFinite(number.doubleValue())
            ? Optional.empty()
            : Optional.of("must be at least %s, but is %s".formatted(least, value));
  }
}
