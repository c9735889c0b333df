package org.espalier.xgboost;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;
import ml.dmlc.xgboost4j.java.util.BigDenseMatrix;
import org.espalier.spark.collected.CollectedRows;
import org.espalier.spark.collected.FoldRows;
import org.espalier.spark.feature.VectorValues;
import org.jspecify.annotations.Nullable;

/**
 * Native matrices of a fold's rows. The first task of a JVM that reads a matrix creates it, and the
 * last one frees it. Any number of threads may read it.
 */
final class FoldMatrix implements AutoCloseable {

  /** XGBoost's name for the type of a categorical feature. */
  private static final String CATEGORY = "c";

  /** All open matrices. */
  private static final Map<Key, FoldMatrix> OPEN = new HashMap<>(); // guarded by itself

  private static final AtomicInteger LIVE = new AtomicInteger();

  /**
   * Key of a fold's matrices.
   *
   * @param rows rows, compared by identity
   * @param alone object that no other key has; null if the matrices are shared
   */
  private record Key(FoldRows rows, MatrixForm form, @Nullable Object alone) {}

  private final Key key;
  private int readers = 0; // guarded by OPEN
  private @Nullable DMatrix training; // guarded by this
  private @Nullable DMatrix validation; // guarded by this

  private FoldMatrix(Key key) {
    this.key = key;
  }

  /** Opens the matrices of a fold for a reader, who must close them. */
  static FoldMatrix of(FoldRows rows, MatrixForm form) {
    Key key = new Key(rows, form, form.kept() ? null : new Object());
    synchronized (OPEN) {
      FoldMatrix matrix = OPEN.computeIfAbsent(key, FoldMatrix::new);
      matrix.readers++;
      return matrix;
    }
  }

  /** Returns the number of native matrices that are not freed. */
  static int live() {
    return LIVE.get();
  }

  /** Returns the matrix of the training rows. */
  synchronized DMatrix training() throws XGBoostError {
    if (training == null) {
      training = made(key.rows().training(), true);
    }
    return training;
  }

  /** Returns the matrix of the validation rows. */
  synchronized DMatrix validation() throws XGBoostError {
    if (validation == null) {
      validation = made(key.rows().validation(), false);
    }
    return validation;
  }

  /**
   * Trains the first round of a booster. Only one thread may do so at a time, because the very
   * first round builds the index of the values in the shared matrix.
   *
   * @param round number of the round
   */
  synchronized void begin(Booster booster, int round) throws XGBoostError {
    booster.update(training(), round);
  }

  private DMatrix made(int[] rows, boolean learned) throws XGBoostError {
    MatrixForm form = key.form();
    DMatrix made = form.isSparse() ? sparse(rows) : dense(rows);
    LIVE.incrementAndGet();
    try {
      if (learned) {
        label(made, rows);
      }
      if (form.margins()) {
        made.setBaseMargin(singles(key.rows().extras(rows)));
      }
      List<String> types = form.types().isEmpty() ? known() : form.types();
      if (types.contains(CATEGORY)) {
        made.setFeatureTypes(types.toArray(String[]::new));
      }
    } catch (XGBoostError | RuntimeException e) {
      free(made);
      throw e;
    }
    return made;
  }

  /** Returns the types of the features according to their metadata; empty if these are not used. */
  private List<String> known() {
    CollectedRows table = key.rows().table();
    return key.form().categories() && table.hasItsCategories()
        ? IntStream.range(0, table.columns())
            .mapToObj(column -> table.arities()[column] > 2 ? CATEGORY : "q")
            .toList()
        : List.of();
  }

  private void label(DMatrix matrix, int[] rows) throws XGBoostError {
    FoldRows fold = key.rows();
    float[] labels = singles(fold.labels(rows));
    matrix.setLabel(labels);
    if (fold.table().isWeighted()) {
      matrix.setWeight(singles(fold.weights(rows)));
    }
    if (key.form().censored()) {
      double[] ended = fold.extras(rows);
      float[] upper = labels.clone();
      for (int row = 0; row < upper.length; row++) {
        upper[row] = ended.length == 0 || ended[row] == 1 ? upper[row] : Float.POSITIVE_INFINITY;
      }
      bound(matrix, "label_lower_bound", labels);
      bound(matrix, "label_upper_bound", upper);
    }
  }

  /** Sets a bound of the labels, for which {@code DMatrix} has no method. */
  private static void bound(DMatrix matrix, String name, float[] values) {
    if (XGBoostJNI.XGDMatrixSetFloatInfo(matrix.getHandle(), name, values) != 0) {
      throw new IllegalStateException(XGBoostJNI.XGBGetLastError());
    }
  }

  private DMatrix dense(int[] rows) throws XGBoostError {
    VectorValues features = key.rows().table().features();
    int columns = features.size();
    // Outside the heap, because an array of this size would start a marking cycle of the whole
    // heap.
    BigDenseMatrix values = new BigDenseMatrix(rows.length, columns);
    try {
      double[] row = new double[columns];
      for (int i = 0; i < rows.length; i++) {
        Arrays.fill(row, 0);
        features.copyTo(row, 0, rows[i]);
        for (int column = 0; column < columns; column++) {
          values.set((long) i * columns + column, (float) row[column]);
        }
      }
      return new DMatrix(values, key.form().missing());
    } finally {
      values.dispose();
    }
  }

  private DMatrix sparse(int[] rows) throws XGBoostError {
    VectorValues features = key.rows().table().features();
    long[] starts = new long[rows.length + 1];
    for (int i = 0; i < rows.length; i++) {
      starts[i + 1] = starts[i] + features.stored(rows[i]);
    }
    int[] indices = new int[(int) starts[rows.length]];
    float[] values = new float[indices.length];
    int[] places = new int[features.size()];
    double[] row = new double[places.length];
    for (int i = 0; i < rows.length; i++) {
      int count = features.copyTo(places, row, 0, rows[i]);
      for (int at = 0; at < count; at++) {
        indices[(int) starts[i] + at] = places[at];
        values[(int) starts[i] + at] = (float) row[at];
      }
    }
    return new DMatrix(
        starts, indices, values, DMatrix.SparseType.CSR, features.size(), Float.NaN, 1);
  }

  private static float[] singles(double[] values) {
    float[] singles = new float[values.length];
    for (int i = 0; i < singles.length; i++) {
      singles[i] = (float) values[i];
    }
    return singles;
  }

  /** Closes the matrices for this reader. The last reader frees them. */
  @Override
  public void close() {
    synchronized (OPEN) {
      if (--readers > 0) {
        return;
      }
      OPEN.remove(key);
    }
    synchronized (this) {
      free(training);
      free(validation);
      training = null;
      validation = null;
    }
  }

  private static void free(@Nullable DMatrix matrix) {
    if (matrix != null) {
      matrix.dispose();
      LIVE.decrementAndGet();
    }
  }
}
