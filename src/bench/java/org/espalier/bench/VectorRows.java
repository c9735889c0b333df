package org.espalier.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.train.Rows;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.RankedTable;
import org.espalier.train.tree.TrainingRows;
import org.espalier.train.tree.TrainingRowsBuilder;

/** Rows of vectors and labels in arrays, outside Spark. */
final class VectorRows {

  /** Header of NumPy's format 1.0 is padded so that the numbers start at a multiple of this. */
  private static final int ALIGNMENT = 64;

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  private final SparseVector[] vectors;
  private final double[] labels;

  private VectorRows(SparseVector[] vectors, double[] labels) {
    this.vectors = vectors;
    this.labels = labels;
  }

  /** Collects the columns {@code features} and {@code label}. */
  static VectorRows of(Dataset<Row> rows) {
    List<Row> all = rows.selectExpr("features", "CAST(label AS DOUBLE)").collectAsList();
    return new VectorRows(
        all.stream().map(row -> row.<Vector>getAs(0).toSparse()).toArray(SparseVector[]::new),
        all.stream().mapToDouble(row -> row.getDouble(1)).toArray());
  }

  /** Training rows of a fold: all but every so-manieth one. */
  VectorRows without(int fold, int folds) {
    return only(row -> row % folds != fold);
  }

  /** Rows by their numbers. */
  VectorRows only(IntPredicate chosen) {
    int[] kept = IntStream.range(0, labels.length).filter(chosen).toArray();
    return new VectorRows(
        Arrays.stream(kept).mapToObj(row -> vectors[row]).toArray(SparseVector[]::new),
        Arrays.stream(kept).mapToDouble(row -> labels[row]).toArray());
  }

  private int columns() {
    return vectors[0].size();
  }

  private double[] column(int column) {
    double[] values = new double[vectors.length];
    for (int row = 0; row < values.length; row++) {
      values[row] = vectors[row].apply(column);
    }
    return values;
  }

  /**
   * Rows for trees; columns of zeros and ones are categories, as one-hot ones.
   *
   * @param classes of the label; 0 for regression
   */
  TrainingRows ranked(int classes, StopRequest stop) throws InterruptedException {
    int[] arities = new int[columns()];
    Arrays.fill(arities, 2);
    for (SparseVector vector : vectors) {
      for (int i = 0; i < vector.indices().length; i++) {
        if (vector.values()[i] != 1) {
          arities[vector.indices()[i]] = 0;
        }
      }
    }
    RankedTable table = RankedTable.of(vectors.length, columns(), this::column, stop);
    return new TrainingRowsBuilder(table, labels, classes).arities(arities).build(stop);
  }

  /** Rows for linear models, stored in the smaller of the two forms. */
  Rows linear() {
    double[] weights = new double[vectors.length];
    Arrays.fill(weights, 1);
    int[] starts = new int[vectors.length + 1];
    for (int row = 0; row < vectors.length; row++) {
      starts[row + 1] = starts[row] + vectors[row].numActives();
    }
    int stored = starts[vectors.length];
    long dense = (long) Double.BYTES * columns() * vectors.length;
    if (dense <= (long) (Double.BYTES + Integer.BYTES) * stored) {
      double[] values =
          Arrays.stream(vectors).flatMapToDouble(v -> Arrays.stream(v.toArray())).toArray();
      return Rows.dense(columns(), values, labels, weights);
    }
    int[] indices = Arrays.stream(vectors).flatMapToInt(v -> Arrays.stream(v.indices())).toArray();
    double[] values =
        Arrays.stream(vectors).flatMapToDouble(v -> Arrays.stream(v.values())).toArray();
    return Rows.sparse(columns(), starts, indices, values, labels, weights);
  }

  /** XGBoost's matrix of the rows, zeros included, which the caller disposes of. */
  DMatrix matrix() throws XGBoostError {
    float[] values = new float[Math.multiplyExact(vectors.length, columns())];
    float[] singles = new float[vectors.length];
    for (int row = 0; row < vectors.length; row++) {
      singles[row] = (float) labels[row];
      int first = row * columns();
      SparseVector vector = vectors[row];
      for (int i = 0; i < vector.indices().length; i++) {
        values[first + vector.indices()[i]] = (float) vector.values()[i];
      }
    }
    DMatrix matrix = new DMatrix(values, vectors.length, columns(), Float.NaN);
    matrix.setLabel(singles);
    return matrix;
  }

  /** Writes a matrix of 32-bit floats in NumPy's format, its last column the label. */
  Path write(Path file) throws IOException {
    String shape =
        "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d), }"
            .formatted(vectors.length, columns() + 1);
    int before = MAGIC.length + Short.BYTES;
    int padded = -Math.floorDiv(-(before + shape.length() + 1), ALIGNMENT) * ALIGNMENT - before;
    String header = shape + " ".repeat(padded - shape.length() - 1) + "\n";
    Files.createDirectories(file.toAbsolutePath().getParent());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(MAGIC);
      out.write(little(Short.BYTES).putShort((short) padded).array());
      out.write(header.getBytes(StandardCharsets.US_ASCII));
      byte[] bytes = new byte[Float.BYTES * (columns() + 1)];
      ByteBuffer row = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < vectors.length; i++) {
        row.clear();
        for (double value : vectors[i].toArray()) {
          row.putFloat((float) value);
        }
        row.putFloat((float) labels[i]);
        out.write(bytes);
      }
    }
    return file;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
