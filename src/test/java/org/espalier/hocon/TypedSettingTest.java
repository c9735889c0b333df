package org.espalier.hocon;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TypedSettingTest {

  private static Object read(String typed) {
    String hocon = TypedSetting.of(typed).orElseThrow().hocon();
    return ConfigFactory.parseString(hocon + "    # a comment").getAnyRef("a.b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3a://bucket/x",
        "hdfs:///data//x",
        "https://host:8080/t.csv?a=1&b=2",
        "embedded:wine",
        "jdbc:postgresql://h/db?user=x",
        "C:\\data\\t.csv",
        "../data/t.csv",
        "/data/{2024,2025}/*.csv",
        "/data/a,b.csv",
        "/data/a=b/#1.csv",
        "SELECT * FROM t WHERE a = 'x' -- all",
        "2013-10-01 12:00:00",
        "it costs $5",
        "two\nlines",
        "données/表.csv",
        ","
      })
  void a_text_is_what_was_typed(String value) {
    assertThat(read("a.b=" + value)).isEqualTo(value);
    assertThat(read(" a.b = " + value + " ")).isEqualTo(value);
    assertThat(read("a.b=\"" + value.replace("\\", "\\\\").replace("\n", "\\n") + "\""))
        .as("in quotes of its own")
        .isEqualTo(value);
  }

  @Test
  void numbers_truths_lists_and_sections_stay_what_they_are() {
    assertThat(read("a.b=5")).isEqualTo(5);
    assertThat(read("a.b=-1e-3")).isEqualTo(-1e-3);
    assertThat(read("a.b=true")).isEqualTo(true);
    assertThat(read("a.b=2 h")).isEqualTo("2 h");
    assertThat(read("a.b=[x, \"?\"]")).asString().isEqualTo("[x, ?]");
    assertThat(read("a.b={ c = 1 }")).asString().isEqualTo("{c=1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ${X}                 | ${X}
          ${?X}/y              | ${?X}/y
          s3a://b/${X}/y.csv   | "s3a://b/"${X}"/y.csv"
          ${X}//y              | ${X}"//y"
          ${X} [1]             | ${X} [1]
          ${X} { y = 1 }       | ${X} { y = 1 }
          """)
  void what_it_refers_to_stays_outside_of_quotes(String value, String hocon) {
    assertThat(new TypedSetting("a", value).hocon()).isEqualTo("a = " + hocon);
  }

  @ParameterizedTest
  @ValueSource(strings = {"trials", "=5", ""})
  void without_a_path_it_is_none(String typed) {
    assertThat(TypedSetting.of(typed)).isEmpty();
  }
}
