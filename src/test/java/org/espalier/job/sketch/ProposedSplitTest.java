package org.espalier.job.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Recommendation;
import org.junit.jupiter.api.Test;

final class ProposedSplitTest {

  private static final ProposedSplit USUAL = ProposedSplit.all().get(0);

  private static Recommendation.Study study(ProblemType task, Long... classes) {
    long rows = List.of(classes).stream().mapToLong(Long::longValue).sum();
    return new Recommendation.Study(task, List.of(classes), rows, 30);
  }

  @Test
  void five_folds_and_held_out_rows_come_first_and_fewer_folds_before_equal_rows_apart() {
    assertThat(USUAL).isEqualTo(new ProposedSplit(5, false, true, ""));
    assertThat(ProposedSplit.all()).hasSize(8);
    assertThat(ProposedSplit.all())
        .extracting(ProposedSplit::folds)
        .containsExactly(5, 4, 3, 2, 5, 4, 3, 2);
    assertThat(ProposedSplit.all())
        .extracting(ProposedSplit::apart)
        .startsWith(false, false, false, false);
    assertThat(ProposedSplit.all().get(4)).isEqualTo(new ProposedSplit(5, true, true, ""));
  }

  @Test
  void a_time_for_few_fits_leaves_fewer_folds() {
    assertThat(ProposedSplit.within(80))
        .extracting(ProposedSplit::folds)
        .containsExactly(5, 2, 5, 2);
    assertThat(ProposedSplit.within(79)).extracting(ProposedSplit::folds).containsExactly(2, 2);
    assertThat(ProposedSplit.within(79).get(0).why())
        .isEqualTo("more would leave time for few trials");
    assertThat(ProposedSplit.within(20).get(0).isForLittleTime()).isFalse();
    assertThat(ProposedSplit.within(19).get(0).why()).startsWith("more would leave no time");
    assertThat(ProposedSplit.within(19).get(0).isForTime()).isTrue();
  }

  @Test
  void a_table_of_some_size_is_split_as_usual() {
    assertThat(USUAL.suitedTo(study(ProblemType.BINARY, 50L, 450L))).isEqualTo(USUAL);
    assertThat(USUAL.suitedTo(study(ProblemType.MULTICLASS, 3L, 497L))).isEqualTo(USUAL);
  }

  @Test
  void a_held_out_part_that_would_say_nothing_is_left_out() {
    assertThat(USUAL.suitedTo(study(ProblemType.BINARY, 49L, 4000L)).heldOut()).isFalse();
    assertThat(USUAL.suitedTo(new Recommendation.Study(ProblemType.REGRESSION, List.of(), 499, 30)))
        .isEqualTo(new ProposedSplit(5, false, false, ""));
  }

  @Test
  void each_fold_gets_rows_of_both_classes() {
    assertThat(USUAL.suitedTo(study(ProblemType.BINARY, 6L, 24L)))
        .isEqualTo(
            new ProposedSplit(
                3, false, false, "stratified: about 2 of the 6 rows of the smaller class in each"));
    assertThat(USUAL.suitedTo(study(ProblemType.BINARY, 3L, 400L)).folds()).isEqualTo(2);
  }

  @Test
  void a_fold_is_more_than_a_few_rows() {
    assertThat(USUAL.suitedTo(new Recommendation.Study(ProblemType.REGRESSION, List.of(), 31, 30)))
        .isEqualTo(new ProposedSplit(3, false, false, "about 10 rows in each"));
  }

  @Test
  void what_suits_a_table_still_suits_it() {
    Recommendation.Study few = study(ProblemType.BINARY, 6L, 24L);
    ProposedSplit suited = USUAL.suitedTo(few);
    assertThat(suited.suitedTo(few)).isEqualTo(suited);
    assertThat(suited.andFewer()).extracting(ProposedSplit::folds).containsExactly(3, 2, 3, 2);
    assertThat(suited.andFewer()).extracting(ProposedSplit::heldOut).containsOnly(false);
  }
}
