package org.espalier.spark.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.FMClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.regression.LinearRegression;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.placement.TrainingPlaces.Learner;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.junit.jupiter.api.Test;

final class TrainingPlacesTest {

  /** Of 24 bytes at least for a row: 1,000 rows fit, 3,000 and 9,000 do not. */
  private static final long MEMORY = 48_000;

  private static final RungLadder LADDER = RungLadder.ofRows(1_000, 9_000, 3, 3);

  private static final List<Learner> LEARNERS =
      List.of(
          learner("lines", new LogisticRegression(), new LogisticRegression()),
          learner("machines", new FMClassifier(), new FMClassifier()),
          learner("robust", new LinearRegression().setLoss("huber"), new LinearRegression()));

  private static final TaskHeap HEAP =
      new TaskHeap(new JvmHeap(JvmHeap.Role.DRIVER, 1L << 30, Optional.of("1g")), 2);

  private static Learner learner(String name, PipelineStage own, PipelineStage usual) {
    return new Learner(name, own, Optional.of(usual));
  }

  private static TrainingPlaces places(TrainingPlan.TrainingMode kind, List<Placement> recorded) {
    return places(new TrainingPlan(kind, MEMORY), recorded, LADDER);
  }

  private static TrainingPlaces places(
      TrainingPlan plan, List<Placement> recorded, RungLadder ladder) {
    return new TrainingPlaces(plan, HEAP, Origins.none("a.conf"), LEARNERS, recorded, ladder);
  }

  /** The problems of a study of the first learner on so many rows. */
  private static String problems(TrainingPlan plan, List<Placement> recorded, long rows) {
    List<Learner> one = LEARNERS.subList(0, 1);
    RungLadder full = RungLadder.full(rows, 3);
    return new TrainingPlaces(plan, HEAP, Origins.none("a.conf"), one, recorded, full)
        .problems().stream().map(Problem::toString).collect(Collectors.joining("; "));
  }

  /** Fits that tell what they are asked. */
  private record Measured(Optional<TableSize> size, List<String> told)
      implements TrainingPlaces.Fits {

    Measured(Optional<TableSize> size) {
      this(size, new ArrayList<>());
    }

    @Override
    public Optional<TableSize> measured(String learner, int rung) {
      told.add("measured %s %d".formatted(learner, rung));
      return size;
    }

    @Override
    public void ended(String learner, int rung) {
      told.add("ended %s %d".formatted(learner, rung));
    }

    @Override
    public PipelineStage longest(String learner, int rung, ToLongFunction<PipelineStage> number) {
      told.add("longest %s %d".formatted(learner, rung));
      return new LogisticRegression();
    }
  }

  @Test
  void a_place_is_planned_by_learner_and_rung() {
    TrainingPlaces places = places(TrainingPlan.TrainingMode.AUTO, List.of());
    assertThat(places.planned())
        .extracting(Placement::learner, Placement::rung, Placement::trainer, Placement::reason)
        .extracting(Object::toString)
        .containsExactly(
            "(\"lines\", 0, TASK, \"where params and rows allow it\")",
            "(\"lines\", 1, DISTRIBUTED, \"3,000 rows take more than 0 MiB\")",
            "(\"lines\", 2, DISTRIBUTED, \"9,000 rows take more than 0 MiB\")",
            "(\"machines\", 0, JOBS, \"no trainer of FMClassifier\")",
            "(\"machines\", 1, JOBS, \"no trainer of FMClassifier\")",
            "(\"machines\", 2, JOBS, \"no trainer of FMClassifier\")",
            "(\"robust\", 0, JOBS, \"loss = huber\")",
            "(\"robust\", 1, JOBS, \"loss = huber\")",
            "(\"robust\", 2, JOBS, \"loss = huber\")");
    assertThat(places.planned()).extracting(Placement::memory).containsOnly(MEMORY);
    assertThat(places.places()).as("of which no row is measured").isEqualTo(places.planned());
    assertThat(places.at(RungLadder.full(9_000, 3)).planned())
        .as("on another ladder")
        .extracting(Placement::trainer)
        .containsExactly(Trainer.DISTRIBUTED, Trainer.JOBS, Trainer.JOBS);
  }

  @Test
  void an_estimator_of_the_users_own_has_no_default_params_to_compare_it_with() {
    Learner own = new Learner("", new LinearRegression().setLoss("huber"), Optional.empty());
    TrainingPlaces places =
        new TrainingPlaces(
            TrainingPlan.USUAL, HEAP, Origins.none("Tuner"), List.of(own), List.of(), LADDER);
    assertThat(places.planned())
        .extracting(Placement::reason)
        .containsOnly("no trainer takes a LinearRegression with its params");
  }

  @Test
  void the_rows_of_a_learner_that_tasks_may_train_are_measured_once_at_its_highest_rung() {
    Measured fits = new Measured(Optional.of(new TableSize(3_000, 2_000, 1, 3_000, 2)));
    TrainingPlan plan = new TrainingPlan(TrainingPlan.TrainingMode.AUTO, 150_000);
    TrainingPlaces places = places(plan, List.of(), LADDER).by(fits);
    assertThat(places.nanos("machines", 1_000, LogisticRegression::new)).isEmpty();
    assertThat(fits.told()).as("not for a learner by jobs").isEmpty();
    List<Placement> all = places.places();
    assertThat(all.subList(0, 3))
        .extracting(Placement::trainer)
        .containsExactly(Trainer.TASK, Trainer.TASK, Trainer.DISTRIBUTED);
    assertThat(places.places()).isEqualTo(all);
    assertThat(places.placement("lines", 1)).contains(all.get(1));
    assertThat(places.placement("lines", 3)).isEmpty();
    assertThat(places.nanos("lines", 1_000, LogisticRegression::new).orElseThrow()).isPositive();
    assertThat(fits.told())
        .containsExactly("measured lines 1", "longest lines 0", "longest lines 1");
  }

  @Test
  void rows_that_no_task_trains_on_once_they_are_measured_are_given_back() {
    Measured fits = new Measured(Optional.of(new TableSize(3_000, 2_000, 99, 297_000, 2)));
    TrainingPlan plan = new TrainingPlan(TrainingPlan.TrainingMode.AUTO, 100_000);
    assertThat(places(plan, List.of(), LADDER).by(fits).places().subList(0, 3))
        .extracting(Placement::reason)
        .containsExactly(
            "1,500 rows take 2 MiB, more than 0 MiB",
            "4,500 rows take 4 MiB, more than 0 MiB",
            "9,000 rows take more than 0 MiB");
    assertThat(fits.told())
        .containsExactly("measured lines 1", "longest lines 0", "longest lines 1", "ended lines 1");
  }

  @Test
  void a_learner_whose_rows_cannot_be_measured_stays_where_it_is_planned_and_its_cells_say_why() {
    Measured fits = new Measured(Optional.empty());
    TrainingPlaces planned = places(TrainingPlan.TrainingMode.AUTO, List.of());
    assertThat(planned.by(fits).places()).isEqualTo(planned.planned());
    assertThat(fits.told()).containsExactly("measured lines 0");
  }

  @Test
  void measured_rows_that_are_too_large_end_the_study_where_tasks_are_asked_for() {
    Measured fits = new Measured(Optional.of(new TableSize(3_000, 2_000, 99, 297_000, 2)));
    TrainingPlaces places = places(TrainingPlan.TrainingMode.TASKS, List.of()).by(fits);
    assertThatThrownBy(() -> places.placement("lines", 0))
        .isInstanceOf(InvalidStudyException.class)
        .hasMessageContaining(
            "run.task-memory: is 0 MiB, but 1,500 rows take 2 MiB; set at least 2 MiB");
  }

  @Test
  void a_cell_whose_params_no_trainer_takes_is_fitted_by_jobs_inside_a_place_of_tasks() {
    TrainingPlaces places = places(TrainingPlan.TrainingMode.AUTO, List.of());
    assertThat(places.placement("lines", 0, new LogisticRegression()))
        .isEqualTo(places.placement("lines", 0));
    assertThat(places.placement("lines", 0, new FMClassifier()))
        .contains(
            new Placement(
                "lines",
                0,
                Trainer.JOBS,
                "no trainer takes a FMClassifier with its params",
                MEMORY));
    assertThat(places.placement("machines", 0, new FMClassifier()))
        .isEqualTo(places.placement("machines", 0));
  }

  @Test
  void a_study_that_is_resumed_keeps_what_it_began_with() {
    List<Placement> recorded =
        List.of(new Placement("lines", 0, Trainer.JOBS, "an earlier release knew no better", 7));
    TrainingPlaces places = places(TrainingPlan.TrainingMode.AUTO, recorded);
    assertThat(places.planned()).isEqualTo(recorded);
    assertThat(places.plan().recordedMemory()).as("whatever this heap").hasValue(7);
    assertThat(places.rule().most()).isEqualTo(7);
    List<Placement> tasks = List.of(new Placement("lines", 0, Trainer.TASK, "", 7));
    Measured fits = new Measured(Optional.of(new TableSize(3_000, 2_000, 99, 297_000, 2)));
    assertThat(places(TrainingPlan.USUAL, tasks, LADDER).by(fits).places())
        .as("whatever its rows take")
        .isEqualTo(tasks);
  }

  @Test
  void too_little_memory_for_what_is_known_of_the_rows_is_a_problem_that_names_the_setting() {
    TrainingPlan given = new TrainingPlan(TrainingPlan.TrainingMode.AUTO, 512L << 20);
    assertThat(problems(given, List.of(), 7_456_540)).isEmpty();
    assertThat(problems(given, List.of(), 7_456_541))
        .isEqualTo(
            "a.conf: run.task-memory: allows tables of 512 MiB, but 7,456,541 rows take at least"
                + " 171 MiB, and training on them a heap of 1,025 MiB, more than the driver's 1,024"
                + " MiB (spark.driver.memory = 1g); set spark.driver.memory = 1127m, or run.training ="
                + " jobs");
    assertThat(problems(given, List.of(), 22_369_622)).as("more than asked").isEmpty();
    assertThat(problems(TrainingPlan.USUAL, List.of(), 7_456_541)).as("goes to jobs").isEmpty();
    TrainingPlan tasks = new TrainingPlan(TrainingPlan.TrainingMode.TASKS, 1 << 20);
    assertThat(problems(tasks, List.of(), 43_690)).isEmpty();
    assertThat(problems(tasks, List.of(), 100_000))
        .isEqualTo(
            "a.conf: run.task-memory: is 1 MiB, but 100,000 rows take 3 MiB; set at least 3 MiB, or run.training = auto");
    TrainingPlan jobs = new TrainingPlan(TrainingPlan.TrainingMode.JOBS, 1);
    assertThat(problems(jobs, List.of(), 2_796_203)).isEmpty();
  }

  @Test
  void a_study_that_is_resumed_with_less_memory_is_refused_if_it_was_begun_inside_tasks() {
    List<Placement> inTasks =
        List.of(
            new Placement("lines", 0, Trainer.TASK, "rows allow it", 512L << 20),
            new Placement("lines", 1, Trainer.JOBS, "rows do not", 512L << 20));
    assertThat(problems(TrainingPlan.USUAL, inTasks, 7_456_541))
        .endsWith("; set spark.driver.memory = 1127m, or start a new study");
    assertThat(problems(TrainingPlan.USUAL, inTasks.subList(1, 2), 7_456_541))
        .as("by jobs")
        .isEmpty();
  }

  @Test
  void learners_that_no_task_can_train_are_a_problem_where_tasks_are_asked_for() {
    assertThat(places(TrainingPlan.TrainingMode.TASKS, List.of()).problems())
        .extracting(Problem::toString)
        .containsExactly(
            "a.conf: run.training: is tasks, but machines is trained by jobs only (no trainer of"
                + " FMClassifier); auto",
            "a.conf: run.training: is tasks, but robust is trained by jobs only (loss = huber);"
                + " auto",
            "a.conf: run.task-memory: is 0 MiB, but 9,000 rows take 1 MiB; set at least 1 MiB, or run.training = auto");
    assertThat(places(TrainingPlan.TrainingMode.AUTO, List.of()).problems()).isEmpty();
  }

  @Test
  void nothing_is_trained_inside_tasks_where_jobs_are_asked_for() {
    assertThat(places(TrainingPlan.TrainingMode.JOBS, List.of()).planned())
        .extracting(Placement::trainer, Placement::reason)
        .extracting(Object::toString)
        .containsOnly("(JOBS, \"training is jobs\")");
  }
}
