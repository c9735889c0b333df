package org.espalier.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.espalier.testing.SparkTest;
import org.espalier.testing.TaskTimes;
import org.junit.jupiter.api.Test;

/** Candidates that are trained by passes over rows that stay distributed, against Spark's own. */
final class DistributedTunerTest extends SparkTest {

  private static final int FOLDS = 3;

  /** Spark's own sums differ in their last digits from run to run. */
  private static final double TOLERANCE = 1e-9;

  private static final SparkContext CONTEXT = spark().sparkContext();
  private static final Dataset<Row> TABLE =
      MapTables.rows(600, 4).selectExpr("a", "b", "c", "target as label", "1 + kind as w");

  private static final LinearRegression LEARNER = new LinearRegression().setMaxIter(20);
  private static final ParamMap[] MAPS =
      new ParamGridBuilder()
          .addGrid(LEARNER.regParam(), new double[] {0, 0.1})
          .addGrid(LEARNER.elasticNetParam(), new double[] {0, 0.5})
          .addGrid(LEARNER.fitIntercept())
          .build();

  private static <V extends CrossValidator> V asked(V validator, PipelineStage... stages) {
    validator.setEstimator(new Pipeline().setStages(stages));
    validator.setEstimatorParamMaps(MAPS);
    validator.setEvaluator(new RegressionEvaluator());
    validator.setNumFolds(FOLDS);
    validator.setSeed(7);
    return validator;
  }

  private static Tuner distributed(PipelineStage... stages) {
    Tuner tuner = asked(new Tuner(), stages);
    tuner.setTraining("distributed");
    return tuner;
  }

  private static VectorAssembler assembler() {
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b", "c"})
        .setOutputCol("features");
  }

  private static void assertTrainer(TunerModel model, String trainer) {
    assertThat(model.study().cells())
        .extracting(cell -> cell.trained().trainer())
        .containsOnly(trainer);
  }

  @Test
  void scores_are_those_of_crossvalidator() {
    double[] theirs = asked(new CrossValidator(), assembler(), LEARNER).fit(TABLE).avgMetrics();
    TunerModel model = distributed(assembler(), LEARNER).fit(TABLE);
    assertThat(model.avgMetrics()).containsExactly(theirs, within(TOLERANCE));
    assertTrainer(model, "distributed");
  }

  @Test
  void all_candidates_of_all_folds_take_two_passes_over_rows_that_are_packed_once() {
    try (TaskTimes times = new TaskTimes(CONTEXT)) {
      distributed(assembler(), LEARNER).fit(TABLE);
      assertThat(times.jobs()).as("pack, sum, score").isEqualTo(3);
    }
  }

  @Test
  void rows_behind_a_stage_that_is_fitted_are_packed_for_each_fold() {
    StandardScaler scaler = new StandardScaler().setInputCol("raw").setOutputCol("features");
    VectorAssembler raw = assembler().setOutputCol("raw");
    double[] theirs = asked(new CrossValidator(), raw, scaler, LEARNER).fit(TABLE).avgMetrics();
    TunerModel model = distributed(raw, scaler, LEARNER).fit(TABLE);
    assertThat(model.avgMetrics()).containsExactly(theirs, within(TOLERANCE));
    assertTrainer(model, "distributed");
  }

  @Test
  void weights_and_sparse_rows_count_as_in_spark() {
    Dataset<Row> table =
        TABLE
            .withColumn("kind", col("w"))
            .withColumn("rare", when(col("a").gt(0.8), col("b")).otherwise(0));
    OneHotEncoder encoder =
        new OneHotEncoder().setInputCol("kind").setOutputCol("encoded").setDropLast(false);
    VectorAssembler sparse =
        new VectorAssembler()
            .setInputCols(new String[] {"rare", "encoded"})
            .setOutputCol("features");
    LinearRegression weighted = LEARNER.copy(new ParamMap().put(LEARNER.weightCol().w("w")));
    RegressionEvaluator evaluator =
        new RegressionEvaluator().setMetricName("mae").setWeightCol("w");
    CrossValidator spark = asked(new CrossValidator(), encoder, sparse, weighted);
    spark.setEvaluator(evaluator);
    Tuner ours = distributed(encoder, sparse, weighted);
    ours.setEvaluator(evaluator);
    TunerModel model = ours.fit(table);
    assertThat(model.avgMetrics())
        .containsExactly(spark.fit(table).avgMetrics(), within(TOLERANCE));
    assertTrainer(model, "distributed");
  }

  @Test
  void a_candidates_scores_do_not_depend_on_who_else_is_in_its_batch() {
    double[] together = distributed(assembler(), LEARNER).fit(TABLE).avgMetrics();
    Tuner alone = distributed(assembler(), LEARNER);
    alone.setEstimatorParamMaps(new ParamMap[] {MAPS[5]});
    assertThat(alone.fit(TABLE).avgMetrics()).containsExactly(together[5]);
    Tuner one = distributed(assembler(), LEARNER);
    one.setParallelism(1);
    assertThat(one.fit(TABLE).avgMetrics()).containsExactly(together);
  }

  @Test
  void chunks_that_the_cluster_loses_are_packed_again() {
    double[] whole = distributed(assembler(), LEARNER).fit(TABLE).avgMetrics();
    double[] lost = losing(2, () -> distributed(assembler(), LEARNER).fit(TABLE).avgMetrics());
    assertThat(lost).containsExactly(whole);
  }

  @Test
  void forests_grow_on_when_the_cluster_loses_their_codes() {
    RandomForestRegressor forest = new RandomForestRegressor().setNumTrees(3).setSeed(1);
    Tuner tuner = distributed(assembler(), forest);
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(forest.maxDepth(), new int[] {3, 4}).build());
    double[] whole = tuner.fit(TABLE).avgMetrics();
    double[] lost = losing(6, () -> tuner.fit(TABLE).avgMetrics()); // in the midst of the levels
    assertThat(lost).containsExactly(whole);
  }

  /** Result of work that loses all stored rows as a job of its cells begins. */
  private static double[] losing(int job, Supplier<double[]> work) {
    Set<Object> before = stored();
    AtomicInteger jobs = new AtomicInteger();
    SparkListener loss =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            String text = start.properties().getProperty("spark.job.description", "");
            if (text.contains("trial") && jobs.incrementAndGet() == job) {
              stored().stream()
                  .filter(rdd -> !before.contains(rdd))
                  .forEach(
                      rdd -> SparkEnv.get().blockManager().master().removeRdd((Integer) rdd, true));
            }
          }
        };
    CONTEXT.addSparkListener(loss);
    try {
      double[] result = work.get();
      assertThat(jobs).hasValueGreaterThanOrEqualTo(job);
      return result;
    } finally {
      CONTEXT.removeSparkListener(loss);
    }
  }

  @Test
  void a_single_split_trains_on_the_rows_that_validate_no_fold() {
    TrainValidationSplit spark = new TrainValidationSplit();
    spark.setEstimator(new Pipeline().setStages(new PipelineStage[] {assembler(), LEARNER}));
    spark.setEstimatorParamMaps(MAPS);
    spark.setEvaluator(new RegressionEvaluator());
    spark.setTrainRatio(0.75);
    spark.setSeed(7);
    SplitTuner ours = new SplitTuner();
    ours.setEstimator(spark.getEstimator());
    ours.setEstimatorParamMaps(MAPS);
    ours.setEvaluator(new RegressionEvaluator());
    ours.setTrainRatio(0.75);
    ours.setSeed(7);
    ours.setTraining("distributed");
    assertThat(ours.fit(TABLE).validationMetrics())
        .containsExactly(spark.fit(TABLE).validationMetrics(), within(TOLERANCE));
  }

  @Test
  void a_fold_far_from_the_others_moves_no_score() {
    Dataset<Row> far =
        TABLE
            .withColumn("fold", expr("int(a * 3)"))
            .withColumn("a", when(col("fold").equalTo(0), col("a").plus(1e6)).otherwise(col("a")));
    CrossValidator spark = asked(new CrossValidator(), assembler(), LEARNER);
    spark.setFoldCol("fold");
    Tuner ours = distributed(assembler(), LEARNER);
    ours.setFoldCol("fold");
    double[] theirs = spark.fit(far).avgMetrics();
    double[] found = ours.fit(far).avgMetrics();
    for (int map = 0; map < theirs.length; map++) {
      assertThat(found[map]).as("map %d", map).isCloseTo(theirs[map], withinPercentage(1e-6));
    }
  }

  @Test
  void rows_that_mllib_refuses_are_left_to_its_own_fit_which_says_why() {
    Dataset<Row> broken =
        TABLE.withColumn("label", when(col("a").gt(0.99), lit(null)).otherwise(col("label")));
    assertThatThrownBy(() -> distributed(assembler(), LEARNER).fit(broken)).isNotNull();
  }

  @Test
  void only_the_packed_rows_are_stored_once_they_are_there() {
    assertThat(storedAtLastJob(distributed(assembler(), LEARNER), TABLE))
        .containsOnlyKeys("Espalier: packed rows");
  }

  @Test
  void rows_that_their_owner_has_cached_are_packed_from_there() {
    Dataset<Row> cached = TABLE.persist();
    try {
      cached.count();
      assertThat(storedAtLastJob(distributed(assembler(), LEARNER), cached))
          .containsOnlyKeys("Espalier: packed rows");
    } finally {
      cached.unpersist();
    }
  }

  @Test
  void packed_rows_are_on_disk_alone_where_nothing_may_be_cached() {
    double[] cached = distributed(assembler(), LEARNER).fit(TABLE).avgMetrics();
    Tuner tuner = distributed(assembler(), LEARNER).setMaxStorage("none");
    assertThat(storedAtLastJob(tuner, TABLE))
        .containsEntry("Espalier: packed rows", StorageLevel.DISK_ONLY());
    assertThat(tuner.fit(TABLE).avgMetrics()).containsExactly(cached);
  }

  /** Levels of what a tuner has stored when its last pass begins, by name. */
  private static Map<String, StorageLevel> storedAtLastJob(Tuner tuner, Dataset<Row> table) {
    Set<Object> before = stored();
    Map<String, StorageLevel> levels = new ConcurrentHashMap<>();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            if (start.properties().getProperty("spark.job.description", "").contains("trial")) {
              levels.clear();
              persistent().values().stream()
                  .filter(rows -> !before.contains(rows.id()))
                  .forEach(rows -> levels.put("" + rows.name(), rows.getStorageLevel()));
            }
          }
        };
    CONTEXT.addSparkListener(listener);
    try {
      tuner.fit(table);
    } finally {
      CONTEXT.removeSparkListener(listener);
    }
    return levels;
  }

  @Test
  void nothing_stays_in_storage() {
    Set<Object> before = stored();
    distributed(assembler(), LEARNER).fit(TABLE);
    assertThat(stored()).isEqualTo(before);
  }

  private static Set<Object> stored() {
    return Set.copyOf(persistent().keySet());
  }

  private static Map<Integer, JavaRDD<?>> persistent() {
    return JavaSparkContext.fromSparkContext(CONTEXT).getPersistentRDDs();
  }
}
