package org.espalier.job.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.data.table.FeatureColumn.ColumnKind;
import org.junit.jupiter.api.Test;

final class StudyPreviewTest {

  private static final long MEGABYTE = 1 << 20;

  @Test
  void copies_that_do_not_fit_are_said() {
    assertThat(StudyPreview.storage(3e6, 3, 2 * MEGABYTE))
        .hasValue(
            "about 3 MB of prepared rows (3 copies), but executors store 2 MB: the rest goes to disk; raise the executors' memory, or use fewer folds or learners");
  }

  @Test
  void nothing_is_said_where_all_fits_or_no_executor_is_known() {
    assertThat(StudyPreview.storage(3e6, 3, 3 * MEGABYTE)).isEmpty();
    assertThat(StudyPreview.storage(3e6, 3, 0)).isEmpty();
  }

  @Test
  void a_row_grows_with_its_columns() {
    FeatureColumn number = new FeatureColumn("a", ColumnKind.NUMERIC, 0, 0);
    FeatureColumn prose = new FeatureColumn("b", ColumnKind.PROSE, 0, 1000);
    assertThat(StudyPreview.rowBytes(List.of(number, prose)))
        .isGreaterThan(StudyPreview.rowBytes(List.of(number, number)));
    assertThat(StudyPreview.rowBytes(List.of(number, number)))
        .isEqualTo(StudyPreview.rowBytes(List.of(number)) + Double.BYTES);
  }
}
