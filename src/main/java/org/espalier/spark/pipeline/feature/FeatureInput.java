package org.espalier.spark.pipeline.feature;

import org.espalier.spark.data.column.FeatureColumn;

/** Feature column as stages see it. */
record FeatureInput(FeatureColumn feature) {

  String name() {
    return feature.name();
  }

  boolean isNumber() {
    return feature.kind() == FeatureColumn.Kind.NUMERIC;
  }

  boolean isFlag() {
    return feature.kind() == FeatureColumn.Kind.BOOLEAN;
  }

  boolean isFreeText() {
    return feature.kind() == FeatureColumn.Kind.PROSE;
  }

  /** True if the model should get an indicator that a number was missing before it was imputed. */
  boolean isFlagged() {
    return (isNumber() || isFlag()) && feature.missing() > 0;
  }

  boolean isVector() {
    return feature.kind() == FeatureColumn.Kind.VECTOR;
  }

  boolean isText() {
    return feature.kind() == FeatureColumn.Kind.TEXT;
  }

  /**
   * True if stages need another column: they take numbers, and would read a dot as a path and a
   * backtick as a quote.
   */
  boolean isRenamed() {
    return isFlag() || isFreeText() || name().contains(".") || name().contains("`");
  }

  String column() {
    return isRenamed() ? out("input") : name();
  }

  /** Unique reserved name that stages can read. */
  String out(String what) {
    String safe = name().replace("%", "%25").replace(".", "%2E").replace("`", "%60");
    return FeatureStages.PREFIX + what + "_" + safe;
  }
}
