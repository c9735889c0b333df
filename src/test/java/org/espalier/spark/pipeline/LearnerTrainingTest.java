package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.espalier.spark.local.JvmHeap;
import org.espalier.spark.local.PlacementPolicy;
import org.espalier.spark.local.TaskHeap;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spark.pipeline.LearnerTraining.Learner;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.junit.jupiter.api.Test;

final class LearnerTrainingTest {

  /** Of 24 bytes at least for a row: 1,000 rows fit, 3,000 and 9,000 do not. */
  private static final long MEMORY = 48_000;

  private static final RungLadder LADDER = RungLadder.ofRows(1_000, 9_000, 3, 2);

  private static final List<Learner> LEARNERS =
      List.of(
          learner("lines", new LogisticRegression(), new LogisticRegression()),
          learner("machines", new FMClassifier(), new FMClassifier()),
          learner("robust", new LinearRegression().setLoss("huber"), new LinearRegression()));

  private static final TaskHeap HEAP =
      new TaskHeap(new JvmHeap(JvmHeap.Role.DRIVER, 1L << 30, Optional.of("1g")), 2);

  private static Learner learner(String name, PipelineStage own, PipelineStage usual) {
    return new Learner(name, own, usual, own);
  }

  private static TableSize dense(long rows) {
    return new TableSize(rows, rows - rows / 3, 10, 10 * rows, 2);
  }

  private static LearnerTraining training(TrainingPlan.Kind kind, List<Placement> recorded) {
    return training(new TrainingPlan(kind, MEMORY), recorded);
  }

  private static LearnerTraining training(TrainingPlan plan, List<Placement> recorded) {
    return new LearnerTraining(plan, HEAP, recorded, LEARNERS, LearnerTrainingTest::dense, 3);
  }

  private static String shortage(LearnerTraining training, long rows) {
    return training.shortage(rows, Origins.none("a.conf")).map(Problem::toString).orElse("");
  }

  @Test
  void the_choice_is_made_by_learner_and_rung() {
    LearnerTraining training = training(TrainingPlan.Kind.AUTO, List.of());
    assertThat(training.choices(LADDER))
        .extracting(Placement::learner, Placement::rung, Placement::trainer)
        .extracting(Object::toString)
        .containsExactly(
            "(\"lines\", 0, TASK)",
            "(\"lines\", 1, JOBS)",
            "(\"lines\", 2, JOBS)",
            "(\"machines\", 0, JOBS)",
            "(\"machines\", 1, JOBS)",
            "(\"machines\", 2, JOBS)",
            "(\"robust\", 0, JOBS)",
            "(\"robust\", 1, JOBS)",
            "(\"robust\", 2, JOBS)");
    assertThat(training.choices(LADDER)).extracting(Placement::memory).containsOnly(MEMORY);
    assertThat(training.text(training.choices(LADDER)))
        .isEqualTo(
            "trained inside tasks: lines (dense rows of up to 0 MiB); by jobs of Spark: lines from"
                + " rung 1 on (3,000 rows take more than 0 MiB), machines (no trainer of FMClassifier),"
                + " robust (loss = huber)");
  }

  @Test
  void the_heap_decides_where_no_border_is_given_and_the_text_says_so() {
    LearnerTraining training = training(TrainingPlan.USUAL, List.of());
    RungLadder ladder = RungLadder.ofRows(7_000_000, 21_000_000, 3, 2);
    assertThat(training.text(training.choices(ladder)))
        .isEqualTo(
            "trained inside tasks: lines (dense rows of up to 108 MiB), by the driver's 1,024 MiB"
                + " (spark.driver.memory = 1g); by jobs of Spark: lines from rung 1 on (21,000,000"
                + " rows take at least 481 MiB, and training on them a heap of 2,884 MiB, more than"
                + " the driver's 1,024 MiB (spark.driver.memory = 1g): at least spark.driver.memory"
                + " = 3173m), machines (no trainer of"
                + " FMClassifier), robust (loss = huber)");
  }

  @Test
  void a_study_that_is_resumed_keeps_what_it_began_with() {
    List<Placement> recorded =
        List.of(new Placement("lines", 0, Trainer.JOBS, "an earlier release knew no better", 7));
    assertThat(training(TrainingPlan.Kind.AUTO, recorded).choices(LADDER)).isEqualTo(recorded);
    List<Placement> tasks = List.of(new Placement("lines", 0, Trainer.TASK, "", 7));
    assertThat(training(TrainingPlan.USUAL.resuming(7), tasks).text(tasks))
        .as("without a border, which no longer decides")
        .isEqualTo("trained inside tasks: lines");
    TrainingPlan plan = TrainingPlan.USUAL.resuming(7);
    assertThat(PlacementPolicy.of(plan, HEAP).most()).as("whatever this heap").isEqualTo(7);
  }

  @Test
  void too_little_memory_for_what_is_known_of_the_rows_is_a_problem_that_names_the_setting() {
    TrainingPlan given = new TrainingPlan(TrainingPlan.Kind.AUTO, 512L << 20);
    assertThat(shortage(training(given, List.of()), 7_456_540)).isEmpty();
    assertThat(shortage(training(given, List.of()), 7_456_541))
        .isEqualTo(
            "a.conf: run.task-memory: allows tables of 512 MiB, but 7,456,541 rows take at least"
                + " 171 MiB, and training on them a heap of 1,025 MiB, more than the driver's 1,024"
                + " MiB (spark.driver.memory = 1g); spark.driver.memory = 1127m, or run.training ="
                + " jobs");
    assertThat(shortage(training(given, List.of()), 22_369_622)).as("more than asked").isEmpty();
    assertThat(shortage(training(TrainingPlan.USUAL, List.of()), 7_456_541))
        .as("goes to jobs")
        .isEmpty();
    TrainingPlan tasks = new TrainingPlan(TrainingPlan.Kind.TASKS, 1 << 20);
    assertThat(shortage(training(tasks, List.of()), 43_690)).isEmpty();
    assertThat(shortage(training(tasks, List.of()), 100_000))
        .isEqualTo(
            "a.conf: run.task-memory: is 1 MiB, but 100,000 rows take 3 MiB; at least 3 MiB, or"
                + " run.training = auto");
    TrainingPlan jobs = new TrainingPlan(TrainingPlan.Kind.JOBS, 1);
    assertThat(shortage(training(jobs, List.of()), 2_796_203)).isEmpty();
  }

  @Test
  void a_study_that_is_resumed_with_less_memory_is_refused_if_it_was_begun_inside_tasks() {
    TrainingPlan plan = TrainingPlan.USUAL.resuming(512L << 20);
    List<Placement> inTasks =
        List.of(
            new Placement("lines", 0, Trainer.TASK, "rows allow it", 512L << 20),
            new Placement("lines", 1, Trainer.JOBS, "rows do not", 512L << 20));
    assertThat(shortage(training(plan, inTasks), 7_456_541))
        .endsWith("; spark.driver.memory = 1127m, or a new study");
    assertThat(shortage(training(plan, inTasks.subList(1, 2)), 7_456_541)).as("by jobs").isEmpty();
  }

  @Test
  void learners_that_no_task_can_train_are_a_problem_where_tasks_are_asked_for() {
    assertThat(training(TrainingPlan.Kind.TASKS, List.of()).problems())
        .containsExactly(
            "is tasks, but machines is trained by jobs only (no trainer of FMClassifier)",
            "is tasks, but robust is trained by jobs only (loss = huber)");
    assertThat(training(TrainingPlan.Kind.AUTO, List.of()).problems()).isEmpty();
  }

  @Test
  void nothing_is_trained_inside_tasks_where_jobs_are_asked_for() {
    LearnerTraining training = training(TrainingPlan.Kind.JOBS, List.of());
    assertThat(training.choices(LADDER))
        .extracting(Placement::trainer, Placement::reason)
        .extracting(Object::toString)
        .containsOnly("(JOBS, \"training is jobs\")");
    assertThat(training.text(List.of())).isEqualTo("trained by jobs of Spark, all learners");
  }
}
