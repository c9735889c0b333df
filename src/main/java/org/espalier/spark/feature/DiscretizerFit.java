package org.espalier.spark.feature;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.ml.feature.Bucketizer$;
import org.apache.spark.ml.feature.QuantileDiscretizer;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.SparkLine;
import org.jspecify.annotations.Nullable;

/**
 * Fit of {@link QuantileDiscretizer} for numbers, with Spark's own digest and its search for
 * buckets. Digests of partitions are merged in the order of the partitions. Spark before 4.1 merges
 * more than two in the order in which their tasks end.
 */
final class DiscretizerFit implements ArrayStage {

  private static final String KEEP = "keep";

  /**
   * Maximum number of columns; beyond it, Spark 4.1's aggregation falls back to sorting and merges
   * in another order.
   */
  private static final int HASHED_GROUPS = 128;

  @Override
  public boolean takes(PipelineStage stage) {
    return stage instanceof QuantileDiscretizer discretizer
        && stage.getClass() == QuantileDiscretizer.class
        && !discretizer.getHandleInvalid().equals("skip") // removes rows
        && StageColumns.of(stage).arePairs()
        && StageColumns.of(stage).inputs().size() <= HASHED_GROUPS
        && (!discretizer.isSet(discretizer.numBucketsArray())
            || (discretizer.isSet(discretizer.inputCols())
                && !discretizer.isSet(discretizer.numBuckets())
                && discretizer.getNumBucketsArray().length
                    == StageColumns.of(stage).inputs().size()));
  }

  @Override
  public Optional<Transformer> fit(PipelineStage stage, FoldColumns columns) {
    QuantileDiscretizer discretizer = (QuantileDiscretizer) stage;
    StageColumns names = StageColumns.of(stage);
    double[][] splits = new double[names.inputs().size()][];
    for (int i = 0; i < splits.length; i++) {
      if (!(columns.column(names.inputs().get(i)) instanceof ColumnValues.Numbers numbers)) {
        return Optional.empty();
      }
      int buckets =
          discretizer.isSet(discretizer.numBucketsArray())
              ? discretizer.getNumBucketsArray()[i]
              : discretizer.getNumBuckets();
      double[] shares =
          IntStream.rangeClosed(0, buckets).mapToDouble(k -> (double) k / buckets).toArray();
      double[] quantiles =
          columns.quantiles(
              numbers.values(), SparkLine.quantileError(discretizer.getRelativeError()), shares);
      if (quantiles.length == 0) {
        return Optional.empty();
      }
      splits[i] = splits(quantiles);
      ColumnValues.Numbers cut =
          cut(
              numbers.values(),
              splits[i],
              discretizer.getHandleInvalid().equals(KEEP),
              names.outputs().get(i));
      if (cut == null) {
        return Optional.empty();
      }
      columns.add(names.outputs().get(i), cut);
    }
    Bucketizer bucketizer =
        new Bucketizer(discretizer.uid()).setHandleInvalid(discretizer.getHandleInvalid());
    return Optional.of(
        ArrayStage.of(
            discretizer,
            discretizer.isSet(discretizer.inputCols())
                ? bucketizer.setSplitsArray(splits)
                : bucketizer.setSplits(splits[0])));
  }

  /** Returns the distinct quantiles, with infinite values in place of the first and the last. */
  private static double[] splits(double[] quantiles) {
    quantiles[0] = Double.NEGATIVE_INFINITY;
    quantiles[quantiles.length - 1] = Double.POSITIVE_INFINITY;
    return Arrays.stream(quantiles)
        .map(split -> split + 0.0)
        .distinct()
        .sorted()
        .toArray(); // turns -0 into 0
  }

  /**
   * Returns the bucket of each row; null if a row has none.
   *
   * @param keeps true if rows with NaN get a bucket of their own
   */
  private static ColumnValues.@Nullable Numbers cut(
      double[] values, double[] splits, boolean keeps, String name) {
    double[] buckets = new double[values.length];
    for (int row = 0; row < buckets.length; row++) {
      if (Double.isNaN(values[row]) && !keeps) {
        return null;
      }
      buckets[row] = Bucketizer$.MODULE$.binarySearchForBuckets(splits, values[row], keeps);
    }
    String[] labels =
        IntStream.range(1, splits.length)
            .mapToObj(i -> splits[i - 1] + ", " + splits[i])
            .toArray(String[]::new);
    StructField field =
        NominalAttribute.defaultAttr().withName(name).withValues(labels).toStructField();
    return new ColumnValues.Numbers(buckets, field);
  }
}
