package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.sql.types.DataTypes;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.pipeline.feature.FeatureStages;
import org.espalier.spec.StudyPlan;

/** Assembly of fitted stages into the pipeline that a study saves. */
record FinishedPipeline(StudyPlan plan, StudyData data) {

  /**
   * Saved pipeline: features, learner and, for a classification, a column {@code predicted_LABEL}
   * with the original label in its original type. Plain Spark loads it.
   */
  PipelineModel of(List<Transformer> fitted) {
    List<Transformer> stages = new ArrayList<>();
    data.shaping().ifPresent(sql -> stages.add(new SQLTransformer().setStatement(sql)));
    stages.addAll(fitted);
    if (data.task().isClassification()) {
      String predicted = "predicted_" + plan.data().target().label().orElseThrow();
      boolean text = data.labelType().equals(DataTypes.StringType);
      String asText = text ? predicted : FeatureStages.FEATURES + "_predicted";
      stages.add(
          new IndexToString()
              .setInputCol("prediction")
              .setOutputCol(asText)
              .setLabels(data.labels().toArray(String[]::new)));
      if (!text) {
        stages.add(
            new SQLTransformer()
                .setStatement(
                    "SELECT *, CAST(%s AS %s) AS %s FROM __THIS__"
                        .formatted(asText, data.labelType().sql(), ColumnNames.quoted(predicted))));
      }
    }
    return new PipelineModel("espalier_" + plan.name(), stages.toArray(Transformer[]::new));
  }
}
