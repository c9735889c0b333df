package org.espalier.spark.packed;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BinaryOperator;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * Addition of the contributions of partitions to several subjects. It adds them in the order of the
 * partitions, independent of where and when they were computed. The key of a contribution is {@link
 * #key}.
 */
final class SortedParts implements Serializable {

  private static final long serialVersionUID = 1;

  private final int partitions;

  /**
   * Creates the addition for a number of partitions.
   *
   * @param partitions number of partitions that contribute
   */
  SortedParts(int partitions) {
    this.partitions = partitions;
  }

  /** Returns the key of a partition's contribution to a subject. */
  long key(int subject, int partition) {
    return (long) subject * partitions + partition;
  }

  int subject(long key) {
    return (int) (key / partitions);
  }

  /** Shuffles contributions by subject, and sorts them by subject and partition. */
  <V> JavaPairRDD<Long, V> sorted(JavaPairRDD<Long, V> parts, int reducers) {
    return parts.repartitionAndSortWithinPartitions(
        new BySubject(partitions, reducers), Comparator.naturalOrder());
  }

  /**
   * Returns the totals of sorted contributions, by subject.
   *
   * @param plus adds a contribution to the total of the earlier ones
   */
  <V> Iterator<Tuple2<Integer, V>> totals(
      Iterator<Tuple2<Long, V>> sorted, BinaryOperator<V> plus) {
    return new Iterator<>() {
      private @Nullable Tuple2<Long, V> next = sorted.hasNext() ? sorted.next() : null;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Tuple2<Integer, V> next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        int subject = subject(next._1());
        V total = next._2();
        next = sorted.hasNext() ? sorted.next() : null;
        while (next != null && subject(next._1()) == subject) {
          total = plus.apply(total, next._2());
          next = sorted.hasNext() ? sorted.next() : null;
        }
        return new Tuple2<>(subject, total);
      }
    };
  }

  /** Partitioner that sends all contributions to a subject to one reducer. */
  private static final class BySubject extends Partitioner {

    private static final long serialVersionUID = 1;

    private final int partitions;
    private final int reducers;

    BySubject(int partitions, int reducers) {
      this.partitions = partitions;
      this.reducers = reducers;
    }

    @Override
    public int numPartitions() {
      return reducers;
    }

    @Override
    public int getPartition(Object key) {
      return (int) ((Long) key / partitions % reducers);
    }
  }
}
