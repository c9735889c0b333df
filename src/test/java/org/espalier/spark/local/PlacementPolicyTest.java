package org.espalier.spark.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.xgboost.XGBoostClassifier;
import org.junit.jupiter.api.Test;

final class PlacementPolicyTest {

  private static final TaskHeap SMALL = new TaskHeap(256L << 20, "spark.executor.memory", 4);
  private static final TaskHeap LARGE = new TaskHeap(64L << 30, "spark.driver.memory", 32);

  /** Two thirds of 1.5 million rows of ten numbers: 149 MiB. */
  private static final TableSize ROWS = new TableSize(1_500_000, 1_000_000, 10, 15_000_000, 2);

  private static PlacementPolicy rule(TrainingPlan.Kind kind, TaskHeap heap) {
    return PlacementPolicy.of(new TrainingPlan(kind, TrainingPlan.USUAL_TASK_MEMORY), heap);
  }

  private static String choice(PlacementPolicy rule, PipelineStage longest, TableSize rows) {
    Placement choice = rule.choice("learner", 1, longest, rows);
    return choice.trainer().text() + ": " + choice.reason();
  }

  @Test
  void planned_work_of_more_than_ten_minutes_goes_to_jobs_unless_tasks_are_asked_for() {
    PlacementPolicy auto = rule(TrainingPlan.Kind.AUTO, LARGE);
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(20);
    assertThat(choice(auto, forest, ROWS)).isEqualTo("task: where params and rows allow it");
    RandomForestClassifier wide = new RandomForestClassifier().setNumTrees(20_000).setMaxDepth(20);
    assertThat(choice(auto, wide, ROWS))
        .matches("spark: planned work of up to [\\d,]+ minutes a fit, more than 10");
    assertThat(choice(auto, wide, ROWS.learning(1_000)))
        .as("at a lower rung")
        .isEqualTo("task: where params and rows allow it");
    assertThat(choice(rule(TrainingPlan.Kind.TASKS, LARGE), wide, ROWS)).startsWith("task: ");
    assertThat(choice(rule(TrainingPlan.Kind.JOBS, LARGE), forest, ROWS))
        .isEqualTo("spark: training is jobs");
  }

  @Test
  void a_table_is_measured_in_the_form_that_its_learner_reads() {
    PlacementPolicy auto = rule(TrainingPlan.Kind.AUTO, LARGE);
    TableSize sparse = new TableSize(30_000, 20_000, 10_000, 300_000, 2);
    assertThat(choice(auto, new LogisticRegression(), sparse)).startsWith("task: ");
    assertThat(choice(auto, new RandomForestClassifier(), sparse))
        .as("which ranks every value")
        .isEqualTo("spark: 30,000 rows take 573 MiB, more than 512 MiB");
  }

  @Test
  void the_choice_does_not_depend_on_the_heap_and_too_small_a_heap_is_a_problem() {
    LogisticRegression lines = new LogisticRegression();
    PlacementPolicy small = rule(TrainingPlan.Kind.AUTO, SMALL);
    assertThat(choice(small, lines, ROWS))
        .isEqualTo(choice(rule(TrainingPlan.Kind.AUTO, LARGE), lines, ROWS))
        .startsWith("task: ");
    Optional<Problem> shortage =
        small.shortage(TrainingPlan.USUAL, lines, ROWS, 3, Origins.none("a.conf"));
    assertThat(shortage.orElseThrow().toString())
        .isEqualTo(
            "a.conf: run.task-memory: allows tables of 512 MiB, and training inside tasks on"
                + " 1,500,000 rows of 149 MiB takes a heap of 1,786 MiB, but spark.executor.memory"
                + " is 256 MiB; spark.executor.memory = 1964m, or run.training = jobs");
    assertThat(
            rule(TrainingPlan.Kind.AUTO, LARGE)
                .shortage(TrainingPlan.USUAL, lines, ROWS, 3, Origins.none("a.conf")))
        .isEmpty();
  }

  @Test
  void rows_too_large_for_the_one_task_of_a_fit_are_an_error_and_no_reason_for_ordinary_fits() {
    PlacementPolicy small = rule(TrainingPlan.Kind.AUTO, SMALL);
    assertThat(small.excess(new XGBoostClassifier(), ROWS, Origins.none("a.conf")).orElseThrow())
        .hasToString(
            "a.conf: run.task-memory: is 512 MiB, and a fit is one task, in which 1,500,000 rows"
                + " take 264 MiB, but spark.executor.memory is 256 MiB; spark.executor.memory ="
                + " 1738m, or schedule.resource = rows");
    assertThat(
            rule(TrainingPlan.Kind.AUTO, LARGE)
                .excess(new XGBoostClassifier(), ROWS, Origins.none("a.conf")))
        .isEmpty();
    assertThat(small.excess(new LogisticRegression(), ROWS, Origins.none("a.conf"))).isEmpty();
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
