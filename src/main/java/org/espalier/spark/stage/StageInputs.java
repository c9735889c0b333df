package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.StructType;
import org.espalier.spec.Suggestion;

/** Existing columns that a stage may read, and the input columns named by its params. */
record StageInputs(Params stage, StructType columns) {

  /** Prefix of reserved columns, which stages may read but users do not name. */
  private static final String OURS = FeatureStages.PREFIX;

  /**
   * Returns the first input column that does not exist. Names with dots or backticks may be paths
   * and are accepted.
   */
  Optional<String> missing() {
    List<String> read = new ArrayList<>();
    value("inputCol").ifPresent(name -> read.add((String) name));
    value("inputCols").ifPresent(names -> read.addAll(List.of((String[]) names)));
    return read.stream()
        .filter(name -> !name.contains(".") && !name.contains("`"))
        .filter(name -> Arrays.stream(columns.fieldNames()).noneMatch(name::equalsIgnoreCase))
        .findFirst();
  }

  private Optional<Object> value(String param) {
    return stage.hasParam(param) && stage.isSet(stage.getParam(param))
        ? Optional.of(stage.get(stage.getParam(param)).get())
        : Optional.empty();
  }

  String instead(String missing) {
    return Suggestion.of(
        missing,
        Arrays.stream(columns.fieldNames()).filter(name -> !name.startsWith(OURS)).toList());
  }
}
