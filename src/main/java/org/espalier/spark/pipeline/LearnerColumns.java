package org.espalier.spark.pipeline;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.espalier.spark.data.column.ReservedColumns;
import org.espalier.spark.pipeline.feature.FeatureStages;
import org.espalier.spark.pipeline.feature.RatingStages;
import org.espalier.spark.pipeline.learner.StageParams;

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
  static final List<String> ALL =
      List.of(
          RatingStages.USER,
          RatingStages.ITEM,
          FeatureStages.FEATURES,
          ReservedColumns.LABEL,
          ReservedColumns.WEIGHT,
          ReservedColumns.CENSOR);

  private LearnerColumns() {}

  /**
   * Sets the column params that a learner has.
   *
   * @param weighted true if rows have {@link ReservedColumns#WEIGHT}
   */
  static void tell(Estimator<?> learner, boolean weighted) {
    BY_PARAM.forEach(
        (param, column) -> {
          if (learner.hasParam(param) && (weighted || !column.equals(ReservedColumns.WEIGHT))) {
            StageParams.set(learner, param, column);
          }
        });
  }
}
