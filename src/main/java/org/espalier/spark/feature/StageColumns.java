package org.espalier.spark.feature;

import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.jspecify.annotations.Nullable;

/**
 * Names of the columns that a stage reads and writes, from its params {@code inputCol}, {@code
 * inputCols}, {@code outputCol} and {@code outputCols}.
 *
 * @param inputs input columns, in the order of the stage
 * @param outputs output columns, in the order of the stage
 */
public record StageColumns(List<String> inputs, List<String> outputs) {

  public StageColumns {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /**
   * Returns the columns of a stage. A list is empty if its param is not set, or both of its params
   * are set.
   */
  public static StageColumns of(PipelineStage stage) {
    return new StageColumns(
        names(stage, "inputCol", "inputCols"), names(stage, "outputCol", "outputCols"));
  }

  /** Returns true if each input has an output. */
  public boolean arePairs() {
    return !inputs.isEmpty() && inputs.size() == outputs.size();
  }

  private static List<String> names(PipelineStage stage, String one, String several) {
    Object single = set(stage, one);
    Object list = set(stage, several);
    if (single instanceof String name) {
      return list == null ? List.of(name) : List.of();
    }
    return list instanceof String[] names ? List.of(names) : List.of();
  }

  private static @Nullable Object set(PipelineStage stage, String name) {
    if (!stage.hasParam(name)) {
      return null;
    }
    Param<?> param = stage.getParam(name);
    return stage.isSet(param) ? stage.getOrDefault(param) : null;
  }
}
