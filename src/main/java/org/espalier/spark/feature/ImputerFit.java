package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.SparkLine;

/** Fit of {@link Imputer} by median or mean, for numbers where null and NaN are missing. */
final class ImputerFit implements ArrayStage {

  private static final String MEDIAN = "median";

  @Override
  public boolean takes(PipelineStage stage) {
    return stage instanceof Imputer imputer
        && stage.getClass() == Imputer.class
        && (imputer.getStrategy().equals(MEDIAN) || imputer.getStrategy().equals("mean"))
        && Double.isNaN(imputer.getMissingValue())
        && StageColumns.of(stage).arePairs();
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    Imputer imputer = (Imputer) stage;
    StageColumns names = StageColumns.of(stage);
    double[] surrogates = new double[names.inputs().size()];
    for (int i = 0; i < surrogates.length; i++) {
      if (!(columns.column(names.inputs().get(i)) instanceof ColumnValues.Numbers numbers)
          || !isTaken(numbers.field().dataType())) {
        return Optional.empty();
      }
      OptionalDouble learned =
          imputer.getStrategy().equals(MEDIAN)
              ? median(numbers.values(), columns, imputer.getRelativeError())
              : mean(numbers.values(), columns);
      if (learned.isEmpty()) {
        return Optional.empty();
      }
      surrogates[i] = learned.getAsDouble();
      columns.add(names.outputs().get(i), imputed(numbers, names.outputs().get(i), surrogates[i]));
    }
    String[] inputs = names.inputs().toArray(String[]::new);
    return Optional.of(
        ArrayStage.of(imputer, SparkLine.imputer(imputer.uid(), inputs, surrogates)));
  }

  /** Returns true for types to which this class casts a surrogate with the same result as Spark. */
  static boolean isTaken(DataType type) {
    return type instanceof DoubleType
        || type instanceof FloatType
        || type instanceof LongType
        || type instanceof IntegerType
        || type instanceof ShortType
        || type instanceof ByteType;
  }

  /** Returns a surrogate in a type that {@link #isTaken}, as Spark casts it. */
  static double cast(double surrogate, DataType type) {
    if (type instanceof DoubleType) {
      return surrogate;
    }
    return type instanceof FloatType ? (float) surrogate : (long) surrogate;
  }

  /** Returns the median of the values of training rows; empty if there are none. */
  private static OptionalDouble median(double[] values, FoldColumns columns, double error) {
    double[] median = columns.quantiles(values, SparkLine.percentileError(error), 0.5);
    return Arrays.stream(median).findFirst();
  }

  /**
   * Returns the mean of the values of training rows, with one partial sum for each partition; empty
   * if there are no values.
   */
  private static OptionalDouble mean(double[] values, FoldColumns columns) {
    double sum = 0;
    long count = 0;
    int[] partitions = columns.partitions();
    for (int partition = 1; partition < partitions.length; partition++) {
      double part = 0;
      for (int row = partitions[partition - 1]; row < partitions[partition]; row++) {
        if (columns.isTraining(row) && !Double.isNaN(values[row])) {
          part += values[row];
          count++;
        }
      }
      sum += part;
    }
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  private static ColumnValues.Numbers imputed(
      ColumnValues.Numbers numbers, String name, double surrogate) {
    DataType type = numbers.field().dataType();
    double cast = cast(surrogate, type);
    double[] values = numbers.values().clone();
    for (int row = 0; row < values.length; row++) {
      values[row] = Double.isNaN(values[row]) ? cast : values[row];
    }
    return new ColumnValues.Numbers(values, new StructField(name, type, true, Metadata.empty()));
  }
}
