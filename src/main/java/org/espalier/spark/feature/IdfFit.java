package org.espalier.spark.feature;

import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.IDFModel;
import org.apache.spark.mllib.linalg.Vector;
import org.apache.spark.mllib.linalg.Vectors;
import scala.Tuple3;

/** Fit of {@link IDF}; Spark's own aggregator counts the documents. */
final class IdfFit implements ArrayStage {

  @Override
  public boolean takes(PipelineStage stage) {
    return stage.getClass() == IDF.class && StageColumns.of(stage).arePairs();
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    IDF idf = (IDF) stage;
    StageColumns names = StageColumns.of(stage);
    if (!(columns.column(names.inputs().get(0)) instanceof VectorValues vectors)) {
      return Optional.empty();
    }
    var documents =
        new org.apache.spark.mllib.feature.IDF.DocumentFrequencyAggregator(idf.getMinDocFreq());
    boolean any = false;
    for (int row = 0; row < columns.rows(); row++) {
      if (columns.isTraining(row)) {
        documents.add(Vectors.fromML(vectors.row(row)));
        any = true;
      }
    }
    if (!any) {
      return Optional.empty();
    }
    Tuple3<Vector, long[], Object> counted = documents.idf();
    IDFModel model =
        new IDFModel(
            idf.uid(),
            new org.apache.spark.mllib.feature.IDFModel(
                counted._1(), counted._2(), (Long) counted._3()));
    double[] weights = counted._1().toArray();
    columns.add(
        names.outputs().get(0), vectors.changed((row, place, value) -> value * weights[place]));
    return Optional.of(ArrayStage.of(idf, model));
  }
}
