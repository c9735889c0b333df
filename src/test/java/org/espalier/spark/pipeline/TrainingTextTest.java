package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.placement.JvmHeap;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spark.placement.TrainingPlaces;
import org.espalier.spark.placement.TrainingPlaces.Learner;
import org.espalier.spec.Origins;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.junit.jupiter.api.Test;

final class TrainingTextTest {

  private static final int FOLDS = 3;

  private static final RungLadder LADDER = RungLadder.ofRows(1_000, 9_000, 3, FOLDS);

  private static TableSize dense(long rows) {
    return new TableSize(rows, rows - rows / FOLDS, 10, 10 * rows, 2);
  }

  /** The text for places of two learners; for those that are planned if none are recorded. */
  private static String text(TrainingPlan plan, RungLadder ladder, List<Placement> recorded) {
    Map<String, PipelineStage> learners = new LinkedHashMap<>();
    learners.put("lines", new LogisticRegression());
    learners.put("machines", new FMClassifier());
    TaskHeap heap = new TaskHeap(new JvmHeap(JvmHeap.Role.DRIVER, 1L << 30, Optional.of("1g")), 2);
    TrainingPlaces places =
        new TrainingPlaces(
            plan,
            heap,
            Origins.none("a.conf"),
            learners.entrySet().stream()
                .map(one -> new Learner(one.getKey(), one.getValue(), Optional.of(one.getValue())))
                .toList(),
            recorded,
            ladder);
    return new TrainingText(places, learners, TrainingTextTest::dense, FOLDS)
        .places(places.planned());
  }

  @Test
  void learners_stand_where_they_are_trained_with_a_given_border_and_the_reason_for_jobs() {
    assertThat(text(new TrainingPlan(TrainingPlan.TrainingMode.AUTO, 48_000), LADDER, List.of()))
        .isEqualTo(
            "trained inside tasks: lines (dense rows of up to 0 MiB); on distributed rows: lines"
                + " from rung 1 on (3,000 rows take more than 0 MiB); by jobs of Spark: machines"
                + " (no trainer of FMClassifier)");
  }

  @Test
  void the_heap_is_named_where_it_is_the_border() {
    RungLadder ladder = RungLadder.ofRows(7_000_000, 21_000_000, 3, FOLDS);
    assertThat(text(TrainingPlan.USUAL, ladder, List.of()))
        .isEqualTo(
            "trained inside tasks: lines (dense rows of up to 108 MiB), by the driver's 1,024 MiB"
                + " (spark.driver.memory = 1g); on distributed rows: lines from rung 1 on"
                + " (21,000,000 rows take at least 481 MiB, and training on them a heap of 2,884"
                + " MiB, more than the driver's 1,024 MiB (spark.driver.memory = 1g): at least"
                + " spark.driver.memory = 3173m); by jobs of Spark: machines (no trainer of"
                + " FMClassifier)");
  }

  @Test
  void a_study_that_is_resumed_has_no_border_which_no_longer_decides() {
    List<Placement> tasks = List.of(new Placement("lines", 0, Trainer.TASK, "", 7));
    assertThat(text(TrainingPlan.USUAL, LADDER, tasks)).isEqualTo("trained inside tasks: lines");
  }

  @Test
  void jobs_are_not_told_for_each_learner_where_they_are_asked_for() {
    assertThat(text(new TrainingPlan(TrainingPlan.TrainingMode.JOBS), LADDER, List.of()))
        .isEqualTo("trained by jobs of Spark, all learners");
  }
}
