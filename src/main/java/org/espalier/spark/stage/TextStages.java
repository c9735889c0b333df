package org.espalier.spark.stage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.SQLTransformer;

/**
 * Stages that convert a text of sentences to a vector. Words and pairs of words are hashed
 * together, weighted by inverse document frequency, and scaled to length 1. Trees get words only.
 * The number of hashes is about the number of training rows, because a linear model has a
 * coefficient for each hash and can learn fewer of them from fewer rows.
 *
 * @param input text column
 * @param tree true if the learner is a tree learner
 * @param rows number of training rows
 * @param values values of searched or fixed params, by {@code stage.param}
 */
record TextStages(FeatureInput input, boolean tree, long rows, Map<String, Object> values) {

  /**
   * Maximum number of hashes. Few terms share one of them, and a vector only stores those of its
   * text.
   */
  static final int TERMS = 1 << 15;

  private static final int FEWEST_TERMS = 1 << 10;

  /**
   * Maximum number of hashes for trees, which search each feature in all texts, whether they
   * contain the term or not.
   */
  private static final int TERMS_OF_TREES = 1 << 9;

  private static final int FEWEST_OF_TREES = 1 << 6;

  /** Number of rows that a tree needs for a split on a feature, equal to MLlib's number of bins. */
  private static final int ROWS_OF_A_SPLIT = 32;

  /** Number of rows from which a term that occurs in a single text is noise. */
  private static final long MANY_ROWS = 1_000;

  /** Returns the stages that process each row by itself and hash the terms of each text. */
  List<PipelineStage> hashing() {
    List<PipelineStage> stages = new ArrayList<>();
    stages.add(
        new RegexTokenizer()
            .setPattern("[^\\p{L}\\p{N}]+")
            .setInputCol(input.column())
            .setOutputCol(input.out("words")));
    if (!tree) {
      stages.add(
          new NGram().setN(2).setInputCol(input.out("words")).setOutputCol(input.out("pairs")));
      stages.add(
          new SQLTransformer()
              .setStatement(
                  "SELECT *, concat(`%s`, `%s`) AS `%s` FROM __THIS__"
                      .formatted(input.out("words"), input.out("pairs"), input.out("terms"))));
    }
    HashingTF hashing = new HashingTF().setNumFeatures(hashes());
    StageParams.setAll(hashing, "hashing", values);
    stages.add(
        hashing.setInputCol(input.out(tree ? "words" : "terms")).setOutputCol(input.out("tf")));
    return stages;
  }

  /**
   * Returns the stages after those of {@link #hashing}. The last one writes the column {@code
   * prose} of the input.
   */
  List<PipelineStage> weighting() {
    IDF idf = new IDF().setMinDocFreq(rows < MANY_ROWS ? 0 : 2);
    StageParams.setAll(idf, "idf", values);
    return List.of(
        idf.setInputCol(input.out("tf")).setOutputCol(input.out("idf")),
        new Normalizer().setInputCol(input.out("idf")).setOutputCol(input.out("prose")));
  }

  /**
   * Returns the number of rows, or of the splits that they permit for trees, rounded up to a power
   * of two within its limits.
   */
  private int hashes() {
    int least = tree ? FEWEST_OF_TREES : FEWEST_TERMS;
    int most = tree ? TERMS_OF_TREES : TERMS;
    long wanted = Math.min(most, Math.max(least, tree ? rows / ROWS_OF_A_SPLIT : rows));
    int power = Integer.highestOneBit((int) wanted);
    return power == wanted ? power : 2 * power;
  }
}
