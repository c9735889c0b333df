package org.espalier.spark.sharing;

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
import org.apache.spark.SparkContext;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.plan.TrainingPlan;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.CellWork;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.SparkCells;
import org.espalier.spark.task.TaskFits;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Proposal;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** Candidates of one task, some of whose cells are cancelled. */
final class TaskGroupsTest extends SparkTest {

  private static final SparkContext CONTEXT = spark().sparkContext();

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
    try (TaskFits tasks = TaskFits.of(CONTEXT, TrainingPlan.USUAL)) {
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
    try (TaskFits tasks = TaskFits.of(CONTEXT, TrainingPlan.USUAL)) {
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
}
