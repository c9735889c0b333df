package org.espalier.spark.packed;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import org.espalier.train.Rows;

/**
 * Rows of a partition in their order, in arrays, each with the number of the fold that it
 * validates, or the number of folds.
 *
 * @param isTaken false if MLlib would refuse one of the rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
@DefaultSerializer(JavaSerializer.class)
record OrderedChunk(int[] folds, Rows rows, boolean isTaken) implements Serializable {

  private static final long serialVersionUID = 1;

  /** No row. */
  static final OrderedChunk NONE =
      new OrderedChunk(
          new int[0], Rows.dense(0, new double[0], new double[0], new double[0]), true);
}
