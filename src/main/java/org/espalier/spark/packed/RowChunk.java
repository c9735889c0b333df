package org.espalier.spark.packed;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import org.espalier.train.Rows;

/**
 * Rows of a partition that validate one fold, in arrays: few enough that the collector of garbage
 * places them like any other object.
 *
 * @param isTaken false if MLlib would refuse one of the rows
 */
@DefaultSerializer(JavaSerializer.class)
record RowChunk(int fold, Rows rows, boolean isTaken) implements Serializable {
  private static final long serialVersionUID = 1;
}
