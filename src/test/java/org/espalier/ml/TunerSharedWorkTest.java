package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.metrics.source.CodegenMetrics;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.PolynomialExpansion;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.cell.SparkFunctions;
import org.espalier.testing.AskedStudy;
import org.espalier.testing.Footprint;
import org.espalier.testing.Sample;
import org.espalier.testing.SharedWorkContract;
import org.espalier.testing.TaskTimes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import scala.collection.Seq;

final class TunerSharedWorkTest extends SharedWorkContract {

  private SparkSession session = spark();

  private static <V extends CrossValidator> V configured(V validator, AskedStudy asked) {
    Pipeline pipeline = asked.pipeline();
    validator.setEstimator(pipeline);
    validator.setEvaluator(asked.evaluator());
    validator.setEstimatorParamMaps(asked.maps(pipeline));
    validator.setNumFolds(FOLDS);
    validator.setFoldCol(AskedStudy.FOLD);
    return validator;
  }

  private static TunerModel fit(AskedStudy asked, SparkSession session) {
    Tuner tuner = configured(new Tuner(), asked);
    asked
        .settings()
        .forEach(
            (path, value) ->
                tuner.set(
                    tuner.getParam(AskedStudy.param(path)),
                    value instanceof Duration time ? time.toMillis() / 1e3 : value));
    return tuner.fit(session.read().parquet(asked.table()));
  }

  @Override
  protected Found run(AskedStudy asked) {
    TunerModel model = fit(asked, session);
    return new Found(
        model.study().trials().stream()
            .map(trial -> trial.evaluation().score().orElse(Double.NaN))
            .toList(),
        model.study().cells().stream()
            .map(
                cell ->
                    new Cell(
                        cell.rung(),
                        cell.split().fold(),
                        cell.result().state().toString(),
                        cell.result().reason(),
                        cell.trained().trainer(),
                        cell.cost().taskSeconds()))
            .toList());
  }

  @Override
  protected String timeLimit() {
    return "budget.timeout";
  }

  /** Calls a method of the session with a tag; empty where Spark has none, as before 4.0. */
  private Optional<Object> ofSession(String method) {
    try {
      Method known = SparkSession.class.getMethod(method, String.class);
      return Optional.ofNullable(known.invoke(session, "session"));
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_interrupt_of_the_caller_ends_a_fit_and_a_tag_of_its_session_reaches_no_job()
      throws Exception {
    List<Object> reached = new ArrayList<>();
    Set<Object> queries = ConcurrentHashMap.newKeySet();
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            // An interrupt names the queries by their own numbers, not by those of their jobs.
            for (String key : List.of("spark.sql.execution.id", "spark.sql.execution.root.id")) {
              Optional.ofNullable(start.properties().getProperty(key)).ifPresent(queries::add);
            }
          }
        };
    CONTEXT.addSparkListener(listener);
    session =
        spark().newSession(); // one with tags cannot be serialised any more, as a summary's is
    ofSession("addTag");
    try {
      Ended fit =
          ended(
              caller -> {
                ofSession("interruptTag")
                    .ifPresent(
                        ids -> ((Seq<?>) ids).foreach(SparkFunctions.consumer(reached::add)));
                caller.interrupt();
              });
      // A query that the tag reaches may fail before the interrupt arrives.
      assertThat(fit.thrown())
          .message()
          .containsAnyOf("interrupted", reached.isEmpty() ? "interrupted" : "job tags session");
      assertThat(fit.interrupted()).isTrue();
    } finally {
      ofSession("removeTag");
      CONTEXT.removeSparkListener(listener);
    }
    assertThat(queries).as("queries, which are Spark's own").containsAll(reached);
  }

  @Test
  @Tag("slow")
  void the_models_are_those_that_each_fit_alone_gives() {
    AskedStudy asked =
        AskedStudy.of(few(), numbers(), new RandomForestClassifier().setNumTrees(3))
            .over("maxDepth", 1, 3);
    Dataset<Row> rows = spark().read().parquet(few());
    CrossValidatorModel theirs =
        configured(new CrossValidator(), asked).setCollectSubModels(true).fit(rows);
    CrossValidatorModel ours = configured(new Tuner(), asked).setCollectSubModels(true).fit(rows);
    for (int fold = 0; fold < FOLDS; fold++) {
      for (int map = 0; map < 2; map++) {
        PipelineModel own = (PipelineModel) theirs.subModels()[fold][map];
        PipelineModel shared = (PipelineModel) ours.subModels()[fold][map];
        assertThat(shared.uid()).isEqualTo(own.uid());
        assertThat(shared.stages()[1].toString()).isEqualTo(own.stages()[1].toString());
        assertThat(shared.transform(rows).select("probability").collectAsList())
            .isEqualTo(own.transform(rows).select("probability").collectAsList());
      }
    }
  }

  @Test
  @Tag(Sample.TAG)
  void a_pipeline_without_an_estimator_is_scored_as_it_is() throws Exception {
    equal(
        AskedStudy.of(
            few(), new SQLTransformer().setStatement("SELECT *, a AS rawPrediction FROM __THIS__")),
        0.80955137649404);
  }

  @Test
  @Tag(Sample.TAG)
  void one_fit_answers_for_many_where_jobs_train_too() throws Exception {
    Found found =
        equal(
            AskedStudy.of(few(), numbers(), new GBTClassifier().setMaxDepth(2).setMaxIter(1))
                .over("maxIter", 1, 2)
                .with("run.training", "jobs"),
            0.79160020638587,
            0.80556803434697);
    assertThat(found.cells()).extracting(Cell::trainer).containsOnly("spark");
  }

  @Test
  @Tag(Sample.TAG)
  void a_query_among_the_stages_keeps_its_columns_and_its_folds() throws Exception {
    SQLTransformer query =
        new SQLTransformer().setStatement("SELECT *, a - avg(a) OVER () AS centred FROM __THIS__");
    VectorAssembler numbers =
        new VectorAssembler().setInputCols(new String[] {"centred", "b"}).setOutputCol("features");
    equal(
        AskedStudy.of(few(), query, numbers, new LogisticRegression().setMaxIter(4))
            .over("regParam", 0.0, 0.1),
        0.81692803304765,
        0.81638539613709);
  }

  @Test
  void a_study_of_other_folds_needs_no_generated_code_of_its_own() {
    StringIndexer indexer = new StringIndexer().setInputCol("colour").setOutputCol("index");
    OneHotEncoder encoder = new OneHotEncoder().setInputCol("index").setOutputCol("encoded");
    StandardScaler scaler = new StandardScaler().setInputCol("raw").setOutputCol("features");
    AskedStudy asked =
        AskedStudy.of(
                few(),
                indexer,
                encoder,
                numbers().setOutputCol("raw"),
                scaler,
                new LogisticRegression().setMaxIter(2))
            .over("regParam", 0.0, 0.1);
    SparkSession generating = generating();
    long none = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
    fit(asked, generating);
    long first = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
    fit(asked.with("folds.seed", 7L), generating);
    assertThat(first).isGreaterThan(none);
    assertThat(CodegenMetrics.METRIC_COMPILATION_TIME().getCount()).isEqualTo(first);
  }

  @Test
  void candidates_of_a_rung_share_stages_and_costs() throws Exception {
    paid(
        behindStages(new NaiveBayes())
            .over("smoothing", 0.5, 1.0, 2.0)
            .with("schedule.scheduler", "halving")
            .with("schedule.min-resource", 60));
    assertThat(FITS).as("fits on two rungs").isEqualTo(fits(2 * FOLDS + 1, 2 * FOLDS + 1));
  }

  @Test
  @Tag("slow")
  void cells_without_a_job_of_their_own_pay_equal_shares() throws Exception {
    Found found =
        paid(behindStages(logistic).over("regParam", 0.01, 0.1, 1.0).with("run.parallelism", 1));
    assertThat(found.cells()).extracting(Cell::trainer).containsOnly("task");
    for (int number = 0; number < FOLDS; number++) {
      int fold = number;
      DoubleSummaryStatistics shares =
          found.cells().stream()
              .filter(cell -> cell.fold() == fold)
              .mapToDouble(Cell::seconds)
              .summaryStatistics();
      assertThat(shares.getMin()).isPositive();
      assertThat(shares.getMax() - shares.getMin()).as("rounding of a few shares").isLessThan(0.01);
    }
  }

  @Test
  @Tag(Sample.TAG)
  void mllibs_own_stages_before_a_learner_inside_tasks_take_no_job_in_any_fold() throws Exception {
    StringIndexer index =
        new StringIndexer().setInputCol("colour").setOutputCol("index").setHandleInvalid("keep");
    StandardScaler plain = new StandardScaler().setInputCol("assembled").setOutputCol("features");
    AskedStudy asked =
        AskedStudy.of(few(), index, encoder, assembler, plain, logistic)
            .over("standard-scaler.withMean", false, true)
            .over("regParam", 0.0, 0.1);
    try (TaskTimes spent = new TaskTimes(CONTEXT)) {
      equal(asked, 0.86327619332849, 0.86306410150344, 0.86327619332849, 0.86306410150344);
      assertThat(spent.tasks())
          .as("to collect the rows, and to train candidates")
          .isLessThanOrEqualTo(PARTITIONS + FOLDS * asked.points().size());
    }
  }

  @Test
  @Tag("slow")
  void stages_of_mllib_alone_score_the_same_stored_without_what_nobody_reads() throws Exception {
    Tokenizer tokenizer = new Tokenizer().setInputCol("text").setOutputCol("words");
    HashingTF hashing =
        new HashingTF().setInputCol("words").setOutputCol("counts").setNumFeatures(8);
    IDF idf = new IDF().setInputCol("counts").setOutputCol("weighted");
    StandardScaler plain = new StandardScaler().setInputCol("weighted").setOutputCol("features");
    equal(
        AskedStudy.of(few(), tokenizer, hashing, idf, plain, logistic)
            .over("hashing-tf.numFeatures", 8, 32),
        0.78737790967193,
        0.78737790967193);
  }

  @Test
  void a_candidate_that_does_not_suit_the_rows_of_a_task_fails_alone() throws Exception {
    Found found =
        paid(
            AskedStudy.of(few(), numbers(), logistic)
                .over("thresholds", new double[] {0.5, 0.5}, new double[] {0.2, 0.3, 0.5}));
    assertThat(found.cells())
        .filteredOn(cell -> cell.state().equals("FAILED"))
        .isNotEmpty()
        .allMatch(cell -> cell.reason().contains("thresholds"));
    assertThat(found.cells())
        .filteredOn(cell -> cell.state().equals("COMPLETED"))
        .extracting(Cell::trainer)
        .containsOnly("task");
  }

  @Test
  @Tag("slow")
  void cells_that_wait_for_a_stage_keep_no_thread_from_that_of_another_fold() throws Exception {
    gate = Optional.of(new CyclicBarrier(FOLDS));
    try {
      AskedStudy asked =
          behindStages(new NaiveBayes())
              .over("smoothing", 0.5, 1.0, 2.0, 3.0, 4.0)
              .with("run.training", "jobs") // else the first fold's stages are fitted beforehand
              .with("run.parallelism", FOLDS);
      assertThat(paid(asked).scores()).doesNotContain(Double.NaN);
    } finally {
      gate = Optional.empty();
    }
    assertThat(FITS).isEqualTo(fits(FOLDS + 1, FOLDS + 1));
  }

  @Test
  @Tag(Sample.TAG)
  void jobs_of_a_group_or_with_a_tag_that_somebody_cancels_end_a_fit_at_once() throws Exception {
    List<Runnable> buttons =
        List.of(() -> CONTEXT.cancelJobGroup("mine"), () -> CONTEXT.cancelJobsWithTag("tagged"));
    for (Runnable button : Sample.rows(buttons).toList()) {
      assertEndedBy(button);
    }
  }

  /** Evaluator that looks at what is in storage, beyond what was there when it was made. */
  private static final class StorageEvaluator extends Evaluator {
    private final Set<Integer> before = Footprint.of(CONTEXT).stored();
    private final AtomicLong most = new AtomicLong();

    @Override
    public double evaluate(Dataset<?> rows) {
      most.accumulateAndGet(
          Stream.of(CONTEXT.getRDDStorageInfo())
              .filter(rdd -> !before.contains(rdd.id()))
              .mapToLong(rdd -> rdd.memSize() + rdd.diskSize())
              .sum(),
          Math::max);
      return rows.count();
    }

    @Override
    public Evaluator copy(ParamMap extra) {
      return this;
    }

    @Override
    public String uid() {
      return "storage";
    }
  }

  /** Most bytes in storage while a model of a study is judged. */
  private long stored(AskedStudy asked) {
    StorageEvaluator evaluator = new StorageEvaluator();
    assertThat(run(asked.judgedBy(evaluator)).scores()).doesNotContain(Double.NaN);
    return evaluator.most.get();
  }

  /** Bytes that the table of the study below takes at most. */
  private static final long TABLE = 300L << 10;

  /** Study whose stages make some megabytes of each fold. */
  private static AskedStudy wide() {
    String wide =
        table(
            spark()
                .range(0, 3000, 1, 4)
                .selectExpr(
                    "CAST(id % 3 % 2 AS DOUBLE) AS label",
                    "id % 97 / 97D AS a", "id % 89 / 89D AS b", "INT(id % 2) AS fold"));
    return AskedStudy.of(
            wide,
            numbers().setOutputCol("raw"),
            new PolynomialExpansion().setInputCol("raw").setOutputCol("expanded"),
            new CountedScaler("scaler").setInputCol("expanded").setOutputCol("features"),
            new NaiveBayes())
        .over("smoothing", 1.0, 2.0)
        .over("polynomial-expansion.degree", 4, 5)
        .with("run.parallelism", 1);
  }

  @Test
  void rows_behind_shared_stages_are_kept_in_the_storage_that_they_may_take() {
    assertThat(stored(wide().with("max-storage", "4 MiB")))
        .isBetween(TABLE + 1, TABLE + (4L << 20));
  }

  @Test
  @Tag("slow")
  void rows_behind_shared_stages_take_no_more_storage_than_they_may() {
    AskedStudy asked = wide();
    long table = stored(asked.with("max-storage", "none"));
    long may = table + (4L << 20);
    assertThat(table).isBetween(1L, TABLE);
    assertThat(stored(asked)).as("usually").isGreaterThan(may);
    assertThat(stored(asked.with("max-storage", "4 MiB"))).isBetween(table + 1, may);
    assertThat(
            stored(
                asked
                    .with("max-storage", "4 MiB")
                    .with("schedule.scheduler", "halving")
                    .with("schedule.min-resource", 150)))
        .as("with rungs of few rows")
        .isLessThanOrEqualTo(may);
  }
}
