package org.espalier.spark.chain;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.ClusteringEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.MultilabelClassificationEvaluator;
import org.apache.spark.ml.evaluation.RankingEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.SchemaUtils;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.ParamValues;

/**
 * The columns that an estimator under a map and an evaluator need, by what they declare: wrong ones
 * are found without a job.
 */
public final class DeclaredColumns {

  /** Params for columns that MLlib's evaluators read, whatever the metric. */
  private static final Map<Class<? extends Evaluator>, List<String>> READ =
      Map.of(
          BinaryClassificationEvaluator.class, List.of("labelCol", "rawPredictionCol"),
          MulticlassClassificationEvaluator.class, List.of("labelCol", "predictionCol"),
          RegressionEvaluator.class, List.of("labelCol", "predictionCol"),
          MultilabelClassificationEvaluator.class, List.of("labelCol", "predictionCol"),
          RankingEvaluator.class, List.of("labelCol", "predictionCol"),
          ClusteringEvaluator.class, List.of("featuresCol", "predictionCol"));

  /** Evaluators whose labels are numbers. */
  private static final List<Class<? extends Evaluator>> NUMERIC =
      List.of(
          BinaryClassificationEvaluator.class,
          MulticlassClassificationEvaluator.class,
          RegressionEvaluator.class);

  private DeclaredColumns() {}

  /**
   * Throws Spark's own exception for a wrong column. Columns of stages that are not MLlib's own are
   * unknown, and an evaluator after them is not checked.
   */
  public static void check(
      Estimator<?> estimator,
      ParamMap map,
      Evaluator evaluator,
      StructType schema,
      ColumnNames session) {
    Estimator<?> whole = estimator.copy(map);
    StructType predicted = whole.transformSchema(schema);
    boolean known = ParamValues.stages(whole).allMatch(StepKey::isMllib);
    if (known && StepKey.isMllib(evaluator)) {
      for (String param : READ.getOrDefault(evaluator.getClass(), List.of())) {
        String column = String.valueOf(evaluator.getOrDefault(evaluator.getParam(param)));
        check(evaluator, param, column, predicted, session);
      }
    }
  }

  private static void check(
      Evaluator evaluator, String param, String column, StructType schema, ColumnNames session) {
    if (param.equals("labelCol") && NUMERIC.contains(evaluator.getClass())) {
      SchemaUtils.checkNumericType(schema, column, "");
    }
    boolean path = column.contains(".") || column.contains("`"); // of a field within a column
    if (!path && !session.isAmong(column, schema.fieldNames())) {
      schema.apply(column); // throws
    }
  }
}
