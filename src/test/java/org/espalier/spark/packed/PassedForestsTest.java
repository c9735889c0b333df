package org.espalier.spark.packed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.espalier.spark.packed.FoldedTables.mllibs;
import static org.espalier.spark.packed.FoldedTables.nodes;
import static org.espalier.spark.packed.FoldedTables.packed;
import static org.espalier.spark.packed.FoldedTables.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.regression.DecisionTreeRegressor;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.espalier.metric.CellMetrics;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.TreeTrainer;
import org.espalier.testing.SparkTest;
import org.espalier.train.tree.ForestModel;
import org.espalier.train.tree.RandomTable;
import org.espalier.train.tree.RandomTable.Weights;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Forests on rows that stay distributed against MLlib's own fits on the same partitions. */
final class PassedForestsTest extends SparkTest {

  private static final int[] MIXED = {0, 0, 3, 0, 2, 0, 0, 9, 1, 0, 4, 0};

  private static final long SEED = 7;

  private Set<Integer> before = Set.of();

  @BeforeEach
  void remembersWhatIsStored() {
    before = persisted();
  }

  @AfterEach
  void nothingIsLeftStored() {
    assertThat(persistedSince(before)).isEmpty();
  }

  private static Model<?> model(Estimator<?> estimator, ForestModel trained) {
    return new TreeTrainer().bare(estimator, trained);
  }

  private static void assertMllibs(Dataset<Row> rows, List<Candidate> candidates)
      throws InterruptedException {
    PackedCodes packed = packed(rows, (Estimator<?>) candidates.get(0).estimator());
    try {
      List<Optional<ForestModel>> trained = PassedForests.train(packed, candidates, i -> true);
      for (int i = 0; i < candidates.size(); i++) {
        Estimator<?> estimator = (Estimator<?>) candidates.get(i).estimator();
        int fold = candidates.get(i).fold();
        assertThat(nodes(model(estimator, trained.get(i).orElseThrow())))
            .as("%s, fold %d", estimator.extractParamMap(), fold)
            .isEqualTo(nodes(mllibs(rows, estimator, fold)));
      }
    } finally {
      packed.free();
    }
  }

  private static RandomForestClassifier forest() {
    return new RandomForestClassifier().setNumTrees(6).setSeed(SEED);
  }

  @Test
  void forests_of_two_classes_are_mllibs_in_each_fold_and_on_all_rows() throws Exception {
    Dataset<Row> rows = rows(new RandomTable(1, 500, MIXED, 2, 1, Weights.NONE), 5);
    assertMllibs(
        rows,
        List.of(
            new Candidate(forest(), 0),
            new Candidate(forest().setMaxDepth(3).setMinInstancesPerNode(5), 1),
            new Candidate(forest().setFeatureSubsetStrategy("log2"), 2),
            new Candidate(forest(), -1)));
  }

  @Test
  void forests_of_three_classes_are_mllibs() throws Exception {
    Dataset<Row> rows = rows(new RandomTable(2, 400, MIXED, 3, 1, Weights.WHOLE), 4);
    assertMllibs(
        rows,
        List.of(
            new Candidate(weighted(forest().setImpurity("entropy")), 0),
            new Candidate(
                weighted(
                    forest()
                        .setBootstrap(false)
                        .setSubsamplingRate(0.6)
                        .setFeatureSubsetStrategy("0.4")),
                1),
            new Candidate(
                weighted(forest().setSubsamplingRate(0.5).setFeatureSubsetStrategy("all")), 1)));
  }

  private static RandomForestClassifier weighted(RandomForestClassifier forest) {
    return forest.setWeightCol("weight");
  }

  @Test
  void regressions_are_mllibs() throws Exception {
    Dataset<Row> rows = rows(new RandomTable(3, 400, MIXED, 0, 1, Weights.NONE), 4);
    assertMllibs(
        rows,
        List.of(
            new Candidate(new RandomForestRegressor().setNumTrees(5).setSeed(SEED), 0),
            new Candidate(
                new DecisionTreeRegressor().setMaxDepth(7).setMinInfoGain(0.1).setSeed(SEED), 1)));
  }

  @Test
  @Tag("slow")
  void trees_are_mllibs_with_few_and_with_many_bins() throws Exception {
    Dataset<Row> rows = rows(new RandomTable(4, 600, new int[6], 2, 1, Weights.NONE), 3);
    for (int maxBins : new int[] {8, 300}) {
      DecisionTreeClassifier tree =
          new DecisionTreeClassifier().setMaxBins(maxBins).setSeed(SEED).setMaxDepth(6);
      assertMllibs(rows, List.of(new Candidate(tree, 0), new Candidate(tree, 2)));
    }
  }

  @Test
  void cut_points_of_a_sample_are_mllibs() throws Exception {
    Dataset<Row> rows = rows(new RandomTable(5, 14_000, new int[3], 2, 1, Weights.NONE), 3);
    DecisionTreeClassifier tree = new DecisionTreeClassifier().setSeed(SEED).setMaxDepth(3);
    assertMllibs(rows, List.of(new Candidate(tree, 0), new Candidate(tree, -1)));
  }

  @Test
  void a_candidate_does_not_depend_on_its_batch() throws Exception {
    RandomTable table = new RandomTable(6, 400, MIXED, 3, 1, Weights.NONE);
    RandomForestClassifier one = forest().setMaxDepth(4);
    List<Candidate> batch =
        List.of(
            new Candidate(forest().setMaxDepth(6), 0),
            new Candidate(one, 0),
            new Candidate(forest().setImpurity("entropy"), 0),
            new Candidate(one, 1));
    PackedCodes packed = packed(rows(table, 6), one);
    try {
      ForestModel inBatch = PassedForests.train(packed, batch, i -> true).get(1).orElseThrow();
      ForestModel alone =
          PassedForests.train(packed, batch.subList(1, 2), i -> true).get(0).orElseThrow();
      assertThat(nodes(model(one, inBatch))).isEqualTo(nodes(model(one, alone)));
    } finally {
      packed.free();
    }
  }

  @Test
  @Tag("slow")
  void scores_are_those_of_the_evaluators() throws Exception {
    RandomForestClassifier two = weighted(forest().setNumTrees(3));
    RandomTable ofTwo = new RandomTable(1, 500, MIXED, 2, 1, Weights.WHOLE);
    assertScores(
        rows(ofTwo, 4),
        two,
        Map.of(
            Metric.AREA_UNDER_ROC,
            data -> new BinaryClassificationEvaluator().setNumBins(0).evaluate(data),
            Metric.ACCURACY,
            data ->
                new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(data),
            Metric.LOG_LOSS,
            data ->
                new MulticlassClassificationEvaluator().setMetricName("logLoss").evaluate(data)));
    DecisionTreeClassifier three =
        new DecisionTreeClassifier().setSeed(SEED).setThresholds(new double[] {0.2, 0.5, 0.3});
    assertScores(
        rows(new RandomTable(2, 300, MIXED, 3, 1, Weights.NONE), 4),
        three,
        Map.of(
            Metric.ACCURACY,
            data ->
                new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(data)));
    assertScores(
        rows(new RandomTable(3, 300, MIXED, 0, 1, Weights.NONE), 4),
        new RandomForestRegressor().setNumTrees(3).setSeed(SEED),
        Map.of(Metric.RMSE, data -> new RegressionEvaluator().evaluate(data)));
  }

  /** Score of predicted rows. */
  private interface Evaluation {
    double of(Dataset<Row> predicted);
  }

  private static void assertScores(
      Dataset<Row> rows, Estimator<?> estimator, Map<Metric, Evaluation> metrics)
      throws InterruptedException {
    List<Candidate> candidates =
        Stream.of(0, 1).map(fold -> new Candidate(estimator, fold)).toList();
    List<Metric> order = List.copyOf(metrics.keySet());
    PackedCodes packed = packed(rows, estimator);
    try {
      List<PackedTable.Passed> models = new ArrayList<>();
      for (Optional<ForestModel> model : PassedForests.train(packed, candidates, i -> true)) {
        models.add(new PackedTable.Passed(candidates.get(models.size()), model.orElseThrow()));
      }
      List<Map<String, Double>> scores =
          packed.scores(models, new CellMetrics(order.stream().map(Measure::of).toList()), false);
      for (int fold = 0; fold < candidates.size(); fold++) {
        Dataset<Row> predicted =
            mllibs(rows, estimator, fold).transform(rows.where("fold = " + fold));
        Map<String, Double> own = scores.get(fold);
        metrics.forEach(
            (metric, evaluation) ->
                assertThat(own.get(metric.key()))
                    .as(metric.key())
                    .isCloseTo(evaluation.of(predicted), within(1e-12)));
      }
    } finally {
      packed.free();
    }
  }

  @Test
  void a_candidate_that_is_not_wanted_any_more_leaves_at_the_next_pass() throws Exception {
    RandomForestClassifier deep = forest().setMaxDepth(8);
    PackedCodes packed = packed(rows(new RandomTable(6, 300, MIXED, 2, 1, Weights.NONE), 2), deep);
    try {
      AtomicInteger asked = new AtomicInteger();
      List<Optional<ForestModel>> trained =
          PassedForests.train(
              packed,
              List.of(new Candidate(deep, 0), new Candidate(forest(), 1)),
              i -> i == 1 || asked.incrementAndGet() < 3);
      assertThat(trained.get(0)).isEmpty();
      assertThat(trained.get(1)).isPresent();
      assertThat(asked).hasValue(3);
    } finally {
      packed.free();
    }
  }

  @Test
  void tasks_of_a_batch_that_is_cancelled_end_at_once() throws Exception {
    RandomForestClassifier large = forest().setNumTrees(2000).setMaxDepth(12);
    PackedCodes packed =
        packed(rows(new RandomTable(6, 8_000, new int[6], 2, 1, Weights.NONE), 2), large);
    SparkContext context = spark().sparkContext();
    try {
      CompletableFuture<?> training =
          CompletableFuture.runAsync(
              () -> {
                JavaSparkContext.fromSparkContext(context).setJobGroup("batch", "training", false);
                try {
                  PassedForests.train(packed, List.of(new Candidate(large, 0)), i -> true);
                } catch (InterruptedException e) {
                  throw new CompletionException(e);
                }
              });
      while (context.statusTracker().getJobIdsForGroup("batch").length < 3) {
        Thread.sleep(10);
      }
      context.cancelJobGroup("batch");
      assertThatThrownBy(() -> training.get(20, TimeUnit.SECONDS))
          .hasMessageContaining("cancelled");
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (isBusy(context)) {
        assertThat(System.nanoTime()).isLessThan(end);
        Thread.sleep(10);
      }
    } finally {
      packed.free();
    }
  }

  private static boolean isBusy(SparkContext context) {
    return Arrays.stream(context.statusTracker().getExecutorInfos())
        .anyMatch(executor -> executor.numRunningTasks() > 0);
  }

  @Test
  void what_mllib_reports_is_left_to_it() throws Exception {
    Dataset<Row> rows = rows(new RandomTable(1, 200, MIXED, 2, 1, Weights.NONE), 2);
    RandomForestClassifier few = forest().setMaxBins(4);
    PackedCodes packed = packed(rows, few);
    try {
      assertThat(PassedForests.train(packed, List.of(new Candidate(few, 0)), i -> true))
          .containsExactly(Optional.empty());
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> PassedForests.train(packed, List.of(new Candidate(forest(), 0)), i -> true))
          .withMessageContaining("and the rows are packed for");
    } finally {
      packed.free();
    }
    assertThatThrownBy(() -> mllibs(rows, few, 0)).hasMessageContaining("maxBins");
  }

  @Test
  void rows_that_mllib_refuses_are_not_taken() {
    Dataset<Row> rows = rows(new RandomTable(1, 60, new int[2], 2, 1, Weights.NONE), 2);
    assertThat(isTaken(rows)).isTrue();
    assertThat(isTaken(rows.limit(0))).isFalse();
    assertThat(isTaken(changed(rows, "features", Vectors.dense(1, Double.NaN)))).isFalse();
    assertThat(isTaken(changed(rows, "features", Vectors.dense(1)))).isFalse();
    assertThat(isTaken(changed(rows, "weight", -1.0))).isFalse();
    assertThat(isTaken(changed(rows, "label", Double.POSITIVE_INFINITY))).isFalse();
    Dataset<Row> ofCategories = rows(new RandomTable(1, 60, MIXED, 2, 1, Weights.NONE), 2);
    double[] beyond = new double[MIXED.length];
    beyond[2] = 3;
    assertThat(isTaken(changed(ofCategories, "features", Vectors.dense(beyond)))).isFalse();
  }

  private static boolean isTaken(Dataset<Row> rows) {
    PackedCodes packed = packed(rows, weighted(forest()));
    packed.free();
    return packed.isTaken();
  }

  /** The rows and one more, the first with another value. */
  private static Dataset<Row> changed(Dataset<Row> rows, String column, Object value) {
    List<Row> all = new ArrayList<>(rows.collectAsList());
    Object[] values = new Object[rows.columns().length];
    for (int i = 0; i < values.length; i++) {
      values[i] = rows.columns()[i].equals(column) ? value : all.get(0).get(i);
    }
    all.add(RowFactory.create(values));
    return spark().createDataFrame(all, rows.schema());
  }

  @Test
  void labels_that_are_no_classes_are_left_to_mllib() throws Exception {
    Dataset<Row> rows =
        changed(rows(new RandomTable(1, 60, new int[2], 0, 1, Weights.NONE), 2), "label", 0.5);
    PackedCodes packed = packed(rows, forest());
    try {
      assertThat(packed.isTaken()).isTrue();
      assertThat(PassedForests.train(packed, List.of(new Candidate(forest(), -1)), i -> true))
          .containsExactly(Optional.empty());
    } finally {
      packed.free();
    }
  }
}
