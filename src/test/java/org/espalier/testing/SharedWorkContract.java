package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.NaiveBayes;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.BlockManagerMaster;
import org.assertj.core.api.ThrowingConsumer;
import org.espalier.evaluate.CellPool;
import org.espalier.testing.CountingEvaluator.Judged;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Promises about the work that cells share, whatever entryPoint a study came through. Knows Spark
 * and what users program against.
 */
@Timeout(120)
public abstract class SharedWorkContract extends SparkTest {

  protected static final SparkContext CONTEXT = spark().sparkContext();
  protected static final int FOLDS = 2;
  protected static final int PARTITIONS = 2;

  /** Spark's own sums differ in their last digits from run to run. */
  protected static final double TOLERANCE = 1e-9;

  /** True in the second tier, which compares with Spark's own cross-validation. */
  private static final boolean EVERYTHING = Sample.rounds(2) > 1;

  /** Rows that the counted query below was applied to. */
  private static final AtomicInteger APPLIED = new AtomicInteger();

  /** Fits by class of the counted stages below. */
  protected static final Map<String, Integer> FITS = new ConcurrentHashMap<>();

  /** Place where the scalers of the folds wait for each other, if they are to. */
  protected static volatile Optional<CyclicBarrier> gate = Optional.empty();

  @TempDir private static Path tables;
  private static String few = "";

  private static Footprint before = Footprint.of(CONTEXT);

  /**
   * Cell of a study, as its table has it.
   *
   * @param seconds of task time that it pays for
   */
  public record Cell(
      int rung, int fold, String state, String reason, String trainer, double seconds) {}

  /**
   * What a study found.
   *
   * @param scores means over folds by candidate, in the order that was asked for; NaN without one
   */
  public record Found(List<Double> scores, List<Cell> cells) {}

  /** Runs a study; throws if nothing was found. */
  protected abstract Found run(AskedStudy asked) throws Exception;

  /** Setting of the time after which cells that still run are ended. */
  protected abstract String timeLimit();

  /** An indexer that counts its fits. */
  public static final class CountedIndexer extends StringIndexer {
    public CountedIndexer(String uid) {
      super(uid);
    }

    @Override
    public StringIndexerModel fit(Dataset<?> dataset) {
      FITS.merge("indexer", 1, Integer::sum);
      return super.fit(dataset);
    }

    @Override
    public CountedIndexer copy(ParamMap extra) {
      return copyValues(new CountedIndexer(uid()), extra);
    }
  }

  /** A scaler that counts its fits. */
  public static final class CountedScaler extends StandardScaler {
    public CountedScaler(String uid) {
      super(uid);
    }

    @Override
    public StandardScalerModel fit(Dataset<?> dataset) {
      FITS.merge("scaler", 1, Integer::sum);
      if (!getWithStd()) {
        throw new IllegalStateException("no spread");
      }
      if (FITS.getOrDefault("scaler", 0) <= FOLDS) {
        gate.ifPresent(CountedScaler::meet);
      }
      return super.fit(dataset);
    }

    private static void meet(CyclicBarrier others) {
      try {
        others.await();
      } catch (InterruptedException | BrokenBarrierException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public CountedScaler copy(ParamMap extra) {
      return copyValues(new CountedScaler(uid()), extra);
    }
  }

  /** A learner that does, by its regularisation, what a user's code may do to those who run it. */
  public static final class Moody extends LogisticRegression {
    private static final double THROWS = 2;
    private static final double BREAKS = 3;
    public static final double LASTS = 4;

    /** Called by each fit that lasts until somebody ends it. */
    public static volatile Runnable lasting = () -> {};

    public Moody() {}

    public Moody(String uid) {
      super(uid);
    }

    @Override
    public Moody copy(ParamMap extra) {
      return copyValues(new Moody(uid()), extra);
    }

    @Override
    public LogisticRegressionModel train(Dataset<?> dataset) {
      if (getRegParam() == THROWS) {
        throw new Error("not my day");
      }
      if (getRegParam() == LASTS) {
        lasting.run();
        dataset.toDF().javaRDD().foreachPartition(rows -> last());
      }
      LogisticRegressionModel model = super.train(dataset);
      return getRegParam() == BREAKS ? new Broken(model) : model;
    }

    private static void last() throws InterruptedException {
      while (!TaskContext.get().isInterrupted()) {
        Thread.sleep(10);
      }
    }
  }

  /** A model that cannot transform. */
  private static final class Broken extends LogisticRegressionModel {
    Broken(LogisticRegressionModel model) {
      super(model.uid(), model.coefficientMatrix(), model.interceptVector(), 2, false);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> rows) {
      throw new UnsupportedOperationException("I only fit");
    }

    @Override
    public Broken copy(ParamMap extra) {
      return this;
    }
  }

  @BeforeAll
  static void write_rows_and_look_around() {
    Random random = new Random(11);
    String[] words = {"red", "green", "blue", "grey"};
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < 360; i++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      String colour = words[random.nextInt(words.length)];
      String text =
          colour + " " + words[random.nextInt(words.length)] + " " + (a > 0.5 ? "x" : "y");
      double label =
          a + 0.4 * b + (colour.equals("red") ? 0.4 : 0) + random.nextDouble() > 1.2 ? 1 : 0;
      table.add(RowFactory.create(label, a, b, colour, text, random.nextInt(FOLDS)));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("colour", DataTypes.StringType)
            .add("text", DataTypes.StringType)
            .add(AskedStudy.FOLD, DataTypes.IntegerType);
    few = table(spark().createDataFrame(table, schema).repartition(PARTITIONS));
    before = Footprint.of(CONTEXT);
  }

  /** Folder of rows that a study is to read. */
  protected static String table(Dataset<Row> rows) {
    String folder = tables.resolve(UUID.randomUUID().toString()).toString();
    rows.write().parquet(folder);
    return folder;
  }

  /** 360 rows of two numbers, a colour and a text. */
  protected static String few() {
    return few;
  }

  /** Stage that makes features of the two numbers. */
  protected static VectorAssembler numbers() {
    return new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("features");
  }

  @BeforeEach
  void count_from_zero() {
    FITS.clear();
  }

  /** Of all studies at once, as broadcasts that nobody refers to wait for a full collection. */
  @AfterAll
  static void nothing_is_left_behind() throws Exception {
    assertThat(before.left(CONTEXT)).isEmpty();
  }

  /** Runs a study whose cells must pay for all that was spent. */
  protected final Found paid(AskedStudy asked) throws Exception {
    FITS.clear();
    try (TaskTimes spent = new TaskTimes(CONTEXT)) {
      Found found = run(asked);
      assertThat(found.cells().stream().mapToDouble(Cell::seconds).sum())
          .as("task time of all cells")
          .isCloseTo(spent.seconds(), within(TOLERANCE));
      return found;
    }
  }

  /**
   * Runs a study whose scores must be those of ordinary fits, too.
   *
   * @param ordinary what {@link #ordinary} gave, which the second tier asks again
   */
  protected final Found equal(AskedStudy asked, double... ordinary) throws Exception {
    if (EVERYTHING) {
      assertThat(ordinary(asked)).as("ordinary fits").containsExactly(ordinary, within(TOLERANCE));
    }
    Found found = paid(asked);
    assertThat(found.scores().stream().mapToDouble(score -> score).toArray())
        .containsExactly(ordinary, within(TOLERANCE));
    return found;
  }

  private static double[] ordinary(AskedStudy asked) {
    CrossValidator validator = new CrossValidator();
    Pipeline pipeline = asked.pipeline();
    validator.setEstimator(pipeline);
    validator.setEvaluator(asked.evaluator());
    validator.setEstimatorParamMaps(asked.maps(pipeline));
    validator.setNumFolds(FOLDS);
    validator.setFoldCol(AskedStudy.FOLD);
    return validator.fit(spark().read().parquet(asked.table())).avgMetrics();
  }

  private final StringIndexer indexer =
      new CountedIndexer("indexer").setInputCol("colour").setOutputCol("index");
  protected final OneHotEncoder encoder =
      new OneHotEncoder().setInputCol("index").setOutputCol("encoded");
  protected final VectorAssembler assembler =
      new VectorAssembler()
          .setInputCols(new String[] {"a", "b", "encoded"})
          .setOutputCol("assembled");
  private final StandardScaler scaler =
      new CountedScaler("scaler").setInputCol("assembled").setOutputCol("features");
  protected final LogisticRegression logistic = new LogisticRegression().setMaxIter(4);

  /** Study of a learner behind stages of the user's own, which jobs fit. */
  protected final AskedStudy behindStages(PipelineStage learner) {
    return behindStages(few, learner);
  }

  private AskedStudy behindStages(String table, PipelineStage learner) {
    return AskedStudy.of(table, indexer, encoder, assembler, scaler, learner);
  }

  protected static Map<String, Integer> fits(int ofIndexer, int ofScaler) {
    return Map.of("indexer", ofIndexer, "scaler", ofScaler);
  }

  @Test
  @Tag(Sample.TAG)
  protected void
      a_stage_is_fitted_once_a_fold_and_value_for_all_learners_and_once_for_the_model_at_any_parallelism()
          throws Exception {
    AskedStudy asked =
        behindStages(logistic)
            .and(new DecisionTreeClassifier().setMaxDepth(2))
            .over("CountedScaler.withMean", false, true);
    Found together =
        equal(
            asked.with("run.parallelism", 8),
            0.86308236721530,
            0.86308236721530,
            0.69080887716454,
            0.69080887716454);
    assertThat(FITS).isEqualTo(fits(FOLDS + 1, 2 * FOLDS + 1));
    if (EVERYTHING) {
      Found alone = paid(asked.with("run.parallelism", 1));
      assertThat(FITS).isEqualTo(fits(FOLDS + 1, 2 * FOLDS + 1));
      assertThat(together.scores()).isEqualTo(alone.scores());
    }
  }

  @Test
  @Tag("slow")
  protected void
      candidates_of_a_small_rung_share_stages_and_costs_and_are_validated_on_part_of_a_fold()
          throws Exception {
    int fold = 21_000;
    int least = 10_000; // rows to validate on, if a fold has them
    String many =
        table(
            spark()
                .range(0, 2L * fold, 1, 8)
                .selectExpr(
                    "CAST(id % 2 AS DOUBLE) AS label",
                    "id AS a",
                    "id % 5 AS b",
                    "string(id % 3) AS colour",
                    "INT(id / 2 % 2) AS fold"));
    CountingEvaluator.judged();
    CountingEvaluator.judging = SharedWorkContract::awaitCandidates;
    try {
      paid(
          behindStages(many, new NaiveBayes())
              .over("smoothing", 0.5, 1.0, 2.0)
              .judgedBy(new CountingEvaluator())
              .with("schedule.scheduler", "halving")
              .with("schedule.min-resource", fold / 3)
              .with("run.parallelism", 4));
    } finally {
      CountingEvaluator.judging = () -> {};
    }
    assertThat(FITS).as("fits on two rungs").isEqualTo(fits(2 * FOLDS + 1, 2 * FOLDS + 1));
    List<Judged> judged = CountingEvaluator.judged();
    List<Judged> low = judged.subList(0, 3 * FOLDS);
    List<Judged> top = judged.subList(judged.size() - FOLDS, judged.size());
    // Give or take five standard deviations of ranks that are drawn.
    assertThat(low).allMatch(part -> Math.abs(part.rows() - least) < 400, "part of a fold");
    assertThat(top).allMatch(part -> part.rows() == fold, "all of a fold");
    assertThat(low).allMatch(part -> part.partitions() < top.get(0).partitions());
  }

  /**
   * Keeps a cell from its end until the study waits for one, so that it has handed over all
   * candidates that it has: those that come after the end of others share nothing with them.
   */
  private static void awaitCandidates() {
    String description = CONTEXT.getLocalProperty("spark.job.description");
    try {
      while (description != null && description.contains("trial") && !isCellAwaited()) {
        Thread.sleep(1);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isCellAwaited() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Stream::of)
        .anyMatch(
            frame ->
                frame.getClassName().equals(CellPool.class.getName())
                    && frame.getMethodName().equals("await"));
  }

  protected static Stream<Integer> parallelisms() {
    return Sample.rows(List.of(1, 2));
  }

  @ParameterizedTest
  @Tag(Sample.TAG)
  @MethodSource("parallelisms")
  protected void what_fails_is_one_candidates_own(int parallelism) throws Exception {
    // One cell after the other: the last readers of a fold's stages are never run.
    Found found =
        paid(
            behindStages(new Moody("moody"))
                .over("CountedScaler.withStd", true, false)
                .over("regParam", 0.0, Moody.THROWS, Moody.BREAKS)
                .with("run.parallelism", parallelism));
    assertThat(found.scores().get(0)).isBetween(0.5, 1.0);
    assertThat(found.scores().subList(1, 6)).containsOnly(Double.NaN);
    assertThat(found.cells().stream().map(Cell::reason).distinct())
        .anyMatch(reason -> reason.contains("Error: not my day"))
        .anyMatch(reason -> reason.contains("I only fit"))
        .anyMatch(reason -> reason.contains("no spread"));
  }

  @Test
  protected void a_study_of_which_all_fails_says_why() {
    AskedStudy asked = behindStages(new Moody("moody").setRegParam(Moody.THROWS));
    assertThatThrownBy(() -> run(asked)).hasMessageContaining("not my day");
  }

  @Test
  protected void rows_that_the_cluster_loses_are_made_again() throws Exception {
    Set<Integer> kept = before.stored();
    AtomicInteger lost = new AtomicInteger();
    SparkListener loss =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            if (isOfTrial(start) && lost.getAndIncrement() < 3) {
              BlockManagerMaster blocks = SparkEnv.get().blockManager().master();
              stored(kept).forEach(rdd -> blocks.removeRdd(rdd, true));
            }
          }
        };
    AskedStudy asked =
        behindStages(new NaiveBayes()).over("smoothing", 1.0, 2.0).with("run.training", "jobs");
    CONTEXT.addSparkListener(loss);
    try {
      equal(asked, 0.33591179933075, 0.33461736286654);
    } finally {
      CONTEXT.removeSparkListener(loss);
    }
    assertThat(lost).hasPositiveValue();
  }

  /** Persisted RDDs beyond those that were there. */
  private static Set<Integer> stored(Set<Integer> before) {
    Set<Integer> stored =
        new TreeSet<>(JavaSparkContext.fromSparkContext(CONTEXT).getPersistentRDDs().keySet());
    stored.removeAll(before);
    return stored;
  }

  /** True for a job that carries a cell's description. */
  private static boolean isOfTrial(SparkListenerJobStart start) {
    return start.properties().getProperty("spark.job.description", "").contains("trial");
  }

  @Test
  @Tag("slow")
  protected void jobs_that_somebody_cancels_end_a_study_at_once() throws Exception {
    assertEndedBy(CONTEXT::cancelAllJobs);
  }

  /** Presses a button of Spark until a study ends, which must tell by what. */
  protected final void assertEndedBy(Runnable button) throws Exception {
    Ended study =
        ended(
            caller -> {
              while (caller.isAlive()) {
                button.run(); // between two jobs there is nothing to cancel
                caller.join(20);
              }
            });
    assertThat(study.thrown()).hasMessageContaining("SPARK_JOB_CANCELLED");
  }

  /**
   * End of a study.
   *
   * @param interrupted flag of its thread
   */
  protected record Ended(Throwable thrown, boolean interrupted) {}

  /** Ends a study, which would never end by itself, once one of its cells is at work. */
  protected final Ended ended(ThrowingConsumer<Thread> stop) throws Exception {
    AskedStudy lengthy = behindStages(new Moody("moody").setRegParam(Moody.LASTS));
    CountDownLatch fitting = new CountDownLatch(1);
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            // A query would end by an interrupt of its session.
            if (isOfTrial(start)
                && start.properties().getProperty("spark.sql.execution.id") == null) {
              fitting.countDown();
            }
          }
        };
    CompletableFuture<Ended> end = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              CONTEXT.setJobGroup("mine", "a study", false);
              CONTEXT.addJobTag("tagged");
              Throwable thrown = catchThrowable(() -> run(lengthy));
              end.complete(new Ended(thrown, Thread.interrupted()));
              fitting.countDown(); // also of a study in which no cell came to it
            });
    CONTEXT.addSparkListener(listener);
    try {
      caller.start();
      fitting.await();
      stop.accept(caller);
      return end.get();
    } finally {
      caller.interrupt(); // if it goes on
      CONTEXT.removeSparkListener(listener);
    }
  }

  @Test
  protected void no_stage_is_applied_again_whose_rows_are_there() throws Exception {
    APPLIED.set(0);
    UDF1<Double, Double> counted =
        value -> {
          APPLIED.incrementAndGet();
          return value;
        };
    spark()
        .udf()
        .register("counted", functions.udf(counted, DataTypes.DoubleType).asNondeterministic());
    SQLTransformer query =
        new SQLTransformer().setStatement("SELECT *, counted(a) AS c FROM __THIS__");
    VectorAssembler numbers =
        new VectorAssembler().setInputCols(new String[] {"c", "b"}).setOutputCol("features");
    run(
        AskedStudy.of(few, query, numbers, logistic)
            .over("regParam", 0.01, 0.1, 1.0)
            .with("run.training", "jobs"));
    int rows = (int) spark().read().parquet(few).count();
    assertThat(APPLIED.get())
        .as("once a fold, and for the model, whose own fit may make two passes")
        .isBetween((FOLDS + 1) * rows, (FOLDS + 2) * rows);
  }

  @Test
  @Tag("slow")
  protected void a_study_whose_time_is_up_ends_what_is_running() throws Exception {
    AskedStudy asked =
        behindStages(new Moody("moody"))
            .over("regParam", 0.0, Moody.LASTS)
            .with(timeLimit(), Duration.ofSeconds(2));
    try {
      assertThat(run(asked).scores()).endsWith(Double.NaN);
    } catch (IllegalStateException e) { // on a machine that completes no trial by then
      assertThat(e).hasMessageContaining("time");
    }
  }
}
