package org.espalier.spark.sound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sound.sampled.AudioFormat;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SoundFeaturesTest extends SparkTest {

  @TempDir Path folder;

  private static SoundFeatures stage() {
    return new SoundFeatures().setInputCol("content").setOutputCol("mel");
  }

  private Dataset<Row> files() throws IOException {
    double[] samples = new double[2000];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = Math.sin(i / 3.0) / 2;
    }
    byte[] good = MelSpectrumTest.wav(samples, new AudioFormat(8000, 16, 1, true, false));
    Files.write(folder.resolve("a.wav"), good);
    Files.write(folder.resolve("b.wav"), new byte[] {1, 2, 3});
    return spark().read().format("binaryFile").load(folder.toString()).orderBy("path");
  }

  private static Vector mel(Row row) {
    return row.getAs("mel");
  }

  @Test
  void files_become_vectors_and_a_broken_one_is_silence_or_left_out_or_an_error()
      throws IOException {
    Dataset<Row> files = files();
    List<Row> kept = stage().transform(files).collectAsList();
    assertThat(kept).hasSize(2).allMatch(row -> mel(row).size() == 8 * 13);
    assertThat(mel(kept.get(1)).toArray())
        .isEqualTo(new MelSpectrum(25, 10, 26, 13, 8, 50, 8000).silence());
    assertThat(mel(kept.get(0))).isNotEqualTo(mel(kept.get(1)));
    assertThat(stage().setHandleInvalid("skip").transform(files).collectAsList()).hasSize(1);
    assertThatThrownBy(() -> stage().setHandleInvalid("error").transform(files).collectAsList())
        .hasStackTraceContaining("A file cannot be decoded as sound");
    assertThatThrownBy(() -> stage().setInputCol("path").transform(files))
        .hasMessage("Column path must hold the bytes of files, but is string.");
  }

  @Test
  void what_cannot_be_is_refused_before_a_file_is_read() throws IOException {
    Dataset<Row> files = files();
    SoundFeatures narrow = stage();
    narrow.set(narrow.maxFrequency(), 50.0);
    assertThatThrownBy(() -> narrow.transformSchema(files.schema()))
        .hasMessage("SoundFeatures: minFrequency: is 50.0 Hz; set it below maxFrequency, 50.0 Hz");
    SoundFeatures few = stage();
    few.set(few.numFilters(), 12);
    assertThatThrownBy(() -> few.transformSchema(files.schema()))
        .hasMessage("SoundFeatures: numCoefficients: is 13; set at most numFilters, 12");
    assertThatThrownBy(() -> stage().setOutputCol("length").transformSchema(files.schema()))
        .hasMessage("SoundFeatures: outputCol: there is a column length already; use another name");
  }

  @Test
  void a_pipeline_with_it_is_saved_and_loaded() throws IOException {
    Dataset<Row> files = files();
    SoundFeatures stage = stage();
    stage.set(stage.numCoefficients(), 5);
    String saved = folder.resolve("pipeline").toString();
    new Pipeline().setStages(new PipelineStage[] {stage}).save(saved);
    SoundFeatures loaded = (SoundFeatures) Pipeline.load(saved).getStages()[0];
    assertThat(loaded.uid()).isEqualTo(stage.uid());
    assertThat(loaded.transform(files).collectAsList())
        .isEqualTo(stage.copy(stage.extractParamMap()).transform(files).collectAsList());
  }
}
