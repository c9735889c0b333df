package org.espalier.spark.feature;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.IntBuffer;
import java.util.Objects;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Serialised form of the values of a column, which copies arrays in blocks. Java's default writes
 * number by number, which took most of the time of collecting.
 */
public final class PackedValues implements Externalizable {

  private static final long serialVersionUID = 1;

  private static final int BLOCK = 1 << 16; // bytes

  private @Nullable ColumnValues values;

  /** Constructor for deserialisation. */
  public PackedValues() {}

  PackedValues(ColumnValues values) {
    this.values = values;
  }

  private Object readResolve() {
    return Objects.requireNonNull(values);
  }

  @Override
  public void writeExternal(ObjectOutput out) throws IOException {
    out.writeBoolean(values instanceof VectorValues);
    if (values instanceof VectorValues vectors) {
      write(out, vectors.starts());
      write(out, vectors.indices());
      write(out, vectors.values());
      out.writeInt(vectors.stored());
      out.writeInt(vectors.size());
      out.writeBoolean(vectors.isContinuous());
      if (!vectors.isContinuous()) {
        write(out, vectors.categories());
      }
    } else if (values instanceof ColumnValues.Numbers numbers) {
      write(out, numbers.values());
      out.writeObject(numbers.field());
    }
  }

  @Override
  public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
    values =
        in.readBoolean()
            ? new VectorValues(
                integers(in), integers(in), doubles(in), in.readInt(), categories(in))
            : new ColumnValues.Numbers(doubles(in), (StructField) in.readObject());
  }

  private static int[] categories(ObjectInput in) throws IOException {
    int size = in.readInt();
    return in.readBoolean() ? VectorValues.continuous(size) : integers(in);
  }

  private static void write(ObjectOutput out, double[] array) throws IOException {
    out.writeInt(array.length);
    byte[] block = block(array.length, Double.BYTES);
    DoubleBuffer numbers = ordered(block).asDoubleBuffer();
    for (int at = 0, count; at < array.length; at += count) {
      count = Math.min(numbers.capacity(), array.length - at);
      numbers.put(0, array, at, count);
      out.write(block, 0, Double.BYTES * count);
    }
  }

  private static double[] doubles(ObjectInput in) throws IOException {
    double[] array = new double[in.readInt()];
    byte[] block = block(array.length, Double.BYTES);
    DoubleBuffer numbers = ordered(block).asDoubleBuffer();
    for (int at = 0, count; at < array.length; at += count) {
      count = Math.min(numbers.capacity(), array.length - at);
      in.readFully(block, 0, Double.BYTES * count);
      numbers.get(0, array, at, count);
    }
    return array;
  }

  private static void write(ObjectOutput out, int[] array) throws IOException {
    out.writeInt(array.length);
    byte[] block = block(array.length, Integer.BYTES);
    IntBuffer numbers = ordered(block).asIntBuffer();
    for (int at = 0, count; at < array.length; at += count) {
      count = Math.min(numbers.capacity(), array.length - at);
      numbers.put(0, array, at, count);
      out.write(block, 0, Integer.BYTES * count);
    }
  }

  private static int[] integers(ObjectInput in) throws IOException {
    int[] array = new int[in.readInt()];
    byte[] block = block(array.length, Integer.BYTES);
    IntBuffer numbers = ordered(block).asIntBuffer();
    for (int at = 0, count; at < array.length; at += count) {
      count = Math.min(numbers.capacity(), array.length - at);
      in.readFully(block, 0, Integer.BYTES * count);
      numbers.get(0, array, at, count);
    }
    return array;
  }

  private static byte[] block(int numbers, int bytes) {
    return new byte[(int) Math.min(BLOCK, (long) bytes * numbers)];
  }

  private static ByteBuffer ordered(byte[] block) {
    return ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }
}
