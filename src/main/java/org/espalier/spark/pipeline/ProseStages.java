package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.NGram;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.RegexTokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.Params;

/**
 * Stages that turn prose into a vector: words and pairs of words, hashed, weighted by inverse
 * document frequency and normalised to length 1; for trees only words.
 *
 * @param searched sets the searched params of a stage, by its name
 */
record ProseStages(FeatureInput input, boolean tree, BiConsumer<String, Params> searched) {

  /** Number of hashes of words: collisions are rare, and a vector holds only those of its text. */
  static final int TERMS = 1 << 14;

  /** Number of terms for trees, which search each feature whether a text has the term or not. */
  private static final int TERMS_OF_TREES = 1 << 9;

  /** Stages, of which the last makes the column {@code prose} of the input. */
  List<PipelineStage> stages() {
    List<PipelineStage> stages = new ArrayList<>();
    stages.add(
        new RegexTokenizer()
            .setPattern("[^\\p{L}\\p{N}]+")
            .setInputCol(input.column())
            .setOutputCol(input.out("words")));
    List<String> parts = new ArrayList<>(List.of(weighted("words", stages)));
    if (!tree) {
      stages.add(
          new NGram().setN(2).setInputCol(input.out("words")).setOutputCol(input.out("pairs")));
      parts.add(weighted("pairs", stages));
    }
    stages.add(
        new VectorAssembler()
            .setInputCols(parts.toArray(String[]::new))
            .setOutputCol(input.out("terms")));
    stages.add(new Normalizer().setInputCol(input.out("terms")).setOutputCol(input.out("prose")));
    return stages;
  }

  private String weighted(String terms, List<PipelineStage> stages) {
    HashingTF hashing = new HashingTF().setNumFeatures(tree ? TERMS_OF_TREES : TERMS);
    searched.accept("hashing", hashing);
    IDF idf = new IDF();
    searched.accept("idf", idf);
    stages.add(hashing.setInputCol(input.out(terms)).setOutputCol(input.out(terms + "_tf")));
    stages.add(idf.setInputCol(input.out(terms + "_tf")).setOutputCol(input.out(terms + "_idf")));
    return input.out(terms + "_idf");
  }
}
