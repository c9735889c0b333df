package org.espalier.xgboost;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.jspecify.annotations.Nullable;

/**
 * Trained booster in XGBoost's own binary format, which its Python library reads. The first
 * prediction in a JVM loads the booster for all copies of the model there. Any number of threads
 * may predict.
 */
final class NativeModel implements Serializable {

  private static final long serialVersionUID = 1;

  private static final int[] ALL_ROUNDS = {0, 0};

  /** Types of feature importance. */
  private static final ParamRange IMPORTANCES =
      ParamRange.ofNames(List.of("weight", "gain", "cover", "total_gain", "total_cover"));

  /** Types of importance that are means over the splits of a feature. */
  private static final Set<String> MEANS = Set.of("gain", "cover");

  /** One instance per content, so that tasks do not load the same booster again. */
  private static final Map<NativeModel, WeakReference<NativeModel>> KNOWN =
      new WeakHashMap<>(); // guarded by itself

  private final byte[] bytes;
  private transient @Nullable Loaded loaded; // guarded by this

  /**
   * Loaded booster.
   *
   * @param outputs number of predictions of a row: one, or one per class
   */
  private record Loaded(Booster booster, int features, int outputs) {}

  NativeModel(byte[] bytes) {
    this.bytes = bytes.clone();
  }

  private Object readResolve() {
    synchronized (KNOWN) {
      WeakReference<NativeModel> reference = KNOWN.get(this);
      NativeModel known = reference == null ? null : reference.get();
      if (known != null) {
        return known;
      }
      KNOWN.put(this, new WeakReference<>(this));
      return this;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NativeModel model && Arrays.equals(bytes, model.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  byte[] bytes() {
    return bytes.clone();
  }

  int size() {
    return bytes.length;
  }

  private synchronized Loaded loaded() {
    if (loaded == null) {
      XGBoostLibrary.here().begin(1);
      try {
        Booster booster = XGBoost.loadModel(bytes);
        booster.setParam("nthread", 1);
        int features = (int) booster.getNumFeature();
        // The first prediction configures the booster, which only one thread may do at a time.
        int outputs =
            row(booster, new float[features], Float.NaN, RowOutput.MARGINS, Float.NaN).length;
        loaded = new Loaded(booster, features, outputs);
      } catch (XGBoostError e) {
        throw XGBoostLibrary.failed(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return loaded;
  }

  Booster booster() {
    return loaded().booster();
  }

  int features() {
    return loaded().features();
  }

  int outputs() {
    return loaded().outputs();
  }

  /**
   * Returns the output for a row.
   *
   * @param missing value that counts as missing besides NaN, or NaN
   * @param base initial margin; NaN for the model's own
   * @throws IllegalArgumentException if the number of features is not that of the training rows
   */
  float[] predict(Vector features, float missing, RowOutput output, float base) {
    if (features.size() != features()) {
      throw new IllegalArgumentException(
          "vectors have %d values; the model was trained on %d columns"
              .formatted(features.size(), features()));
    }
    double[] values = features.toArray();
    float[] singles = new float[values.length];
    for (int i = 0; i < singles.length; i++) {
      singles[i] = (float) values[i];
    }
    try {
      return switch (output) {
        case MARGINS, VALUES -> row(booster(), singles, missing, output, base);
        case LEAVES, CONTRIBUTIONS -> detail(booster(), singles, missing, output, base);
      };
    } catch (XGBoostError e) {
      throw XGBoostLibrary.failed(e);
    }
  }

  private static float[] row(
      Booster booster, float[] values, float missing, RowOutput output, float base)
      throws XGBoostError {
    return booster
        .inplace_predict(
            values,
            1,
            values.length,
            missing,
            ALL_ROUNDS,
            output == RowOutput.MARGINS
                ? Booster.PredictionType.kMargin
                : Booster.PredictionType.kValue,
            base(base))[0];
  }

  /** Returns an output that the library computes only for the rows of a matrix. */
  private static float[] detail(
      Booster booster, float[] values, float missing, RowOutput output, float base)
      throws XGBoostError {
    DMatrix row = new DMatrix(values, 1, values.length, missing);
    try {
      if (!Float.isNaN(base)) {
        row.setBaseMargin(new float[] {base});
      }
      return output == RowOutput.LEAVES
          ? booster.predictLeaf(row, 0)[0]
          : booster.predictContrib(row, 0)[0];
    } finally {
      row.dispose();
    }
  }

  @SuppressWarnings("NullAway") // the library takes null for no margins
  private static float[] base(float base) {
    return Float.isNaN(base) ? null : new float[] {base};
  }

  /**
   * Returns the importance of each feature; they add up to 1 unless all are 0.
   *
   * @param type weight, gain, cover, total_gain or total_cover
   * @throws IllegalArgumentException if the type is unknown
   */
  Vector importances(String type) {
    IMPORTANCES
        .problem(type)
        .ifPresent(
            wrong -> {
              throw new IllegalArgumentException("featureImportances: the type " + wrong);
            });
    double[] importances = MEANS.contains(type) ? means(type) : scores(type);
    double sum = Arrays.stream(importances).sum();
    return Vectors.dense(
            sum > 0 ? Arrays.stream(importances).map(one -> one / sum).toArray() : importances)
        .compressed();
  }

  /** Returns the means over the splits of each feature; 0 for a feature without a split. */
  private double[] means(String type) {
    double[] means = scores("total_" + type);
    double[] splits = scores("weight");
    Arrays.setAll(means, i -> splits[i] > 0 ? means[i] / splits[i] : 0);
    return means;
  }

  /** Returns the sums of the library's scores, which it gives by set of categories as well. */
  private double[] scores(String type) {
    double[] scores = new double[features()];
    try {
      booster().getScore("", type).forEach((name, score) -> scores[feature(name)] += score);
    } catch (XGBoostError e) {
      throw XGBoostLibrary.failed(e);
    }
    return scores;
  }

  /** Returns the index of the feature of {@code f6}, or of {@code f6:{0,2}} for a split by sets. */
  private static int feature(String name) {
    int end = name.indexOf(':');
    return Integer.parseInt(name.substring(1, end < 0 ? name.length() : end));
  }
}
