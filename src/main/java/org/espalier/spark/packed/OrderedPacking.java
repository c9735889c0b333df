package org.espalier.spark.packed;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** Iterator that packs the rows of a partition into chunks, in their order. */
final class OrderedPacking implements Iterator<OrderedChunk> {

  private final Iterator<InternalRow> rows;
  private final int folds;
  private final ChunkBuilder chunk;
  private int[] foldOf = new int[64];

  /**
   * Creates an iterator over the chunks of a partition.
   *
   * @param rows rows of {@link DecodedRow#read}
   * @param folds number of folds
   */
  OrderedPacking(Iterator<InternalRow> rows, int folds) {
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
      DecodedRow row = DecodedRow.of(rows.next(), folds);
      chunk.add(row);
      if (size == foldOf.length) {
        foldOf = Arrays.copyOf(foldOf, 2 * size);
      }
      foldOf[size++] = row.fold();
    }
    RowChunk packed = chunk.take();
    return new OrderedChunk(Arrays.copyOf(foldOf, size), packed.rows(), packed.isTaken());
  }
}
