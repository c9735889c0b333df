package org.espalier.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.metrics.source.CodegenMetrics;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.IDF;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StandardScalerModel;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.study.Seed;
import org.espalier.study.TrialState;
import org.espalier.testing.SparkTest;
import org.espalier.testing.TaskTimes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a Tuner fits of a pipeline, counted, and that its metrics stay CrossValidator's. */
final class SharedStagesTest extends SparkTest {

  private static final int FOLDS = 2;
  private static final double TOLERANCE = 1e-9;

  /** Fits by class of the counted stages below. */
  private static final Map<String, Integer> FITS = new ConcurrentHashMap<>();

  private static Dataset<Row> rows;

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
      return super.fit(dataset);
    }

    @Override
    public CountedScaler copy(ParamMap extra) {
      return copyValues(new CountedScaler(uid()), extra);
    }
  }

  @BeforeAll
  static void make_rows() {
    var random = new Seed(11).random();
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
      table.add(RowFactory.create(label, a, b, colour, text, "unread " + i));
    }
    StructType schema =
        new StructType()
            .add("label", DataTypes.DoubleType)
            .add("a", DataTypes.DoubleType)
            .add("b", DataTypes.DoubleType)
            .add("colour", DataTypes.StringType)
            .add("text", DataTypes.StringType)
            .add("ballast", DataTypes.StringType);
    rows = spark().createDataFrame(table, schema).repartition(2).cache();
    rows.count();
  }

  @AfterAll
  static void free_rows() {
    rows.unpersist(true);
  }

  @BeforeEach
  void count_anew() {
    FITS.clear();
  }

  @AfterEach
  void nothing_stays_stored() {
    assertThat(spark().sparkContext().getPersistentRDDs().size()).as("the rows alone").isEqualTo(1);
  }

  private static Evaluator area() {
    return new BinaryClassificationEvaluator().setNumBins(0);
  }

  private static <V extends CrossValidator> V configured(
      V validator, Estimator<?> estimator, ParamMap[] maps) {
    validator.setEstimator(estimator);
    validator.setEvaluator(area());
    validator.setEstimatorParamMaps(maps);
    validator.setNumFolds(FOLDS);
    return validator;
  }

  private static TunerModel tuned(Estimator<?> estimator, ParamMap... maps) {
    CrossValidatorModel rival = configured(new CrossValidator(), estimator, maps).fit(rows);
    FITS.clear();
    TunerModel ours = configured(new Tuner(), estimator, maps).fit(rows);
    assertThat(ours.study().trials()).allMatch(t -> t.state() == TrialState.COMPLETED);
    assertThat(ours.avgMetrics()).containsExactly(rival.avgMetrics(), within(TOLERANCE));
    return ours;
  }

  private final StringIndexer indexer =
      new CountedIndexer("indexer").setInputCol("colour").setOutputCol("index");
  private final OneHotEncoder encoder =
      new OneHotEncoder().setInputCol("index").setOutputCol("encoded");
  private final VectorAssembler assembler =
      new VectorAssembler()
          .setInputCols(new String[] {"a", "b", "encoded"})
          .setOutputCol("assembled");
  private final StandardScaler scaler =
      new CountedScaler("scaler").setInputCol("assembled").setOutputCol("features");
  private final LogisticRegression logistic = new LogisticRegression().setMaxIter(4);

  private static Pipeline pipeline(PipelineStage... stages) {
    return new Pipeline().setStages(stages);
  }

  @Test
  @Tag("smoke")
  void stages_before_the_tuned_one_are_fitted_once_a_fold_and_once_for_the_model() {
    tuned(
        pipeline(indexer, encoder, assembler, scaler, logistic),
        new ParamGridBuilder().addGrid(logistic.regParam(), new double[] {0, 0.1}).build());
    assertThat(FITS).containsOnly(Map.entry("indexer", FOLDS + 1), Map.entry("scaler", FOLDS + 1));
  }

  @Test
  void costs_of_cells_add_up_to_their_tasks_time_and_each_carries_its_share_of_what_is_shared() {
    Pipeline pipeline = pipeline(indexer, encoder, assembler, scaler, logistic);
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(logistic.regParam(), new double[] {0, 0.01, 0.1, 1}).build();
    try (TaskTimes times = new TaskTimes(spark().sparkContext())) {
      Tuner tuner = configured(new Tuner(), pipeline, maps);
      List<CellRow> cells = tuner.setParallelism(1).fit(rows).study().cells();
      assertThat(seconds(cells)).isCloseTo(times.seconds(), within(TOLERANCE));
      assertThat(cells).extracting(cell -> cell.trained().trainer()).containsOnly("task");
      for (int fold = 0; fold < FOLDS; fold++) {
        int number = fold;
        List<Double> each =
            cells.stream()
                .filter(cell -> cell.split().fold() == number)
                .map(cell -> cell.cost().taskSeconds())
                .toList();
        assertThat(each).hasSize(maps.length);
        assertThat(Collections.max(each) - Collections.min(each))
            .as("no job of their own: rounding of a few shares")
            .isLessThan(0.01);
      }
    }
  }

  @Test
  void cells_of_a_small_rung_share_stages_and_costs_too() {
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(logistic.regParam(), new double[] {0, 0.01, 0.1, 1}).build();
    Pipeline pipeline = pipeline(indexer, encoder, assembler, scaler, logistic);
    Tuner tuner = configured(new Tuner(), pipeline, maps);
    tuner.setScheduler("halving").setMinResource(45).setEta(2);
    try (TaskTimes times = new TaskTimes(spark().sparkContext())) {
      StudyRecord study = tuner.fit(rows).study();
      int rungs = study.opened().setup().ladder().rungs().size();
      assertThat(rungs).isGreaterThan(1);
      assertThat(study.cells()).hasSizeGreaterThan(FOLDS * maps.length);
      assertThat(FITS)
          .containsOnly(
              Map.entry("indexer", FOLDS * rungs + 1), Map.entry("scaler", FOLDS * rungs + 1));
      assertThat(seconds(study.cells())).isCloseTo(times.seconds(), within(TOLERANCE));
    }
  }

  @Test
  void costs_add_up_where_one_fit_answers_for_many_and_rows_are_scored_by_jobs() {
    GBTClassifier boosted = new GBTClassifier().setMaxDepth(2);
    Pipeline pipeline = pipeline(indexer, encoder, assembler, scaler, boosted);
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(boosted.maxIter(), new int[] {1, 2, 3}).build();
    try (TaskTimes times = new TaskTimes(spark().sparkContext())) {
      Tuner tuner = configured(new Tuner(), pipeline, maps);
      List<CellRow> cells = tuner.setTraining("jobs").fit(rows).study().cells();
      assertThat(seconds(cells)).isCloseTo(times.seconds(), within(TOLERANCE));
      assertThat(cells).extracting(cell -> cell.trained().trainer()).containsOnly("spark");
    }
  }

  private static double seconds(List<CellRow> cells) {
    return cells.stream().mapToDouble(cell -> cell.cost().taskSeconds()).sum();
  }

  @Test
  void further_folds_need_no_generated_code_of_their_own() {
    ParamMap[] maps =
        new ParamGridBuilder().addGrid(logistic.regParam(), new double[] {0, 0.1}).build();
    Pipeline pipeline = pipeline(indexer, encoder, assembler, scaler, logistic);
    Dataset<Row> table =
        generating().createDataFrame(rows.collectAsList(), rows.schema()).repartition(2);
    long none = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
    configured(new Tuner(), pipeline, maps).fit(table);
    long first = CodegenMetrics.METRIC_COMPILATION_TIME().getCount();
    configured(new Tuner(), pipeline, maps).setNumFolds(2 * FOLDS).fit(table);
    assertThat(first).isGreaterThan(none);
    assertThat(CodegenMetrics.METRIC_COMPILATION_TIME().getCount()).isEqualTo(first);
  }

  @Test
  void a_tuned_stage_in_the_middle_is_fitted_once_a_fold_and_value() {
    tuned(
        pipeline(indexer, encoder, assembler, scaler, logistic),
        new ParamGridBuilder()
            .addGrid(scaler.withMean())
            .addGrid(logistic.regParam(), new double[] {0.01, 0.1})
            .build());
    assertThat(FITS)
        .containsOnly(Map.entry("indexer", FOLDS + 1), Map.entry("scaler", 2 * FOLDS + 1));
  }

  @Test
  void stages_of_mllib_alone_are_stored_without_what_nobody_reads_and_score_the_same() {
    Tokenizer tokenizer = new Tokenizer().setInputCol("text").setOutputCol("words");
    HashingTF hashing = new HashingTF().setInputCol("words").setOutputCol("counts");
    IDF idf = new IDF().setInputCol("counts").setOutputCol("weighted");
    StandardScaler plain = new StandardScaler().setInputCol("weighted").setOutputCol("scaled");
    LogisticRegression learner = new LogisticRegression().setMaxIter(3);
    tuned(
        pipeline(tokenizer, hashing, idf, plain, learner),
        new ParamGridBuilder()
            .addGrid(hashing.numFeatures(), new int[] {8, 32})
            .addGrid(learner.featuresCol(), columns("scaled", "weighted"))
            .build());
  }

  @Test
  void mllibs_own_stages_before_a_learner_inside_tasks_take_no_job_in_any_fold() {
    StringIndexer index =
        new StringIndexer().setInputCol("colour").setOutputCol("index").setHandleInvalid("keep");
    StandardScaler plain = new StandardScaler().setInputCol("assembled").setOutputCol("features");
    Pipeline pipeline = pipeline(index, encoder, assembler, plain, logistic);
    ParamMap[] maps =
        new ParamGridBuilder()
            .addGrid(plain.withMean())
            .addGrid(logistic.regParam(), new double[] {0.01, 0.1})
            .build();
    try (TaskTimes times = new TaskTimes(spark().sparkContext())) {
      TunerModel ours = tuned(pipeline, maps);
      assertThat(times.tasks())
          .as("a task for each partition and for each group of a fold")
          .isEqualTo(rows.rdd().getNumPartitions() + 2 * FOLDS);
      assertThat(seconds(ours.study().cells()))
          .as("which the cells pay for")
          .isCloseTo(times.seconds(), within(TOLERANCE));
      Transformer[] found = ((PipelineModel) ours.bestModel()).stages();
      Transformer[] own = pipeline.fit(rows, best(ours, maps)).stages();
      assertThat(((StringIndexerModel) found[0]).labelsArray())
          .isDeepEqualTo(((StringIndexerModel) own[0]).labelsArray());
      assertThat(((StandardScalerModel) found[3]).std().toArray())
          .containsExactly(((StandardScalerModel) own[3]).std().toArray(), within(TOLERANCE));
      assertThat(((LogisticRegressionModel) found[4]).coefficients().toArray())
          .containsExactly(
              ((LogisticRegressionModel) own[4]).coefficients().toArray(), within(1e-6));
    }
  }

  private static ParamMap best(TunerModel model, ParamMap[] maps) {
    double[] metrics = model.avgMetrics();
    int best = 0;
    for (int i = 1; i < metrics.length; i++) {
      best = metrics[i] > metrics[best] ? i : best;
    }
    return maps[best];
  }

  private static scala.collection.Iterable<String> columns(String... names) {
    return scala.collection.JavaConverters.iterableAsScalaIterableConverter(Arrays.asList(names))
        .asScala();
  }

  @Test
  void maps_of_other_stages_share_those_before() {
    VectorAssembler numbers =
        new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("features");
    PCA pca = new PCA().setInputCol("assembled").setOutputCol("features").setK(2);
    Pipeline pipeline = new Pipeline();
    ParamMap short_ = new ParamMap();
    short_.put(pipeline.stages(), new PipelineStage[] {indexer, numbers, logistic});
    ParamMap long_ = new ParamMap();
    long_.put(pipeline.stages(), new PipelineStage[] {indexer, encoder, assembler, pca, logistic});
    tuned(pipeline, short_, long_);
    assertThat(FITS).containsOnly(Map.entry("indexer", FOLDS + 1));
  }

  @Test
  void a_query_among_the_stages_keeps_its_columns_and_its_folds() {
    SQLTransformer query =
        new SQLTransformer().setStatement("SELECT *, a - avg(a) OVER () AS centred FROM __THIS__");
    VectorAssembler numbers =
        new VectorAssembler().setInputCols(new String[] {"centred", "b"}).setOutputCol("features");
    tuned(
        pipeline(query, numbers, logistic),
        new ParamGridBuilder().addGrid(logistic.regParam(), new double[] {0.01, 0.1}).build());
  }

  @Test
  void the_models_are_those_that_each_fit_alone_gives() {
    VectorAssembler numbers =
        new VectorAssembler().setInputCols(new String[] {"a", "b"}).setOutputCol("features");
    RandomForestClassifier forest = new RandomForestClassifier().setNumTrees(3);
    Pipeline pipeline = pipeline(numbers, forest);
    ParamMap[] maps = new ParamGridBuilder().addGrid(forest.maxDepth(), new int[] {1, 3}).build();
    CrossValidator rival = configured(new CrossValidator(), pipeline, maps);
    CrossValidator ours = configured(new Tuner(), pipeline, maps);
    CrossValidatorModel theirs = rival.setCollectSubModels(true).fit(rows);
    CrossValidatorModel model = ours.setCollectSubModels(true).fit(rows);
    for (int fold = 0; fold < FOLDS; fold++) {
      for (int map = 0; map < maps.length; map++) {
        PipelineModel sub = (PipelineModel) model.subModels()[fold][map];
        assertThat(sub.uid()).isEqualTo(pipeline.uid());
        assertThat(sub.stages()[1].toString())
            .isEqualTo(((PipelineModel) theirs.subModels()[fold][map]).stages()[1].toString());
        assertThat(sub.transform(rows).select("probability").collectAsList())
            .isEqualTo(
                theirs
                    .subModels()[fold][map]
                    .transform(rows)
                    .select("probability")
                    .collectAsList());
      }
    }
  }

  @Test
  void a_pipeline_without_an_estimator_is_scored_as_it_is() {
    SQLTransformer query =
        new SQLTransformer().setStatement("SELECT *, a AS rawPrediction FROM __THIS__");
    tuned(pipeline(query), new ParamMap[] {ParamMap.empty()});
  }
}
