package org.espalier.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.OutOfFoldFindings.Group;
import org.espalier.journal.OutOfFoldFindings.Groups;
import org.espalier.journal.OutOfFoldFindings.Part;
import org.espalier.journal.OutOfFoldFindings.Slice;
import org.espalier.journal.OutOfFoldFindings.Slices;
import org.espalier.journal.Summary;
import org.espalier.study.Direction;
import org.junit.jupiter.api.Test;

final class OutOfFoldSentencesTest {

  private static List<String> of(Optional<Groups> groups, Optional<Slices> slices) {
    OutOfFoldFindings findings =
        new OutOfFoldFindings(
            new OutOfFoldFindings.Scored(130, 2, groups, slices),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of());
    return OutOfFoldSentences.of(
        new Summary.Result(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Summary.Metric("rmse", Direction.MINIMIZE),
            Optional.of(findings)));
  }

  @Test
  void the_worst_group_is_named_with_the_gap() {
    Groups groups =
        new Groups(
            "town",
            List.of(
                new Group("a", 100, OptionalDouble.of(0.5)),
                new Group("b", 30, OptionalDouble.of(0.75))),
            Optional.of("b"),
            OptionalDouble.of(0.25));
    assertThat(of(Optional.of(groups), Optional.empty()))
        .containsExactly(
            "By town, rmse of the winner is worst for b: 0.75 on 30 rows; the largest gap between"
                + " groups is 0.25.");
  }

  @Test
  void groups_of_few_rows_have_no_gap() {
    Groups groups =
        new Groups(
            "town",
            List.of(new Group("others (2 groups)", 9, OptionalDouble.of(0.5))),
            Optional.empty(),
            OptionalDouble.empty());
    assertThat(of(Optional.of(groups), Optional.empty()))
        .containsExactly("By town: no two groups have enough rows for a score of their own.");
  }

  @Test
  void a_slice_is_named_only_if_it_is_worse_by_more_than_chance() {
    assertThat(of(Optional.empty(), Optional.of(slices(0.01))))
        .containsExactly(
            "Of 12 slices, the worst is age = above 50 and town = b: squared-error 2 on 40"
                + " rows, elsewhere 1.");
    assertThat(of(Optional.empty(), Optional.of(slices(0.06))))
        .containsExactly("Of 12 slices, none is worse than the other rows by more than chance.");
  }

  private static Slices slices(double probability) {
    return new Slices(
        "squared-error",
        12,
        List.of(
            new Slice(
                List.of(new Part("age", "above 50"), new Part("town", "b")),
                40,
                2,
                1,
                probability)));
  }
}
