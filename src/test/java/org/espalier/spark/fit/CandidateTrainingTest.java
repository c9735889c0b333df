package org.espalier.spark.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StageChains;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskScoring;
import org.espalier.study.Proposal;
import org.junit.jupiter.api.Test;

/** Candidates of one task, beside training that is a fake: without Spark. */
final class CandidateTrainingTest {

  private static final CellRows ROWS =
      CellRows.whole(
          "rows",
          () -> {
            throw new AssertionError("No row is read.");
          });

  private static final List<LogisticRegression> STAGES =
      List.of(candidate("a", 0.1), candidate("b", 0.2), candidate("c", 0.3), candidate("d", 0.4));

  private static LogisticRegression candidate(String uid, double penalty) {
    return new LogisticRegression(uid).setRegParam(penalty);
  }

  private static Cell cell(int trial) {
    Proposal proposal = new Proposal(trial, trial, 0, List.of(0), 100);
    return new Cell(proposal, new Configuration(Map.of()), 0);
  }

  private static PipelineStage stage(Cell cell) {
    return STAGES.get(cell.proposal().trial() % STAGES.size());
  }

  /** Batch of the first cell, which others may join. */
  private static final class Waiting implements CellBatch {

    private final List<Cell> cells = new ArrayList<>(List.of(cell(0)));
    private final List<Cell> waiting;
    private final Set<Cell> cancelled = new HashSet<>();

    Waiting(int others) {
      this.waiting =
          IntStream.rangeClosed(1, others).mapToObj(CandidateTrainingTest::cell).toList();
    }

    @Override
    public List<Cell> cells() {
      return List.copyOf(cells);
    }

    @Override
    public List<Cell> joinable() {
      return waiting;
    }

    @Override
    public int waiting() {
      return waiting.size();
    }

    @Override
    public void add(List<Cell> chosen) {
      cells.addAll(chosen);
    }

    @Override
    public boolean isAwaited(Cell cell) {
      return !cancelled.contains(cell);
    }
  }

  private static final PipelineSteps CHAIN =
      new StageChains(List.of(), new RegressionEvaluator())
          .chainOf(STAGES.get(0), ParamMap.empty());

  /** Training of a batch, with the result of each cell. */
  private static final class Training {
    private final Map<Cell, FitResult> results = new HashMap<>();
    private final List<TrainedCell> cells;

    Training(FakeTasks tasks, CellBatch batch) {
      this.cells =
          new CandidateTraining(tasks, TaskScoring.NONE)
              .train(CHAIN, ROWS, batch, CandidateTrainingTest::stage, this::fitted);
      assertThat(cells).allSatisfy(cell -> assertThat(cell.fit().get().restarts()).isZero());
    }

    private FittedCell fitted(Cell cell, FitResult result) {
      results.put(cell, result);
      return new FittedCell(Map::of, result.training());
    }

    List<Cell> trained() {
      return cells.stream().map(TrainedCell::cell).toList();
    }

    List<Double> shares() {
      return cells.stream().map(TrainedCell::share).toList();
    }

    FitResult result(int trial) {
      return Objects.requireNonNull(results.get(cell(trial)));
    }
  }

  private static Training train(FakeTasks tasks, CellBatch batch) {
    return new Training(tasks, batch);
  }

  @Test
  void one_task_trains_the_candidates_that_wait() {
    FakeTasks tasks = new FakeTasks();
    Training trained = train(tasks, new Waiting(2));
    assertThat(tasks.trained).containsExactly(List.of("a", "b", "c"));
    assertThat(trained.trained()).containsExactly(cell(0), cell(1), cell(2));
    assertThat(trained.result(1)).isEqualTo(FakeTasks.trained("b"));
  }

  @Test
  void a_task_has_no_more_candidates_than_there_is_memory_for() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          public Optional<Planned> planned(CellRows source, List<PipelineStage> estimators) {
            return Optional.of(new Planned(Collections.nCopies(estimators.size(), 1L), 0, 2));
          }
        };
    assertThat(train(tasks, new Waiting(3)).trained()).hasSize(2);
  }

  @Test
  void candidates_leave_work_for_slots_that_would_be_idle() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          public int slots() {
            return 2;
          }

          @Override
          public Optional<Planned> planned(CellRows source, List<PipelineStage> estimators) {
            long each = TimeUnit.SECONDS.toNanos(1);
            return Optional.of(new Planned(Collections.nCopies(estimators.size(), each), 0));
          }
        };
    assertThat(train(tasks, new Waiting(3)).trained()).hasSize(2);
  }

  @Test
  void nothing_joins_a_candidate_whose_rows_no_task_can_read() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          public Optional<Planned> planned(CellRows source, List<PipelineStage> estimators) {
            return Optional.empty();
          }
        };
    assertThat(train(tasks, new Waiting(3)).trained()).hasSize(1);
  }

  @Test
  void a_candidate_of_several_cells_is_trained_once() {
    FakeTasks tasks = new FakeTasks();
    Training trained = train(tasks, new Waiting(4));
    assertThat(tasks.trained).containsExactly(List.of("a", "b", "c", "d"));
    assertThat(trained.result(4)).isEqualTo(trained.result(0));
  }

  @Test
  void a_candidate_that_was_cancelled_is_not_trained() {
    FakeTasks tasks = new FakeTasks();
    Waiting batch = new Waiting(2);
    batch.cancelled.add(cell(1));
    assertThat(train(tasks, batch).trained()).containsExactly(cell(0), cell(2));
    assertThat(tasks.trained).containsExactly(List.of("a", "c"));
  }

  @Test
  void cells_pay_by_their_planned_work_or_alike() {
    FakeTasks known =
        new FakeTasks() {
          @Override
          public Optional<Planned> planned(CellRows source, List<PipelineStage> estimators) {
            List<Long> nanos =
                IntStream.rangeClosed(1, estimators.size()).mapToObj(Long::valueOf).toList();
            return Optional.of(new Planned(nanos, 0));
          }
        };
    assertThat(train(known, new Waiting(2)).shares()).containsExactly(1 / 6.0, 2 / 6.0, 3 / 6.0);
    FakeTasks shared =
        new FakeTasks() {
          @Override
          public Optional<Planned> planned(CellRows source, List<PipelineStage> estimators) {
            return Optional.of(new Planned(Collections.nCopies(estimators.size(), 0L), 0));
          }
        };
    assertThat(train(shared, new Waiting(1)).shares()).containsExactly(0.5, 0.5);
  }

  @Test
  void candidates_whose_training_throws_fail_together_and_one_alone_is_left_to_an_ordinary_fit() {
    FakeTasks tasks =
        new FakeTasks() {
          @Override
          void train(List<String> uids) {
            throw new IllegalStateException("singular matrix");
          }
        };
    assertThatThrownBy(() -> train(tasks, new Waiting(1))).hasMessage("singular matrix");
    assertThat(train(tasks, new Waiting(0)).result(0))
        .isEqualTo(new FitResult.ByJobs("its training inside a task failed"));
  }
}
