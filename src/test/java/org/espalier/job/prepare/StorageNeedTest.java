package org.espalier.job.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.spark.data.column.FeatureColumn;
import org.espalier.spark.data.column.FeatureColumn.Kind;
import org.junit.jupiter.api.Test;

final class StorageNeedTest {

  private static final long MEGABYTE = 1 << 20;

  @Test
  void copies_that_do_not_fit_are_said() {
    assertThat(new StorageNeed(1000, 1000, 3, 2 * MEGABYTE).warning())
        .hasValue(
            "about 3 MB of prepared rows (3 copies), but executors store 2 MB: the rest goes to"
                + " disk; more executor memory, or fewer folds or learners");
  }

  @Test
  void nothing_is_said_where_all_fits_or_no_executor_is_known() {
    assertThat(new StorageNeed(1000, 1000, 3, 3 * MEGABYTE).warning()).isEmpty();
    assertThat(new StorageNeed(1000, 1000, 3, 0).warning()).isEmpty();
  }

  @Test
  void a_row_grows_with_its_columns() {
    FeatureColumn number = new FeatureColumn("a", Kind.NUMERIC, 0, 0);
    FeatureColumn prose = new FeatureColumn("b", Kind.PROSE, 0, 1000);
    assertThat(StorageNeed.rowBytes(List.of(number, prose)))
        .isEqualTo(StorageNeed.rowBytes(List.of(number)) + StorageNeed.bytes(Kind.PROSE))
        .isGreaterThan(StorageNeed.rowBytes(List.of(number, number)));
  }
}
