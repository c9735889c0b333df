package org.espalier.spark.task;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Collects the rows of a dataset in arrays, a few partitions a job, so that no job's results exceed
 * {@code spark.driver.maxResultSize}.
 */
final class RowsCollector {

  /** Spark's own default of spark.driver.maxResultSize. */
  private static final String USUAL_RESULTS = "1g";

  private final JavaRDD<CollectedPartition> partitions;
  private final long most;
  private final long atOnce;
  private final List<CollectedPartition> collected = new ArrayList<>();
  private long bytes = 0;

  private RowsCollector(JavaRDD<Row> rows, long most) {
    this.partitions = rows.mapPartitions(new Collecting(most));
    this.most = most;
    String results = rows.context().conf().get("spark.driver.maxResultSize", USUAL_RESULTS);
    long limit = JavaUtils.byteStringAsBytes(results);
    this.atOnce = limit == 0 ? most : Math.min(most, limit / 2); // 0 is without limit
  }

  private record Collecting(long most)
      implements FlatMapFunction<Iterator<Row>, CollectedPartition> {
    @Override
    public Iterator<CollectedPartition> call(Iterator<Row> rows) {
      return List.of(CollectedPartition.of(rows, most)).iterator();
    }
  }

  /**
   * Collects rows unless they take more bytes than allowed, or MLlib would refuse one of them.
   *
   * @param rows of features, label and weight
   * @param classes as {@link CollectedRows} has them
   * @param categories of columns that have them, by column
   * @param most bytes
   */
  static Optional<CollectedRows> collect(
      Dataset<Row> rows, int classes, Map<Integer, Integer> categories, long most) {
    RowsCollector collector = new RowsCollector(rows.toJavaRDD(), most);
    return collector.isCollected() ? collector.table(classes, categories) : Optional.empty();
  }

  /** Collects one partition, and then as many at a time as fit by the size of those before. */
  private boolean isCollected() {
    int count = partitions.getNumPartitions();
    int width = 1;
    while (collected.size() < count) {
      int from = collected.size();
      int to = Math.min(count, from + width);
      for (List<CollectedPartition> one :
          partitions.collectPartitions(IntStream.range(from, to).toArray())) {
        for (CollectedPartition partition : one) {
          bytes += partition.bytes();
          collected.add(partition);
          if (partition.isRefused() || bytes > most) {
            return false;
          }
        }
      }
      long average = Math.max(1, bytes / collected.size());
      width = (int) Math.max(1, Math.min(count, atOnce / average));
    }
    return true;
  }

  private Optional<CollectedRows> table(int classes, Map<Integer, Integer> categories) {
    int rows = collected.stream().mapToInt(CollectedPartition::rows).sum();
    int stored = collected.stream().mapToInt(CollectedPartition::stored).sum();
    int[] columns =
        collected.stream()
            .mapToInt(CollectedPartition::columns)
            .filter(size -> size >= 0)
            .distinct()
            .toArray();
    if (columns.length != 1) {
      return Optional.empty(); // no row, or vectors of several sizes
    }
    int[] arities = new int[columns[0]];
    categories.forEach((column, arity) -> arities[column] = arity);
    int[] places = new int[collected.size() + 1];
    int[] starts = new int[rows + 1];
    int[] indices = new int[stored];
    double[] values = new double[stored];
    double[] labels = new double[rows];
    double[] weights = new double[rows];
    int row = 0;
    int value = 0;
    for (int i = 0; i < collected.size(); i++) {
      CollectedPartition partition = collected.get(i);
      partition.copyTo(row, value, starts, indices, values, labels, weights);
      row += partition.rows();
      value += partition.stored();
      places[i + 1] = row;
    }
    return Optional.of(
        new CollectedRows(
            columns[0], classes, arities, places, starts, indices, values, labels, weights));
  }
}
