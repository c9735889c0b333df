package org.espalier.spark.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.espalier.evaluate.Cell;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.SparkCells;
import org.espalier.spark.data.Plans;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.rows.OrderedCoalesce;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.learner.FeaturesPlan;
import org.espalier.spec.learner.FeaturesPlan.FeatureStage;
import org.espalier.spec.learner.LearnerPlan;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.testing.CountingEvaluator;
import org.espalier.testing.CountingEvaluator.Judged;
import org.espalier.testing.StorageTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cells of a job read, and which stages they fit. */
final class PipelineCellsTest extends StorageTest {

  private static final int ROWS = 48_000;

  @TempDir private Path folder;

  private static final AtomicInteger FITS = new AtomicInteger();

  /** An indexer that counts its fits. */
  public static final class CountedIndexer extends StringIndexer {
    public CountedIndexer() {}

    public CountedIndexer(String uid) {
      super(uid);
    }

    @Override
    public StringIndexerModel fit(Dataset<?> dataset) {
      FITS.incrementAndGet();
      return super.fit(dataset);
    }

    @Override
    public CountedIndexer copy(ParamMap extra) {
      return copyValues(new CountedIndexer(uid()), extra);
    }
  }

  private Path table() {
    Path table = folder.resolve("table");
    spark()
        .range(0, ROWS, 1, 8)
        .selectExpr("id AS a", "id % 7 AS b", "IF(id % 2 = 0, 'even', 'odd') AS label")
        .write()
        .parquet(table.toString());
    return table;
  }

  private StudyPlan plan() {
    return Plans.of(table(), "label")
        .folds(2)
        .metric(Metric.ofClass(CountingEvaluator.class.getName()))
        .plan(new LearnerPlan("bayes", "naive-bayes", Map.of()));
  }

  private static CellOutcome run(SparkCells cells, int rung, RungLadder ladder) {
    Proposal proposal = new Proposal(rung, 0, rung, List.of(0, 1), 2 * ladder.rung(rung).rows());
    Configuration defaults = new Configuration(Map.of(Configuration.LEARNER, "bayes"));
    return cells.run(new Cell(proposal, defaults, 0));
  }

  @Test
  @Tag("smoke")
  void a_model_of_few_rows_is_validated_on_part_of_a_fold_and_one_of_all_rows_on_all_of_it() {
    StudyPlan plan = plan();
    try (StudyData data = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class))) {
      RungLadder ladder = RungLadder.ofRows(4_000, data.rows().smallestTraining(), 2, 2);
      int partitions = data.rows().all().rdd().getNumPartitions();
      CountingEvaluator.judged();
      try (PipelineCells work =
              new PipelineCells(new StudyPipelines(plan, data), data, ladder, false);
          SparkCells cells =
              new SparkCells(spark().sparkContext(), "test", work, InstantSource.system())) {
        for (int rung = 0; rung <= ladder.top(); rung++) {
          assertThat(run(cells, rung, ladder).reason()).isEmpty();
        }
      }
      List<Judged> judged = CountingEvaluator.judged();
      long fold = data.rows().validationRows(0);
      assertThat(judged).hasSize(4);
      // 10,000 are enough for 4,000 and 8,000 rows to learn from; ranks are spread evenly.
      assertThat(judged.get(0).rows()).isBetween(9_500L, 10_500L);
      assertThat(judged.get(1)).isEqualTo(judged.get(0));
      assertThat(judged.get(2).rows())
          .as("16,000 of 24,000")
          .isBetween(fold * 2 / 3 - 500, fold * 2 / 3 + 500);
      assertThat(judged.get(3)).isEqualTo(new Judged(fold, partitions));
      assertThat(partitions).isGreaterThan(1);
      assertThat(judged.get(0).partitions())
          .isEqualTo(OrderedCoalesce.share(10_000, fold, partitions))
          .isLessThan(partitions);
    }
  }

  private static FeatureStage stage(String name, String type, Map<String, Object> params) {
    return new FeatureStage(name, type, params);
  }

  /** Stages of which only the last one's params are searched. */
  private StudyPlan scaled() {
    List<FeatureStage> stages =
        List.of(
            stage(
                "indexer",
                CountedIndexer.class.getName(),
                Map.of("inputCol", "b", "outputCol", "index")),
            stage(
                "assembler",
                "vector-assembler",
                Map.of("inputCols", List.of("a", "index"), "outputCol", "both")),
            stage("scaler", "standard-scaler", Map.of("inputCol", "both")));
    return Plans.of(table(), "label")
        .folds(2)
        .metric(Metric.ACCURACY)
        .plan(
            new FeaturesPlan.Stages(stages),
            new LearnerPlan("bayes", "naive-bayes", Map.of()),
            new LearnerPlan("tree", "decision-tree", Map.of()));
  }

  private static Cell cell(int number, String learner, boolean withStd) {
    return new Cell(
        new Proposal(number, number, 0, List.of(0), 1),
        Configuration.of(learner, Map.of("scaler.withStd", withStd)),
        0);
  }

  @Test
  void trials_that_differ_in_a_later_stage_share_the_stages_before_it() {
    StudyPlan plan = scaled();
    try (StudyData data = StudyData.prepare(spark(), plan, EnumSet.allOf(ProblemType.class))) {
      RungLadder ladder = RungLadder.full(data.rows().smallestTraining(), 2);
      FITS.set(0);
      try (PipelineCells work =
              new PipelineCells(new StudyPipelines(plan, data), data, ladder, false);
          SparkCells cells =
              new SparkCells(spark().sparkContext(), "test", work, InstantSource.system())) {
        List<Cell> first = List.of(cell(0, "bayes", true), cell(1, "bayes", false));
        first.forEach(work::announce);
        first.forEach(cell -> assertThat(cells.run(cell).reason()).isEmpty());
        assertThat(FITS).hasValue(1);
        Cell later = cell(2, "tree", true);
        work.announce(later);
        assertThat(cells.run(later).reason()).isEmpty();
        assertThat(FITS).as("after the last announced reader").hasValue(1);
        assertThat(work.refit(later.configuration()).stages()).hasSizeGreaterThan(3);
        assertThat(FITS).as("on all rows").hasValue(2);
      }
    }
  }
}
