package org.espalier.spark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Test;

final class StoredTablesTest extends StorageTest {

  private static Dataset<Row> rows(long count) {
    return spark().range(0, count, 1, 1).toDF();
  }

  private static StoredTables of(Dataset<Row> first, Dataset<Row> second) {
    return StoredTables.of(List.of(first, second), CheckpointedRows::of);
  }

  @Test
  void rows_are_cut_off_from_what_they_were_computed_from_and_freed() {
    StoredTables tables = of(rows(7).where("id > 2"), rows(3));
    Dataset<Row> first = tables.rows().get(0);
    assertThat(first.count()).isEqualTo(4);
    assertThat(tables.rows().get(1).count()).isEqualTo(3);
    assertThat(first.schema()).isEqualTo(rows(1).schema());
    assertThat(first.rdd().toDebugString()).doesNotContain("Range");
    assertThat(kept()).hasSize(2);
    assertThat(tables.isWhole()).isTrue();
    tables.free();
    assertThat(kept()).isEmpty();
    assertThat(tables.isWhole()).isFalse();
  }

  @Test
  void rows_that_cannot_be_computed_leave_nothing_persisted() {
    Dataset<Row> broken = rows(1).selectExpr("raise_error('broken') AS id");
    assertThatThrownBy(() -> of(rows(3), broken)).hasMessageContaining("broken");
    assertThatThrownBy(() -> of(broken, rows(3))).hasMessageContaining("broken");
  }
}
