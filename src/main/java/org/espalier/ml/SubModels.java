package org.espalier.ml;

import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;

/** Models of cells, by fold and map; null for a failed map. */
final class SubModels {

  private final Model<?>[][] byFold;

  SubModels(Model<?>[][] byFold) {
    this.byFold = byFold;
  }

  /** As Spark holds them. */
  Model<?>[][] byFold() {
    return byFold;
  }

  static Model<?>[][] copy(Model<?>[][] byFold) {
    return Arrays.stream(byFold).map(SubModels::copy).toArray(Model<?>[][]::new);
  }

  @SuppressWarnings("NullAway") // Spark's own type holds the models in a plain array
  static Model<?>[] copy(Model<?>[] byMap) {
    Model<?>[] copies = new Model<?>[byMap.length];
    Arrays.setAll(copies, map -> byMap[map] == null ? null : byMap[map].copy(ParamMap.empty()));
    return copies;
  }

  static boolean complete(Model<?>[] byMap) {
    return Arrays.stream(byMap).allMatch(Objects::nonNull);
  }
}
