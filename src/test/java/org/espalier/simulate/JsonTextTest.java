package org.espalier.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTextTest {

  private static Object read(String text) throws IOException {
    return JsonText.read(new StringReader(text));
  }

  @Test
  void reads_values_of_every_kind() throws Exception {
    assertThat(read(" {\"a\": [1, -2.5e-3, true, null], \"b\\u0041\\n\": \"x\\\"y\", \"c\": {}} "))
        .isEqualTo(
            Map.of(
                "a", List.of(1.0, -0.0025, true, JsonText.NULL),
                "bA\n", "x\"y",
                "c", Map.of()));
    assertThat(read("[]")).isEqualTo(List.of());
  }

  @Test
  void says_where_it_is_no_json() {
    assertThatThrownBy(() -> read("[1 2]")).hasMessage("JSON: character 3: must be ','.");
    assertThatThrownBy(() -> read("[1] x")).hasMessage("JSON: character 4: must be the end.");
    assertThatThrownBy(() -> read("{\"a\"")).hasMessage("JSON: character 4: must be more.");
    assertThatThrownBy(() -> read("[abc]")).hasMessage("JSON: character 1: must be a value.");
  }
}
