package org.espalier.job.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.espalier.metric.ProblemType;
import org.espalier.spark.collected.TableSize;
import org.junit.jupiter.api.Test;

final class PlannedFitsTest {

  private static final TableRequest ASKED =
      new TableRequest("auto", "s", "t.csv", "y", List.of(), List.of(), "out");

  private static double fits(Set<String> usable, ProblemType task, int classes) {
    TableSize letters = new TableSize(13_334, 13_334, 16, 13_334 * 16, classes).ofWhichLearned(0.8);
    return new PlannedFits(ASKED, usable).fits(task, letters, 120);
  }

  @Test
  void each_class_has_a_tree_of_xgboost_in_each_round() {
    Set<String> boosting = Set.of("xgboost", "random-forest");
    double two = fits(boosting, ProblemType.BINARY, 2);
    double many = fits(boosting, ProblemType.MULTICLASS, 26);
    assertThat(two / many).isBetween(10.0, 30.0);
    assertThat(ProposedSplit.within(two).get(0).folds()).isEqualTo(5);
    assertThat(ProposedSplit.within(many).get(0).folds()).isEqualTo(2);
  }

  @Test
  void classes_share_the_trees_of_forests() {
    Set<String> forests = Set.of("random-forest", "gradient-boosted-trees");
    assertThat(ProposedSplit.within(fits(forests, ProblemType.MULTICLASS, 26)).get(0).folds())
        .isEqualTo(5);
  }

  @Test
  void tasks_without_trees_are_planned_by_the_learners_that_are_proposed_for_them() {
    assertThat(fits(Set.of("xgboost"), ProblemType.SURVIVAL, 0)).isPositive();
  }

  @Test
  void equal_tables_and_times_have_equal_plans_and_more_time_more_fits() {
    Set<String> usable = Set.of("xgboost");
    TableSize size = new TableSize(1_000, 800, 10, 10_000, 2);
    PlannedFits planned = new PlannedFits(ASKED, usable);
    assertThat(planned.fits(ProblemType.BINARY, size, 60))
        .isEqualTo(planned.fits(ProblemType.BINARY, size, 60))
        .isEqualTo(planned.fits(ProblemType.BINARY, size, 120) / 2);
  }
}
