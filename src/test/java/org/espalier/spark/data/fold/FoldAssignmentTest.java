package org.espalier.spark.data.fold;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.espalier.spark.data.fold.FoldAssignment.Group;
import org.espalier.spark.data.fold.FoldAssignment.Placed;
import org.espalier.spark.data.fold.FoldAssignment.Ranked;
import org.junit.jupiter.api.Test;

final class FoldAssignmentTest {

  private static final int SEEDS = 50;

  private static Group group(long test, long fold, long rank, int stratum, long rows) {
    return new Group(test, fold, rank, stratum, rows);
  }

  private static List<Group> random(long seed, int largest) {
    Random random = new Random(seed);
    List<Group> groups = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      groups.add(
          group(
              random.nextLong(),
              random.nextLong(),
              random.nextLong(),
              random.nextInt(3),
              1 + random.nextInt(largest)));
    }
    return groups;
  }

  private static long rows(List<Placed> placed, int fold, int stratum) {
    return placed.stream()
        .filter(one -> one.fold() == fold && one.group().stratum() == stratum)
        .mapToLong(one -> one.group().rows())
        .sum();
  }

  private static long all(List<Group> groups, int stratum) {
    return groups.stream().filter(group -> group.stratum() == stratum).mapToLong(Group::rows).sum();
  }

  @Test
  void follows_the_rule_by_hand() {
    List<Placed> placed =
        FoldAssignment.place(
            List.of(
                group(5, 40, 1, 0, 1),
                group(1, 10, 2, 0, 2), // least test hash: held out, 2 rows of round(0.25 · 9) = 2
                group(2, 30, 3, 0, 3), // third by fold hash: to fold 1, which has fewer rows
                group(3, 20, 4, 0, 2), // second: to fold 1
                group(4, -7, 5, 0, 1)), // first, for hashes are signed: to fold 0
            2,
            0.25);
    assertThat(placed)
        .containsExactlyInAnyOrder(
            new Placed(group(1, 10, 2, 0, 2), FoldAssignment.HELD_OUT),
            new Placed(group(4, -7, 5, 0, 1), 0),
            new Placed(group(3, 20, 4, 0, 2), 1),
            new Placed(group(2, 30, 3, 0, 3), 0),
            new Placed(group(5, 40, 1, 0, 1), 1));
  }

  @Test
  void a_tie_in_a_stratum_goes_to_the_fold_with_fewest_rows_in_all() {
    List<Placed> placed =
        FoldAssignment.place(List.of(group(1, 1, 1, 0, 5), group(2, 2, 2, 1, 1)), 2, 0);
    assertThat(placed).extracting(Placed::fold).containsExactly(0, 1);
  }

  @Test
  void every_group_is_placed_once_and_folds_differ_by_the_largest_group_at_most() {
    for (int seed = 0; seed < SEEDS; seed++) {
      int largest = 1 + seed % 4;
      List<Group> groups = random(seed, largest);
      List<Placed> placed = FoldAssignment.place(groups, 4, 0.2);
      assertThat(placed).extracting(Placed::group).containsExactlyInAnyOrderElementsOf(groups);
      for (int stratum = 0; stratum < 3; stratum++) {
        long target = Math.round(0.2 * all(groups, stratum));
        assertThat(rows(placed, FoldAssignment.HELD_OUT, stratum) - target)
            .isBetween(0L, largest - 1L);
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int fold = 0; fold < 4; fold++) {
          least = Math.min(least, rows(placed, fold, stratum));
          most = Math.max(most, rows(placed, fold, stratum));
        }
        assertThat(most - least).isLessThanOrEqualTo(largest);
      }
    }
  }

  @Test
  void the_order_in_which_groups_are_given_is_of_no_account() {
    for (int seed = 0; seed < SEEDS; seed++) {
      List<Group> groups = random(seed, 3);
      List<Group> shuffled = new ArrayList<>(groups);
      Collections.shuffle(shuffled, new Random(seed));
      assertThat(FoldAssignment.place(shuffled, 5, 0.3))
          .isEqualTo(FoldAssignment.place(groups, 5, 0.3));
    }
  }

  @Test
  void a_group_of_several_strata_stays_whole_and_goes_by_the_stratum_of_most_rows() {
    List<Group> groups =
        List.of(
            group(1, 1, 1, 0, 1),
            group(1, 1, 1, 1, 4), // at home in stratum 1
            group(2, 2, 2, 0, 3),
            group(3, 3, 3, 0, 1),
            group(4, 4, 4, 1, 1));
    List<Placed> placed = FoldAssignment.place(groups, 2, 0);
    assertThat(placed)
        .containsExactlyInAnyOrder(
            new Placed(group(2, 2, 2, 0, 3), 0),
            new Placed(group(3, 3, 3, 0, 1), 1),
            new Placed(group(1, 1, 1, 0, 1), 1),
            new Placed(group(1, 1, 1, 1, 4), 1),
            new Placed(group(4, 4, 4, 1, 1), 0));
  }

  @Test
  void ranks_number_the_rows_of_a_stratum_in_a_fold_by_rank_hash() {
    List<Ranked> ranked =
        FoldAssignment.rank(
            List.of(
                new Placed(group(0, 0, 30, 0, 2), 1),
                new Placed(group(0, 0, -5, 0, 3), 1),
                new Placed(group(0, 0, 10, 1, 1), 1),
                new Placed(group(0, 0, 20, 0, 1), 0)));
    assertThat(ranked)
        .containsExactly(
            new Ranked(new Placed(group(0, 0, 20, 0, 1), 0), 0, 1),
            new Ranked(new Placed(group(0, 0, -5, 0, 3), 1), 0, 5),
            new Ranked(new Placed(group(0, 0, 30, 0, 2), 1), 3, 5),
            new Ranked(new Placed(group(0, 0, 10, 1, 1), 1), 0, 1));
  }

  @Test
  void ranks_of_a_cell_are_all_numbers_below_its_rows() {
    List<Placed> placed = FoldAssignment.place(random(1, 3), 3, 0);
    FoldAssignment.rank(placed).stream()
        .collect(
            Collectors.groupingBy(
                one -> List.of(one.placed().fold(), one.placed().group().stratum())))
        .values()
        .forEach(
            cell -> {
              HashSet<Long> numbers = new HashSet<>();
              for (Ranked one : cell) {
                for (long i = 0; i < one.placed().group().rows(); i++) {
                  numbers.add(one.first() + i);
                }
              }
              assertThat(numbers)
                  .hasSize((int) cell.get(0).of())
                  .allMatch(n -> n < cell.get(0).of());
            });
  }
}
