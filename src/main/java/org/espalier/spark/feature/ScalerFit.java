package org.espalier.spark.feature;

import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.stat.Summarizer$;
import org.apache.spark.ml.stat.SummarizerBuffer;
import scala.collection.immutable.List;
import scala.collection.immutable.Nil$;

/**
 * Fit of {@link StandardScaler}, with Spark's own summarizer. Each partition has a buffer; they are
 * merged in the order of the partitions.
 */
final class ScalerFit implements ArrayStage {

  @Override
  public boolean takes(PipelineStage stage) {
    return stage.getClass() == StandardScaler.class && StageColumns.of(stage).arePairs();
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    StandardScaler scaler = (StandardScaler) stage;
    StageColumns names = StageColumns.of(stage);
    if (!(columns.column(names.inputs().get(0)) instanceof VectorValues vectors)) {
      return Optional.empty();
    }
    SummarizerBuffer summary = summary(vectors, columns);
    if (summary.count() == 0) {
      return Optional.empty();
    }
    StandardScalerModel model =
        new StandardScalerModel(
            scaler.uid(), summary.std().compressed(), summary.mean().compressed());
    columns.add(names.outputs().get(0), scaled(scaler, model, vectors));
    return Optional.of(ArrayStage.of(scaler, model));
  }

  private static SummarizerBuffer buffer() {
    @SuppressWarnings("unchecked") // the empty list is one of any type
    List<String> none = (List<String>) (Object) Nil$.MODULE$;
    return Summarizer$.MODULE$.createSummarizerBuffer(
        none.$colon$colon("std").$colon$colon("mean"));
  }

  private static SummarizerBuffer summary(VectorValues vectors, FoldColumns columns) {
    SummarizerBuffer all = buffer();
    int[] partitions = columns.partitions();
    for (int partition = 1; partition < partitions.length; partition++) {
      SummarizerBuffer part = buffer();
      for (int row = partitions[partition - 1]; row < partitions[partition]; row++) {
        if (columns.isTraining(row)) {
          part.add(vectors.row(row));
        }
      }
      all = all.merge(part);
    }
    return all;
  }

  private static VectorValues scaled(
      StandardScaler scaler, StandardScalerModel model, VectorValues vectors) {
    double[] scale = new double[vectors.size()];
    double[] deviations = model.std().toArray();
    for (int j = 0; j < scale.length; j++) {
      scale[j] = !scaler.getWithStd() ? 1 : deviations[j] == 0 ? 0 : 1 / deviations[j];
    }
    return scaler.getWithMean() && vectors.size() > 0
        ? shifted(vectors, model.mean().toArray(), scale)
        : vectors.changed((row, place, value) -> value * scale[place]);
  }

  private static VectorValues shifted(VectorValues vectors, double[] shift, double[] scale) {
    int size = shift.length;
    double[] values = new double[Math.multiplyExact(vectors.rows(), size)];
    for (int row = 0; row < vectors.rows(); row++) {
      vectors.copyTo(values, row * size, row);
      for (int j = 0; j < size; j++) {
        values[row * size + j] = (values[row * size + j] - shift[j]) * scale[j];
      }
    }
    return VectorValues.dense(values, new int[size]);
  }
}
