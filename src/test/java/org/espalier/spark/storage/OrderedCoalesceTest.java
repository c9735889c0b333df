package org.espalier.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.Sample;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class OrderedCoalesceTest extends SparkTest {

  private static Dataset<Row> rows(int count, int partitions) {
    return spark().range(0, count, 1, partitions).toDF();
  }

  /** The rows of each partition. */
  private static List<List<Long>> groups(Dataset<Row> rows) {
    return rows.javaRDD().map(row -> row.getLong(0)).glom().collect();
  }

  @Test
  @Tag("smoke")
  void partitions_that_follow_each_other_are_joined_evenly() {
    assertThat(groups(OrderedCoalesce.coalesce(rows(7, 7), 3)))
        .containsExactly(List.of(0L, 1L), List.of(2L, 3L), List.of(4L, 5L, 6L));
    assertThat(groups(OrderedCoalesce.coalesce(rows(4, 4), 1)))
        .containsExactly(List.of(0L, 1L, 2L, 3L));
  }

  @Test
  @Tag(Sample.TAG)
  void rows_in_storage_are_joined_as_rows_elsewhere() {
    Dataset<Row> rows = rows(100, 16);
    CheckpointedRows stored = CheckpointedRows.of(rows);
    for (int partitions : Sample.rows(IntStream.range(2, 16).boxed().toList()).toList()) {
      List<List<Long>> groups = groups(OrderedCoalesce.coalesce(stored.rows(), partitions));
      assertThat(groups).isEqualTo(groups(OrderedCoalesce.coalesce(rows, partitions)));
      assertThat(groups).hasSize(partitions);
      List<Long> all = new ArrayList<>();
      groups.forEach(all::addAll);
      assertThat(all).isSorted().hasSize(100);
    }
    stored.free();
  }

  @Test
  void rows_in_no_more_partitions_than_asked_for_are_left_as_they_are() {
    Dataset<Row> rows = rows(8, 4);
    assertThat(OrderedCoalesce.coalesce(rows, 4)).isSameAs(rows);
    assertThat(OrderedCoalesce.coalesce(rows, 9)).isSameAs(rows);
  }

  @Test
  void columns_keep_their_types_and_what_is_known_of_them() {
    Dataset<Row> vectors =
        new VectorAssembler()
            .setInputCols(new String[] {"id", "y"})
            .setOutputCol("features")
            .transform(rows(6, 3).selectExpr("id", "id * 2D AS y", "IF(id > 3, id, NULL) AS z"));
    Dataset<Row> fewer = OrderedCoalesce.coalesce(vectors, 2);
    assertThat(fewer.schema()).isEqualTo(vectors.schema());
    assertThat(fewer.schema().apply("features").metadata().json()).contains("ml_attr");
    assertThat(fewer.collectAsList()).isEqualTo(vectors.collectAsList());
  }

  @Test
  void a_part_of_the_rows_has_its_share_of_the_partitions() {
    assertThat(IntStream.of(1, 250, 251, 500, 999, 1_000, 1_200))
        .extracting(rows -> OrderedCoalesce.share(rows, 1_000, 4))
        .containsExactly(1, 1, 2, 2, 4, 4, 4);
    assertThat(OrderedCoalesce.share(1, 3_000_000_000L, 1)).isEqualTo(1);
    assertThat(OrderedCoalesce.share(3_000_000_000L, 3_000_000_000L, 10_000)).isEqualTo(10_000);
  }
}
