package org.espalier.spark;

import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Conditions of queries that differ only in a number, such as that of a fold. They do not hold for
 * null.
 *
 * <p>Spark writes numbers as literals into the Java code that it generates for a query, so that
 * each fold and each rung would have its own classes, each compiled to bytecode and later by the
 * JIT compiler; and Spark keeps only a hundred of them ({@code
 * spark.sql.codegen.cache.maxEntries}). As an argument of a function, a number is data, and the
 * code is the same for all numbers.
 */
public final class UncompiledThresholds {

  private record Is(int number) implements UDF1<@Nullable Integer, Boolean> {
    @Override
    public Boolean call(@Nullable Integer value) {
      return value != null && value == number;
    }
  }

  private record IsNot(int number) implements UDF1<@Nullable Integer, Boolean> {
    @Override
    public Boolean call(@Nullable Integer value) {
      return value != null && value != number;
    }
  }

  private record IsBelow(double bound) implements UDF1<@Nullable Double, Boolean> {
    @Override
    public Boolean call(@Nullable Double value) {
      return value != null && value < bound;
    }
  }

  private UncompiledThresholds() {}

  /**
   * True where a column holds a number.
   *
   * @param column of type int
   */
  public static Column is(Column column, int number) {
    return apply(new Is(number), column);
  }

  /**
   * True where a column holds another number.
   *
   * @param column of type int
   */
  public static Column isNot(Column column, int number) {
    return apply(new IsNot(number), column);
  }

  /**
   * True where a column is below a bound.
   *
   * @param column of numbers
   */
  public static Column isBelow(Column column, double bound) {
    return apply(new IsBelow(bound), column.cast(DataTypes.DoubleType));
  }

  private static Column apply(UDF1<?, Boolean> function, Column column) {
    return functions.udf(function, DataTypes.BooleanType).apply(column);
  }
}
