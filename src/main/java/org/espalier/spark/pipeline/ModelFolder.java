package org.espalier.spark.pipeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.SparkSession;
import org.espalier.plan.OutputPlan;

/**
 * A fitted pipeline on a Hadoop file system.
 *
 * <p>Saved {@link OutputPlan.Save#NATIVE}, it is the stages before its learner as a pipeline in
 * {@value #BEFORE}, those after it in {@value #AFTER}, and what the learner's library writes in
 * {@value #LEARNER}.
 *
 * @param path what is there is replaced
 */
public record ModelFolder(Path path, OutputPlan.Save form) {

  static final String BEFORE = "before";
  static final String AFTER = "after";

  /** The ending tells XGBoost to write its binary format. */
  static final String LEARNER = "learner.ubj";

  /**
   * Writes the pipeline.
   *
   * @throws UnsupportedOperationException if it is to be native, and its learner has no format that
   *     is known
   */
  public void save(PipelineModel model) throws IOException {
    if (form == OutputPlan.Save.SPARK) {
      model.write().overwrite().save(path.toString());
      return;
    }
    Transformer[] stages = model.stages();
    int learner = learner(stages);
    FileSystem system = path.getFileSystem(hadoop());
    system.delete(path, true);
    save(model.uid(), Arrays.copyOfRange(stages, 0, learner), BEFORE);
    save(model.uid(), Arrays.copyOfRange(stages, learner + 1, stages.length), AFTER);
    java.nio.file.Path local = Files.createTempDirectory("espalier");
    java.nio.file.Path file = local.resolve(LEARNER);
    try {
      writeNative(stages[learner], file);
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = system.create(new Path(path, LEARNER))) {
        in.transferTo(out);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(local);
    }
  }

  private void save(String uid, Transformer[] stages, String name) throws IOException {
    new PipelineModel(uid + "_" + name, stages).write().save(new Path(path, name).toString());
  }

  /** The last stage that predicts; what comes after it only says it in other words. */
  private static int learner(Transformer[] stages) {
    for (int i = stages.length - 1; i >= 0; i--) {
      if (stages[i].hasParam("predictionCol")) {
        return i;
      }
    }
    throw new UnsupportedOperationException("no stage of the pipeline predicts");
  }

  /** As XGBoost4J-Spark's models do it: {@code nativeBooster().saveModel(path)}, a local file. */
  private static void writeNative(Transformer learner, java.nio.file.Path file) throws IOException {
    try {
      Object booster = method(learner, "nativeBooster").invoke(learner);
      method(booster, "saveModel", String.class).invoke(booster, file.toString());
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IOException("what its library writes cannot be written", e);
    }
  }

  private static Method method(Object of, String name, Class<?>... parameters) {
    return Arrays.stream(of.getClass().getMethods())
        .filter(method -> method.getName().equals(name))
        .filter(method -> Arrays.equals(method.getParameterTypes(), parameters))
        .findFirst()
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "its class has no format of its own that is known"));
  }

  /**
   * Reads it back: the pipeline that Spark saved, or, after a native save, nothing beyond the
   * stages around the learner, which its own library reads.
   */
  public Optional<PipelineModel> load() throws IOException {
    if (form == OutputPlan.Save.SPARK) {
      return Optional.of(PipelineModel.load(path.toString()));
    }
    PipelineModel.load(new Path(path, BEFORE).toString());
    PipelineModel.load(new Path(path, AFTER).toString());
    Path learner = new Path(path, LEARNER);
    if (learner.getFileSystem(hadoop()).getFileStatus(learner).getLen() == 0) {
      throw new IOException("%s is empty".formatted(LEARNER));
    }
    return Optional.empty();
  }

  private static Configuration hadoop() {
    return SparkSession.active().sparkContext().hadoopConfiguration();
  }
}
