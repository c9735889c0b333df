package org.espalier.ml.param;

import static org.apache.spark.sql.functions.isnan;
import static org.apache.spark.sql.functions.isnull;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.rint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.ValidatorParams;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.espalier.metric.ProblemType;
import org.espalier.numeric.CountedNoun;
import org.espalier.space.SearchSpace;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.ParamValues;
import org.espalier.spark.chain.StepKey;
import org.espalier.spec.learners.Learners;

/**
 * Values that no row of a dataset may have in the columns that a learner of MLlib's own reads as
 * they are: the learner refuses them in the middle of a fit.
 *
 * @param tuner beginning of messages
 */
public record RequiredValues(String tuner, List<Rule> rules) {

  /**
   * Rule for a column.
   *
   * @param broken true in a row that breaks it
   * @param wrong problem of such a row
   * @param right correction
   */
  public record Rule(Column broken, String column, String wrong, String right) {}

  private static final String FILLED = "leave such rows out, or fill the column";

  /** Params that name the columns. */
  private static final List<String> PARAMS = List.of("labelCol", "featuresCol", "weightCol");

  public RequiredValues {
    rules = List.copyOf(rules);
  }

  public static RequiredValues of(ValidatorParams tuner, Dataset<?> dataset) {
    List<Rule> rules = new ArrayList<>();
    Set<String> tried = tried(tuner);
    ColumnNames names = ColumnNames.of(dataset.sparkSession());
    List<Estimator<?>> estimators =
        tried.contains("stages") ? List.of() : EstimatorsParam.estimators(tuner);
    for (String param : PARAMS) {
      Set<String> wrong = new HashSet<>();
      for (Estimator<?> estimator : estimators) {
        List<Rule> own = new ArrayList<>();
        Optional<PipelineStage> learner = learner(estimator);
        learner
            .filter(stage -> stage.hasParam(param) && !tried.contains(param))
            .flatMap(stage -> ParamValues.current(stage, stage.getParam(param)))
            .flatMap(name -> field(dataset, names, String.valueOf(name)))
            .ifPresent(
                field -> {
                  addRules(own, learner.orElseThrow(), param, field);
                  if (param.equals("labelCol") && estimators.size() > 1) {
                    addClassRule(own, learner.orElseThrow(), field);
                  }
                });
        own.stream().filter(rule -> wrong.add(rule.column() + rule.wrong())).forEach(rules::add);
      }
    }
    return new RequiredValues(StableStageNames.where(tuner), rules);
  }

  /**
   * Adds a rule for a learner of two classes: without it, all trials of the learner would fail next
   * to those of other estimators.
   */
  private static void addClassRule(List<Rule> rules, PipelineStage learner, StructField field) {
    boolean isBinary =
        learner instanceof Classifier<?, ?, ?>
            && Learners.known()
                .ofEstimator(learner.getClass())
                .filter(known -> !known.tasks().contains(ProblemType.MULTICLASS))
                .isPresent();
    if (isBinary && field.dataType() instanceof NumericType) {
      rules.add(
          new Rule(
              ColumnNames.column(field.name()).gt(1),
              field.name(),
              "is a class above 1, which %s does not learn,"
                  .formatted(learner.getClass().getSimpleName()),
              "use estimators for these classes, or put it into a OneVsRest"));
    }
  }

  private static void addRules(
      List<Rule> rules, PipelineStage learner, String param, StructField field) {
    String name = field.name();
    Column column = ColumnNames.column(name);
    if (!(field.dataType() instanceof NumericType)) {
      rules.add(new Rule(isnull(column), name, "is null", FILLED));
      return;
    }
    Column number = column.cast(DataTypes.DoubleType);
    Column missing = isnull(number).or(isnan(number));
    rules.add(new Rule(missing, name, "is null or NaN", FILLED));
    if (param.equals("weightCol")) {
      Column negative = not(missing).and(number.lt(0));
      rules.add(new Rule(negative, name, "is negative", "use weights of at least 0"));
    } else if (learner instanceof Classifier<?, ?, ?> || learner instanceof OneVsRest) {
      Column noClass = not(missing).and(number.lt(0).or(number.notEqual(rint(number))));
      rules.add(
          new Rule(
              noClass, name, "is not a class 0, 1, 2, …", "number the classes by a StringIndexer"));
    }
  }

  /**
   * Refuses a table that breaks a rule.
   *
   * @param table name of the table in messages
   * @param counts number of rows that break a rule, by rule
   * @throws IllegalArgumentException with a line for each broken rule
   */
  public void check(String table, long[] counts) {
    List<String> problems = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        Rule rule = rules.get(i);
        problems.add(
            "%s: %s: column '%s' %s in %s; %s"
                .formatted(
                    tuner,
                    table,
                    rule.column(),
                    rule.wrong(),
                    CountedNoun.of(counts[i], "row"),
                    rule.right()));
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
  }

  /** Names of the params in the maps or the space. */
  private static Set<String> tried(ValidatorParams tuner) {
    Set<String> names = new HashSet<>();
    if (tuner.isDefined(tuner.estimatorParamMaps())) {
      Stream.of(tuner.getEstimatorParamMaps())
          .map((ParamMap map) -> ParamValues.pairs(map))
          .forEach(pairs -> pairs.forEach(pair -> names.add(pair.param().name())));
    }
    Param<?> space = tuner.getParam("space");
    if (tuner.isSet(space)) {
      ((SearchSpace) tuner.getOrDefault(space))
          .dimensions().stream()
              .map(one -> one.parameter().name())
              .forEach(name -> names.add(name.substring(name.lastIndexOf('.') + 1)));
    }
    return names;
  }

  /** The learner of MLlib's own that receives every row; empty if there may be none. */
  private static Optional<PipelineStage> learner(PipelineStage estimator) {
    if (!StepKey.isMllib(estimator)) {
      return Optional.empty();
    }
    if (!(estimator instanceof Pipeline pipeline)) {
      return estimator instanceof Predictor<?, ?, ?> || estimator instanceof OneVsRest
          ? Optional.of(estimator)
          : Optional.empty();
    }
    if (pipeline.isDefined(pipeline.stages())) {
      for (PipelineStage stage : pipeline.getStages()) {
        Optional<PipelineStage> learner = learner(stage);
        if (learner.isPresent() || mayDropRows(stage)) {
          return learner;
        }
      }
    }
    return Optional.empty();
  }

  private static boolean mayDropRows(PipelineStage stage) {
    boolean skips =
        stage.hasParam("handleInvalid")
            && ParamValues.current(stage, stage.getParam("handleInvalid"))
                .filter("skip"::equals)
                .isPresent();
    return skips
        || stage instanceof Pipeline
        || stage instanceof SQLTransformer
        || !StepKey.isMllib(stage);
  }

  private static Optional<StructField> field(Dataset<?> dataset, ColumnNames names, String name) {
    List<StructField> found = new ArrayList<>();
    for (StructField field : dataset.schema().fields()) {
      if (names.isAmong(name, field.name())) {
        found.add(field);
      }
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }
}
