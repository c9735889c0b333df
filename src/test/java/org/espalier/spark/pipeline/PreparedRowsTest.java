package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Test;

final class PreparedRowsTest extends StorageTest {

  private static Dataset<Row> rows(long count) {
    return spark().range(0, count, 1, 1).toDF();
  }

  @Test
  void rows_are_cut_off_from_what_they_were_computed_from_and_freed() {
    PreparedRows rows = PreparedRows.of(rows(7).where("id > 2"), rows(3));
    assertThat(rows.training().count()).isEqualTo(4);
    assertThat(rows.validation().count()).isEqualTo(3);
    assertThat(rows.training().schema()).isEqualTo(rows(1).schema());
    assertThat(rows.training().rdd().toDebugString()).doesNotContain("Range");
    assertThat(kept()).hasSize(2);
    assertThat(rows.isWhole()).isTrue();
    rows.free();
    assertThat(kept()).isEmpty();
    assertThat(rows.isWhole()).isFalse();
  }

  @Test
  void rows_that_cannot_be_computed_leave_nothing_persisted() {
    Dataset<Row> broken = rows(1).selectExpr("raise_error('broken') AS id");
    assertThatThrownBy(() -> PreparedRows.of(rows(3), broken)).hasMessageContaining("broken");
    assertThatThrownBy(() -> PreparedRows.of(broken, rows(3))).hasMessageContaining("broken");
  }
}
