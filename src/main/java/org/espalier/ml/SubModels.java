package org.espalier.ml;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.ParamMap;
import org.jspecify.annotations.Nullable;

/** Models of cells, by fold and map; null for a failed map. */
final class SubModels {

  private final Model<?>[][] byFold;

  private SubModels(Model<?>[][] byFold) {
    this.byFold = byFold;
  }

  /**
   * Models of so many folds and maps.
   *
   * @param model model of a fold and map; null for a failed one
   */
  @SuppressWarnings("NullAway") // Spark's own type holds the models in a plain array
  static SubModels of(int folds, int maps, BiFunction<Integer, Integer, @Nullable Model<?>> model) {
    Model<?>[][] byFold = new Model<?>[folds][maps];
    for (int fold = 0; fold < folds; fold++) {
      int number = fold;
      Arrays.setAll(byFold[fold], map -> model.apply(number, map));
    }
    return new SubModels(byFold);
  }

  /** Models by fold and then by map, the order of Spark's {@code subModels}. */
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
