package org.espalier.spark.data.table;

import java.io.Serial;
import java.io.Serializable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Column of rows in Spark's own format, which is read by its position. A task that reads thousands
 * of columns needs no expression for each of them.
 *
 * @param ordinal position in the rows, from 0
 */
public record StoredField(int ordinal, DataType type) implements Serializable {

  @Serial private static final long serialVersionUID = 1;

  /** Returns true if {@link RowHash} and {@link PackedColumns} read values of a type here. */
  static boolean covers(DataType type) {
    return type instanceof NumericType
        || type instanceof BooleanType
        || type.equals(DataTypes.StringType)
        || type instanceof DateType
        || type instanceof TimestampType;
  }

  public boolean isNull(InternalRow row) {
    return row.isNullAt(ordinal);
  }

  /** Returns the value in Spark's own format. */
  public @Nullable Object value(InternalRow row) {
    return row.get(ordinal, type);
  }

  /** Returns a value of a numeric type, which is not null, as Spark casts it. */
  public double number(InternalRow row) {
    if (type instanceof DoubleType) {
      return row.getDouble(ordinal);
    } else if (type instanceof FloatType) {
      return row.getFloat(ordinal);
    } else if (type instanceof DecimalType decimal) {
      return row.getDecimal(ordinal, decimal.precision(), decimal.scale()).toDouble();
    }
    return whole(row);
  }

  /** Returns a whole number, or the days or microseconds of a date or time, which is not null. */
  long whole(InternalRow row) {
    if (type instanceof IntegerType || type instanceof DateType) {
      return row.getInt(ordinal);
    } else if (type instanceof LongType || type instanceof TimestampType) {
      return row.getLong(ordinal);
    } else if (type instanceof ShortType) {
      return row.getShort(ordinal);
    } else if (type instanceof ByteType) {
      return row.getByte(ordinal);
    }
    throw new IllegalStateException("A value of type %s is not a whole number.".formatted(type));
  }
}
