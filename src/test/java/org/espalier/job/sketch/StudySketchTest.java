package org.espalier.job.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StudySketchTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          embedded:wine                    | wine
          data/wine.csv.gz                 | wine
          my table.csv                     | my-table
          données.csv                      | données
          donne\u0301es.csv                | données
          表.csv                           | 表
          s3a://bucket/sales/              | sales
          s3a://bucket/sales/*.csv         | sales
          C:\\data\\t.parquet              | t
          https://host/x.csv?a=b           | x
          a/.csv                           | a
          _x_.csv                          | x
          -_.csv                           | my-study
          🙂.csv                           | my-study
          हिन्दी.parquet                   | हिन्दी
          (1).csv                          | 1
          /                                | my-study
          """)
  void a_study_is_named_after_its_table(String source, String name) {
    assertThat(StudySketch.name(source)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"300, 60", "60, 60", "7, 7"})
  void its_name_is_no_longer_than_a_name_may_be(int letters, int kept) {
    assertThat(StudySketch.name("x".repeat(letters) + ".csv")).hasSize(kept);
  }
}
