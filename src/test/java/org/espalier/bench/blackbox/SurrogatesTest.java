package org.espalier.bench.blackbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.espalier.search.RandomSampler;
import org.espalier.space.Configuration;
import org.espalier.study.Seed;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SurrogatesTest {

  /** A net of one category, one number, a trunk of one and one block, small enough for paper. */
  private static final class Twin {

    private static final String NET =
        """
        {"categorical_embeddings": ["embedding"], "continuous": [[["div", 4.0]], [["sub", 0.9]]],
         "blocks": 1, "bn_eps": 0.25, "outputs": [[["mul", 4.0], ["add", -1.0]]], "tensors": [
          {"name": "embedding", "shape": [3, 1], "offset": 0},
          {"name": "first_layer.weight", "shape": [1, 3], "offset": 3},
          {"name": "first_layer.bias", "shape": [1], "offset": 6},
          {"name": "layers.0.norm.weight", "shape": [1], "offset": 7},
          {"name": "layers.0.norm.bias", "shape": [1], "offset": 8},
          {"name": "layers.0.norm.running_mean", "shape": [1], "offset": 9},
          {"name": "layers.0.norm.running_var", "shape": [1], "offset": 10},
          {"name": "layers.0.linear0.weight", "shape": [2, 1], "offset": 11},
          {"name": "layers.0.linear0.bias", "shape": [2], "offset": 13},
          {"name": "layers.0.linear1.weight", "shape": [1, 1], "offset": 15},
          {"name": "layers.0.linear1.bias", "shape": [1], "offset": 16},
          {"name": "last_normalization.weight", "shape": [1], "offset": 17},
          {"name": "last_normalization.bias", "shape": [1], "offset": 18},
          {"name": "last_normalization.running_mean", "shape": [1], "offset": 19},
          {"name": "last_normalization.running_var", "shape": [1], "offset": 20},
          {"name": "head.weight", "shape": [1, 1], "offset": 21},
          {"name": "head.bias", "shape": [1], "offset": 22}]}
        """;

    private static final String SPACE =
        """
        {"hyperparameters": [
          {"name": "task_id", "type": "categorical", "choices": ["a", "b"]},
          {"name": "depth", "type": "uniform_int", "log": false, "lower": 1, "upper": 9},
          {"name": "trainsize", "type": "uniform_float", "log": false, "lower": 0.1, "upper": 1}],
         "conditions": []}
        """;

    private static final float[] WEIGHTS = {
      0, 0.25f, 0.5f, // embedding of #na#, a, b
      2, 1, 10, // first layer
      0.25f, 2, 1, 0.75f, 0.75f, // normalization
      1, 0.5f, // linear0
      0, -0.5f, 0.5f, // linear1
      -1, 1, 0, 0.25f, 0.75f, // last normalization
      0.5f, // head
      -1
    };

    static Surrogates in(Path folder) throws IOException {
      Files.writeString(folder.resolve("net.json"), NET);
      Files.writeString(folder.resolve("config_space.json"), SPACE);
      Files.writeString(
          folder.resolve("encoding.json"), "{\"task_id\": {\"#na#\": 0, \"a\": 1, \"b\": 2}}");
      Files.writeString(folder.resolve("golden.csv"), "task_id,depth,trainsize,out_acc\n");
      Files.write(folder.resolve("weights.f32.gz"), packed());
      return Surrogates.read(SurrogateScenario.RBV2_RPART, folder);
    }

    private static byte[] packed() throws IOException {
      ByteBuffer floats =
          ByteBuffer.allocate(WEIGHTS.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      floats.asFloatBuffer().put(WEIGHTS);
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
        out.write(floats.array());
      }
      return packed.toByteArray();
    }
  }

  @Test
  void a_net_computed_by_hand(@TempDir Path folder) throws Exception {
    Surrogates twin = Twin.in(folder);
    // Input (0.5, 2/4, 0) -> first 2 * 0.5 + 0.5 + 0.25 = 1.75 -> normalized 2 * 1 + 1 = 3
    // -> linear0 (3, 1) -> gated 3 -> linear1 0.5 -> trunk 2.25 -> normalized 2 -> head 0
    // -> sigmoid 0.5 -> 4 * 0.5 - 1 = 1.
    Map<String, Object> inputs = Map.of("task_id", "b", "depth", 2, "trainsize", 0.9);
    assertThat(twin.predict(inputs).get(0)).isCloseTo(1, offset(1e-6));
    assertThat(twin.instances()).containsExactly("a", "b");
    Blackbox b = twin.blackbox("b", new ErrorRange(0, 1));
    assertThat(b.space().dimensions()).hasSize(1);
    Configuration depth = new Configuration(Map.of("depth", 2));
    assertThat(b.error(depth, 2430)).isCloseTo(0, offset(1e-6)); // 1 - acc, trainsize 0.9
    assertThat(b.truth(depth)).isNotEqualTo(b.error(depth, 2430));
    assertThat(twin.blackbox("a", new ErrorRange(0, 1)).error(depth, 2430))
        .isNotEqualTo(b.error(depth, 2430));
  }

  @Test
  void refuses_what_it_has_not(@TempDir Path folder) throws Exception {
    Surrogates twin = Twin.in(folder);
    assertThatThrownBy(() -> twin.blackbox("c", new ErrorRange(0, 1)))
        .hasMessage("rbv2_rpart: has no instance 'c', only [a, b].");
    assertThatThrownBy(() -> twin.predict(Map.of("task_id", "c")))
        .hasMessage("task_id: has no category 'c'.");
  }

  @ParameterizedTest
  @EnumSource
  void reproduces_the_published_pairs(SurrogateScenario scenario) throws Exception {
    Surrogates surrogates = PublishedData.surrogates(scenario);
    Path golden = PublishedData.folder("yahpo").resolve(scenario.folder()).resolve("golden.csv");
    List<String> lines = Files.readAllLines(golden);
    List<String> columns = List.of(lines.get(0).split(","));
    assertThat(lines).hasSize(41);
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",");
      Map<String, Object> inputs = inputs(surrogates, columns, fields);
      List<Double> predicted = surrogates.predict(inputs);
      for (int i = 0; i < predicted.size(); i++) {
        double expected = Double.parseDouble(fields[fields.length - predicted.size() + i]);
        // The tolerance is that of the export: exp and log in single precision.
        assertThat(predicted.get(i))
            .as("%s of %s", surrogates.outputs().get(i), line)
            .isCloseTo(expected, offset(1e-3 * Math.abs(expected) + 1e-6));
      }
    }
  }

  private static Map<String, Object> inputs(
      Surrogates surrogates, List<String> columns, String[] fields) {
    Map<String, Object> inputs = new LinkedHashMap<>();
    for (int i = 0; i < columns.size() && !columns.get(i).startsWith("out_"); i++) {
      if (!fields[i].isEmpty()) {
        boolean text = surrogates.isCategory(columns.get(i));
        inputs.put(columns.get(i), text ? fields[i] : (Object) Double.valueOf(fields[i]));
      }
    }
    return inputs;
  }

  @ParameterizedTest
  @EnumSource
  void a_space_holds_what_is_searched_and_nothing_else(SurrogateScenario scenario)
      throws Exception {
    Surrogates surrogates = PublishedData.surrogates(scenario);
    int dimensions =
        switch (scenario) {
          case LCBENCH -> 7;
          case RBV2_XGBOOST -> 14;
          case RBV2_RPART -> 5;
          case IAML_GLMNET -> 2;
        };
    Blackbox blackbox = surrogates.blackbox(surrogates.instances().get(0), new ErrorRange(0, 1));
    assertThat(blackbox.space().dimensions()).hasSize(dimensions);
    RandomSampler sampler = new RandomSampler(blackbox.space(), new Seed(1));
    for (int i = 0; i < 100; i++) {
      Configuration configuration = sampler.propose(Studies.empty(1), i).orElseThrow();
      assertThat(configuration.values().containsKey("eta"))
          .isEqualTo(
              List.of("gbtree", "dart")
                  .contains(configuration.values().getOrDefault("booster", "")));
      assertThat(blackbox.truth(configuration)).isBetween(0.0, 1.0);
    }
  }
}
