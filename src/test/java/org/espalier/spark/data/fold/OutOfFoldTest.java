package org.espalier.spark.data.fold;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

final class OutOfFoldTest extends SparkTest {

  @Test
  void the_driver_knows_which_rows_a_sample_by_keys_takes() {
    int rows = 1_000;
    List<Long> taken =
        spark().range(rows).where(OutOfFold.isTaken(col("id"), 7)).sort("id").collectAsList();
    assertThat(taken)
        .hasSizeBetween(rows / 10, rows / 5)
        .containsExactlyElementsOf(
            LongStream.range(0, rows).filter(key -> OutOfFold.isTaken(key, 7)).boxed().toList());
  }
}
