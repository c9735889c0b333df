package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("smoke")
final class GoldenRowsTest extends SparkTest {

  @Test
  void every_line_of_Spark_gives_the_hashes_folds_and_ranks_of_the_file() {
    List<String> golden = golden();
    List<String> keys = golden.stream().map(GoldenRowsTest::key).toList();
    assertThat(GoldenRows.computed(spark(), keys)).isEqualTo(golden).hasSize(100);
  }

  @Test
  void neither_the_time_zone_nor_strictness_of_casts_changes_them() {
    List<String> golden = golden();
    List<String> keys = golden.stream().map(GoldenRowsTest::key).toList();
    String zone = spark().conf().get("spark.sql.session.timeZone");
    String strict = spark().conf().get("spark.sql.ansi.enabled");
    spark().conf().set("spark.sql.session.timeZone", "Asia/Kolkata");
    spark().conf().set("spark.sql.ansi.enabled", String.valueOf(!Boolean.parseBoolean(strict)));
    try {
      assertThat(GoldenRows.computed(spark(), keys)).isEqualTo(golden);
    } finally {
      spark().conf().set("spark.sql.session.timeZone", zone);
      spark().conf().set("spark.sql.ansi.enabled", strict);
    }
  }

  private static String key(String line) {
    return String.join(",", Arrays.asList(line.split(",", -1)).subList(0, GoldenRows.keyColumns()));
  }

  private static List<String> golden() {
    try (InputStream bytes =
        Objects.requireNonNull(GoldenRows.class.getResourceAsStream(GoldenRows.RESOURCE))) {
      return new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))
          .lines()
          .skip(1)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
