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
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.classification.OneVsRestModel;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.chain.StepKey;
import org.espalier.spec.ModelPlan;

/**
 * Folder with a fitted pipeline on a Hadoop file system.
 *
 * <p>With {@link ModelPlan.Save#NATIVE}, a pipeline whose learner has a format of its own library
 * is saved as three parts: the stages before the learner as a pipeline in {@value #BEFORE}, those
 * after it in {@value #AFTER}, and the library's file {@value #LEARNER}. Any other pipeline is
 * saved as Spark saves it.
 *
 * @param path folder; its content is replaced
 */
public record ModelFolder(Path path, ModelPlan.Save form) {

  static final String BEFORE = "before";
  static final String AFTER = "after";

  private static final String BOOSTER = "nativeBooster";

  /** File of the native format; XGBoost writes its binary format for this extension. */
  static final String LEARNER = "learner.ubj";

  /**
   * True if all stages of a pipeline come with Spark, and so can be saved and loaded: their classes
   * are in MLlib's own jar, whatever their names.
   */
  public static boolean isSparks(PipelineModel model) {
    return Arrays.stream(model.stages()).allMatch(stage -> isSparks(stage));
  }

  /** True if a stage comes with Spark. */
  static boolean isSparks(PipelineStage stage) {
    if (stage instanceof PipelineModel inner) {
      return isSparks(inner);
    }
    if (stage instanceof OneVsRestModel several) {
      return Arrays.stream(several.models()).allMatch(model -> isSparks((PipelineStage) model));
    }
    return StepKey.isMllib(stage);
  }

  public void save(PipelineModel model) throws IOException {
    Transformer[] stages = model.stages();
    int learner = form == ModelPlan.Save.NATIVE ? learner(stages) : -1;
    if (learner < 0) {
      model.write().overwrite().save(path.toString());
      return;
    }
    delete();
    save(model.uid(), Arrays.copyOfRange(stages, 0, learner), BEFORE);
    save(model.uid(), Arrays.copyOfRange(stages, learner + 1, stages.length), AFTER);
    java.nio.file.Path local = Files.createTempDirectory("espalier");
    java.nio.file.Path file = local.resolve(LEARNER);
    try {
      writeNative(stages[learner], file);
      try (InputStream in = Files.newInputStream(file);
          OutputStream out = system().create(new Path(path, LEARNER))) {
        in.transferTo(out);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(local);
    }
  }

  /** True if something was saved. */
  public boolean isThere() throws IOException {
    return system().exists(path);
  }

  /** Moves what was saved to another path of the same file system, replacing what is there. */
  public void moveTo(Path other) throws IOException {
    if (!isThere()) {
      throw new IOException("'%s' is not there".formatted(path));
    }
    system().mkdirs(other.getParent());
    system().delete(other, true);
    if (!system().rename(path, other)) {
      throw new IOException("'%s' cannot be moved to '%s'".formatted(path, other));
    }
  }

  /** Removes what was saved, if anything. */
  public void delete() throws IOException {
    system().delete(path, true);
  }

  private FileSystem system() throws IOException {
    return path.getFileSystem(hadoop());
  }

  private void save(String uid, Transformer[] stages, String name) throws IOException {
    new PipelineModel(uid + "_" + name, stages).write().save(new Path(path, name).toString());
  }

  /** Index of the stage that has a format of its own; negative if there is none. */
  private static int learner(Transformer[] stages) {
    int i = stages.length - 1;
    while (i >= 0 && method(stages[i], BOOSTER).isEmpty()) {
      i--;
    }
    return i;
  }

  /**
   * Saves as XGBoost4J-Spark's models do: {@code nativeBooster().saveModel(path)}, to a local file.
   */
  private static void writeNative(Transformer learner, java.nio.file.Path file) throws IOException {
    try {
      Object booster = method(learner, BOOSTER).orElseThrow().invoke(learner);
      method(booster, "saveModel", String.class)
          .orElseThrow(() -> new IOException("its library has no model that can be saved"))
          .invoke(booster, file.toString());
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IOException("its library's file cannot be written", e);
    }
  }

  private static Optional<Method> method(Object of, String name, Class<?>... parameters) {
    return Arrays.stream(of.getClass().getMethods())
        .filter(method -> method.getName().equals(name))
        .filter(method -> Arrays.equals(method.getParameterTypes(), parameters))
        .findFirst();
  }

  /**
   * Reads the pipeline back: the one that Spark saved or, after a native save, only the stages
   * around the learner, which its own library reads.
   */
  public Optional<PipelineModel> load() throws IOException {
    Path learner = new Path(path, LEARNER);
    if (!learner.getFileSystem(hadoop()).exists(learner)) {
      return Optional.of(PipelineModel.load(path.toString()));
    }
    PipelineModel.load(new Path(path, BEFORE).toString());
    PipelineModel.load(new Path(path, AFTER).toString());
    if (learner.getFileSystem(hadoop()).getFileStatus(learner).getLen() == 0) {
      throw new IOException("%s is empty".formatted(LEARNER));
    }
    return Optional.empty();
  }

  private static Configuration hadoop() {
    return SparkSession.active().sparkContext().hadoopConfiguration();
  }
}
