package org.espalier.spark.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.metrics.source.Source;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.SparkSession;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionStudy;
import org.espalier.function.FunctionTrial;
import org.espalier.function.FunctionTuner;
import org.espalier.job.Main;
import org.espalier.ml.Tuner;

/**
 * Program of {@link TuningTabTest}, in a JVM of its own: an application without a UI, and one with
 * it. Its argument is the folder of the event log; with another one, the latter also has a study of
 * a tuner and one of a job.
 */
public final class TuningTabProgram {

  /** Name of the study, which a page has to escape. */
  static final String NAME = "ward <b>&";

  private static final int TRIALS = 6;

  /** Seconds within which the next trial begins after one that was not stopped. */
  private static final int SECONDS = 60;

  private static final CountDownLatch WAITING = new CountDownLatch(1);
  private static final CountDownLatch REFUSED = new CountDownLatch(1);
  private static final CountDownLatch GONE_ON = new CountDownLatch(1);
  private static final CountDownLatch STOPPED = new CountDownLatch(1);

  private TuningTabProgram() {}

  /** Runs both applications. */
  public static void main(String[] args) throws Exception {
    if (System.getProperty("spark.ui.proxyBase") != null) {
      try (SparkSession spark = session("true", args[0])) {
        proxied(spark);
      }
      return;
    }
    try (SparkSession spark = session("false", args[0])) {
      assertThat(tuner().tune(spark, TuningTabProgram::loss).best().trial()).isNotNegative();
      assertThat(loaded("StudyProgress", "TuningTab", "LiveStudy", "TuningRows")).isFalse();
    }
    try (SparkSession spark = session("true", args[0])) {
      shown(spark, args[0]);
      if (args.length > 1) {
        others(spark, Path.of(args[0]));
      }
    }
  }

  private static void others(SparkSession spark, Path folder) throws Exception {
    List<String> lines = new ArrayList<>(List.of("a,label"));
    for (int i = 0; i < 60; i++) {
      lines.add("%d,%d".formatted(i % 7 + i % 2, i % 2));
    }
    Path data = Files.write(folder.resolve("t.csv"), lines);
    LogisticRegression learner = new LogisticRegression().setMaxIter(3);
    Tuner tuner = new Tuner();
    tuner.setEstimator(
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new VectorAssembler().setInputCols(new String[] {"a"}).setOutputCol("features"),
                  learner
                }));
    tuner.setEstimatorParamMaps(
        new ParamGridBuilder().addGrid(learner.regParam(), new double[] {0.01, 0.1}).build());
    tuner.setEvaluator(new BinaryClassificationEvaluator());
    tuner.setJournal(folder.resolve("fitted").toString());
    tuner.fit(spark.read().option("header", true).option("inferSchema", true).csv(data.toString()));
    String study =
        """
        study = submitted
        data { source = "%s", label = label, test.held-out = none }
        learners = [{ type = logistic-regression, space { maxIter = 3, regParam = [0, 1] } }]
        folds.num-folds = 2
        search.trials = 3
        run.pre-flight = false
        output { path = "%s", names = hidden }
        """
            .formatted(data, folder.resolve("out"));
    Main.main(new String[] {"tune", Files.writeString(folder.resolve("s.conf"), study).toString()});
  }

  private static SparkSession session(String ui, String log) {
    return SparkSession.builder()
        .master("local[2]")
        .appName("tuning")
        .config("spark.ui.enabled", ui)
        .config("spark.ui.port", "0")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.eventLog.enabled", ui)
        .config("spark.eventLog.dir", "file://" + log)
        .config("spark.eventLog.compress", "false")
        .config("spark.sql.codegen.wholeStage", "false")
        .getOrCreate();
  }

  private static FunctionTuner tuner() {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", -2, 2))
        .setSampler("random")
        .setParallelism(1)
        .setTrials(TRIALS)
        .setSeed(3);
  }

  private static Map<String, Double> loss(FunctionTrial trial) {
    if (trial.trial() == 2) {
      throw new IllegalStateException("no <i>such</i> value");
    }
    return Map.of("loss", Math.pow(trial.number("x"), 2));
  }

  private static Map<String, Double> slow(FunctionTrial trial) throws InterruptedException {
    if (trial.trial() == 1) {
      WAITING.countDown();
      REFUSED.await();
    }
    if (trial.trial() == 3) {
      GONE_ON.countDown();
      STOPPED.await();
    }
    return loss(trial);
  }

  /** True if a class of the package was loaded. */
  private static boolean loaded(String... names) throws ReflectiveOperationException {
    Method find = ClassLoader.class.getDeclaredMethod("findLoadedClass", String.class);
    find.setAccessible(true);
    String room = TuningTabProgram.class.getPackageName();
    for (String name : names) {
      if (find.invoke(TuningTabProgram.class.getClassLoader(), room + "." + name) != null) {
        return true;
      }
    }
    return false;
  }

  private static void shown(SparkSession spark, String folder) throws Exception {
    String ui = ui(spark);
    FunctionStudy first =
        tuner().setJournal(folder + "/" + NAME).tune(spark, TuningTabProgram::loss);
    CompletableFuture<FunctionStudy> second =
        CompletableFuture.supplyAsync(
            () -> tuner().setJournal(folder + "/second").tune(spark, TuningTabProgram::slow));
    WAITING.await();
    await(spark.sparkContext(), Map.of("trials.completed", (long) TRIALS, "cells.running", 1));
    assertThat(numbers(spark.sparkContext())).containsEntry("cells.running", 1);
    pages(ui, first);
    String uri = ui + "/tuning/stop/";
    assertThat(send(uri + "?id=1", "GET", "")).isEqualTo(405);
    String token = token(ui + "/tuning/study/?id=1");
    for (String sent :
        new String[] {"", "id=1", "id=1&token=x", "id=7&" + token, "id=x&" + token}) {
      assertThat(send(uri, "POST", sent)).isEqualTo(302);
    }
    awaitNextTrial();
    assertThat(send(uri, "POST", "id=1&" + token)).isEqualTo(302);
    STOPPED.countDown();
    FunctionStudy stopped = second.get();
    assertThat(stopped.tables().summary().end().reason()).startsWith("it was asked to stop");
    spark.sparkContext().listenerBus().waitUntilEmpty();
    String ended = page(ui + "/tuning/study/?id=1");
    assertThat(ended).contains("it was asked to stop").doesNotContain("<form");
    assertThat(numbers(spark.sparkContext()))
        .containsEntry("cells.running", 0)
        .containsEntry("trials.completed", (long) TRIALS - 1 + 3)
        .containsEntry("trials.failed", 2L);
  }

  /** Token of the form of a page. */
  private static String token(String uri) throws IOException, InterruptedException {
    Matcher form = Pattern.compile("name=\"token\" value=\"([^\"]+)\"").matcher(page(uri));
    assertThat(form.find()).isTrue();
    return "token=" + form.group(1);
  }

  /** A study that was stopped would begin no further trial. */
  private static void awaitNextTrial() throws InterruptedException {
    REFUSED.countDown();
    assertThat(GONE_ON.await(SECONDS, TimeUnit.SECONDS)).as("the study goes on").isTrue();
  }

  /** Behind a proxy, which turns requests into GET. */
  private static void proxied(SparkSession spark) throws Exception {
    String ui = ui(spark);
    CompletableFuture<FunctionStudy> study =
        CompletableFuture.supplyAsync(() -> tuner().tune(spark, TuningTabProgram::slow));
    WAITING.await();
    await(spark.sparkContext(), Map.of("trials.completed", 1L, "cells.running", 1));
    String uri = ui + "/tuning/stop/?id=0";
    String token = token(ui + "/tuning/study/?id=0");
    for (String sent : new String[] {"", "&token=x"}) {
      assertThat(send(uri + sent, "GET", "")).isEqualTo(302);
    }
    awaitNextTrial();
    assertThat(send(uri + "&" + token, "GET", "")).isEqualTo(302);
    STOPPED.countDown();
    assertThat(study.get().tables().summary().end().reason()).startsWith("it was asked to stop");
  }

  private static String ui(SparkSession spark) {
    return spark.sparkContext().ui().get().webUrl().replaceFirst("//[^:]*", "//127.0.0.1");
  }

  /** Waits until the tab has heard of the trial that waits, and of all that was before. */
  private static void await(SparkContext context, Map<String, Object> heard) throws Exception {
    while (!numbers(context).entrySet().containsAll(heard.entrySet())) {
      LockSupport.parkNanos(1_000_000);
    }
    context.listenerBus().waitUntilEmpty(); // jobs
  }

  private static void pages(String ui, FunctionStudy first) throws Exception {
    String studies = page(ui + "/tuning/");
    assertThat(Pattern.compile("href=\"[^\"]*/tuning/\"").matcher(studies).results()).hasSize(1);
    assertThat(studies)
        .contains("ward &lt;b&gt;&amp;", "/tuning/study/?id=0", "/tuning/study/?id=1", "running")
        .doesNotContain("ward <b>");
    String study = page(ui + "/tuning/study/?id=0");
    assertThat(study)
        .contains("<strong>Trials:</strong> 6 of 6 trials: 5 completed, 1 failed")
        .contains("trial %d in full".formatted(first.best().trial()))
        .contains("no &lt;i&gt;such&lt;/i&gt; value")
        .doesNotContain("<form");
    Matcher job = Pattern.compile("href=\"([^\"]*/jobs/job/\\?id=\\d+)\"").matcher(study);
    assertThat(job.find()).isTrue();
    assertThat(page(ui + job.group(1))).contains("trial 0 rung 0");
    assertThat(page(ui + "/tuning/study/?id=1")).contains("/tuning/stop/");
    assertThat(page(ui + "/tuning/study/?id=99")).contains("There is no such study.");
  }

  private static Map<String, Object> numbers(SparkContext context) {
    scala.collection.Iterator<Source> sources =
        context.env().metricsSystem().getSourcesByName("espalier").iterator();
    Source source = sources.next();
    assertThat(sources.hasNext()).isFalse();
    Map<String, Object> values = new TreeMap<>();
    source
        .metricRegistry()
        .getGauges()
        .forEach((name, gauge) -> values.put(name, gauge.getValue()));
    return values;
  }

  private static String page(String uri) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        client().send(request(uri).build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static int send(String uri, String method, String form)
      throws IOException, InterruptedException {
    return client()
        .send(
            request(uri)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(form))
                .build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
  }

  private static HttpRequest.Builder request(String uri) {
    return HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofMinutes(1));
  }
}
