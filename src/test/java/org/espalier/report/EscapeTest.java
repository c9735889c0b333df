package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EscapeTest {

  @Test
  void markup_becomes_text() {
    assertThat(Escape.html("<a href='x' title=\"y\">&amp;"))
        .isEqualTo("&lt;a href=&#39;x&#39; title=&quot;y&quot;&gt;&amp;amp;");
  }

  @Test
  void what_cannot_be_seen_or_turns_the_text_around_is_replaced() {
    assertThat(Escape.html("a\u0000b\u202Ec\uD800d")).isEqualTo("a\uFFFDb\uFFFDc\uFFFDd");
    assertThat(Escape.html("line\n\u00e9\ud83c\udf33")).isEqualTo("line\n\u00e9\ud83c\udf33");
  }

  @Test
  void json_inside_a_script_cannot_end_it() {
    assertThat(Escape.json("</script><!--")).isEqualTo("\"\\u003c/script\\u003e\\u003c!--\"");
    assertThat(Escape.json("\"\\\n\t\u2028\u2029&'"))
        .isEqualTo("\"\\u0022\\\\\\n\\t\\u2028\\u2029\\u0026\\u0027\"");
  }

  @Test
  void json_knows_maps_lists_numbers_and_truth() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("a<", List.of(1, 2L, 0.5, true, "x"));
    assertThat(Json.of(map)).isEqualTo("{\"a\\u003c\":[1,2,0.5,true,\"x\"]}");
    assertThatThrownBy(() -> Json.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }
}
