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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credentials",
        "pem_private_key",
        "fs.azure.account.key.lake.dfs.core.windows.net",
        "pwd",
        "sfPassword",
        "sslkey.passphrase"
      })
  void hides_options_by_the_names_that_drivers_of_stores_have(String option) {
    assertThat(redaction.value("data.options." + option, "x")).isEqualTo(Redaction.HIDDEN);
    assertThat(redaction.value("data.tables.t.options." + option, "x")).isEqualTo(Redaction.HIDDEN);
  }

  @Test
  void hides_an_option_whose_value_looks_like_a_secret() {
    String jaas = "PlainLoginModule required username=me password='a b';";
    assertThat(redaction.value("data.options.kafka.sasl.jaas.config", jaas))
        .isEqualTo(Redaction.HIDDEN);
    assertThat(redaction.value("data.options.x", "credential:db")).isEqualTo("credential:db");
    assertThat(redaction.value("study", "tokens of a text")).isEqualTo("tokens of a text");
  }

  @Test
  void hides_what_spark_is_told_to_hide_on_keys_and_values() {
    try {
      System.setProperty("spark.redaction.regex", "(?i)licen[cs]e|^qx-");
      assertThat(redaction.value("data.options.licence", "x")).isEqualTo(Redaction.HIDDEN);
      assertThat(redaction.value("data.options.id", "qx-1")).isEqualTo(Redaction.HIDDEN);
      assertThat(redaction.value("data.options.password", "x")).isEqualTo(Redaction.HIDDEN);
      assertThat(Redaction.text("jdbc:x://h?license=a")).endsWith("license=" + Redaction.HIDDEN);
      System.setProperty("spark.redaction.regex", "(");
      assertThat(redaction.value("data.options.sep", ";")).isEqualTo(";");
    } finally {
      System.clearProperty("spark.redaction.regex");
    }
  }

  @Test
  void hides_also_what_the_session_of_a_study_is_told_to_hide() {
    try {
      Redaction.alsoBy("(?i)licen[cs]e");
      assertThat(redaction.value("data.options.licence", "x")).isEqualTo(Redaction.HIDDEN);
      assertThat(redaction.value("data.options.password", "x")).isEqualTo(Redaction.HIDDEN);
      Redaction.alsoBy("(");
      assertThat(redaction.value("data.options.licence", "x")).isEqualTo("x");
    } finally {
      Redaction.alsoBy("");
    }
    assertThat(redaction.value("data.options.licence", "x")).isEqualTo("x");
  }

  @Test
  void shows_values_that_are_no_options_as_they_are_read_again() {
    try {
      System.setProperty("spark.redaction.regex", "(?i)token");
      assertThat(redaction.value("features[0].type", "tokenizer")).isEqualTo("tokenizer");
      assertThat(redaction.value("data.ignore[0]", "tokens")).isEqualTo("tokens");
      assertThat(redaction.value("data.options.x", "a token")).isEqualTo(Redaction.HIDDEN);
    } finally {
      System.clearProperty("spark.redaction.regex");
    }
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
