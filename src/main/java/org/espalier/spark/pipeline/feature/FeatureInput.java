package org.espalier.spark.pipeline.feature;

import java.util.List;
import org.espalier.spark.data.column.FeatureColumn;
import org.espalier.spark.data.column.FeatureColumn.Kind;

/** Feature column as stages see it. */
record FeatureInput(FeatureColumn feature) {

  String name() {
    return feature.name();
  }

  boolean is(Kind... kinds) {
    return List.of(kinds).contains(feature.kind());
  }

  /** True if the model should get an indicator that a number was missing before it was imputed. */
  boolean isFlagged() {
    return is(Kind.NUMERIC, Kind.BOOLEAN) && feature.missing() > 0;
  }

  /**
   * True if stages need another column: they take numbers, and would read a dot as a path and a
   * backtick as a quote.
   */
  boolean isRenamed() {
    return is(Kind.BOOLEAN, Kind.PROSE) || name().contains(".") || name().contains("`");
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
