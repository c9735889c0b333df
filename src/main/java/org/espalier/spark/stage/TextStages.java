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
 * A text of sentences as a vector: words and pairs of words, hashed together, weighted by how rare
 * they are and brought to length 1; for trees words alone. There are about as many hashes as
 * training rows: a linear model has a coefficient for each, and learns fewer from fewer rows.
 *
 * @param rows to learn from
 * @param values of searched or fixed params, by {@code stage.param}
 */
record TextStages(FeatureInput input, boolean tree, long rows, Map<String, Object> values) {

  /** Maximum number of hashes: few terms share one, and a vector holds only those of its text. */
  static final int TERMS = 1 << 15;

  private static final int FEWEST_TERMS = 1 << 10;

  /** Number of terms for trees, which search each feature whether a text has the term or not. */
  private static final int TERMS_OF_TREES = 1 << 9;

  private static final int FEWEST_OF_TREES = 1 << 6;

  /** Rows that a tree needs for a split on a feature: as many as MLlib has bins. */
  private static final int ROWS_OF_A_SPLIT = 32;

  /** Rows from which a term of a single text is noise. */
  private static final long MANY_ROWS = 1_000;

  /** Stages that treat each row by itself: the hashed terms of each text. */
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

  /** Stages after them, of which the last one writes the column {@code prose} of the input. */
  List<PipelineStage> weighting() {
    IDF idf = new IDF().setMinDocFreq(rows < MANY_ROWS ? 0 : 2);
    StageParams.setAll(idf, "idf", values);
    return List.of(
        idf.setInputCol(input.out("tf")).setOutputCol(input.out("idf")),
        new Normalizer().setInputCol(input.out("idf")).setOutputCol(input.out("prose")));
  }

  /** The power of two next to the rows, or to the splits that they allow. */
  private int hashes() {
    int least = tree ? FEWEST_OF_TREES : FEWEST_TERMS;
    int most = tree ? TERMS_OF_TREES : TERMS;
    long wanted = Math.min(most, Math.max(least, tree ? rows / ROWS_OF_A_SPLIT : rows));
    int power = Integer.highestOneBit((int) wanted);
    return power == wanted ? power : 2 * power;
  }
}
