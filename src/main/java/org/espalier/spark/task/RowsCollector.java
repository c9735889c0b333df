package org.espalier.spark.task;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
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

  private final long most;
  private final long atOnce;
  private final List<CollectedPartition> collected = new ArrayList<>();
  private long bytes = 0;

  private RowsCollector(SparkContext context, long most) {
    this.most = most;
    String results = context.conf().get("spark.driver.maxResultSize", USUAL_RESULTS);
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
   * @param tables of features, label, weight and part, or of one number more; a fit reads the first
   *     one
   * @param classes as {@link CollectedRows} has them
   * @param label metadata of the label's column
   * @param categories of columns that have them, by column
   * @param most bytes
   */
  static Optional<CollectedRows> collect(
      List<Dataset<Row>> tables,
      int classes,
      String label,
      Map<Integer, Integer> categories,
      long most) {
    RowsCollector collector = new RowsCollector(tables.get(0).sparkSession().sparkContext(), most);
    int ofFit = tables.get(0).rdd().getNumPartitions();
    for (Dataset<Row> table : tables) {
      if (!collector.isCollected(table)) {
        return Optional.empty();
      }
    }
    return collector.table(ofFit, classes, label, categories);
  }

  /** Collects one partition, and then as many at a time as fit by the size of those before. */
  private boolean isCollected(Dataset<Row> table) {
    JavaRDD<CollectedPartition> partitions = table.toJavaRDD().mapPartitions(new Collecting(most));
    int count = partitions.getNumPartitions();
    int done = 0;
    while (done < count) {
      int to = Math.min(count, done + width());
      for (List<CollectedPartition> one :
          partitions.collectPartitions(IntStream.range(done, to).toArray())) {
        for (CollectedPartition partition : one) {
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

  private Optional<CollectedRows> table(
      int ofFit, int classes, String label, Map<Integer, Integer> categories) {
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
    int[] places = new int[ofFit + 1];
    boolean extra = collected.stream().anyMatch(CollectedPartition::hasExtra);
    CollectedRows.Arrays arrays = CollectedRows.Arrays.of(rows, stored, extra);
    int row = 0;
    int value = 0;
    for (int i = 0; i < collected.size(); i++) {
      CollectedPartition partition = collected.get(i);
      partition.copyTo(arrays, row, value);
      row += partition.rows();
      value += partition.stored();
      if (i < ofFit) {
        places[i + 1] = row;
      }
    }
    return Optional.of(new CollectedRows(columns[0], classes, arities, places, arrays, label));
  }
}
