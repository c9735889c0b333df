package org.espalier.spark.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

final class ColumnSumsTest extends SparkTest {

  @Test
  void more_sums_than_fit_into_a_plan_come_in_their_order() {
    int count = ColumnSums.WIDTH + 1;
    List<Column> sums =
        LongStream.range(0, count)
            .mapToObj(i -> functions.sum(functions.col("id").multiply(i)))
            .toList();
    assertThat(ColumnSums.of(spark().range(1, 4).toDF(), sums))
        .isEqualTo(LongStream.range(0, count).map(i -> 6 * i).boxed().toList());
    assertThat(ColumnSums.of(spark().range(3).toDF(), List.of())).isEmpty();
  }
}
