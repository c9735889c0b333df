package org.espalier.spark.cell;

import java.io.Serial;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;
import scala.math.Equiv;

/**
 * Joins partitions that follow each other, in as even groups as there can be. Spark's own {@code
 * coalesce} groups by where rows are stored at the moment: its order of rows differs from cluster
 * to cluster, and with it the bootstrap samples of a forest.
 */
public final class FewerPartitions implements PartitionCoalescer, Equiv<Partition> {

  @Serial private static final long serialVersionUID = 1;

  private FewerPartitions() {}

  /**
   * A part of some rows, in its order, in the {@link #share} of partitions that it is worth.
   *
   * @param rows of the part, in as many partitions as all
   * @param most about how many they are
   * @param all how many rows there are
   * @param partitions of all rows
   */
  public static Dataset<Row> of(Dataset<Row> rows, long most, long all, int partitions) {
    int worth = share(most, all, partitions);
    return worth < partitions ? of(rows, worth) : rows;
  }

  /** Rows in their order, in so many partitions; as they are where there are no more. */
  static Dataset<Row> of(Dataset<Row> rows, int partitions) {
    RDD<Row> all = rows.rdd();
    if (partitions >= all.getNumPartitions()) {
      return rows;
    }
    RDD<Row> fewer = all.coalesce(partitions, false, Option.apply(new FewerPartitions()), null);
    return rows.sparkSession().createDataFrame(fewer, rows.schema());
  }

  /**
   * How many partitions a part of the rows is worth: as many to each row as all have, and one at
   * least. Tasks that do next to nothing cost their time all the same.
   *
   * @param most the number of all rows
   * @param partitions of all rows
   */
  public static int share(long rows, long most, int partitions) {
    long worth = (partitions * rows + most - 1) / most;
    return Math.toIntExact(Math.min(partitions, Math.max(1, worth)));
  }

  /**
   * Asked by nobody: with Scala 2.12 Spark wants a coalescer that is serializable in Scala's own
   * sense, which Java has no name for on both lines, and {@code Equiv} is.
   */
  @Override
  public boolean equiv(Partition one, Partition other) {
    return one.equals(other);
  }

  @Override
  public PartitionGroup[] coalesce(int most, RDD<?> parent) {
    int all = parent.getNumPartitions();
    PartitionGroup[] groups = new PartitionGroup[Math.min(most, all)];
    for (int i = 0; i < groups.length; i++) {
      groups[i] = new PartitionGroup(Option.empty());
      int end = (int) ((i + 1L) * all / groups.length);
      for (int p = (int) ((long) i * all / groups.length); p < end; p++) {
        groups[i].partitions().$plus$eq(parent.partitions()[p]);
      }
    }
    return groups;
  }
}
