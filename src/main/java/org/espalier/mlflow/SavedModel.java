package org.espalier.mlflow;

/**
 * Saved Spark pipeline as a model of MLflow's: the folder of the pipeline and a description, with
 * which {@code mlflow.spark.load_model} loads it.
 */
public final class SavedModel {

  /** Folder of the model below a run's artefacts. */
  public static final String FOLDER = "model";

  /** Folder of the pipeline, as Spark has written it. */
  public static final String PIPELINE = FOLDER + "/sparkml";

  static final String DESCRIPTION = FOLDER + "/MLmodel";

  private SavedModel() {}

  /**
   * Description of a pipeline.
   *
   * @param spark version of Spark that saved it
   */
  public static Artefact description(String spark) {
    return Artefact.ofText(
        DESCRIPTION,
        """
        artifact_path: %s
        flavors:
          spark:
            code: null
            model_class: pyspark.ml.pipeline.PipelineModel
            model_data: sparkml
            pyspark_version: %s
        """
            .formatted(FOLDER, spark));
  }
}
