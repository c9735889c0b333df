package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Test;

final class StoredTableTest extends StorageTest {

  @Test
  void an_interrupted_thread_frees_its_rows_and_stays_interrupted() {
    StoredTable table = StoredTable.of(spark().range(0, 10, 1, 1).toDF());
    assertThat(table.rows().count()).isEqualTo(10);
    assertThat(kept()).hasSize(1);
    Thread.currentThread().interrupt();
    table.free();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(kept()).isEmpty();
  }
}
