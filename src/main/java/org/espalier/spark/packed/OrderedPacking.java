package org.espalier.spark.packed;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;

/** Chunks of the rows of a partition, in their order. */
final class OrderedPacking implements Iterator<OrderedChunk> {

  private final Iterator<Row> rows;
  private final int folds;
  private final ChunkBuilder chunk;
  private int[] foldOf = new int[64];

  /**
   * @param rows of features, label, weight and fold
   */
  OrderedPacking(Iterator<Row> rows, int folds) {
    this.rows = rows;
    this.folds = folds;
    this.chunk = new ChunkBuilder(folds);
  }

  @Override
  public boolean hasNext() {
    return rows.hasNext();
  }

  @Override
  public OrderedChunk next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    int size = 0;
    while (rows.hasNext() && !chunk.isFull()) {
      Row row = rows.next();
      int fold = row.isNullAt(3) ? folds : row.getInt(3);
      double weight = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
      double label = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
      chunk.add(row.isNullAt(0) ? Vectors.zeros(0) : (Vector) row.get(0), label, weight);
      if (size == foldOf.length) {
        foldOf = Arrays.copyOf(foldOf, 2 * size);
      }
      foldOf[size++] = fold >= 0 && fold < folds ? fold : folds; // others are trained on by all
    }
    Chunk packed = chunk.take();
    return new OrderedChunk(Arrays.copyOf(foldOf, size), packed.rows(), packed.isTaken());
  }
}
