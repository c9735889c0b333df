package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Binarizer;
import org.apache.spark.ml.feature.Centred;
import org.apache.spark.ml.feature.SQLTransformer;
import org.espalier.spec.ModelPlan;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ModelFolderTest extends SparkTest {

  private static PipelineModel of(Transformer... stages) {
    return new PipelineModel("pipeline", stages);
  }

  @Test
  void stages_come_with_spark_if_they_lie_in_its_jar_whatever_others_are_called() {
    PipelineModel sparks = of(new SQLTransformer(), of(new Binarizer()));
    assertThat(ModelFolder.isSparks(sparks)).isTrue();
    assertThat(ModelFolder.isSparks(of(sparks, new Centred()))).isFalse();
    assertThat(ModelFolder.isSparks(of(of(new Centred())))).isFalse();
  }

  @Test
  void what_was_saved_is_moved_in_place_of_what_is_there_or_else_that_stays(@TempDir Path folder)
      throws IOException {
    ModelFolder saved = saved(folder.resolve("scratch"));
    ModelFolder model = saved(folder.resolve("study").resolve("model"));
    Path other = Files.writeString(Path.of(model.path().toUri()).resolve("other"), "earlier");
    saved.moveTo(model.path());
    assertThat(other).doesNotExist();
    assertThat(saved.isThere()).isFalse();
    assertThatThrownBy(() -> saved.moveTo(model.path())).hasMessageContaining("is not there");
    assertThat(model.load().orElseThrow().stages()).hasSize(1);
    saved.delete(); // is not there any more
    model.delete();
    assertThat(model.isThere()).isFalse();
  }

  private static ModelFolder saved(Path path) throws IOException {
    spark();
    ModelFolder folder =
        new ModelFolder(new org.apache.hadoop.fs.Path(path.toUri()), ModelPlan.Save.SPARK);
    folder.save(of(new Binarizer().setInputCol("a").setOutputCol("b")));
    return folder;
  }
}
