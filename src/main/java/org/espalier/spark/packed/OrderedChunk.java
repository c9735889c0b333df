package org.espalier.spark.packed;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import org.espalier.train.Rows;

/**
 * Rows of a partition in their order, in arrays, with the fold that each row validates.
 *
 * @param folds fold that each row validates; the number of folds if it validates none
 * @param rows the rows
 * @param isTaken false if MLlib would refuse one of the rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
@DefaultSerializer(JavaSerializer.class)
record OrderedChunk(int[] folds, Rows rows, boolean isTaken) implements Serializable {

  private static final long serialVersionUID = 1;

  /** Chunk without rows. */
  static final OrderedChunk NONE =
      new OrderedChunk(
          new int[0], Rows.dense(0, new double[0], new double[0], new double[0]), true);
}
