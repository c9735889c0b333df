package org.espalier.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.IntFunction;
import org.apache.spark.metrics.source.CodegenMetrics;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class UncompiledThresholdsTest extends SparkTest {

  /** One row of which the number is not known. */
  private static Dataset<Row> rows(SparkSession session) {
    return session
        .range(0, 6, 1, 4)
        .selectExpr("id", "IF(id = 5, NULL, CAST(id AS INT) - 1) AS number", "id / 4 AS share");
  }

  private static List<Long> where(Column condition) {
    return where(spark(), condition);
  }

  private static List<Long> where(SparkSession session, Column condition) {
    return rows(session).where(condition).select("id").as(Encoders.LONG()).collectAsList();
  }

  @Test
  @Tag("smoke")
  void conditions_hold_where_those_of_literals_do() {
    Column number = col("number");
    assertThat(where(UncompiledThresholds.is(number, 2))).containsExactly(3L);
    assertThat(where(UncompiledThresholds.is(number, -1))).containsExactly(0L);
    assertThat(where(UncompiledThresholds.isNot(number, 2)))
        .isEqualTo(where(number.notEqual(2)))
        .containsExactly(0L, 1L, 2L, 4L);
    assertThat(where(UncompiledThresholds.isBelow(number, 2)))
        .isEqualTo(where(number.lt(2)))
        .containsExactly(0L, 1L, 2L);
    assertThat(where(UncompiledThresholds.isBelow(col("share"), 0.5))).containsExactly(0L, 1L);
  }

  @Test
  void neither_a_condition_nor_its_opposite_holds_without_a_value() {
    assertThat(where(UncompiledThresholds.is(col("number"), 0))).doesNotContain(5L);
    assertThat(where(UncompiledThresholds.isNot(col("number"), 0))).doesNotContain(5L);
    assertThat(where(UncompiledThresholds.isBelow(col("number"), 1e9))).doesNotContain(5L);
  }

  /** Classes that Spark compiles for the second of two queries that differ in a number. */
  private static long compiled(IntFunction<Column> condition) {
    SparkSession session = generating();
    where(session, condition.apply(1));
    long before = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
    where(session, condition.apply(3));
    return CodegenMetrics.METRIC_COMPILATION_TIME().getCount() - before;
  }

  @Test
  void the_generated_code_is_the_same_for_all_numbers() {
    assertThat(compiled(number -> col("number").equalTo(number + 1000))).isPositive();
    assertThat(compiled(number -> UncompiledThresholds.is(col("number"), number))).isZero();
    assertThat(compiled(number -> UncompiledThresholds.isNot(col("number"), number))).isZero();
    assertThat(compiled(number -> UncompiledThresholds.isBelow(col("share"), number / 7.0)))
        .isZero();
  }
}
