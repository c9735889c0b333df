package org.espalier.spark.pipeline;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.stage.FeatureStages;
import org.espalier.spark.stage.RatingStages;
import org.espalier.spark.stage.StageParams;

/** Columns that a learner reads: label, features, weight, and others by its needs. */
final class LearnerColumns {

  /** Columns by the param that names them. */
  private static final Map<String, String> BY_PARAM =
      Map.of(
          "userCol", RatingStages.USER,
          "itemCol", RatingStages.ITEM,
          "ratingCol", ReservedColumns.LABEL,
          "featuresCol", FeatureStages.FEATURES,
          "labelCol", ReservedColumns.LABEL,
          "censorCol", ReservedColumns.CENSOR,
          "weightCol", ReservedColumns.WEIGHT);

  /** All of them. */
  static final List<String> ALL = BY_PARAM.values().stream().distinct().sorted().toList();

  private LearnerColumns() {}

  /**
   * Sets the column params that a learner has: that of weights if rows have one, and that of
   * censoring for times, and for a learner that learns all numbers as such.
   */
  static void setColumns(Estimator<?> learner, StudyData data) {
    BY_PARAM.forEach(
        (param, column) -> {
          boolean read =
              switch (param) {
                case "weightCol" -> data.isWeighted();
                case "censorCol" ->
                    data.task() == ProblemType.SURVIVAL
                        || (learner.hasParam(param) && learner.isDefined(learner.getParam(param)));
                default -> true;
              };
          if (read && learner.hasParam(param)) {
            StageParams.set(learner, param, column);
          }
        });
  }
}
