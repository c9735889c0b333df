package org.espalier.spark.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.sql.SparkSession;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PlanSettingsTest extends SparkTest {

  @ParameterizedTest
  @CsvSource({
    "3, 500000, NO_CODEGEN, 10000",
    "3, 500001, FALLBACK, 10000",
    "300, 500001, FALLBACK, 10000",
    "301, 500001, NO_CODEGEN, 3322",
    "200000, 500001, NO_CODEGEN, 10"
  })
  void a_small_or_wide_table_is_planned_without_generated_code_until_they_are_closed(
      int columns, double values, String code, String batch) {
    SparkSession session = generating();
    try (PlanSettings settings = PlanSettings.of(session, columns, values)) {
      assertThat(settings.spark()).isSameAs(session);
      assertThat(factory(session)).isEqualTo(code);
      assertThat(session.conf().get("spark.sql.inMemoryColumnarStorage.batchSize"))
          .isEqualTo(batch);
    }
    assertThat(factory(session)).isEqualTo("FALLBACK");
    assertThat(session.conf().get("spark.sql.inMemoryColumnarStorage.batchSize"))
        .isEqualTo("10000");
  }

  private static String factory(SparkSession session) {
    return session.conf().get("spark.sql.codegen.factoryMode");
  }
}
