package org.espalier.spark.packed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;

/** Chunks of the folds of a partition, each as soon as it is full, and then the rest. */
final class FoldPacking implements Iterator<Chunk> {

  private final Iterator<Row> rows;
  private final int folds;
  private final Map<Integer, ChunkBuilder> open = new TreeMap<>(); // by fold
  private final Deque<Chunk> full = new ArrayDeque<>();

  FoldPacking(Iterator<Row> rows, int folds) {
    this.rows = rows;
    this.folds = folds;
  }

  @Override
  public boolean hasNext() {
    while (full.isEmpty() && rows.hasNext()) {
      add(rows.next());
    }
    if (full.isEmpty()) {
      open.values().stream()
          .filter(chunk -> !chunk.isEmpty())
          .forEach(chunk -> full.add(chunk.take()));
    }
    return !full.isEmpty();
  }

  private void add(Row row) {
    int fold = row.isNullAt(3) ? folds : row.getInt(3);
    boolean validates = fold >= 0 && fold < folds; // others are trained on by all
    ChunkBuilder chunk = open.computeIfAbsent(validates ? fold : folds, ChunkBuilder::new);
    double weight = row.isNullAt(2) ? Double.NaN : row.getDouble(2);
    double label = row.isNullAt(1) ? Double.NaN : row.getDouble(1);
    chunk.add(row.isNullAt(0) ? Vectors.zeros(0) : (Vector) row.get(0), label, weight);
    if (chunk.isFull()) {
      full.add(chunk.take());
    }
  }

  @Override
  public Chunk next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return full.remove();
  }
}
