package org.espalier.spark.packed;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Iterator that packs the rows of a partition into chunks, each of one fold. It returns each chunk
 * as soon as it is full, and the incomplete ones at the end.
 */
final class FoldPacking implements Iterator<RowChunk> {

  private final Iterator<InternalRow> rows;
  private final int folds;
  private final Map<Integer, ChunkBuilder> open = new TreeMap<>(); // by fold
  private final Deque<RowChunk> full = new ArrayDeque<>();

  FoldPacking(Iterator<InternalRow> rows, int folds) {
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

  private void add(InternalRow row) {
    DecodedRow decoded = DecodedRow.of(row, folds);
    ChunkBuilder chunk = open.computeIfAbsent(decoded.fold(), ChunkBuilder::new);
    chunk.add(decoded);
    if (chunk.isFull()) {
      full.add(chunk.take());
    }
  }

  @Override
  public RowChunk next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return full.remove();
  }
}
