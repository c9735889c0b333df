package org.espalier.spark.packed;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import org.espalier.train.Rows;

/**
 * Rows of a partition that validate one fold, in arrays. The rows are few enough for the garbage
 * collector to treat the arrays as ordinary objects.
 *
 * @param fold fold that the rows validate
 * @param rows the rows
 * @param isTaken false if MLlib would refuse one of the rows
 */
@DefaultSerializer(JavaSerializer.class)
record RowChunk(int fold, Rows rows, boolean isTaken) implements Serializable {
  private static final long serialVersionUID = 1;
}
