package org.espalier.spark.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.espalier.learner.FeatureNeeds;
import org.espalier.spark.data.table.FeatureColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stages are built without Spark. */
final class TextStagesTest {

  private static final FeatureColumn TEXT =
      new FeatureColumn("text", FeatureColumn.ColumnKind.PROSE, 0, 5_000);

  private static List<PipelineStage> stages(
      FeatureNeeds needs, long rows, Map<String, Object> values) {
    return FeatureStages.build(List.of(TEXT), needs, 32, rows, values).stages();
  }

  private static <S> S only(List<PipelineStage> stages, Class<S> type) {
    List<S> all = stages.stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(all).as("stages of %s", type).hasSize(1);
    return all.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "SCALED, 100, 1024",
    "SCALED, 1500, 2048",
    "SCALED, 12000, 16384",
    "SCALED, 5000000000, 32768",
    "TREE, 100, 64",
    "TREE, 5000, 256",
    "TREE, 5000000000, 512"
  })
  void there_are_about_as_many_hashes_as_rows_can_tell_apart(
      FeatureNeeds needs, long rows, int hashes) {
    List<PipelineStage> stages = stages(needs, rows, Map.of());
    assertThat(only(stages, HashingTF.class).getNumFeatures()).isEqualTo(hashes);
  }

  @Test
  void a_term_of_one_text_counts_only_where_rows_are_few() {
    assertThat(only(stages(FeatureNeeds.SCALED, 999, Map.of()), IDF.class).getMinDocFreq())
        .isZero();
    assertThat(only(stages(FeatureNeeds.TREE, 1000, Map.of()), IDF.class).getMinDocFreq())
        .isEqualTo(2);
  }

  @Test
  void what_is_searched_wins_over_what_the_rows_say() {
    List<PipelineStage> stages =
        stages(FeatureNeeds.SCALED, 5_000, Map.of("hashing.numFeatures", 256, "idf.minDocFreq", 7));
    assertThat(only(stages, HashingTF.class).getNumFeatures()).isEqualTo(256);
    assertThat(only(stages, IDF.class).getMinDocFreq()).isEqualTo(7);
  }
}
