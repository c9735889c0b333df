package org.espalier.spark.fit;

import static org.apache.spark.ml.functions.vector_to_array;
import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.sqrt;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StageChains;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.data.fold.FoldCounts;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.SplitColumns;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.storage.CheckpointedRows;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.rows.FoldsPlan;
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
    SplitColumns splits =
        new SplitColumns(
            new FoldsPlan(FoldsPlan.Rule.HASH, 2, false),
            List.of(),
            new SplitColumns.Names("part", Optional.empty(), Optional.empty()));
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

  private static void fitting(TrainingPlan.TrainingMode kind, TaskScoring scoring, Using using) {
    RowStorage none = new RowStorage(0, List.of(), 0, List.of());
    try (FoldedTable table = table();
        TaskFits tasks = TaskFits.of(table.context(), new TrainingPlan(kind));
        RowCache cache = new RowCache(table, none, () -> {});
        TaskTraining inTasks = new TaskTraining(table, cache, tasks, scoring);
        LearnerTraining third = new MomentTraining(cache);
        LearnerFits fits = new LearnerFits(cache, ways(tasks, inTasks, third), kind, () -> {})) {
      using.run(fits);
    }
  }

  private static LearnerFits.TrainingChoice ways(
      TaskFits tasks, LearnerTraining inTasks, LearnerTraining third) {
    return new LearnerFits.TrainingChoice() {
      @Override
      public Optional<LearnerTraining> trainingOf(PipelineSteps chain) {
        if (chain.learner() instanceof LinearRegression) {
          return Optional.of(third); // the line that decides for a third way
        }
        return tasks.rule().takes(chain.learner()) ? Optional.of(inTasks) : Optional.empty();
      }

      @Override
      public String obstacle(PipelineSteps chain) {
        return tasks.rule().obstacle(chain.learner());
      }
    };
  }

  /**
   * A third way of training: linear regressions of a batch on rows that stay distributed, all by
   * the moments of one job and the errors of another.
   */
  private record MomentTraining(RowCache cache) implements LearnerTraining {

    private static final Column X = vector_to_array(col("features"), "float64").getItem(0);
    private static final Column Y = col("label");

    @Override
    public Object key(PipelineSteps chain, FoldPart part) {
      return "all folds of the table";
    }

    @Override
    public void announce(PipelineSteps chain, FoldPart part) {}

    @Override
    public void release(PipelineSteps chain, FoldPart part) {}

    @Override
    public boolean prepares(PipelineSteps chain, FoldPart part) {
      return true;
    }

    @Override
    public List<TrainedCell> train(
        PipelineSteps chain,
        FoldPart part,
        CellBatch batch,
        Function<Cell, ? extends PipelineStage> learner,
        BiFunction<Cell, FitResult, FittedCell> fit) {
      batch.add(batch.joinable());
      List<Cell> cells = batch.cells();
      List<FitResult> results = trained(chain, part, cells.stream().map(learner).toList());
      return IntStream.range(0, cells.size())
          .mapToObj(
              i -> {
                Cell cell = cells.get(i);
                Supplier<FittedCell> fitted = () -> fit.apply(cell, results.get(i));
                return new TrainedCell(cell, 1.0 / cells.size(), true, fitted);
              })
          .toList();
    }

    @Override
    public FitResult train(PipelineSteps chain, FoldPart part) {
      return trained(chain, part, List.of(chain.learner())).get(0);
    }

    @Override
    public FitResult retrain(PipelineSteps chain, CellRows rows) {
      return new FitResult.ByJobs("this way keeps no model");
    }

    private List<FitResult> trained(
        PipelineSteps chain, FoldPart part, List<? extends PipelineStage> learners) {
      Row sums =
          cache
              .passing(chain, part)
              .training()
              .agg(count(Y), sum(X), sum(Y), sum(X.multiply(X)), sum(X.multiply(Y)))
              .first();
      List<Column> errors = learners.stream().map(learner -> error(learner, sums)).toList();
      Row scores =
          cache.passing(chain, part).validation().select(errors.toArray(Column[]::new)).first();
      List<FitResult> results = new ArrayList<>();
      for (int i = 0; i < learners.size(); i++) {
        Map<String, Double> rmse = Map.of("rmse", scores.getDouble(i));
        results.add(
            new FitResult.Trained(
                Trainer.TASK, "rows stay distributed", null, rmse, List.of(), List.of(), 0));
      }
      return results;
    }

    /** Root mean squared error of the least-squares line, with an intercept or without. */
    private static Column error(PipelineStage learner, Row sums) {
      double n = sums.getLong(0);
      double x = sums.getDouble(1);
      double y = sums.getDouble(2);
      boolean fits = ((LinearRegression) learner).getFitIntercept();
      double slope =
          fits
              ? (sums.getDouble(4) - x * y / n) / (sums.getDouble(3) - x * x / n)
              : sums.getDouble(4) / sums.getDouble(3);
      double intercept = fits ? (y - slope * x) / n : 0;
      Column residual = Y.minus(X.multiply(slope)).minus(intercept);
      return sqrt(avg(residual.multiply(residual)));
    }

    @Override
    public void close() {}
  }

  @Test
  void a_third_way_of_training_is_a_class_and_a_line_that_decides_for_it() {
    List<LinearRegression> learners =
        List.of(new LinearRegression(), new LinearRegression().setFitIntercept(false));
    fitting(
        TrainingPlan.TrainingMode.AUTO,
        TaskScoring.NONE,
        fits -> {
          assertThat(fits.key(chain(learners.get(0)), PART)).contains("all folds of the table");
          List<TrainedCell> trained = together(fits, learners);
          assertThat(trained).hasSize(2);
          for (int i = 0; i < 2; i++) {
            FittedCell cell = trained.get(i).fit().get();
            assertThat(cell.training().trainerReason()).contains("rows stay distributed");
            assertThat(cell.score().get().get("rmse"))
                .isCloseTo(ordinary(learners.get(i)), within(1e-9));
          }
          FittedChain tree = fit(fits, new DecisionTreeClassifier().setMaxDepth(1));
          assertThat(tree.result().training().trainerReason().orElseThrow())
              .contains("fit into a task");
        });
  }

  /** Error of MLlib's own model on the validation rows. */
  private static double ordinary(LinearRegression learner) {
    try (FoldedTable table = table()) {
      FoldedTable.Split rows = table.parts().passing(PART);
      return new RegressionEvaluator()
          .evaluate(learner.fit(rows.training()).transform(rows.validation()));
    }
  }

  private static PipelineSteps chain(Estimator<?> learner) {
    return new StageChains(List.of(learner), EVALUATOR).chainOf(learner, ParamMap.empty());
  }

  private static FittedChain fit(LearnerFits fits, Estimator<?> learner) {
    return fits.fit(chain(learner), PART, Optional.empty());
  }

  @Test
  void a_fit_that_no_task_can_do_is_an_error_where_tasks_are_required() {
    LogisticRegression bounded = new LogisticRegression().setMaxIter(1);
    bounded.setLowerBoundsOnIntercepts(Vectors.dense(0));
    fitting(
        TrainingPlan.TrainingMode.TASKS,
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
        TrainingPlan.TrainingMode.VERIFY,
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
        TrainingPlan.TrainingMode.TASKS,
        TaskScoring.of(Scorer.of(EVALUATOR), false, false),
        fits -> {
          assertThat(together(fits, few)).hasSize(3).allMatch(TrainedCell::hasScores);
          assertThat(together(fits, lengthy)).as("each may take minutes").hasSize(1);
        });
  }

  /** Cells of learners that one task trains, of some that wait. */
  private static List<TrainedCell> together(
      LearnerFits fits, List<? extends Estimator<?>> learners) {
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
