package org.espalier.spark.data.table;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.ShortType;

/**
 * Columns of a wide table that a task copies into one row of their own, without an expression for
 * each of them.
 *
 * @param nanIsMissing true if NaN becomes null
 */
record PackedColumns(List<StoredField> fields, boolean nanIsMissing) implements Serializable {

  @Serial private static final long serialVersionUID = 1;

  PackedColumns {
    fields = List.copyOf(fields);
  }

  /** Returns the fields in a packed row. */
  List<StoredField> packed() {
    List<StoredField> packed = new ArrayList<>();
    fields.forEach(field -> packed.add(new StoredField(packed.size(), field.type())));
    return packed;
  }

  UnsafeRowWriter writer() {
    return new UnsafeRowWriter(fields.size());
  }

  /** Returns the columns of a row, in memory that the next call overwrites. */
  UnsafeRow of(InternalRow row, UnsafeRowWriter writer) {
    writer.reset();
    writer.zeroOutNullBytes();
    for (int i = 0; i < fields.size(); i++) {
      StoredField field = fields.get(i);
      if (field.isNull(row)) {
        writer.setNullAt(i);
      } else {
        write(field, row, writer, i);
      }
    }
    return writer.getRow();
  }

  private void write(StoredField field, InternalRow row, UnsafeRowWriter writer, int at) {
    if (field.type() instanceof DoubleType || field.type() instanceof FloatType) {
      double value = field.number(row);
      if (nanIsMissing && Double.isNaN(value)) {
        writer.setNullAt(at);
      } else if (field.type() instanceof DoubleType) {
        writer.write(at, value);
      } else {
        writer.write(at, (float) value);
      }
    } else if (field.type() instanceof DecimalType decimal) {
      writer.write(
          at,
          row.getDecimal(field.ordinal(), decimal.precision(), decimal.scale()),
          decimal.precision(),
          decimal.scale());
    } else if (field.type().equals(DataTypes.StringType)) {
      writer.write(at, row.getUTF8String(field.ordinal()));
    } else if (field.type() instanceof BooleanType) {
      writer.write(at, row.getBoolean(field.ordinal()));
    } else {
      writeWhole(field, field.whole(row), writer, at);
    }
  }

  private static void writeWhole(StoredField field, long value, UnsafeRowWriter writer, int at) {
    if (field.type() instanceof IntegerType || field.type() instanceof DateType) {
      writer.write(at, (int) value);
    } else if (field.type() instanceof ShortType) {
      writer.write(at, (short) value);
    } else if (field.type() instanceof ByteType) {
      writer.write(at, (byte) value);
    } else {
      writer.write(at, value);
    }
  }
}
