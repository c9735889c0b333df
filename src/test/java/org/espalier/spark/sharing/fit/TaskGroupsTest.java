package org.espalier.spark.sharing.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.Limits;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.SparkCells;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.sharing.stage.StepKey;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** Candidates of one task, some of whose cells are cancelled. */
final class TaskGroupsTest extends SparkTest {

  private static final SparkContext CONTEXT = spark().sparkContext();
  private static final JavaSparkContext JAVA = JavaSparkContext.fromSparkContext(CONTEXT);

  /** The fit of a candidate for each trial. */
  private record Work(SharedFits fits, FitRows rows, List<LogisticRegression> candidates)
      implements CellWork {

    @Override
    public FittedCell fit(Cell cell) {
      double inTask = fits.fit(rows, candidates.get(cell.proposal().trial())).inTask() ? 1 : 0;
      return () -> Map.of("inTask", inTask);
    }

    @Override
    public long rows(Cell cell) {
      return 100;
    }

    @Override
    public String metric() {
      return "inTask";
    }

    @Override
    public Set<String> words() {
      return Set.of();
    }
  }

  private static Cell cell(int trial) {
    return new Cell(new Proposal(trial, trial, 0, List.of(0), 100), new Configuration(Map.of()), 0);
  }

  private static Dataset<Row> rows(CountDownLatch reached, CountDownLatch released) {
    reached.countDown();
    try {
      assertThat(released.await(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return new VectorAssembler()
        .setInputCols(new String[] {"x"})
        .setOutputCol("features")
        .transform(spark().sql("SELECT id % 7 x, double(id % 2) label FROM range(0, 100, 1, 1)"));
  }

  @Test
  void a_candidate_that_does_not_suit_the_rows_fails_alone() {
    CountDownLatch none = new CountDownLatch(0);
    FitRows rows = FitRows.of("rows", () -> rows(none, none));
    LogisticRegression good = new LogisticRegression().setRegParam(0.1);
    LogisticRegression bad =
        new LogisticRegression().setThresholds(new double[] {0.2, 0.3, 0.5}); // of two classes
    try (TaskFits tasks = TaskFits.of(CONTEXT, TrainingPlan.USUAL, Limits.NONE)) {
      SharedFits fits = new SharedFits(tasks, TaskScoring.NONE, () -> {});
      List.of(bad, good).forEach(candidate -> fits.announce(rows, candidate));
      assertThatThrownBy(() -> fits.fit(rows, bad)).hasMessageContaining("thresholds");
      assertThat(fits.fit(rows, good).inTask()).isTrue();
    }
  }

  @Test
  void a_group_goes_on_for_the_others_if_the_cell_that_began_it_is_cancelled() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Queue<String> tags = new ConcurrentLinkedQueue<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            tags.add(start.properties().getProperty("spark.job.tags", ""));
          }
        };
    FitRows rows = FitRows.of("rows", () -> rows(reached, released));
    List<LogisticRegression> candidates =
        List.of(
            new LogisticRegression().setRegParam(0.1), new LogisticRegression().setRegParam(0.2));
    CONTEXT.addSparkListener(listener);
    try (TaskFits tasks = TaskFits.of(CONTEXT, TrainingPlan.USUAL, Limits.NONE)) {
      SharedFits fits = new SharedFits(tasks, TaskScoring.NONE, () -> {});
      candidates.forEach(candidate -> fits.announce(rows, candidate));
      try (SparkCells cells =
          new SparkCells(
              CONTEXT, "groups", new Work(fits, rows, candidates), InstantSource.system())) {
        CompletableFuture<CellOutcome> first =
            CompletableFuture.supplyAsync(() -> cells.run(cell(0)));
        assertThat(reached.await(1, TimeUnit.MINUTES)).isTrue();
        cells.cancel(cell(0));
        CompletableFuture<CellOutcome> second =
            CompletableFuture.supplyAsync(() -> cells.run(cell(1)));
        released.countDown();
        assertThat(second.get(1, TimeUnit.MINUTES).score()).hasValue(1);
        first.get(1, TimeUnit.MINUTES);
        assertThat(second.get().state()).isEqualTo(CellState.COMPLETED);
      }
      CONTEXT.listenerBus().waitUntilEmpty(TimeUnit.MINUTES.toMillis(1));
      assertThat(tags).as("rows are collected and a task is run, once").hasSize(2);
      assertThat(tags).as("by jobs that no cell is cancelled with").noneMatch(t -> t.contains(","));
    } finally {
      CONTEXT.removeSparkListener(listener);
    }
  }

  /** Work of cells whose candidates are trained by a job that a test has made. */
  private record Grouped(TaskGroups groups, FitRows rows, List<LogisticRegression> candidates)
      implements CellWork {

    private LogisticRegression candidate(Cell cell) {
      return candidates.get(cell.proposal().trial());
    }

    @Override
    public void announce(Cell cell) {
      groups.announce(rows, candidate(cell), StepKey.of(candidate(cell)));
    }

    @Override
    public Usage settled(Cell cell, boolean ran) {
      return groups.release(rows, StepKey.of(candidate(cell)), ran);
    }

    @Override
    public FittedCell fit(Cell cell) {
      boolean fitted =
          groups.fit(rows, candidate(cell), StepKey.of(candidate(cell))).fit().isPresent();
      return () -> Map.of("inTask", fitted ? 1.0 : 0);
    }

    @Override
    public String metric() {
      return "inTask";
    }

    @Override
    public Set<String> words() {
      return Set.of();
    }
  }

  private static void sleep(int row) throws InterruptedException {
    TimeUnit.HOURS.sleep(1);
  }

  private static void fail(int row) {
    throw new IllegalStateException("A trainer's own.");
  }

  @Test
  void the_job_of_a_group_ends_when_all_of_its_cells_are_cancelled() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onTaskStart(SparkListenerTaskStart start) {
            begun.countDown();
          }

          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            ended.countDown();
          }
        };
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          void train(List<String> uids) {
            CONTEXT.setLocalProperty("spark.job.interruptOnCancel", "true");
            JAVA.parallelize(List.of(1), 1).foreach(TaskGroupsTest::sleep);
          }
        };
    Grouped work = grouped(tasks);
    CONTEXT.addSparkListener(listener);
    try (SparkCells cells = new SparkCells(CONTEXT, "groups", work, InstantSource.system())) {
      List.of(cell(0), cell(1)).forEach(cells::announce);
      List<CompletableFuture<CellOutcome>> outcomes =
          Stream.of(cell(0), cell(1))
              .map(cell -> CompletableFuture.supplyAsync(() -> cells.run(cell)))
              .toList();
      assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
      while (!outcomes.get(0).isDone()) { // as a pool does until a cell has ended
        cells.cancel(cell(0));
      }
      assertThat(ended.getCount()).as("the second cell's work goes on").isOne();
      while (!outcomes.get(1).isDone()) {
        cells.cancel(cell(1));
      }
      assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
      assertThat(outcomes)
          .extracting(outcome -> outcome.get().state())
          .containsOnly(CellState.LOST);
    } finally {
      CONTEXT.removeSparkListener(listener);
    }
    assertThat(work.groups().isEmpty()).isTrue();
  }

  private static Grouped grouped(FakeTasks tasks) {
    TaskGroups groups = new TaskGroups(tasks, TaskScoring.NONE, () -> {});
    List<LogisticRegression> candidates =
        List.of(
            new LogisticRegression("good").setRegParam(0.1),
            new LogisticRegression("bad").setRegParam(0.2));
    FitRows none =
        FitRows.of(
            "rows",
            () -> {
              throw new AssertionError("No row is read.");
            });
    return new Grouped(groups, none, candidates);
  }

  @Test
  void a_candidate_whose_trainer_throws_inside_the_task_fails_alone() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          void train(List<String> uids) {
            if (uids.contains("bad")) {
              JAVA.parallelize(List.of(1), 1).foreach(TaskGroupsTest::fail);
            }
          }
        };
    try (SparkCells cells =
        new SparkCells(CONTEXT, "groups", grouped(tasks), InstantSource.system())) {
      List.of(cell(0), cell(1)).forEach(cells::announce);
      assertThat(cells.run(cell(1)).score()).as("left to an ordinary fit").hasValue(0);
      assertThat(cells.run(cell(0)).score()).as("trained inside a task").hasValue(1);
    }
    assertThat(tasks.trained)
        .containsExactly(List.of("bad", "good"), List.of("bad"), List.of("good"));
  }
}
