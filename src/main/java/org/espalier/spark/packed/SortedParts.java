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
 * Totals of what each partition contributes to several subjects, added in the order of partitions
 * wherever and whenever these were computed. A contribution's key is {@link #key}.
 */
final class SortedParts implements Serializable {

  private static final long serialVersionUID = 1;

  private final int partitions;

  /**
   * @param partitions number of partitions that contribute
   */
  SortedParts(int partitions) {
    this.partitions = partitions;
  }

  /** Key of what a partition contributes to a subject. */
  long key(int subject, int partition) {
    return (long) subject * partitions + partition;
  }

  int subject(long key) {
    return (int) (key / partitions);
  }

  /** Contributions shuffled by subject, and sorted by it and then by partition. */
  <V> JavaPairRDD<Long, V> sorted(JavaPairRDD<Long, V> parts, int reducers) {
    return parts.repartitionAndSortWithinPartitions(
        new BySubject(partitions, reducers), Comparator.naturalOrder());
  }

  /**
   * Totals by subject of sorted contributions.
   *
   * @param plus adds a contribution to the total of those before it
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

  /** Reducer of a contribution: all of a subject go to one. */
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
