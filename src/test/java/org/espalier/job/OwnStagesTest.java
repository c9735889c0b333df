package org.espalier.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.PCA;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.Tokenizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Feature stages that a study brings along: listed, or saved by Spark. */
final class OwnStagesTest extends SparkTest {

  /** Settings of a study that keeps no rows apart and leaves no model. */
  private static final String TRIALS_ONLY = "data.test = none\nmodel.save = none";

  private static final String NO_OUTPUT =
      """
      [ { type = r-formula, params { formula = "~ size" } }
        { type = sql-transformer, params { statement = "SELECT *, size AS s FROM __THIS__" } } ]
      """;

  @TempDir Path folder;

  /** Words that tell the class, a number that does not, and a day of which no model takes any. */
  @BeforeEach
  void table() throws IOException {
    List<String> lines = new ArrayList<>(List.of("words,size,at,y"));
    for (int i = 0; i < 60; i++) {
      String word = i % 2 == 0 ? "red" : "blue";
      lines.add("%s w%d,%d,2020-01-0%d,%s".formatted(word, i, i % 7, 1 + i % 9, i % 2 == 0));
    }
    Files.write(folder.resolve("table.csv"), lines);
  }

  private CommandRun run(String command, String features, String space) throws IOException {
    return of(
        command,
        features,
        "{ type = logistic-regression, space { maxIter = 5, %s } }".formatted(space));
  }

  private CommandRun of(String command, String features, String learners) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("study.conf"),
            """
            study = s
            data { source = "%s", label = y }
            features = %s
            learners = [%s]
            folds = 2
            search = grid
            run.pre-flight = false
            """
                .formatted(folder.resolve("table.csv"), features, learners));
    return CommandRun.of(
        command, file.toString(), "--output", folder.resolve("out").toString(), "--overwrite");
  }

  private Dataset<Row> trials() {
    return spark().read().parquet(folder.resolve("out/s/trials").toString());
  }

  private PipelineModel model() {
    return PipelineModel.load(folder.resolve("out/s/model").toString());
  }

  private String saved(PipelineStage... stages) throws IOException {
    String path = folder.resolve("saved").toString();
    new Pipeline().setStages(stages).write().overwrite().save(path);
    return "\"" + path + "\"";
  }

  @Test
  void listed_ones_are_searched_by_their_names() throws IOException {
    CommandRun run =
        run(
            "tune",
            """
            [ { type = vector-assembler, params { inputCols = [size], outputCol = raw } }
              { type = min-max-scaler, name = scale, params { inputCol = raw, outputCol = features } } ]
            """
                + TRIALS_ONLY,
            "scale.max = [1, 5]");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("features of logistic-regression: vector-assembler, scale");
    assertThat(trials().where("state <> 'COMPLETED'").collectAsList()).isEmpty();
    assertThat(
            trials()
                .selectExpr("double(configuration['scale.max'])")
                .distinct()
                .collectAsList()
                .toString())
        .contains("[1.0]", "[5.0]");
  }

  @Tag("slow")
  @Test
  void listed_ones_are_fitted_in_order_and_searched_by_their_names() throws IOException {
    CommandRun run =
        run(
            "tune",
            """
            [ { type = tokenizer, params { inputCol = words, outputCol = list } }
              { type = hashing-tf, name = hash, params { inputCol = list, outputCol = tf } }
              { type = "org.apache.spark.ml.feature.IDF", params { inputCol = tf, outputCol = w } }
              { type = vector-assembler, params { inputCols = [w, size] } } ]
            """,
            "hash.numFeatures = [16, 64], IDF.minDocFreq = 2");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("features of logistic-regression: tokenizer, hash, IDF, vector-assembler");
    assertThat(
            trials()
                .selectExpr("configuration['hash.numFeatures']")
                .distinct()
                .collectAsList()
                .toString())
        .contains("16")
        .contains("64");
    assertThat(trials().selectExpr("max(score)").first().getDouble(0)).isGreaterThan(0.95);
    assertThat(
            spark()
                .read()
                .parquet(folder.resolve("out/s/cells").toString())
                .where("trainer <> 'task'")
                .count())
        .as("behind stages that are fitted by jobs")
        .isZero();
    Dataset<Row> raw =
        spark()
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .csv(folder + "/table.csv");
    assertThat(model().transform(raw).where("predicted_y = y").count()).isGreaterThan(55);
  }

  /** Stages one of which is a pipeline. */
  private String nested() throws IOException {
    return saved(
        new Tokenizer().setInputCol("words").setOutputCol("list"),
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new HashingTF().setInputCol("list").setOutputCol("tf").setNumFeatures(64)
                }),
        new VectorAssembler().setInputCols(new String[] {"tf", "size"}).setOutputCol("x"),
        new PCA().setInputCol("x").setOutputCol("features").setK(2));
  }

  @Test
  void those_of_a_saved_pipeline_are_its_own_and_those_of_pipelines_in_it() throws IOException {
    CommandRun run = run("check", nested(), "pca.k = [2, 30]");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("tokenizer, hashing-tf, vector-assembler, pca");
  }

  @Tag("slow")
  @Test
  void those_of_a_saved_pipeline_are_searched_by_their_types() throws IOException {
    CommandRun run = run("tune", nested(), "pca.k = [2, 30]");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("tokenizer, hashing-tf, vector-assembler, pca");
    assertThat(trials().where("state <> 'COMPLETED'").collectAsList()).isEmpty();
    assertThat(Arrays.stream(model().stages()).map(stage -> stage.getClass().getSimpleName()))
        .startsWith("Tokenizer", "HashingTF", "VectorAssembler", "PCAModel");
  }

  private PipelineStage[] wordStages() {
    return new PipelineStage[] {
      new Tokenizer().setInputCol("words").setOutputCol("list"),
      new HashingTF().setInputCol("list").setOutputCol("tf").setNumFeatures(64),
      new VectorAssembler().setInputCols(new String[] {"tf", "size"}).setOutputCol("x"),
      new PCA().setInputCol("x").setOutputCol("pc").setK(2)
    };
  }

  @Test
  void the_defaults_of_a_saved_pipeline_with_its_learner_are_its_own_params() throws IOException {
    String whole =
        saved(
            new StringIndexer().setInputCol("y").setOutputCol("class"),
            new VectorAssembler().setInputCols(new String[] {"size"}).setOutputCol("x"),
            new MinMaxScaler().setInputCol("x").setOutputCol("scaled").setMax(5),
            new LogisticRegression()
                .setFeaturesCol("scaled")
                .setLabelCol("class")
                .setPredictionCol("guess")
                .setMaxIter(5)
                .setRegParam(0.5));
    CommandRun run =
        of(
            "tune",
            "auto\nmetric = log-loss\n" + TRIALS_ONLY,
            """
            { type = pipeline, path = %s, name = ours
              space { regParam = [0.1, 0.5], min-max-scaler.max = [5] } }
            """
                .formatted(whole));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("features of ours: vector-assembler, min-max-scaler");
    assertThat(trials().where("state <> 'COMPLETED'").collectAsList()).isEmpty();
    assertThat(trials().where("origin = 'default'").select("configuration").first().toString())
        .contains("regParam -> 0.5", "min-max-scaler.max -> 5");
  }

  @Tag("slow")
  @Test
  void a_saved_pipeline_with_its_learner_is_a_learner_of_its_own_stages() throws IOException {
    List<PipelineStage> stages = new ArrayList<>(List.of(wordStages()));
    stages.add(0, new StringIndexer().setInputCol("y").setOutputCol("class"));
    stages.add(
        new LogisticRegression()
            .setFeaturesCol("pc")
            .setLabelCol("class")
            .setPredictionCol("guess")
            .setMaxIter(5)
            .setRegParam(0.5));
    String whole = saved(stages.toArray(PipelineStage[]::new));
    CommandRun run =
        of(
            "tune",
            "auto\nmetric = log-loss",
            """
            { type = pipeline, path = %s, name = ours
              space { regParam = [0.1, 0.5], pca.k = [2, 3] } }, decision-tree
            """
                .formatted(whole));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("features of ours: tokenizer, hashing-tf, vector-assembler, pca");
    Dataset<Row> ours = trials().where("learner = 'ours'");
    assertThat(ours.where("origin = 'default'").select("configuration").first().toString())
        .contains("regParam -> 0.5")
        .contains("pca.k -> 2");
    List<Row> scores = losses("configuration['regParam'] = '0.1'");
    assertThat(scores).hasSize(2);
    of(
        "tune",
        saved(wordStages()) + "\nmetric = log-loss",
        "{ type = logistic-regression, space { maxIter = 5, regParam = 0.1, pca.k = [2, 3] } }");
    assertThat(losses("true")).isEqualTo(scores);
  }

  private List<Row> losses(String where) {
    return trials()
        .where(where)
        .selectExpr("configuration['pca.k']", "score")
        .distinct()
        .orderBy("score")
        .collectAsList();
  }

  @Test
  void a_saved_learner_alone_gets_features_that_are_chosen() throws IOException {
    String alone = saved(new LogisticRegression().setMaxIter(7));
    CommandRun run =
        of(
            "check",
            "auto",
            "{ type = pipeline, path = %s, space { regParam = [0.0, 0.1] } }".formatted(alone));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("features of pipeline: ", "trials: 3;");
  }

  @Tag("slow")
  @Test
  void a_saved_learner_alone_keeps_its_params_and_gets_the_studys_features() throws IOException {
    String alone = saved(new LogisticRegression().setMaxIter(7));
    CommandRun run =
        of(
            "tune",
            "auto",
            "{ type = pipeline, path = %s, space { regParam = [0.0, 0.1] } }".formatted(alone));
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("features of pipeline: ");
    assertThat(trials().select("learner").distinct().first().getString(0)).isEqualTo("pipeline");
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("org.espalier.spark.stage.OwnStagesTest#wrongPipelines")
  void a_wrong_pipeline_is_one_line(String learner, String says) throws IOException {
    String saved = learner.contains("SAVED") ? saved(wordStages()) : "";
    String whole =
        learner.contains("WHOLE")
            ? saved(
                new VectorAssembler().setInputCols(new String[] {"other"}).setOutputCol("features"),
                new PCA().setInputCol("features").setOutputCol("pc").setK(1),
                new LogisticRegression().setFeaturesCol("pc"))
            : "";
    CommandRun run = of("check", "auto", learner.replace("SAVED", saved).replace("WHOLE", whole));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(says);
  }

  @Test
  void a_last_stage_may_be_without_an_output() throws IOException {
    CommandRun run = run("check", NO_OUTPUT, "regParam = 0.1");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("features of logistic-regression: r-formula, sql-transformer");
  }

  @Tag("slow")
  @Test
  void a_last_stage_without_an_output_makes_the_column_features() throws IOException {
    CommandRun run = run("tune", NO_OUTPUT, "regParam = 0.1");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(trials().where("state <> 'COMPLETED'").collectAsList()).isEmpty();
  }

  private void oneLine(String features, String space, String says) throws IOException {
    CommandRun run = run("check", features, space);
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(2);
    assertThat(run.err().lines()).as(run.err()).hasSize(1);
    assertThat(run.err()).contains(says).doesNotContain("Exception");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("org.espalier.spark.stage.OwnStagesTest#wrongStages")
  void a_wrong_stage_is_one_line(String features, String says) throws IOException {
    oneLine(features, "tol=1", says);
  }

  @Test
  void a_stage_that_reads_no_column_of_the_table_is_one_line() throws IOException {
    oneLine(
        "[{ type = vector-assembler, params { inputCols = [siz] } }]",
        "tol=1",
        "features[0]: vector-assembler reads a column 'siz', which is not there; did you mean"
            + " 'size'?");
  }

  @Test
  void a_saved_pipeline_is_no_model_and_holds_no_learner() throws IOException {
    oneLine(
        saved(new LogisticRegression()),
        "tol = 1",
        "features: LogisticRegression is a learner, not a feature stage; name it in learners");
    oneLine(saved(), "tol = 1", "has no stages");
    String fitted = folder.resolve("fitted").toString();
    new Pipeline().setStages(new PipelineStage[0]).fit(spark().range(1)).save(fitted);
    oneLine("\"" + fitted + "\"", "tol = 1", "holds a pipeline that is fitted already");
    oneLine(saved(new PCA().setInputCol("x").setK(1)), "pca.k = [1, 0]", "pca.k: MLlib refuses 0");
  }

  @Test
  void spellings_of_missing_values_go_with_chosen_stages_only() throws IOException {
    oneLine(
        "[{ type = idf, params { inputCol = x } }]\ndata.missing = [NA]",
        "tol = 1",
        "data.missing: is for features = auto only");
  }
}
