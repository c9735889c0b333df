package org.espalier.spark.feature;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Collector of what is made of each partition of a dataset, a few partitions a job, so that no
 * job's results exceed {@code spark.driver.maxResultSize}.
 *
 * @param <T> made of a partition
 */
public final class PartitionCollector<T extends PartitionCollector.Collected> {

  /** Spark's own default of spark.driver.maxResultSize. */
  private static final String USUAL_RESULTS = "1g";

  /** Rows of one partition. */
  public interface Collected extends Serializable {

    long bytes();

    /** True if these rows are not wanted in arrays. */
    boolean isRefused();
  }

  private final long most;
  private final long atOnce;
  private final List<T> collected = new ArrayList<>();
  private long bytes = 0;

  /**
   * @param most bytes of all partitions together
   */
  public PartitionCollector(SparkContext context, long most) {
    this.most = most;
    String results = context.conf().get("spark.driver.maxResultSize", USUAL_RESULTS);
    long limit = JavaUtils.byteStringAsBytes(results);
    this.atOnce = limit == 0 ? most : Math.min(most, limit / 2); // 0 is without limit
  }

  /**
   * Collects one partition, and then as many at a time as fit by the size of those before.
   *
   * @param make maker of a partition
   * @return false if there are more bytes than allowed, or some rows are refused
   */
  public boolean collects(Dataset<Row> table, Function<Iterator<Row>, T> make) {
    JavaRDD<T> partitions =
        table.toJavaRDD().mapPartitions(rows -> List.of(make.call(rows)).iterator());
    int count = partitions.getNumPartitions();
    int done = 0;
    while (done < count) {
      int to = Math.min(count, done + width());
      for (List<T> one : partitions.collectPartitions(IntStream.range(done, to).toArray())) {
        for (T partition : one) {
          bytes += partition.bytes();
          collected.add(partition);
          if (partition.isRefused() || bytes > most) {
            return false;
          }
        }
      }
      done = to;
    }
    return true;
  }

  /** Partitions of the average size so far that may be collected at once. */
  private int width() {
    if (collected.isEmpty()) {
      return 1;
    }
    long average = Math.max(1, bytes / collected.size());
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, atOnce / average));
  }

  /** Collected objects, partition by partition. */
  public List<T> collected() {
    return List.copyOf(collected);
  }
}
