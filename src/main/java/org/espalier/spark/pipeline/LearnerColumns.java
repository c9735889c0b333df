package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.espalier.learner.FeatureNeeds;
import org.espalier.spark.data.StudyData;

/** Columns that a learner reads: label, features, weight, and others by its needs. */
final class LearnerColumns {

  private LearnerColumns() {}

  /**
   * Sets the column params that a learner has.
   *
   * @param weighted true if rows have {@link StudyData#WEIGHT}
   */
  static void tell(Estimator<?> learner, FeatureNeeds needs, boolean weighted) {
    Map<String, String> columns = new LinkedHashMap<>();
    if (needs == FeatureNeeds.RATINGS) {
      columns.put("userCol", RatingStages.USER);
      columns.put("itemCol", RatingStages.ITEM);
      columns.put("ratingCol", StudyData.LABEL);
    }
    columns.put("featuresCol", FeatureStages.FEATURES);
    columns.put("labelCol", StudyData.LABEL);
    columns.put("censorCol", StudyData.CENSOR);
    if (weighted) {
      columns.put("weightCol", StudyData.WEIGHT);
    }
    columns.forEach(
        (param, column) -> {
          if (learner.hasParam(param)) {
            StageParams.set(learner, param, column);
          }
        });
  }

  /**
   * Rows as learners get them, after the feature stages.
   *
   * @param censored true for {@link StudyData#CENSOR} in any case: where rows have none, all times
   *     count as observed events
   */
  static Dataset<Row> of(Dataset<Row> behind, StudyData data, boolean censored) {
    List<Column> kept = new ArrayList<>();
    if (Arrays.asList(behind.columns()).contains(RatingStages.USER)) {
      kept.add(functions.col(RatingStages.USER));
      kept.add(functions.col(RatingStages.ITEM));
    } else {
      kept.add(functions.col(FeatureStages.FEATURES));
    }
    kept.add(label(data));
    if (data.isWeighted()) {
      kept.add(functions.col(StudyData.WEIGHT));
    }
    if (data.isCensored()) {
      kept.add(functions.col(StudyData.CENSOR));
    } else if (censored) {
      kept.add(functions.lit(1.0).as(StudyData.CENSOR));
    }
    return behind.select(kept.toArray(Column[]::new));
  }

  /**
   * Label with its classes as an attribute, so that a fit on few rows knows classes that do not
   * occur in them.
   */
  private static Column label(StudyData data) {
    Column label = functions.col(StudyData.LABEL);
    if (!data.task().isClassification()) {
      return label;
    }
    return label.as(
        StudyData.LABEL,
        NominalAttribute.defaultAttr()
            .withName(StudyData.LABEL)
            .withValues(data.labels().toArray(String[]::new))
            .toMetadata());
  }
}
