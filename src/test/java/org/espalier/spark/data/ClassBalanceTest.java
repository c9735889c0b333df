package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.spark.data.fold.ClassBalance;
import org.espalier.spark.data.fold.ClassBalance.Cause;
import org.espalier.spark.data.fold.FoldCounts;
import org.espalier.spark.data.table.DataProblems;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.junit.jupiter.api.Test;

final class ClassBalanceTest {

  /** By class, rows of each fold. */
  private static ClassBalance of(Cause cause, long[]... classes) {
    List<List<Long>> rows =
        IntStream.range(0, classes[0].length)
            .mapToObj(fold -> Arrays.stream(classes).map(of -> of[fold]).toList())
            .toList();
    List<Long> none = Arrays.stream(classes).map(of -> 0L).toList();
    List<String> labels =
        classes.length == 1 ? List.of("") : List.of("a", "b", "c").subList(0, classes.length);
    List<Long> training = rows.stream().map(fold -> 100L).toList();
    return new ClassBalance(new FoldCounts(labels, rows, none, none, training, 1), cause);
  }

  private static List<String> problems(ClassBalance balance) {
    DataProblems problems = new DataProblems(new Origins("study.conf", Map.of()));
    balance.check(problems);
    InvalidStudyException failure =
        catchThrowableOfType(InvalidStudyException.class, problems::throwIfAny);
    return failure == null
        ? List.of()
        : failure.problems().stream().map(Problem::toString).toList();
  }

  private static long[] rows(long... byFold) {
    return byFold;
  }

  @Test
  void what_rounding_forces_is_neither_refused_nor_said() {
    ClassBalance six =
        of(Cause.EQUAL_ROWS, rows(2, 1, 1, 1, 1), rows(9, 9, 9, 9, 9), rows(7, 7, 7, 7, 7));
    assertThat(problems(six)).isEmpty();
    assertThat(six.notes()).isEmpty();
    ClassBalance numbers = of(Cause.EQUAL_ROWS, rows(13, 13, 12));
    assertThat(problems(numbers)).isEmpty();
    assertThat(numbers.notes()).isEmpty();
  }

  @Test
  void one_pair_of_equal_rows_is_said_and_not_refused() {
    ClassBalance balance = of(Cause.EQUAL_ROWS, rows(3, 2, 2, 1, 1), rows(9, 9, 9, 9, 9));
    assertThat(problems(balance)).isEmpty();
    assertThat(balance.notes())
        .containsExactly(
            "class 'a': 9 training rows are spread unevenly: fold 1 of 5 has 3 where an even split"
                + " has 1 or 2, as equal rows stay together unless data.duplicates = apart");
  }

  @Test
  void many_equal_rows_are_refused_with_the_setting_that_parts_them() {
    assertThat(problems(of(Cause.EQUAL_ROWS, rows(6, 2, 2, 2), rows(9, 9, 9, 9))))
        .containsExactly(
            "study.conf: folds: class 'a': 12 training rows are spread unevenly: fold 1 of 4 has 6"
                + " where an even split has 3; set data.duplicates = apart if equal rows are different cases, or use fewer folds");
    assertThat(problems(of(Cause.EQUAL_ROWS, rows(0, 2, 1, 1), rows(9, 9, 9, 9)))).hasSize(1);
  }

  @Test
  void a_class_smaller_than_the_folds_is_told_how_many_it_can_have() {
    long[] few = rows(1, 1, 1, 0);
    assertThat(problems(of(Cause.ROUNDING, few, rows(9, 9, 9, 9))))
        .containsExactly(
            "study.conf: folds: class 'a' has 3 rows to learn from, fewer than the 4 folds; set folds = 3");
    assertThat(problems(of(Cause.ROUNDING, few, rows(9, 9, 9, 9), rows(9, 9, 9, 9))))
        .singleElement()
        .asString()
        .endsWith("; set folds = 3, or folds.stratified = false");
  }

  @Test
  void of_a_single_row_no_number_of_folds_helps() {
    long[] one = rows(0, 1, 0);
    assertThat(problems(of(Cause.ROUNDING, one, rows(9, 9, 9))))
        .singleElement()
        .asString()
        .contains(
            "class 'a' has 1 row to learn from, fewer than the 3 folds; give more rows of it");
    ClassBalance many = of(Cause.ROUNDING, one, rows(9, 9, 9), rows(5, 5, 5));
    assertThat(problems(many)).isEmpty();
    assertThat(many.notes())
        .contains(
            "class 'a' has 1 row to learn from: no fold can both train on it and validate it");
  }

  @Test
  void groups_and_folds_that_are_given_are_not_refused() {
    long[] uneven = rows(8, 1, 0);
    assertThat(problems(of(Cause.GROUPS, uneven, rows(9, 9, 9)))).isEmpty();
    assertThat(of(Cause.GROUPS, uneven, rows(9, 9, 9)).notes())
        .singleElement()
        .asString()
        .endsWith("fold 1 of 3 has 8 where an even split has 3, as groups stay together");
    assertThat(problems(of(Cause.GIVEN, uneven, rows(9, 9, 9)))).isEmpty();
    assertThat(of(Cause.GIVEN, uneven, rows(9, 9, 9)).notes()).isEmpty();
  }

  @Test
  void by_hashes_alone_a_fold_may_be_off_by_chance() {
    long[] large = rows(500_000, 500_000, 500_000);
    assertThat(problems(of(Cause.HASHES, rows(20, 11, 14), large))).isEmpty();
    assertThat(problems(of(Cause.HASHES, rows(45, 0, 0), large)))
        .singleElement()
        .asString()
        .contains("fold 1 of 3 has 45 where an even split has 0 to 31; use fewer folds");
  }

  @Test
  void a_rare_class_is_said_with_metrics_that_see_it() {
    assertThat(of(Cause.ROUNDING, rows(300, 300), rows(15, 15)).notes())
        .containsExactly(
            "class 'b' has 30 rows to learn from, class 'a' 600: accuracy hardly shows"
                + " whether a model finds it; area-under-pr, mcc and balanced-accuracy do");
    assertThat(of(Cause.ROUNDING, rows(295, 295), rows(15, 15)).notes()).isEmpty();
  }
}
