package org.espalier.spark.placement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.espalier.spark.collected.RankedSize;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.xgboost.XGBoostClassifier;
import org.junit.jupiter.api.Test;

final class PlacementPolicyTest {

  private static final Origins NONE = Origins.none("a.conf");

  private static final TaskHeap SMALL =
      new TaskHeap(new JvmHeap(JvmHeap.Role.EXECUTOR, 256L << 20, Optional.of("256m")), 4);
  private static final TaskHeap LARGE =
      new TaskHeap(new JvmHeap(JvmHeap.Role.DRIVER, 64L << 30), 32);

  /** Two thirds of 1.5 million rows of ten numbers: 149 MiB. */
  private static final TableSize ROWS = new TableSize(1_500_000, 1_000_000, 10, 15_000_000, 2);

  private static final TrainingPlan GIVEN =
      new TrainingPlan(TrainingPlan.TrainingMode.AUTO, 512L << 20);

  /** The same rows with few different numbers. */
  private static TableSize repeated() {
    return new TableSize(
        1_500_000, 1_000_000, 10, 15_000_000, 2, 0, new RankedSize(15_000_000, 1), 0);
  }

  private static PlacementPolicy rule(TrainingPlan.TrainingMode kind, TaskHeap heap) {
    return PlacementPolicy.of(new TrainingPlan(kind, 512L << 20), heap);
  }

  private static PlacementPolicy ofHeap(TrainingPlan.TrainingMode kind, TaskHeap heap) {
    return PlacementPolicy.of(new TrainingPlan(kind), heap);
  }

  private static MemoryShortage shortage(TrainingPlan plan, TaskHeap heap) {
    return MemoryShortage.of(plan, heap, NONE);
  }

  @Test
  void planned_work_of_more_than_ten_minutes_goes_to_jobs_unless_tasks_are_asked_for() {
    PlacementPolicy auto = rule(TrainingPlan.TrainingMode.AUTO, LARGE);
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(20);
    assertThat(auto.obstacle(forest, ROWS, 3)).isEmpty();
    RandomForestClassifier wide = new RandomForestClassifier().setNumTrees(20_000).setMaxDepth(20);
    assertThat(auto.obstacle(wide, ROWS, 3))
        .matches("planned work of up to [\\d,]+ minutes a fit, more than 10");
    assertThat(auto.obstacle(wide, ROWS.learning(1_000), 3)).as("at a lower rung").isEmpty();
    assertThat(rule(TrainingPlan.TrainingMode.TASKS, LARGE).obstacle(wide, ROWS, 3)).isEmpty();
    assertThat(rule(TrainingPlan.TrainingMode.JOBS, LARGE).takes(forest)).isFalse();
    assertThat(rule(TrainingPlan.TrainingMode.JOBS, LARGE).obstacle(forest))
        .isEqualTo("training is jobs");
  }

  @Test
  void a_table_is_measured_in_the_form_that_its_learner_reads() {
    PlacementPolicy auto = rule(TrainingPlan.TrainingMode.AUTO, LARGE);
    TableSize sparse = new TableSize(30_000, 20_000, 10_000, 300_000, 2);
    assertThat(auto.obstacle(new LogisticRegression(), sparse, 3)).isEmpty();
    assertThat(auto.obstacle(new RandomForestClassifier(), sparse, 3))
        .as("which ranks every value")
        .isEqualTo("30,000 rows take 575 MiB, more than 512 MiB");
  }

  @Test
  void
      by_a_given_border_the_choice_does_not_depend_on_the_heap_and_too_small_a_heap_is_a_problem() {
    LogisticRegression lines = new LogisticRegression();
    PlacementPolicy small = rule(TrainingPlan.TrainingMode.AUTO, SMALL);
    assertThat(small.obstacle(lines, ROWS, 3))
        .isEqualTo(rule(TrainingPlan.TrainingMode.AUTO, LARGE).obstacle(lines, ROWS, 3))
        .isEmpty();
    Optional<Problem> shortage = shortage(GIVEN, SMALL).inTasks(lines, ROWS, 3);
    assertThat(shortage.orElseThrow().toString())
        .isEqualTo(
            "a.conf: run.task-memory: allows tables of 512 MiB, but 1,500,000 rows take 149 MiB,"
                + " and training on them a heap of 1,915 MiB, more than the executor's 256 MiB"
                + " (spark.executor.memory = 256m); set spark.executor.memory = 2107m, or run.training"
                + " = jobs");
    assertThat(shortage(GIVEN, LARGE).inTasks(lines, ROWS, 3)).isEmpty();
  }

  @Test
  void without_one_a_table_that_the_heap_has_no_room_for_is_left_to_jobs_with_what_would_do() {
    LogisticRegression lines = new LogisticRegression();
    PlacementPolicy small = ofHeap(TrainingPlan.TrainingMode.AUTO, SMALL);
    assertThat(small.obstacle(lines, ROWS, 3))
        .isEqualTo(
            "1,500,000 rows take 149 MiB, and training on them a heap of 1,915 MiB, more"
                + " than the executor's 256 MiB (spark.executor.memory = 256m): at least"
                + " spark.executor.memory = 2107m");
    assertThat(shortage(TrainingPlan.USUAL, SMALL).inTasks(lines, ROWS, 3)).isEmpty();
    assertThat(shortage(TrainingPlan.USUAL, SMALL).inOnlyFit(lines, ROWS, 3)).isEmpty();
    TaskHeap right = new TaskHeap(new JvmHeap(JvmHeap.Role.EXECUTOR, 2107L << 20), 4);
    assertThat(ofHeap(TrainingPlan.TrainingMode.AUTO, right).obstacle(lines, ROWS, 3)).isEmpty();
    assertThat(
            ofHeap(TrainingPlan.TrainingMode.AUTO, LARGE)
                .obstacle(lines, ROWS.learning(50_000_000), 3))
        .as("11 GiB, more than the border of earlier versions")
        .isNotEmpty();
    assertThat(
            ofHeap(TrainingPlan.TrainingMode.AUTO, LARGE)
                .obstacle(lines, ROWS.learning(5_000_000), 3))
        .isEmpty();
  }

  @Test
  void the_heap_has_room_for_the_forms_of_all_folds_that_are_trained_at_a_time() {
    LogisticRegression lines = new LogisticRegression(); // whose form is as large as the table
    TaskHeap heap = new TaskHeap(new JvmHeap(JvmHeap.Role.EXECUTOR, 1_300L << 20), 2);
    PlacementPolicy rule = ofHeap(TrainingPlan.TrainingMode.AUTO, heap);
    assertThat(rule.obstacle(lines, ROWS, 1)).isEmpty();
    assertThat(rule.obstacle(lines, ROWS, 2)).isNotEmpty();
    RandomForestClassifier forest = new RandomForestClassifier();
    assertThat(rule.obstacle(forest, ROWS, 2)).isNotEmpty();
    assertThat(rule.obstacle(forest, repeated(), 2)).as("ranks of a byte").isEmpty();
    assertThat(rule.obstacle(lines, ROWS.withSource(100 << 20), 1))
        .as("with the columns of its stages")
        .isNotEmpty();
    assertThat(rule.most()).as("is recorded").isEqualTo(heap.table());
    PlacementPolicy resumed = PlacementPolicy.of(TrainingPlan.USUAL.resuming(7), heap);
    assertThat(resumed.most()).isEqualTo(7);
    assertThat(resumed.isOfHeap()).isFalse();
    // A form that is larger than a table may be does not matter on the same heap.
    TaskHeap one = new TaskHeap(new JvmHeap(JvmHeap.Role.EXECUTOR, 1L << 30), 1);
    TableSize wide = new TableSize(80_000, 60_000, 200, 16_000_000, 2);
    PlacementPolicy begun = ofHeap(TrainingPlan.TrainingMode.AUTO, one);
    PlacementPolicy goesOn = PlacementPolicy.of(TrainingPlan.USUAL.resuming(one.table()), one);
    assertThat(TaskTrainers.form(forest, wide).largest()).isGreaterThan(one.table());
    assertThat(begun.obstacle(forest, wide, 3)).isEmpty();
    assertThat(goesOn.obstacle(forest, wide, 3)).isEmpty();
    assertThat(goesOn.most()).isEqualTo(begun.most());
    assertThat(new MemoryShortage(TrainingPlan.USUAL, goesOn, NONE).inTasks(forest, wide, 3))
        .isEmpty();
  }

  @Test
  void rows_that_the_heap_has_no_room_for_are_a_problem_where_tasks_are_asked_for() {
    TrainingPlan tasks = new TrainingPlan(TrainingPlan.TrainingMode.TASKS);
    LogisticRegression lines = new LogisticRegression();
    assertThat(shortage(tasks, SMALL).inTasks(lines, ROWS, 3).orElseThrow())
        .hasToString(
            "a.conf: run.task-memory: is auto, but 1,500,000 rows take 149 MiB, and training on"
                + " them a heap of 1,915 MiB, more than the executor's 256 MiB"
                + " (spark.executor.memory = 256m); set spark.executor.memory = 2107m, or run.training"
                + " = auto");
    assertThat(shortage(tasks, LARGE).inTasks(lines, ROWS, 3)).isEmpty();
    assertThat(shortage(tasks, SMALL).inTasks(1_864_135)).isEmpty();
    assertThat(shortage(tasks, SMALL).inTasks(1_864_136).orElseThrow().toString())
        .contains("is auto, but 1,864,136 rows take at least 43 MiB");
  }

  @Test
  void before_a_row_is_read_the_least_that_rows_take_decides() {
    PlacementPolicy rule = ofHeap(TrainingPlan.TrainingMode.AUTO, SMALL);
    LogisticRegression lines = new LogisticRegression();
    assertThat(rule.obstacle(lines, 1_864_135)).isEmpty();
    assertThat(rule.obstacle(lines, 1_864_136))
        .isEqualTo(
            "1,864,136 rows take at least 43 MiB, and training on them a heap of 257 MiB, more"
                + " than the executor's 256 MiB (spark.executor.memory = 256m): at least"
                + " spark.executor.memory = 282m");
  }

  @Test
  void a_partition_that_no_job_may_return_is_left_to_jobs_and_names_the_setting() {
    JvmHeap driver = new JvmHeap(JvmHeap.Role.DRIVER, 64L << 30);
    TaskHeap heap = new TaskHeap(driver, driver, 2, 896L << 20);
    PlacementPolicy rule = ofHeap(TrainingPlan.TrainingMode.AUTO, heap);
    TableSize seen = new TableSize(9_000_000, 9_000_000, 10, 90_000_000, 2, 897L << 20);
    LogisticRegression lines = new LogisticRegression();
    assertThat(rule.obstacle(lines, seen, 3))
        .isEqualTo(
            "a partition takes more than the 896 MiB of rows that"
                + " spark.driver.maxResultSize lets a job return: raise spark.driver.maxResultSize (0: no limit), or use more partitions");
    assertThat(rule.obstacle(lines, seen.whole(18_000_000).learning(17_000_000), 3))
        .as("a rung of more rows than were read")
        .isEmpty();
    assertThat(rule.obstacle(lines, seen.whole(18_000_000).learning(17_990_000), 3))
        .contains("more partitions");
    String problem =
        "a.conf: run.training: needs the rows on the driver, but a partition takes more than the"
            + " 896 MiB of rows that spark.driver.maxResultSize lets a job return; raise spark.driver.maxResultSize (0: no limit), or use more partitions";
    assertThat(
            shortage(TrainingPlan.USUAL, heap)
                .inOnlyFit(new XGBoostClassifier(), seen, 3)
                .orElseThrow())
        .hasToString(problem);
    TrainingPlan tasks = new TrainingPlan(TrainingPlan.TrainingMode.TASKS);
    assertThat(shortage(tasks, heap).inTasks(lines, seen, 3).orElseThrow()).hasToString(problem);
  }

  @Test
  void a_driver_keeps_the_rows_and_executors_what_tasks_make_of_them() {
    JvmHeap driver = new JvmHeap(JvmHeap.Role.DRIVER, 1_000L << 20);
    JvmHeap executor = new JvmHeap(JvmHeap.Role.EXECUTOR, 2_000L << 20);
    LogisticRegression lines = new LogisticRegression();
    PlacementPolicy cluster =
        ofHeap(TrainingPlan.TrainingMode.AUTO, new TaskHeap(driver, executor, 4, Long.MAX_VALUE));
    assertThat(
            ofHeap(TrainingPlan.TrainingMode.AUTO, new TaskHeap(driver, 4))
                .obstacle(lines, ROWS, 3))
        .as("a heap with both")
        .startsWith("1,500,000 rows take 149 MiB, and training on them a heap of 1,915 MiB");
    assertThat(cluster.obstacle(lines, ROWS, 3)).isEmpty();
    assertThat(cluster.obstacle(lines, ROWS.withSource(60 << 20), 3))
        .isEqualTo(
            "1,500,000 rows take 149 MiB, and training on them a heap of 1,013 MiB, more"
                + " than the driver's 1,000 MiB: at least spark.driver.memory = 1114m");
    assertThat(cluster.obstacle(lines, ROWS.learning(1_060_000), 3))
        .as("what tasks make of more rows")
        .endsWith("more than the executor's 2,000 MiB: at least spark.executor.memory = 2233m");
  }

  @Test
  void the_most_rows_are_those_that_are_still_chosen() {
    PlacementPolicy rule = ofHeap(TrainingPlan.TrainingMode.AUTO, SMALL);
    LogisticRegression lines = new LogisticRegression();
    long most = rule.mostRows(lines, ROWS::learning, 3);
    assertThat(rule.obstacle(lines, ROWS.learning(most), 3)).isEmpty();
    assertThat(rule.obstacle(lines, ROWS.learning(most + 2), 3)).isNotEmpty();
  }

  @Test
  void what_is_outside_the_heap_takes_no_part_of_it() {
    TaskHeap heap = new TaskHeap(new JvmHeap(JvmHeap.Role.DRIVER, 1_700L << 20), 8);
    PlacementPolicy rule = ofHeap(TrainingPlan.TrainingMode.AUTO, heap);
    XGBoostClassifier boosted = new XGBoostClassifier();
    assertThat(rule.obstacle(boosted, ROWS, 3)).isEmpty();
    assertThat(shortage(TrainingPlan.USUAL, heap).inOnlyFit(boosted, ROWS, 3)).isEmpty();
    assertThat(rule.obstacle(boosted.setMissing(0), ROWS, 3))
        .as("arrays that a sparse matrix is made of")
        .isNotEmpty();
    assertThat(shortage(TrainingPlan.USUAL, heap).inOnlyFit(boosted, ROWS, 3))
        .as("one such fit alone has room")
        .isEmpty();
  }

  @Test
  void rows_too_large_for_the_one_task_of_a_fit_are_an_error_and_no_reason_for_ordinary_fits() {
    assertThat(shortage(GIVEN, SMALL).inOnlyFit(new XGBoostClassifier(), ROWS, 3).orElseThrow())
        .hasToString(
            "a.conf: run.task-memory: is 512 MiB, and a fit is one task, in which 1,500,000 rows"
                + " take 149 MiB, and training on them a heap of 893 MiB, more than the executor's"
                + " 256 MiB (spark.executor.memory = 256m); set spark.executor.memory = 982m, or"
                + " schedule.resource = rows");
    assertThat(
            shortage(TrainingPlan.USUAL, SMALL)
                .inOnlyFit(new XGBoostClassifier(), ROWS, 3)
                .orElseThrow()
                .toString())
        .startsWith("a.conf: run.task-memory: is auto, and a fit is one task, in which");
    PlacementPolicy ofHeap = ofHeap(TrainingPlan.TrainingMode.AUTO, SMALL);
    XGBoostClassifier boosted = new XGBoostClassifier();
    assertThat(ofHeap.obstacle(boosted, 1_864_136)).as("until its rows are measured").isEmpty();
    assertThat(shortage(TrainingPlan.USUAL, SMALL).inOnlyFit(boosted, 1_864_135)).isEmpty();
    assertThat(
            shortage(TrainingPlan.USUAL, SMALL)
                .inOnlyFit(boosted, 1_864_136)
                .orElseThrow()
                .toString())
        .contains(
            "in which 1,864,136 rows take at least 43 MiB, and training on them a heap of 257"
                + " MiB,");
    assertThat(shortage(TrainingPlan.USUAL, SMALL).inOnlyFit(new LogisticRegression(), 1_864_136))
        .isEmpty();
    assertThat(shortage(GIVEN, SMALL).inOnlyFit(boosted, 1_864_136))
        .as("a border that is given")
        .isEmpty();
    assertThat(shortage(GIVEN, LARGE).inOnlyFit(new XGBoostClassifier(), ROWS, 3)).isEmpty();
    assertThat(shortage(GIVEN, SMALL).inOnlyFit(new LogisticRegression(), ROWS, 3)).isEmpty();
  }

  @Test
  void work_of_classes_against_the_rest_and_of_many_classes_grows_with_them() {
    LogisticRegression lines = new LogisticRegression();
    TableSize ten = new TableSize(1_500, 1_000, 10, 15_000, 10);
    TableSize two = ten.ofTwo();
    assertThat((double) PlacementPolicy.nanos(lines, ten) / PlacementPolicy.nanos(lines, two))
        .isEqualTo(10);
  }
}
