package org.espalier.job.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.spark.data.ColumnHint;
import org.junit.jupiter.api.Test;

final class ColumnChoiceTest {

  private static final ColumnHint ID =
      new ColumnHint("id", ColumnHint.ProbableRole.ID, "another value in every row");
  private static final ColumnHint COPY =
      new ColumnHint("alive", ColumnHint.ProbableRole.COPY, "it alone takes away 100 %");
  private static final ColumnHint LEAK =
      new ColumnHint("paid", ColumnHint.ProbableRole.LEAK, "it alone takes away 97 %");
  private static final ColumnHint GROUP =
      new ColumnHint("patient", ColumnHint.ProbableRole.GROUP, "about 12 different values");

  @Test
  void names_of_rows_and_copies_of_the_label_are_left_out_and_all_others_are_said() {
    ColumnChoice choice = ColumnChoice.of(List.of(ID, GROUP, COPY, LEAK), 9);
    assertThat(choice.ignored()).containsExactly("id", "alive");
    assertThat(choice.lines())
        .containsExactly(
            "left out  id: another value in every row",
            "left out  alive: it alone takes away 100 %",
            "kept      patient: about 12 different values; if rows of one belong together: --set"
                + " 'data.group=\"patient\"'",
            "kept      paid: it alone takes away 97 %; if it is known no earlier than the label:"
                + " --set 'data.ignore=[\"paid\"]'");
  }

  @Test
  void some_column_is_left() {
    ColumnChoice choice = ColumnChoice.of(List.of(ID, COPY), 2);
    assertThat(choice.ignored()).isEmpty();
    assertThat(choice.lines()).singleElement().asString().startsWith("kept      alive: ");
  }

  @Test
  void a_column_is_left_out_once() {
    assertThat(
            ColumnChoice.of(
                List.of(ID, new ColumnHint("id", ColumnHint.ProbableRole.GROUP, "")), 3))
        .satisfies(choice -> assertThat(choice.lines()).hasSize(1));
  }
}
