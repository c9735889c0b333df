package org.espalier.spark.storage;

import java.io.Serial;
import java.util.stream.IntStream;
import org.apache.spark.Partition;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Option;
import scala.math.Equiv;

/**
 * Coalescer that joins adjacent partitions, in groups of sizes as equal as possible. Spark's own
 * {@code coalesce} groups by the current location of rows: its order of rows differs from cluster
 * to cluster, and with it the bootstrap samples of a forest.
 */
public final class OrderedCoalesce implements PartitionCoalescer, Equiv<Partition> {

  @Serial private static final long serialVersionUID = 1;

  private OrderedCoalesce() {}

  /**
   * Part of the rows, in its order, in its {@link #share} of the partitions.
   *
   * @param rows rows of the part, in as many partitions as all rows
   * @param most approximate number of rows of the part
   * @param all number of all rows
   * @param partitions number of partitions of all rows
   */
  public static Dataset<Row> coalesce(Dataset<Row> rows, long most, long all, int partitions) {
    int worth = share(most, all, partitions);
    return worth < partitions ? coalesce(rows, worth) : rows;
  }

  /** Rows in their order, in at most {@code partitions} partitions. */
  static Dataset<Row> coalesce(Dataset<Row> rows, int partitions) {
    RDD<Row> all = rows.rdd();
    if (partitions >= all.getNumPartitions()) {
      return rows;
    }
    RDD<Row> fewer = all.coalesce(partitions, false, Option.apply(new OrderedCoalesce()), null);
    return rows.sparkSession().createDataFrame(fewer, rows.schema());
  }

  /**
   * Number of partitions for a part of the rows: in proportion to those of all rows, but at least
   * one, since almost empty tasks still have their overhead.
   *
   * @param most number of all rows
   * @param partitions number of partitions of all rows
   */
  public static int share(long rows, long most, int partitions) {
    long worth = rows >= most ? partitions : (partitions * rows + most - 1) / most;
    return Math.toIntExact(Math.max(1, worth));
  }

  /** First partition of a group; for the group after the last one, the number of partitions. */
  private static int first(int group, int groups, int partitions) {
    return (int) ((long) group * partitions / groups);
  }

  /**
   * Boundaries of coalesced partitions for rows in arrays.
   *
   * @param starts place of the first row of each partition, then the number of rows
   * @param most number of partitions, at most
   * @return places of the first row of each group, then the number of rows
   */
  public static int[] coalesce(int[] starts, int most) {
    int all = starts.length - 1;
    int groups = Math.min(most, all);
    return IntStream.rangeClosed(0, groups).map(i -> starts[first(i, groups, all)]).toArray();
  }

  /**
   * Never called: with Scala 2.12 Spark requires a coalescer that is serializable in Scala's sense,
   * a type that Java cannot name on both lines, and {@code Equiv} is one.
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
      int end = first(i + 1, groups.length, all);
      for (int p = first(i, groups.length, all); p < end; p++) {
        groups[i].partitions().$plus$eq(parent.partitions()[p]);
      }
    }
    return groups;
  }
}
