package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.CellPool;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StageChains;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.collected.CollectedTable;
import org.espalier.spark.collected.RowsCollector;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.fit.CellFits;
import org.espalier.spark.local.trainer.LogisticTrainer;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskScoring;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One fit of a {@link Tuner} in one file, from its param maps to its table of trials. Read it from
 * {@link #a_fit_from_its_maps_to_its_table} on, then each class it names: every level below does by
 * hand what the level above leaves to one class, and has the same scores. It is in this package
 * because the cells of a tuner are.
 */
final class MiniTunerTest extends SparkTest {

  private static final int FOLDS = 3;

  /** Spark's own sums differ in their last digits from run to run. */
  private static final double TOLERANCE = 1e-9;

  private static final Dataset<Row> TABLE = MapTables.rows(300).select("a", "b", "c", "label");
  private static final VectorAssembler ASSEMBLER =
      new VectorAssembler().setInputCols(new String[] {"a", "b", "c"}).setOutputCol("features");
  private static final LogisticRegression LEARNER = new LogisticRegression().setMaxIter(10);
  private static final Pipeline PIPELINE =
      new Pipeline().setStages(new PipelineStage[] {ASSEMBLER, LEARNER});
  private static final ParamMap[] MAPS = MapTables.regularised(LEARNER);
  private static final Evaluator EVALUATOR =
      new MulticlassClassificationEvaluator().setMetricName("logLoss");

  /** The same request to either class: Spark's, or the tuner that replaces it. */
  private static <V extends CrossValidator> V asked(V validator) {
    validator.setEstimator(PIPELINE);
    validator.setEstimatorParamMaps(MAPS);
    validator.setEvaluator(EVALUATOR);
    validator.setNumFolds(FOLDS);
    validator.setSeed(7);
    return validator;
  }

  @Tag("slow")
  @Test
  void a_fit_scores_as_sparks_own_does() {
    double[] theirs = asked(new CrossValidator()).fit(TABLE).avgMetrics();
    assertThat(asked(new Tuner()).fit(TABLE).avgMetrics())
        .containsExactly(theirs, within(TOLERANCE));
  }

  @Test
  void a_fit_from_its_maps_to_its_table() throws Exception {
    TunerModel model = asked(new Tuner()).fit(TABLE);

    // The table of trials has a score for each map and fold. Each level gives the same ones.
    double[][] scores =
        model.study().trials().stream()
            .map(trial -> trial.evaluation().scores().stream())
            .map(folds -> folds.mapToDouble(OptionalDouble::orElseThrow).toArray())
            .toArray(double[][]::new);
    Tuner tuner = asked(new Tuner());
    TunerPlan plan = TunerPlan.of(tuner); // params as settings, maps as configurations
    try (FoldedTable rows = FoldCut.stored(TABLE, tuner)) { // stored once, each row with its fold
      assertThat(ofCells(plan, rows)).isDeepEqualTo(scores);
      assertThat(ofTasks(plan, rows)).isDeepEqualTo(scores);
      assertThat(ofTraining(rows)).isDeepEqualTo(scores);
    }
  }

  /**
   * Scores of cells, one for each map and fold. {@code TuningLoop} submits the proposals of a
   * scheduler and tells it their outcomes. Maps without a strategy are one proposal each, whatever
   * the outcomes, so that this level needs no loop.
   */
  private static double[][] ofCells(TunerPlan plan, FoldedTable rows) throws InterruptedException {
    RungLadder ladder = plan.ladder(rows); // a single rung: all rows, all folds
    double[][] scores = new double[MAPS.length][];
    // All cells are announced before the first one runs, so that it knows who shares its work.
    TunerChains chains = new TunerChains(TunerLearners.of(plan), rows);
    try (CellFits cells = chains.on(rows, ladder, plan.known(), Set.of(), List.of());
        SparkBatches runner =
            new SparkBatches(rows.context(), "mini", cells, InstantSource.system());
        CellPool pool = new CellPool(runner, 4)) {
      long units = ladder.rung(0).rows() * FOLDS;
      for (int trial = 0; trial < MAPS.length; trial++) {
        Proposal proposal = new Proposal(trial, trial, 0, ladder.folds(0), units);
        pool.submit(proposal, plan.known().get(trial), trial);
      }
      for (int trial = 0; trial < MAPS.length; trial++) {
        List<CellOutcome> outcomes = pool.await(trial, Duration.ofMinutes(1)).orElseThrow();
        assertThat(outcomes).allMatch(cell -> cell.training().trainer() == Trainer.TASK);
        scores[trial] = outcomes.stream().mapToDouble(cell -> cell.score().orElseThrow()).toArray();
      }
    }
    return scores;
  }

  /**
   * Scores of tasks, one task for each fold. {@code LearnerFits} does once what cells have in
   * common: it fits the stages before the learner, collects the rows behind them, and runs a task
   * that trains the learners of all maps on them. The task scores its models, and returns no model.
   */
  private static double[][] ofTasks(TunerPlan plan, FoldedTable rows) {
    double[][] scores = new double[MAPS.length][FOLDS];
    Scorer scorer = Scorer.of(EVALUATOR);
    try (TaskFits tasks = TaskFits.of(rows.context(), plan.training())) {
      for (int fold = 0; fold < FOLDS; fold++) {
        List<FitResult> fits =
            tasks.fit(behindStages(rows, fold), learners(), TaskScoring.of(scorer, false, false));
        for (int trial = 0; trial < MAPS.length; trial++) {
          scores[trial][fold] =
              fits.get(trial).trained().orElseThrow().scores().getOrDefault(scorer.metric(), 0.0);
        }
      }
    }
    return scores;
  }

  /** A copy of the pipeline for each map. */
  private static List<PipelineSteps> chains() {
    StageChains chains = new StageChains(List.of(PIPELINE), EVALUATOR);
    return Arrays.stream(MAPS).map(map -> chains.chainOf(PIPELINE, map)).toList();
  }

  private static List<PipelineStage> learners() {
    return chains().stream().<PipelineStage>map(PipelineSteps::learner).toList();
  }

  /**
   * Rows that the learners of a fold read. Rows of equal keys are collected once. The key is the
   * path of stages before the learner, which is the same for all maps. It does not name the fold,
   * as an assembler learns nothing from rows: one table serves all folds.
   */
  private static CellRows behindStages(FoldedTable rows, int fold) {
    assertThat(chains().stream().map(chain -> chain.path(chain.shareable())).distinct()).hasSize(1);
    Object key = chains().get(0).path(1);
    return CellRows.folded(key, fold, rows.fold(), () -> ASSEMBLER.transform(rows.all()));
  }

  /**
   * Scores of the work inside the tasks. Once the rows are in arrays, it needs no Spark: the
   * trainer translates params and rows for {@code train.linear}, and {@code metric} computes the
   * scores. Where models are wanted, the trainer makes MLlib's own of its results.
   */
  private static double[][] ofTraining(FoldedTable rows) throws Exception {
    double[][] scores = new double[MAPS.length][FOLDS];
    Scorer scorer = Scorer.of(EVALUATOR);
    CollectedTable table =
        RowsCollector.collect(
            behindStages(rows, 0).tables().get(), TaskTrainers.columns(LEARNER), 1 << 20);
    for (int number = 0; number < FOLDS; number++) {
      int fold = number;
      new LogisticTrainer()
          .training(learners())
          .on(
              ((CollectedTable.Whole) table).rows().fold(fold),
              (candidate, model, predictor) ->
                  scores[candidate][fold] =
                      scorer
                          .ofArrays()
                          .orElseThrow()
                          .scores(predictor.predicted())
                          .getOrDefault(scorer.metric(), 0.0));
    }
    return scores;
  }
}
