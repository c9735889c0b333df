package org.espalier.function;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.TrialRow;

/**
 * A program for a cluster of one executor with two cores and two GPUs, on which it tunes functions
 * that do harm to it, or ask for more of it. Prints a line for each study.
 */
public final class FunctionsOnCluster {

  /** Time for a call, in which an executor may have to start again. */
  private static final int SECONDS = 15;

  private FunctionsOnCluster() {}

  private static Map<String, Double> harmful(FunctionTrial trial) {
    switch (trial.text("harm")) {
      case "exits once" -> exit(TaskContext.get().attemptNumber() == 0);
      case "exits" -> exit(true);
      case "hangs" -> hang();
      default -> {}
    }
    return Map.of("loss", 1.0);
  }

  private static void exit(boolean now) {
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
    int gpus = task.resourcesJMap().get("gpu").addresses().length;
    return Map.of("loss", trial.number("x"), "cores", (double) task.cpus(), "gpus", (double) gpus);
  }

  /** Runs every study on one application. */
  public static void main(String[] args) throws Exception {
    Path gpus =
        Files.createTempFile(
            "gpus",
            ".sh",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(gpus, "echo '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
    SparkSession spark =
        SparkSession.builder()
            .master("local-cluster[1,2,1024]")
            .appName("functions")
            .config("spark.ui.enabled", false)
            .config("spark.executor.extraClassPath", System.getProperty("java.class.path"))
            .config("spark.deploy.maxExecutorRetries", -1)
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
    } finally {
      spark.stop();
      Files.delete(gpus);
    }
  }

  private static void harms(SparkSession spark) {
    List<TrialRow> trials =
        new FunctionTuner()
            .setSpace(
                new FunctionSpace().addChoice("harm", "none", "exits once", "exits", "hangs", "no"))
            .setSampler("grid")
            .setCellTimeout(SECONDS)
            .setParallelism(1) // none is lost with another's executor
            .tune(spark, FunctionsOnCluster::harmful)
            .tables()
            .trials();
    trials.forEach(
        trial ->
            System.out.printf(
                "%s: %s %s%n",
                trial.configuration().get("harm"), trial.state(), trial.reason()));
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
