package org.espalier.spark.collected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.spark.sql.types.Metadata;
import org.espalier.spark.feature.CollectedColumn;
import org.espalier.spark.feature.ColumnValues;
import org.espalier.spark.feature.RowTable;
import org.espalier.spark.feature.VectorValues;
import org.junit.jupiter.api.Test;

final class CollectedRowsTest {

  /** Three rows of two columns in two folds, of which the last row is only scored on. */
  private static CollectedRows rows() {
    Map<String, ColumnValues> columns =
        Map.of(
            "features",
            new VectorValues(
                new int[] {0, 1, 3, 3}, new int[] {1, 0, 1}, new double[] {5, 6, 7}, 3, new int[2]),
            "label",
            numbers(0, 2, 1),
            "",
            numbers(1, 1, 1));
    RowTable table = new RowTable(new int[] {0, 2}, new int[] {0, 1, 0}, new double[0], columns);
    return new CollectedRows(table, new RowColumns("features", "label", "", "", false));
  }

  private static ColumnValues numbers(double... values) {
    return new ColumnValues.Numbers(
        values, CollectedColumn.ofNumbers("n", Metadata.empty()).field());
  }

  @Test
  void columns_are_read_with_their_zeros() throws Exception {
    assertThat(rows().features().columnReader(() -> false).apply(1)).containsExactly(5, 7, 0);
    assertThatThrownBy(() -> rows().features().columnReader(() -> true))
        .isInstanceOf(InterruptedException.class);
  }

  @Test
  void the_size_of_a_fold_is_that_of_the_table_and_of_what_is_learned_from() throws Exception {
    TableSize shape = rows().fold(0).shape();
    assertThat(shape).isEqualTo(new TableSize(3, 1, 2, 3, 3, 0, shape.ranked(), 0));
    assertThat(shape.bytes()).isEqualTo(3 * 24 + 3 * 12).isEqualTo(rows().plannedBytes());
    RankedSize ten = new RankedSize(10 * shape.ranked().bytes(), 1);
    assertThat(shape.learning(10)).isEqualTo(new TableSize(30, 10, 2, 30, 3, 0, ten, 0));
    assertThat(shape.storedLearned()).isEqualTo(1);
  }

  @Test
  void a_form_is_made_once_while_it_is_read() throws Exception {
    CollectedRows rows = rows();
    Object made = rows.derived("key", Object::new);
    assertThat(rows.derived("key", Object::new)).isSameAs(made);
    assertThat(rows.derived("other", Object::new)).isNotSameAs(made);
  }
}
