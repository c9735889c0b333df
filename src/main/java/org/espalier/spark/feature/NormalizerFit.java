package org.espalier.spark.feature;

import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.mllib.linalg.Vectors;

/** Transformation of {@link Normalizer}, with Spark's own norm. */
final class NormalizerFit implements ArrayStage {

  @Override
  public boolean takes(PipelineStage stage) {
    return stage.getClass() == Normalizer.class && StageColumns.of(stage).arePairs();
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    StageColumns names = StageColumns.of(stage);
    if (!(columns.column(names.inputs().get(0)) instanceof VectorValues vectors)) {
      return Optional.empty();
    }
    double p = ((Normalizer) stage).getP();
    double[] norms = new double[columns.rows()];
    for (int row = 0; row < norms.length; row++) {
      norms[row] = Vectors.norm(Vectors.fromML(vectors.row(row)), p);
    }
    columns.add(
        names.outputs().get(0),
        vectors.changed((row, place, value) -> norms[row] == 0 ? value : value / norms[row]));
    return Optional.of((Transformer) stage);
  }
}
