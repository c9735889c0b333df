package org.espalier.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.espalier.ml.Tuner;
import org.espalier.ml.TunerModel;
import org.espalier.spark.ConnectOperation;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.NotImplementedError;

/** The data source in a session of this process; {@code remote.sh} runs it behind Spark Connect. */
final class EspalierSourceTest extends SparkTest {

  private static final String FOLDER = "spark.espalier.connect.folder";

  private static final Dataset<Row> ROWS =
      spark()
          .range(0, 150, 1, 2)
          .selectExpr(
              "cast(id % 7 AS double) a",
              "cast(id % 11 AS double) b", "cast(id % 7 + id % 11 + id % 3 > 9 AS double) label");

  @TempDir private Path folder;

  @BeforeEach
  void setFolder() {
    spark().conf().set(FOLDER, folder.resolve("server").toUri().toString());
  }

  @AfterEach
  void unsetFolder() {
    spark().conf().unset(FOLDER);
  }

  private static DataFrameWriter<Row> writer() {
    return ROWS.write().format("espalier");
  }

  private String study(String more) {
    return """
    study = sums
    output.path = "%s"
    data.label = label
    learners = [{ type = logistic-regression, space = auto }]
    search.trials = 3
    folds = 2
    %s
    """
        .formatted(folder.resolve("out"), more); // a URI ends differently once the folder exists
  }

  private Path summary() {
    return folder.resolve("out/sums/summary.json");
  }

  private static <T> T within(String user, Supplier<T> operation) {
    SparkContext context = spark().sparkContext();
    String tag = "SparkConnect_OperationTag_User_%s_Session_s_Operation_o".formatted(user);
    context.addJobTag(tag);
    try {
      return operation.get();
    } finally {
      context.removeJobTag(tag);
    }
  }

  private static void within(String user, Runnable operation) {
    within(
        user,
        () -> {
          operation.run();
          return "";
        });
  }

  private void save(String id, String text) {
    writer().option("study", text).option("id", id).save();
  }

  @Test
  void a_study_runs_on_what_is_written_and_all_of_its_jobs_are_of_the_operation() throws Exception {
    Queue<String> tags = new ConcurrentLinkedQueue<>();
    SparkListener jobs =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            tags.add(start.properties().getProperty(ConnectOperation.TAGS, ""));
          }
        };
    spark().sparkContext().addSparkListener(jobs);
    try {
      within(
          "ann",
          () ->
              writer()
                  .option("study", study("budget.timeout = 5 minutes\ndata.source = \"nowhere\""))
                  .save());
      spark().sparkContext().listenerBus().waitUntilEmpty();
    } finally {
      spark().sparkContext().removeSparkListener(jobs);
    }
    assertThat(tags).hasSizeGreaterThan(3).allMatch(all -> all.contains("_User_ann_"));
    PipelineModel model = PipelineModel.load(folder.resolve("out/sums/model").toString());
    assertThat(model.transform(ROWS).columns()).contains("prediction");
    assertThat(spark().catalog().listTables().filter("name like 'espalier_%'").count()).isZero();
  }

  @Test
  void a_study_of_an_id_runs_once_and_its_id_is_its_users() throws IOException {
    within("ann", () -> save("sums-1", study("")));
    String first = Files.readString(summary());
    within("ann", () -> save("sums-1", study("")));
    assertThat(Files.readString(summary())).isEqualTo(first);
    assertThatThrownBy(() -> within("bob", () -> save("sums-1", study(""))))
        .hasMessage("espalier: id: 'sums-1' belongs to another user; use another id");
    assertThatThrownBy(() -> within("ann", () -> save("sums-1", study("folds = 3"))))
        .hasMessage(
            "espalier: id: 'sums-1' belongs to a study with other settings or rows; use another id");
  }

  @Test
  void a_stopped_study_goes_on_when_its_id_is_written_again() throws Exception {
    String text = study("search.trials = 400");
    FutureTask<Void> client =
        new FutureTask<>(
            () -> {
              within("ann", () -> save("long", text));
              return null;
            });
    Thread thread = new Thread(client);
    thread.start();
    while (lines() < 20 && !client.isDone()) {
      Thread.sleep(20);
    }
    long interrupted = System.nanoTime();
    thread.interrupt();
    assertThatThrownBy(client::get)
        .cause()
        .hasMessageStartingWith("espalier: the study was interrupted")
        .hasNoCause();
    assertThat((System.nanoTime() - interrupted) / 1e9).isLessThan(5); // 2 s on an idle machine
    assertThat(Files.readString(summary()))
        .contains("\"status\" : \"interrupted\"", "not written; 'report"); // no jobs for tables
    long before = lines();
    within("ann", () -> save("long", study("search.trials = 400")));
    assertThat(Files.readString(summary())).contains("\"resumed\" : 1");
    assertThat(lines()).isGreaterThan(before);
  }

  /** Learner whose fit is interrupted, as by a client of Spark Connect. */
  public static final class InterruptedClassifier extends LogisticRegression {

    public InterruptedClassifier() {}

    public InterruptedClassifier(String uid) {
      super(uid);
    }

    @Override
    public LogisticRegressionModel train(Dataset<?> rows) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a job");
    }
  }

  /** Learner that lacks an implementation. */
  public static final class UnfinishedClassifier extends LogisticRegression {

    public UnfinishedClassifier() {}

    public UnfinishedClassifier(String uid) {
      super(uid);
    }

    @Override
    public LogisticRegressionModel train(Dataset<?> rows) {
      throw new NotImplementedError("an implementation is missing");
    }
  }

  private static String learner(Class<?> type) {
    return "learners = [{ type = \"%s\", space { maxIter = 2 } }]".formatted(type.getName());
  }

  @Test
  void an_interrupt_before_the_search_is_no_fault_of_a_learner() {
    assertThatThrownBy(() -> save("early", study(learner(InterruptedClassifier.class))))
        .hasMessageStartingWith("espalier: the study was interrupted")
        .hasNoCause();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(folder.resolve("server/ids")).doesNotExist(); // nothing has begun
    save("early", study(""));
    assertThat(summary()).exists();
  }

  @Test
  void an_error_of_a_stage_is_a_line_without_a_trace() {
    assertThatThrownBy(() -> save("error", study(learner(UnfinishedClassifier.class))))
        .isInstanceOf(ClientException.class)
        .hasMessageStartingWith("espalier: NotImplementedError: ")
        .hasNoCause();
  }

  @Test
  void the_folder_of_the_server_counts_before_that_of_a_session() throws Exception {
    SparkConf given = spark().sparkContext().conf();
    given.set(FOLDER, folder.resolve("of-the-server").toUri().toString());
    try {
      assertThat(ServerFolder.of(spark()).path().getName()).isEqualTo("of-the-server");
    } finally {
      given.remove(FOLDER);
    }
    assertThat(ServerFolder.of(spark()).path().getName()).isEqualTo("server");
  }

  private static ClientAuto auto(String view, String label) throws IOException {
    JsonNode json =
        new ObjectMapper()
            .readTree(
                "{\"rows\": \"%s\", \"label\": \"%s\", \"settings\": []}".formatted(view, label));
    return new ClientAuto(new ClientRequest(new ClientSession(ROWS), json));
  }

  @Test
  void calls_of_auto_are_the_same_by_their_rows_and_arguments() throws IOException {
    List<String> views = List.of("auto_one", "auto_same", "auto_other");
    ROWS.createOrReplaceTempView("auto_one");
    ROWS.createOrReplaceTempView("auto_same");
    ROWS.filter("a > 1").createOrReplaceTempView("auto_other");
    String digest = auto("auto_one", "label").digest();
    assertThat(auto("auto_same", "label").digest()).isEqualTo(digest);
    assertThat(auto("auto_other", "label").digest()).isNotEqualTo(digest);
    assertThat(auto("auto_one", "b").digest()).isNotEqualTo(digest);
    views.forEach(view -> spark().catalog().dropTempView(view));
  }

  /** Lines of the journal. */
  private long lines() throws IOException {
    Path journal = folder.resolve("out/sums/journal");
    if (!Files.isDirectory(journal)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(journal)) {
      return files.filter(Files::isRegularFile).mapToLong(EspalierSourceTest::lines).sum();
    }
  }

  private static long lines(Path file) {
    try {
      return Files.readString(file).lines().count();
    } catch (IOException e) {
      return 0; // it was renamed, or is binary
    }
  }

  @Test
  void a_file_is_read_where_the_server_is_and_the_mode_says_what_happens_to_an_existing_study()
      throws IOException {
    Path file = Files.writeString(folder.resolve("sums.conf"), study(""));
    writer().save(file.toString());
    assertThatThrownBy(() -> writer().save(file.toString()))
        .hasMessageStartingWith(file + ": 2: output.path: ")
        .hasMessageContaining("holds a finished study");
    writer().mode(SaveMode.Overwrite).save(file.toString());
    writer().mode(SaveMode.Append).save(file.toString());
    assertThatThrownBy(() -> writer().mode(SaveMode.Ignore).save(file.toString()))
        .hasMessage(
            "espalier: mode: is ignore; set error, overwrite, or append, which resumes a study");
    assertThatThrownBy(() -> writer().save(folder.resolve("none.conf").toString()))
        .hasMessageContaining("cannot be read on the server");
  }

  @Test
  void what_is_wrong_is_said_in_lines_without_a_trace_before_anything_starts() {
    assertThatThrownBy(
            () -> writer().option("studdy", "x").option("study", "y").option("id", " ").save("z"))
        .hasMessage(
            """
            espalier: studdy: is not an option; did you mean 'study'?
            espalier: study: is given together with a path; give the text of a study as the \
            option study, or its path in save
            espalier: id: is empty; give a name of the study's own, or leave it out\
            """);
    assertThatThrownBy(() -> save("wrong", study("search.trails = 3\ndata.label = lable")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "study: 7: search.trails: is not a setting of this section; did you mean 'trials'?")
        .hasNoCause()
        .satisfies(thrown -> assertThat(thrown.getStackTrace()).isEmpty());
    assertThatThrownBy(() -> save("wrong", study("data.label = lable")))
        .hasMessageStartingWith("study: 7: data.label: ");
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void a_client_of_another_version_is_told_so() {
    assertThatThrownBy(() -> writer().option("client", "0").save())
        .hasMessageContaining("the same version of both");
  }

  @Test
  void a_described_tuner_finds_what_the_tuner_itself_finds() {
    Dataset<Row> table =
        new VectorAssembler()
            .setInputCols(new String[] {"a", "b"})
            .setOutputCol("features")
            .transform(ROWS);
    LogisticRegression learner = new LogisticRegression("lr").setMaxIter(5);
    TunerModel own =
        new Tuner("tuner")
            .setEstimator(learner)
            .setEvaluator(new MulticlassClassificationEvaluator())
            .setEstimatorParamMaps(
                new ParamMap[] {
                  new ParamMap().put(learner.regParam(), 0.01),
                  new ParamMap().put(learner.regParam(), 1.0)
                })
            .setNumFolds(2)
            .setSeed(7)
            .fit(table);
    table.createOrReplaceTempView("described_rows");
    String request =
        """
        {"kind": "tuner", "where": "Tuner", "answer": "described", "rows": "described_rows",
         "tuner": "Tuner", "uid": "tuner", "chooses": false,
         "estimators": [{"class": "org.apache.spark.ml.classification.LogisticRegression", "uid": "lr",
           "params": {"maxIter": 5}}],
         "evaluator": {"class": "org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator", "uid": "e"},
         "maps": [[{"parent": "lr", "name": "regParam", "value": 0.01}],
           [{"parent": "lr", "name": "regParam", "value": 1.0}]],
         "params": {"numFolds": 2, "seed": 7}}
        """;
    spark()
        .createDataset(List.of(request), Encoders.STRING())
        .write()
        .format("espalier")
        .option("client", ClientRequest.PROTOCOL)
        .mode(SaveMode.Append)
        .save();
    Row answer = spark().table("described").filter("name = 'answer'").first();
    String json = answer.getString(1);
    assertThat(json)
        .contains(
            "\"metrics\":[\"%s\",\"%s\"]".formatted(own.avgMetrics()[0], own.avgMetrics()[1]));
    String path = json.replaceFirst(".*\"model\":\"([^\"]*)\".*", "$1");
    assertThat(LogisticRegressionModel.load(path).coefficients())
        .isEqualTo(((LogisticRegressionModel) own.bestModel()).coefficients());
    assertThat(spark().table("described_trials").count()).isEqualTo(2);
    spark()
        .createDataset(
            List.of(
                "{\"kind\": \"loaded\", \"model\": \"%s\"}"
                    .formatted(path.substring(path.lastIndexOf('/') + 1))),
            Encoders.STRING())
        .write()
        .format("espalier")
        .option("client", ClientRequest.PROTOCOL)
        .mode(SaveMode.Append)
        .save();
    assertThat(folder.resolve("server/models")).isEmptyDirectory();
    for (String view :
        List.of(
            "described",
            "described_trials",
            "described_cells",
            "described_decisions",
            "described_rows")) {
      spark().catalog().dropTempView(view);
    }
  }
}
