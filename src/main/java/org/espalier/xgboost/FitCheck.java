package org.espalier.xgboost;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.espalier.spark.collected.FoldRows;

/** Check of an estimator's params and of the rows it is fitted on. Each problem is one line. */
record FitCheck(PipelineStage estimator) {

  /** Versions in which the booster gbtree has no dropout. */
  private static final Pattern BEFORE_DROPOUT = Pattern.compile("3\\.[0-3](\\..*)?");

  /** Returns the problems of params that contradict each other. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    XGBoostParam.all().values().stream()
        .filter(param -> !param.with().isEmpty() && isSet(param.name()))
        .forEach(param -> withoutEffect(param).ifPresent(problems::add));
    boolean isQuantile = is("objective", BoostingObjective.QUANTILE_ERROR.text());
    if (isQuantile && !isSet("quantileAlpha")) {
      problems.add("quantileAlpha: is not set; set the quantile that reg:quantileerror predicts");
    }
    if (is("maxDepth", 0) && is("maxLeaves", 0)) {
      problems.add("maxDepth: is 0, and nothing else limits a tree; set it or maxLeaves above 0");
    }
    problems.addAll(ineffective());
    if (isSet("nthread") && (Integer) value("nthread") > cores()) {
      problems.add(
          "nthread: is %s, and Spark gives a task %d of its cores; set at most spark.task.cpus"
              .formatted(value("nthread"), cores()));
    }
    if (isSet("baseScore")
        && (Double) value("baseScore") <= 0
        && (is("objective", BoostingObjective.POISSON.text())
            || is("objective", BoostingObjective.TWEEDIE.text()))) {
      problems.add(
          "baseScore: is not above 0, as predictions of %s are; set it above 0"
              .formatted(value("objective")));
    }
    if (isSet("numClass") && !(estimator instanceof XGBoostClassifier)) {
      problems.add("numClass: is a param of classifiers; use XGBoostClassifier");
    }
    if (is("objective", BoostingObjective.LOGISTIC.text())
        && isSet("numClass")
        && !is("numClass", 2)) {
      problems.add("numClass: is not 2 with binary:logistic; set 2, or multi:softprob");
    }
    if (BoosterSettings.isCensored(estimator) && BoosterSettings.hasMargins(estimator)) {
      problems.add("baseMarginCol: is not read with survival:aft; set another objective");
    }
    withoutDropout(XGBoostLibrary.here().version()).ifPresent(problems::add);
    return problems;
  }

  /**
   * Returns the problems of params that XGBoost would ignore, besides those that {@code params.txt}
   * defines.
   */
  private List<String> ineffective() {
    List<String> problems = new ArrayList<>();
    noEffectWithout("growPolicy", "lossguide", "maxLeaves").ifPresent(problems::add);
    noEffectWithout("samplingMethod", "gradient_based", "subsample").ifPresent(problems::add);
    if (!isSet("rateDrop") && !isSet("oneDrop")) {
      Stream.of("skipDrop", "sampleType", "normalizeType")
          .filter(this::isSet)
          .map("%s: has no effect without rateDrop or oneDrop; set one of them"::formatted)
          .forEach(problems::add);
    }
    if (isSet("baseScore") && BoosterSettings.hasMargins(estimator)) {
      problems.add("baseScore: has no effect with baseMarginCol; set one of them");
    }
    return problems;
  }

  /**
   * Returns the problem of a dropout param without the booster dart. Before XGBoost 3.4 only dart
   * had dropout, and gbtree ignored such a param; since 3.4 dart is deprecated.
   */
  Optional<String> withoutDropout(String version) {
    return is("booster", "gbtree") && BEFORE_DROPOUT.matcher(version).matches()
        ? Stream.of("rateDrop", "oneDrop", "skipDrop")
            .filter(this::isSet)
            .findFirst()
            .map(
                "%s: has no effect with booster = gbtree before XGBoost 3.4; set booster = dart"
                    ::formatted)
        : Optional.empty();
  }

  private Optional<String> withoutEffect(XGBoostParam param) {
    String other = param.with().substring(0, param.with().indexOf('='));
    List<String> with = List.of(param.with().substring(other.length() + 1).split(","));
    return isDefined(other) && !with.contains(String.valueOf(value(other)))
        ? Optional.of(
            "%s: has no effect with %s = %s; set %s = %s"
                .formatted(param.name(), other, value(other), other, String.join(" or ", with)))
        : Optional.empty();
  }

  /** Returns the problem of a value that has no effect unless another param is set, too. */
  private Optional<String> noEffectWithout(String name, String value, String other) {
    return is(name, value) && !isSet(other)
        ? Optional.of("%s: %s has no effect without %s; set both".formatted(name, value, other))
        : Optional.empty();
  }

  /** Returns the number of cores of a task; the largest int without Spark. */
  private static int cores() {
    SparkEnv environment = SparkEnv.get();
    return environment == null
        ? Integer.MAX_VALUE
        : environment.conf().getInt("spark.task.cpus", 1);
  }

  private boolean isSet(String name) {
    return estimator.isSet(estimator.getParam(name));
  }

  private boolean isDefined(String name) {
    return estimator.isDefined(estimator.getParam(name));
  }

  private boolean is(String name, Object value) {
    return isDefined(name) && value(name).equals(value);
  }

  private Object value(String name) {
    return estimator.getOrDefault(estimator.getParam(name));
  }

  /**
   * Returns the problem of the rows, or of the params on these rows; empty if the fit can start.
   */
  Optional<String> problem(FoldRows rows) {
    BoosterSettings settings = BoosterSettings.of(estimator);
    int columns = rows.table().columns();
    if (rows.training().length == 0 || columns == 0) {
      return Optional.of("no rows or no columns to learn from; give at least one of each");
    }
    if (!rows.labels().weighs()) {
      return Optional.of("weightCol: all weights are 0; give at least one above 0");
    }
    if (!settings.form().isSparse() && rows.shape().values() > Integer.MAX_VALUE - 8) {
      return Optional.of(
          "featuresCol: more values than an array holds, zeros included; set missing = 0 to leave zeros out, or give fewer rows");
    }
    return arrayLengths(columns)
        .or(
            () ->
                settings.thresholds() == null ? numbers(settings, rows) : classes(settings, rows));
  }

  /** Returns the problem of params with an element per column, if their length is wrong. */
  private Optional<String> arrayLengths(int columns) {
    for (String name : List.of("monotoneConstraints", "featureTypes")) {
      Param<Object> param = estimator.getParam(name);
      int length =
          !estimator.isDefined(param)
              ? columns
              : estimator.getOrDefault(param) instanceof int[] wholes
                  ? wholes.length
                  : ((Object[]) estimator.getOrDefault(param)).length;
      if (length != columns) {
        return Optional.of(
            "%s: has %d values for %d columns; give one for each".formatted(name, length, columns));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> numbers(BoosterSettings settings, FoldRows rows) {
    BoostingObjective objective = Objects.requireNonNull(settings.objective());
    Optional<String> wrong =
        objective
            .problem(rows.labels(rows.training()))
            .map(
                labels ->
                    "labelCol: holds others than %s takes; use %s"
                        .formatted(objective.text(), labels));
    return wrong.or(
        () ->
            settings.form().censored()
                    && Arrays.stream(rows.extras(rows.training()))
                        .anyMatch(ended -> ended != 0 && ended != 1)
                ? Optional.of(
                    "censorCol: holds others than 0 and 1; use 1 if the event was observed, or else 0")
                : Optional.empty());
  }

  private Optional<String> classes(BoosterSettings settings, FoldRows rows) {
    int number = settings.classes(rows);
    int seen = rows.labels().all();
    if (seen == 0 || seen > number) {
      return Optional.of(
          seen == 0
              ? "labelCol: holds a label that is not a class; use whole numbers from 0 on"
              : "labelCol: holds labels above %d, and there are %d classes; use 0 to %d"
                  .formatted(number - 1, number, number - 1));
    }
    if (settings.objective() == BoostingObjective.LOGISTIC && number != 2) {
      return Optional.of(
          "objective: is binary:logistic, and there are %d classes; set multi:softprob, or leave it out"
              .formatted(number));
    }
    if (number > 2 && isSet("scalePosWeight")) {
      return Optional.of(
          "scalePosWeight: has no effect with %d classes; set weightCol".formatted(number));
    }
    if (settings.form().margins() && settings.isOfClasses(number)) {
      return Optional.of(
          "baseMarginCol: holds one margin, and each class has one; use binary:logistic");
    }
    return Objects.requireNonNull(settings.thresholds()).fits(number)
        ? Optional.empty()
        : Optional.of(
            "thresholds: are not as many as the %d classes; give one for each".formatted(number));
  }
}
