package org.espalier.spark;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * A value in Java's own serialised form, whatever {@code spark.serializer} carries it: the result
 * of a job, a broadcast, or an element that is shuffled or stored. Kryo can neither write records
 * nor read the unmodifiable collections of the JDK. A record of Spark's packages that travels by
 * itself has the annotation in place of this one around it.
 */
@DefaultSerializer(JavaSerializer.class)
public record JavaSerialized<T>(T value) implements Serializable {
  private static final long serialVersionUID = 1;
}
