package org.espalier.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.LogisticRegressionModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.jspecify.annotations.Nullable;

/**
 * A learner whose models Spark cannot save, but which have a format of their own, as those of
 * XGBoost4J-Spark 3.1.1 are on Spark 4.1: {@code write().save} ends with a NoSuchMethodError, and
 * {@code nativeBooster().saveModel(path)} works. One of its params is nothing by default.
 */
public final class UnsavableClassifier extends LogisticRegression {

  /** Without an initializer, as the constructor above asks for it first. */
  private @Nullable Param<String> callback;

  public UnsavableClassifier() {
    setDefault(callback(), null);
  }

  /** As {@code copy} makes one. */
  public UnsavableClassifier(String uid) {
    super(uid);
    setDefault(callback(), null);
  }

  /** Who is told how it goes. */
  public Param<String> callback() {
    if (callback == null) {
      callback = new Param<>(this, "callback", "who is told");
    }
    return callback;
  }

  @Override
  public LogisticRegressionModel train(Dataset<?> rows) {
    LogisticRegressionModel model = super.train(rows);
    return new Fitted(model.uid(), model.coefficients(), model.intercept());
  }

  /** What it fits. */
  public static final class Fitted extends LogisticRegressionModel {

    Fitted(String uid, Vector coefficients, double intercept) {
      super(uid, coefficients, intercept);
    }

    @Override
    public MLWriter write() {
      throw new NoSuchMethodError("'org.json4s.JsonAST$JValue org.json4s.Extraction$.decompose'");
    }

    /** The library's own model. */
    public Booster nativeBooster() {
      return new Booster(coefficients().toString());
    }
  }

  /** A model that can be written to a local file. */
  public record Booster(String weights) {

    /** Writes it. */
    public void saveModel(String path) throws IOException {
      Files.writeString(Path.of(path), weights);
    }
  }
}
