package org.espalier.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SupportedVersionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"4.1.0", "4.3.0", "4.1.0-amzn-1", "3.5.9.0-databricks"})
  void a_tested_version_passes_without_a_word(String version) {
    assertThat(SupportedVersions.problem(version)).isEmpty();
    assertThat(SupportedVersions.warning(version)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.1.77", "5.0.0", "4.4.0-SNAPSHOT", "main"})
  void a_version_that_no_test_has_run_on_gets_a_line_with_those_that_are(String version) {
    assertThat(SupportedVersions.problem(version)).isEmpty();
    assertThat(SupportedVersions.warning(version))
        .hasValue(
            "espalier.jar: no test has run on Spark %s; tested are %s"
                .formatted(version, String.join(", ", SupportedVersions.TESTED)));
  }

  @Test
  void the_version_that_cannot_work_is_named_with_its_issue() {
    assertThat(SupportedVersions.problem("4.0.0"))
        .hasValueSatisfying(line -> assertThat(line).contains("SPARK-52259", "4.0.1 or later"));
  }
}
