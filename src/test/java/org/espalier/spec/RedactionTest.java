package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {

  private final Redaction redaction = Redaction.SECRETS;

  @Test
  void hides_the_whole_value_of_a_setting_whose_path_names_a_secret() {
    assertThat(redaction.value("data.options.fs.s3a.access.key", "AKIA"))
        .isEqualTo(Redaction.HIDDEN);
    assertThat(redaction.value("data.options.Password", "x")).isEqualTo(Redaction.HIDDEN);
    assertThat(redaction.value("data.options.sep", ";")).isEqualTo(";");
  }

  @Test
  void shows_params_of_learners_whatever_their_name() {
    assertThat(redaction.value("learners[0].space.tokenizer.minTokenLength", "2")).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:postgresql://ann:s3cret@host/db, jdbc:postgresql://ann:*********(redacted)@host/db",
    "jdbc:x://h/db?user=ann&password=s3cret&ssl=true,"
        + " jdbc:x://h/db?user=ann&password=*********(redacted)&ssl=true",
    "jdbc:sqlserver://h;pwd=s3cret;encrypt=true,"
        + " jdbc:sqlserver://h;pwd=*********(redacted);encrypt=true",
    "https://a.b/c?sv=1&sig=s3cret, https://a.b/c?sv=1&sig=*********(redacted)",
    "cannot open ftp://:s3cret@h/x, cannot open ftp://:*********(redacted)@h/x",
  })
  void hides_credentials_in_urls(String text, String shown) {
    assertThat(Redaction.text(text)).isEqualTo(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abfss://container@account.dfs.core.windows.net/a",
        "s3a://bucket/a=b/year=2020",
        "hdfs://host:8020/x",
        "hdfs://host:8020/user@home",
        "a: b@c",
        "$1 \\ {}"
      })
  void leaves_everything_else_alone(String text) {
    assertThat(Redaction.text(text)).isEqualTo(text);
  }
}
