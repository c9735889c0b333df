package org.espalier.function;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.TrialRow;

/**
 * A program that tunes functions on a cluster of one executor with two cores and two GPUs, to which
 * they do harm, or of which they ask more, and under a scheduler of another jar; and on one whose
 * executors come as they are needed. Prints a line for each.
 */
public final class FunctionsOnCluster {

  /** Time for a call that may hang; a busy machine takes seconds to start one. */
  private static final int SECONDS = 10;

  private FunctionsOnCluster() {}

  private static Map<String, Double> harmful(FunctionTrial trial) throws Exception {
    switch (trial.text("harm")) {
      case "beside others" -> Thread.sleep(4000);
      case "exits once" -> exit(isFirst());
      case "exits" -> exit(true);
      case "hangs" -> hang();
      default -> {}
    }
    return Map.of("loss", 1.0);
  }

  /** Whether no executor of the application came here before. */
  private static boolean isFirst() throws IOException {
    return Path.of(System.getProperty("java.io.tmpdir"), SparkEnv.get().conf().getAppId())
        .toFile()
        .createNewFile();
  }

  /** Ends the executor, and what runs beside it. */
  private static void exit(boolean now) throws InterruptedException {
    Thread.sleep(1000);
    if (now) {
      System.exit(3);
    }
  }

  /** Heeds no interrupt. */
  private static void hang() {
    long end = System.nanoTime() + Duration.ofMinutes(10).toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static Map<String, Double> resources(FunctionTrial trial) {
    TaskContext task = TaskContext.get();
    int gpus =
        task.resourcesJMap().values().stream().mapToInt(found -> found.addresses().length).sum();
    return Map.of("loss", trial.number("x"), "cores", (double) task.cpus(), "gpus", (double) gpus);
  }

  /** Ends once two executors have come. */
  private static Map<String, Double> located(FunctionTrial trial) throws IOException {
    String executor = SparkEnv.get().executorId();
    Path came = Files.createDirectories(came(SparkEnv.get().conf().getAppId()));
    Files.writeString(came.resolve(executor), "");
    while (Objects.requireNonNull(came.toFile().list()).length < 2) {
      LockSupport.parkNanos(1_000_000);
    }
    return Map.of("loss", trial.number("x"), "executor", Double.parseDouble(executor));
  }

  /** Folder of this machine for the executors of an application that have come. */
  private static Path came(String application) {
    return Path.of(System.getProperty("java.io.tmpdir"), application + "-came");
  }

  private static SparkSession.Builder cluster(int workers, int cores) {
    return SparkSession.builder()
        .master("local-cluster[%d,%d,1024]".formatted(workers, cores))
        .appName("functions")
        .config("spark.ui.enabled", false)
        .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
        .config("spark.deploy.maxExecutorRetries", -1);
  }

  /** Runs every study, those that need executors to come on an application of their own. */
  public static void main(String[] args) throws Exception {
    Thread.currentThread().setContextClassLoader(Exploiting.ofAnotherJar());
    Path gpus =
        Files.createTempFile(
            "gpus",
            ".sh",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(gpus, "echo '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    SparkSession spark =
        cluster(1, 2)
            .config("spark.task.reaper.enabled", true)
            .config("spark.task.reaper.pollingInterval", "200ms")
            .config("spark.task.reaper.killTimeout", "1s")
            .config("spark.worker.resource.gpu.amount", 2)
            .config("spark.worker.resource.gpu.discoveryScript", gpus.toString())
            .config("spark.executor.resource.gpu.amount", 2)
            .config("spark.task.resource.gpu.amount", 1)
            .getOrCreate();
    try {
      spark.range(1).count(); // so that the executor is there
      harms(spark);
      resources(spark);
      exploits(spark);
    } finally {
      spark.stop();
      Files.delete(gpus);
    }
    SparkSession dynamic =
        cluster(2, 1)
            .config("spark.dynamicAllocation.enabled", true)
            .config("spark.dynamicAllocation.shuffleTracking.enabled", true)
            .config("spark.dynamicAllocation.initialExecutors", 1)
            .config("spark.executor.cores", 1)
            .getOrCreate();
    try {
      growth(dynamic);
    } finally {
      dynamic.stop();
    }
  }

  private static void growth(SparkSession spark) throws IOException {
    long executors =
        new FunctionTuner()
                .setSpace(new FunctionSpace().addFloat("x", 0, 1))
                .setSampler("random")
                .setTrials(16)
                .tune(spark, FunctionsOnCluster::located)
                .tables()
                .cells()
                .stream()
                .map(cell -> cell.result().metrics().get("executor"))
                .distinct()
                .count();
    System.out.printf("growth: %d executors%n", executors);
    StateFiles.delete(came(spark.sparkContext().applicationId()));
  }

  private static void harms(SparkSession spark) {
    FunctionTuner tuner = new FunctionTuner().setSampler("grid");
    harms(spark, tuner, "none", "exits once", "beside others", "exits");
    spark.range(1).count(); // so that an executor is there again
    harms(spark, tuner.setParallelism(1).setCellTimeout(SECONDS), "no", "hangs");
  }

  private static void harms(SparkSession spark, FunctionTuner tuner, Object... harms) {
    List<TrialRow> trials =
        tuner
            .setSpace(new FunctionSpace().addChoice("harm", harms))
            .tune(spark, FunctionsOnCluster::harmful)
            .tables()
            .trials();
    trials.forEach(
        trial ->
            System.out.printf(
                "%s: %s %s%n",
                trial.candidate().configuration().get("harm"), trial.state(), trial.reason()));
  }

  /** Counts the steps of all trials that led to this one, and names the first of them. */
  private static Map<String, Double> inherited(FunctionTrial trial) throws IOException {
    Path kept = trial.state().resolve("steps");
    List<String> before =
        Files.exists(kept) ? Files.readAllLines(kept) : List.of(String.valueOf(trial.trial()), "0");
    double steps = Double.parseDouble(before.get(1)) + trial.steps().length;
    Files.write(kept, List.of(before.get(0), String.valueOf(steps)));
    double first = Double.parseDouble(before.get(0));
    return Map.of("loss", trial.number("x"), "steps", steps, "first", first);
  }

  private static void exploits(SparkSession spark) throws IOException {
    Path folder = Files.createTempDirectory("exploiting");
    new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", 0, 1))
        .setSampler("random")
        .setScheduler(Exploiting.NAME)
        .setMinResource(3)
        .setMaxResource(9)
        .setJournal(folder.resolve("study").toString())
        .tune(spark, FunctionsOnCluster::inherited)
        .tables()
        .cells()
        .forEach(
            cell -> {
              Map<String, Double> metrics = cell.result().metrics();
              System.out.printf(
                  "exploiting: %s steps, begun by %s%n",
                  metrics.get("steps"), metrics.get("first"));
            });
    StateFiles.delete(folder);
  }

  private static void resources(SparkSession spark) {
    FunctionTuner tuner =
        new FunctionTuner()
            .setSpace(new FunctionSpace().addFloat("x", 0, 1))
            .setSampler("random")
            .setTrials(2);
    print("usual", tuner.tune(spark, FunctionsOnCluster::resources));
    tuner.setCores(2).setGpus(2);
    print("asked for", tuner.tune(spark, FunctionsOnCluster::resources));
    try {
      print("too much", tuner.setCores(3).tune(spark, FunctionsOnCluster::resources));
    } catch (IllegalArgumentException e) {
      System.out.printf("too much: %s%n", e.getMessage());
    }
  }

  private static void print(String asked, FunctionStudy study) {
    Map<String, Double> metrics = study.best().metrics();
    System.out.printf("%s: cores %s, gpus %s%n", asked, metrics.get("cores"), metrics.get("gpus"));
  }
}
