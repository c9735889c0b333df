package org.espalier.spark.cell;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import scala.Option;

/** What a program says to its stages in words: names of columns and choices, and no row's value. */
public final class StageWords {

  private StageWords() {}

  /** Every text that a stage, and each stage that is a param of it, has as the value of a param. */
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
