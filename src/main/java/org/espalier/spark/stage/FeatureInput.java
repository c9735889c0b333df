package org.espalier.spark.stage;

import static java.util.stream.Collectors.joining;

import java.util.List;
import org.espalier.numeric.CountedNoun;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.FeatureColumn.ColumnKind;

/** Feature column in the form in which feature stages read it. */
record FeatureInput(FeatureColumn feature) {

  /** Maximum number of columns listed by name. For more columns, only their number is given. */
  private static final int NAMED = 4;

  static List<FeatureInput> of(List<FeatureInput> inputs, ColumnKind kind) {
    return inputs.stream().filter(input -> input.is(kind)).toList();
  }

  static String[] columns(List<FeatureInput> inputs) {
    return inputs.stream().map(FeatureInput::column).toArray(String[]::new);
  }

  static String[] outs(String what, List<FeatureInput> inputs) {
    return inputs.stream().map(input -> input.out(what)).toArray(String[]::new);
  }

  /** Returns the number of columns, with their names if there are few. */
  static String text(List<FeatureInput> inputs) {
    String names =
        inputs.size() <= NAMED
            ? " (%s)"
                .formatted(
                    inputs.stream().map(input -> input.feature().display()).collect(joining(", ")))
            : "";
    return CountedNoun.of(inputs.size(), "column") + names;
  }

  String name() {
    return feature.name();
  }

  boolean is(ColumnKind... kinds) {
    return List.of(kinds).contains(feature.kind());
  }

  /**
   * Returns true if the model gets an indicator of where a number was missing before it was
   * imputed.
   */
  boolean isFlagged() {
    return is(ColumnKind.NUMERIC, ColumnKind.BOOLEAN) && feature.missing() > 0;
  }

  /**
   * Returns true if stages need another column than the original one. Stages take numbers, and
   * would read a dot in a name as a path and a backtick as a quote.
   */
  boolean isRenamed() {
    return is(ColumnKind.BOOLEAN, ColumnKind.PROSE) || name().contains(".") || name().contains("`");
  }

  String column() {
    return isRenamed() ? out("input") : name();
  }

  /** Returns a unique reserved name that stages can read. */
  String out(String what) {
    String safe = name().replace("%", "%25").replace(".", "%2E").replace("`", "%60");
    return FeatureStages.PREFIX + what + "_" + safe;
  }
}
