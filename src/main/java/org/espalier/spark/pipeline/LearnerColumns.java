package org.espalier.spark.pipeline;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.espalier.spark.data.StudyData;
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

  /** Rows after the feature stages, with only the columns that learners read. */
  static Dataset<Row> of(Dataset<Row> behind, StudyData data, boolean censored) {
    Column[] columns =
        Stream.of(
                RatingStages.USER,
                RatingStages.ITEM,
                FeatureStages.FEATURES,
                ReservedColumns.LABEL,
                ReservedColumns.WEIGHT,
                ReservedColumns.CENSOR)
            .filter(Arrays.asList(behind.columns())::contains)
            .map(functions::col)
            .toArray(Column[]::new);
    return told(behind.select(columns), data, censored);
  }

  /**
   * Rows with the classes of the label as metadata and, if needed, a column of censoring.
   *
   * @param censored true to add {@link ReservedColumns#CENSOR} to rows without it: all times count
   *     as observed events
   */
  static Dataset<Row> told(Dataset<Row> rows, StudyData data, boolean censored) {
    Dataset<Row> labelled =
        data.task().isClassification()
            ? rows.withMetadata(ReservedColumns.LABEL, classes(data))
            : rows;
    return censored && !data.isCensored()
        ? labelled.withColumn(ReservedColumns.CENSOR, functions.lit(1.0))
        : labelled;
  }

  /** Classes of the label, so that a fit on few rows knows those that do not occur in them. */
  private static Metadata classes(StudyData data) {
    return NominalAttribute.defaultAttr()
        .withName(ReservedColumns.LABEL)
        .withValues(data.labels().toArray(String[]::new))
        .toMetadata();
  }
}
