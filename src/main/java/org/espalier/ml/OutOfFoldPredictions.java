package org.espalier.ml;

import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.space.Configuration;
import org.espalier.spark.ColumnNames;
import org.espalier.spark.ParamValues;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.OutOfFold;
import org.espalier.spark.data.table.TableFingerprint;

/**
 * Out-of-fold predictions of a configuration for the rows of a fit: each fold by a model that was
 * fitted without it. Fits once for each fold.
 */
record OutOfFoldPredictions(TunerParams<?> tuner, EstimatorCells cells, FoldedTable rows) {

  /**
   * Rows of {@code key}, a hash of all columns of the row, {@code fold} from 0, {@code label} where
   * the evaluator has a labelCol, {@code prediction} and, if the model estimates it, {@code
   * probability} by class in order. They are held by the executors for as long as the dataset is
   * referred to.
   */
  Dataset<Row> of(Configuration configuration) {
    return rows.read(() -> predicted(configuration));
  }

  private Dataset<Row> predicted(Configuration configuration) {
    return OutOfFold.of(
            rows.sizes().size(),
            rows.partitions(rows.smallestTraining()),
            fold -> fold(configuration, fold))
        .localCheckpoint();
  }

  private OutOfFold fold(Configuration configuration, int fold) {
    Dataset<Row> validated = rows.validation(rows.all(), fold);
    String key = ColumnNames.of(validated.sparkSession()).fresh("key", validated.columns());
    Model<?> model = cells.fitWithout(fold, configuration, rows.training(rows.all(), fold));
    Transformer last = last(model);
    String prediction =
        text(tuner.getEvaluator(), "predictionCol")
            .or(() -> text(last, "predictionCol"))
            .orElse("prediction");
    List<Column> shown = new ArrayList<>();
    shown.add(ColumnNames.column(key).as("key"));
    shown.add(lit(fold).as("fold"));
    text(tuner.getEvaluator(), "labelCol")
        .ifPresent(label -> shown.add(ColumnNames.column(label).as("label")));
    shown.add(ColumnNames.column(prediction).as("prediction"));
    return new OutOfFold(
        model.transform(TableFingerprint.withRowHash(validated, key)),
        shown,
        text(last, "probabilityCol").orElse("probability"));
  }

  /** The predicting stage of a pipeline. */
  private static Transformer last(Transformer model) {
    if (model instanceof PipelineModel pipeline && pipeline.stages().length > 0) {
      Transformer[] stages = pipeline.stages();
      return Arrays.stream(stages)
          .filter(stage -> stage.hasParam("predictionCol"))
          .reduce((earlier, later) -> later)
          .orElse(stages[stages.length - 1]);
    }
    return model;
  }

  private static Optional<String> text(Params stage, String param) {
    return stage.hasParam(param)
        ? ParamValues.current(stage, stage.getParam(param))
            .map(String::valueOf)
            .filter(name -> !name.isEmpty())
        : Optional.empty();
  }
}
