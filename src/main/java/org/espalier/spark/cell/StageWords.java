package org.espalier.spark.cell;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.Option;

/**
 * Words of a program's stages: text params such as names of columns and choices, and no values of
 * rows.
 */
public final class StageWords {

  private StageWords() {}

  /** All texts that a stage, and each stage among its params, has as values of params. */
  public static Set<String> of(Params stage) {
    Set<String> words = new TreeSet<>();
    add(stage, words);
    return words;
  }

  private static void add(Params stage, Set<String> words) {
    for (Param<?> param : stage.params()) {
      Option<?> set = stage.get(param);
      Option<?> value = set.isDefined() ? set : stage.getDefault(param);
      if (value.isDefined()) {
        addValue(value.get(), words);
      }
    }
  }

  private static void addValue(Object value, Set<String> words) {
    if (value instanceof String word) {
      words.add(word);
    } else if (value instanceof Params inner) {
      add(inner, words);
    } else if (value instanceof Object[] several) {
      for (Object one : several) {
        addValue(one, words);
      }
    }
  }
}
