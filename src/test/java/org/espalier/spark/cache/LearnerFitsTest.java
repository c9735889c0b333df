package org.espalier.spark.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.data.fold.FoldCounts;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.Splits;
import org.espalier.spark.local.FitResult;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.rows.CheckpointedRows;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.StageChains;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.study.FoldsPlan;
import org.espalier.study.Proposal;
import org.espalier.study.Trainer;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** Where learners are fitted on a part of a table, and how many of them together. */
final class LearnerFitsTest extends SparkTest {

  private static final int ROWS = 300;
  private static final FoldPart PART = FoldPart.whole(0);
  private static final Evaluator EVALUATOR = new MulticlassClassificationEvaluator();

  /** Two folds of rows whose label is a threshold of their only feature. */
  private static FoldedTable table() {
    Dataset<Row> rows =
        new VectorAssembler()
            .setInputCols(new String[] {"a"})
            .setOutputCol("features")
            .transform(
                spark()
                    .range(0, ROWS, 1, 2)
                    .selectExpr(
                        "double(id % 7) a", "int(id % 2) part", "double(id % 7 > 2) label"));
    Splits splits =
        new Splits(
            new FoldsPlan(FoldsPlan.Rule.HASH, 2, false),
            List.of(),
            new Splits.Names("part", Optional.empty(), Optional.empty()));
    List<Long> half = List.of(ROWS / 2L);
    FoldCounts counts =
        new FoldCounts(
            List.of(""),
            List.of(half, half),
            List.of(0L),
            List.of(0L),
            List.of(ROWS / 2L, ROWS / 2L),
            1);
    return new FoldedTable(
        () -> CheckpointedRows.of(rows), splits, all -> counts, FoldedTable.Form.filters(2));
  }

  private interface Using {
    void run(LearnerFits fits);
  }

  private static void fitting(TrainingPlan.Kind kind, TaskScoring scoring, Using using) {
    RowStorage none = new RowStorage(0, List.of(), 0, List.of());
    try (FoldedTable table = table();
        TaskFits tasks = TaskFits.of(table.context(), new TrainingPlan(kind));
        RowCache cache = new RowCache(table, none, () -> {});
        LearnerFits fits = new LearnerFits(table, cache, tasks, scoring, () -> {})) {
      using.run(fits);
    }
  }

  private static PipelineSteps chain(Estimator<?> learner) {
    return new StageChains(List.of(learner), EVALUATOR).of(learner, ParamMap.empty());
  }

  private static FittedChain fit(LearnerFits fits, Estimator<?> learner) {
    return fits.fit(chain(learner), PART, Optional.empty());
  }

  @Test
  void a_fit_that_no_task_can_do_is_an_error_where_tasks_are_required() {
    LogisticRegression bounded = new LogisticRegression().setMaxIter(1);
    bounded.setLowerBoundsOnIntercepts(Vectors.dense(0));
    fitting(
        TrainingPlan.Kind.TASKS,
        TaskScoring.NONE,
        fits -> {
          FittedChain tree = fit(fits, new DecisionTreeClassifier().setMaxDepth(1));
          assertThat(tree.result().training().trainer()).isEqualTo(Trainer.TASK);
          assertThatThrownBy(() -> fit(fits, bounded))
              .hasMessageContaining("training is tasks, and LogisticRegression cannot be trained");
        });
  }

  @Test
  void the_first_scored_fits_are_trained_both_ways_where_they_are_verified() {
    List<Boolean> verified = new ArrayList<>();
    fitting(
        TrainingPlan.Kind.VERIFY,
        TaskScoring.of(Scorer.of(EVALUATOR), false, false),
        fits -> {
          for (int depth = 1; depth <= 4; depth++) {
            FittedChain fit = fit(fits, new DecisionTreeClassifier().setMaxDepth(depth));
            assertThat(fit.scores()).containsKey("f1");
            verified.add(fit.twin() != null);
          }
        });
    assertThat(verified).containsExactly(true, true, true, false);
  }

  @Test
  void candidates_share_a_task_while_it_is_planned_to_be_short() {
    List<LogisticRegression> few = new ArrayList<>();
    List<LogisticRegression> lengthy = new ArrayList<>();
    for (double regParam : new double[] {0.1, 0.2, 0.4}) {
      few.add(new LogisticRegression().setRegParam(regParam));
      lengthy.add(new LogisticRegression().setRegParam(regParam).setMaxIter(10_000_000));
    }
    fitting(
        TrainingPlan.Kind.TASKS,
        TaskScoring.of(Scorer.of(EVALUATOR), false, false),
        fits -> {
          assertThat(together(fits, few)).hasSize(3).allMatch(TrainedCell::hasScores);
          assertThat(together(fits, lengthy)).as("each may take minutes").hasSize(1);
        });
  }

  /** Cells of learners that one task trains, of some that wait. */
  private static List<TrainedCell> together(LearnerFits fits, List<LogisticRegression> learners) {
    List<Cell> cells = IntStream.range(0, learners.size()).mapToObj(LearnerFitsTest::cell).toList();
    return fits.train(
        chain(learners.get(0)),
        PART,
        batch(cells),
        cell -> learners.get(cell.proposal().trial()),
        (cell, result) -> fitted(result));
  }

  private static FittedCell fitted(FitResult result) {
    return new FittedCell(result::scores, result.training());
  }

  private static Cell cell(int trial) {
    Proposal proposal = new Proposal(trial, trial, 0, List.of(0), 100);
    return new Cell(proposal, new Configuration(Map.of()), 0);
  }

  /** Batch of the first of some cells, of which the others wait. */
  private static CellBatch batch(List<Cell> all) {
    List<Cell> cells = new ArrayList<>(all.subList(0, 1));
    return new CellBatch() {
      @Override
      public List<Cell> cells() {
        return cells;
      }

      @Override
      public List<Cell> joinable() {
        return all.subList(1, all.size());
      }

      @Override
      public int waiting() {
        return all.size() - 1;
      }

      @Override
      public void add(List<Cell> chosen) {
        cells.addAll(chosen);
      }
    };
  }
}
