package org.espalier.spark.feature;

import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.jspecify.annotations.Nullable;

/**
 * Names of the columns that a stage reads and writes, by Spark's own params.
 *
 * @param inputs in the stage's order
 * @param outputs likewise
 */
public record StageColumns(List<String> inputs, List<String> outputs) {

  public StageColumns {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /** The columns of a stage; empty lists where they are not set, or set twice. */
  public static StageColumns of(PipelineStage stage) {
    return new StageColumns(
        names(stage, "inputCol", "inputCols"), names(stage, "outputCol", "outputCols"));
  }

  /** True if each input has an output. */
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
