package org.espalier;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.ml.classification.DecisionTreeClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.function.FunctionSpace;
import org.espalier.function.FunctionTrial;
import org.espalier.function.FunctionTuner;
import org.espalier.job.Main;
import org.espalier.ml.ParamSpaceBuilder;
import org.espalier.ml.Tuner;

/**
 * Program that runs a study, or goes on with it where an earlier process was killed: a job, a tuner
 * with a journal, or a function whose trials leave state.
 */
final class KilledStudies {

  /** EntryPoint through which a study is run. */
  enum EntryPoint {
    JOB,
    TUNER,
    FUNCTION
  }

  private static final String STUDY =
      """
      study = killed
      data { source = "embedded:iris", label = label }
      learners = [ { type = decision-tree
          space { maxDepth = { from = 1, to = 8 }, minInstancesPerNode = { from = 1, to = 30 } } } ]
      metric = accuracy
      folds = 3
      search = { sampler = tpe, trials = 30 }
      schedule = { scheduler = asha, min-resource = 20 }
      run { window = 4, pre-flight = false, training = jobs }
      output { path = "%s", resume = auto }
      """;

  private KilledStudies() {}

  /** Folder of the study that a entryPoint leaves in a folder. */
  static Path study(Path folder) {
    return folder.resolve("killed");
  }

  /** Takes the entryPoint and the folder. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[1]);
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("killed studies")
            .config("spark.ui.enabled", false)
            .config("spark.sql.shuffle.partitions", 2)
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate();
    switch (EntryPoint.valueOf(args[0])) {
      case JOB -> {
        Path file = Files.writeString(folder.resolve("killed.conf"), STUDY.formatted(folder));
        Main.main(new String[] {"tune", file.toString()}); // ends the process
      }
      case TUNER -> tuner(study(folder).toString()).fit(rows(spark));
      case FUNCTION ->
          function(study(folder).toString()).tune(spark, KilledStudies::counted).tables();
    }
    spark.stop();
  }

  private static Dataset<Row> rows(SparkSession spark) {
    return new VectorAssembler()
        .setInputCols(new String[] {"a", "b"})
        .setOutputCol("features")
        .transform(
            spark
                .range(0, 300, 1, 2)
                .selectExpr(
                    "CAST((id * id + id % 5) % 2 AS DOUBLE) AS label",
                    "(id * 37) % 101 AS a", "(id * id) % 13 AS b"));
  }

  private static Tuner tuner(String journal) {
    DecisionTreeClassifier tree = new DecisionTreeClassifier();
    return new Tuner()
        .setEstimator(tree)
        .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
        .setSpace(
            new ParamSpaceBuilder()
                .addRange(tree.maxDepth(), 1, 8)
                .addRange(tree.minInstancesPerNode(), 1, 30)
                .build())
        .setTrials(30)
        .setScheduler("asha")
        .setMinResource(20)
        .setNumFolds(3)
        .setTraining("jobs")
        .setJournal(journal);
  }

  private static FunctionTuner function(String journal) {
    return new FunctionTuner()
        .setSpace(new FunctionSpace().addFloat("x", -2, 2).addChoice("shape", "valley", "wall"))
        .setSampler("tpe")
        .setTrials(60)
        .setSeed(3)
        .setScheduler("asha")
        .setMinResource(1)
        .setMaxResource(9)
        .setJournal(journal);
  }

  /** Refuses a state that is not the one of the steps before. */
  private static Map<String, Double> counted(FunctionTrial trial) throws IOException {
    Path file = trial.state().resolve("steps.txt");
    int done = Files.exists(file) ? Integer.parseInt(Files.readString(file)) : 0;
    if (done != trial.start()) {
      throw new IllegalStateException("it did %d of %d".formatted(done, trial.start()));
    }
    for (int step : trial.steps()) {
      done++;
      trial.report(step, Map.of("loss", Math.abs(trial.number("x")) + 1.0 / done));
    }
    Files.writeString(file, String.valueOf(done));
    double wall = trial.text("shape").equals("wall") ? 1 : 0;
    return Map.of("loss", Math.abs(trial.number("x")) + wall + 1.0 / done);
  }
}
