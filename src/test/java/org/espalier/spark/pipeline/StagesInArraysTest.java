package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Cell;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.space.Domain;
import org.espalier.spark.cell.SparkBatches;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.Plans;
import org.espalier.spark.data.StudyData;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.FoldsPlan;
import org.espalier.spec.rows.FoldsPlan.TimeOrder;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.testing.StorageTest;
import org.espalier.testing.TaskTimes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job's own feature stages, fitted in arrays, beside the same ones fitted by jobs of Spark. */
final class StagesInArraysTest extends StorageTest {

  private static final TrainingPlan JOBS =
      new TrainingPlan(TrainingPlan.TrainingMode.JOBS, 1 << 20);
  private static final int FOLDS = 2;

  /** Of one task for all learners: the rows of this table take no more. */
  private static final int COLLECTING = 1;

  /** Rows of a pre-flight. */
  private static final long FEW = 50;

  @TempDir private Path folder;

  /** Numbers with gaps, a flag and a text: all kinds of automatic stages but hashed ones. */
  private StudyPlan plan(FoldsPlan folds) {
    Path table = folder.resolve("table");
    spark()
        .range(0, 240, 1, 1)
        .selectExpr(
            "IF(id % 11 = 0, NULL, id % 13 + rand(3)) AS `a.size`",
            "id % 7 AS b",
            "id % 3 = 0 AS flag",
            "IF(id % 17 = 0, NULL, string(id % 5)) AS word",
            "IF((id % 13 + id % 5) > 8, 'high', 'low') AS label")
        .write()
        .parquet(table.toString());
    return Plans.of(table, "label")
        .folds(folds)
        .plan(
            new LearnerPlan(
                "logistic", "logistic-regression", Map.of("tol", new Domain.Fixed(1e-10))),
            new LearnerPlan("forest", "random-forest", Map.of("numTrees", new Domain.Fixed(3))));
  }

  /** Two trials of each learner, those of one learner apart. */
  private static final List<Configuration> TRIED =
      List.of(
          Configuration.of("logistic", Map.of("regParam", 0.01)),
          Configuration.of("forest", Map.of("maxDepth", 5)),
          Configuration.of("logistic", Map.of("regParam", 0.1)),
          Configuration.of("forest", Map.of("maxDepth", 2)));

  /** Outcomes of trials at all rungs, one cell after another. */
  private static Map<Cell, CellOutcome> run(
      PipelineCells work, StudyData data, List<Configuration> tried) {
    Map<Cell, CellOutcome> outcomes = new LinkedHashMap<>();
    try (SparkBatches cells =
        new SparkBatches(spark().sparkContext(), "test", work.fits(), InstantSource.system())) {
      List<Integer> folds = IntStream.range(0, data.rows().sizes().size()).boxed().toList();
      for (int rung = 0; rung <= ladder(data).top(); rung++) {
        for (int trial = 0; trial < tried.size(); trial++) {
          Proposal proposal = new Proposal(rung * tried.size() + trial, trial, rung, folds, 1);
          for (int fold : folds) {
            Cell cell = new Cell(proposal, tried.get(trial), fold);
            work.fits().announce(cell);
            outcomes.put(cell, cells.run(cell));
          }
        }
      }
    }
    return outcomes;
  }

  /** Two rungs, the lower one of 60 rows. */
  private static RungLadder ladder(StudyData data) {
    return RungLadder.ofRows(60, data.rows().smallestTraining(), 3, data.rows().sizes().size());
  }

  private static PipelineCells cells(StudyPipelines pipelines, StudyData data) {
    return new PipelineCells(pipelines, data, ladder(data), false);
  }

  @Test
  @Tag("slow")
  void columns_are_collected_by_one_job_for_all_folds_and_rungs_and_cells_score_the_same() {
    StudyPlan plan = plan(new FoldsPlan(FoldsPlan.Rule.HASH, FOLDS, true));
    try (StudyData data = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class))) {
      StudyPipelines pipelines = new StudyPipelines(plan, data);
      try (PipelineCells own = cells(new StudyPipelines(plan, data, JOBS, List.of()), data);
          PipelineCells inArrays = cells(pipelines, data);
          TaskTimes times = new TaskTimes(spark().sparkContext())) {
        Map<Cell, CellOutcome> ours = run(inArrays, data, TRIED);
        assertThat(times.jobs())
            .as("columns once for both learners, and one task a cell")
            .isEqualTo(COLLECTING + ours.size());
        assertThat(kept()).as("no rows behind stages are stored").hasSize(1);
        run(own, data, TRIED)
            .forEach(
                (cell, expected) -> {
                  CellOutcome outcome = Objects.requireNonNull(ours.get(cell));
                  assertThat(outcome.reason()).isEmpty();
                  assertThat(outcome.score().getAsDouble())
                      .as(cell.toString())
                      .isCloseTo(expected.score().getAsDouble(), within(1e-6));
                });
      }
    }
  }

  @Test
  void a_pre_flight_is_one_task_a_learner_on_the_columns_of_its_cells_and_scores_the_same() {
    StudyPlan plan = plan(new FoldsPlan(FoldsPlan.Rule.HASH, FOLDS, true));
    try (StudyData data = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class))) {
      StudyPipelines pipelines = new StudyPipelines(plan, data);
      Configuration forest = Configuration.of("forest", Map.of("maxDepth", 3));
      try (PipelineCells own = cells(new StudyPipelines(plan, data, JOBS, List.of()), data);
          PipelineCells inTasks = cells(pipelines, data);
          TaskTimes times = new TaskTimes(spark().sparkContext())) {
        assertThat(inTasks.fits().places().choices()).isNotEmpty();
        assertThat(times.jobs()).isEqualTo(COLLECTING);
        double score = inTasks.rehearsed(forest, FEW).orElseThrow();
        assertThat(times.jobs()).isEqualTo(COLLECTING + 1);
        assertThat(run(inTasks, data, TRIED.subList(0, 2))).hasSize(times.jobs() - COLLECTING - 1);
        assertThat(own.rehearsed(forest, FEW)).isEmpty();
        PipelineModel model = own.fitPart(forest, FEW);
        assertThat(score)
            .isCloseTo(
                own.finishedScores()
                    .score(model, data.rows().parts().validation(new FoldPart(0, FEW, FEW))),
                within(1e-9));
      }
    }
  }

  @Test
  void the_winner_is_the_pipeline_that_its_own_fits_make() {
    // Of one split, most rows validate no fold.
    StudyPlan plan =
        plan(
            new FoldsPlan(
                FoldsPlan.Rule.SPLIT,
                1,
                true,
                Optional.empty(),
                0.3,
                Optional.empty(),
                TimeOrder.usual()));
    try (StudyData data = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class))) {
      StudyPipelines pipelines = new StudyPipelines(plan, data);
      Configuration forest = Configuration.of("forest", Map.of("maxDepth", 5));
      try (PipelineCells own = cells(new StudyPipelines(plan, data, JOBS, List.of()), data);
          PipelineCells inArrays = cells(pipelines, data)) {
        run(inArrays, data, TRIED.subList(0, 2));
        spark().sparkContext().setJobGroup("refit", "", false);
        PipelineModel ours = inArrays.refit(forest);
        spark().sparkContext().clearJobGroup();
        assertThat(spark().sparkContext().statusTracker().getJobIdsForGroup("refit"))
            .as("one task that trains it")
            .hasSize(1);
        PipelineModel expected = own.refit(forest);
        Dataset<Row> rows = data.rows().all();
        assertThat(
                inArrays
                    .finishedScores()
                    .predicted(ours, rows)
                    .select("probability")
                    .collectAsList())
            .isEqualTo(
                own.finishedScores()
                    .predicted(expected, rows)
                    .select("probability")
                    .collectAsList());
      }
    }
  }
}
