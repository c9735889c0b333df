package org.espalier.spark.feature;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.network.util.JavaUtils;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.immutable.Range$;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Collector of columns of datasets into arrays. Each job collects a few partitions, so that its
 * results do not exceed {@code spark.driver.maxResultSize}. A single partition above that limit is
 * not collected, as Spark cannot read a part of it again in the same order.
 *
 * @param columns columns to collect besides the folds of the rows
 * @param isRanked true if the ranks of the rows are collected, too
 */
public record RowCollector(List<CollectedColumn> columns, boolean isRanked)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Spark setting that limits the size of a job's results. */
  public static final String RESULTS = "spark.driver.maxResultSize";

  private static final String USUAL_RESULTS = "1g";

  /** Divisor for the share of a job's results that is overhead beyond the arrays: an eighth. */
  private static final int PARTS = 8;

  /** Bytes of a block of rows, small enough for the heap to hold it as an ordinary object. */
  static final int BLOCK_BYTES = 1 << 18;

  public RowCollector {
    columns = List.copyOf(columns);
  }

  /**
   * Returns a collector for a pipeline; empty if a column is missing, or its type cannot be
   * collected.
   *
   * @param behind names of columns that are read after the stages
   * @param schema schema of the table
   */
  public static Optional<RowCollector> of(
      ArrayPipeline program, List<String> behind, StructType schema) {
    Set<String> texts = program.texts();
    List<CollectedColumn> columns =
        program.reads(behind).stream()
            .flatMap(name -> Stream.ofNullable(CollectedColumn.of(schema, name, texts)))
            .toList();
    return columns.size() == program.reads(behind).size()
        ? Optional.of(new RowCollector(columns, true))
        : Optional.empty();
  }

  /** Check of the rows of a partition. */
  @FunctionalInterface
  public interface Check extends Serializable {

    /**
     * Returns true if all rows may be held in arrays.
     *
     * @param columns values of the collector's columns, then folds, then ranks if they are
     *     collected
     */
    boolean takes(List<ColumnValues> columns);
  }

  /**
   * Outcome of collecting.
   *
   * @param table collected rows; empty if they take more bytes than allowed, or a row is refused
   * @param size size of the rows that were read before collecting ended
   * @param isRefused true if the check refused a row, or a column cannot hold one
   * @param partition bytes of a partition that is too large for the results of any job, counted up
   *     to the allowed maximum; 0 if there is none
   */
  public record Outcome(
      Optional<RowTable> table, RowTable.Size size, boolean isRefused, long partition) {}

  /**
   * Consecutive rows of a partition, few enough that the heap holds their arrays as ordinary
   * objects.
   *
   * @param values values by column; empty for a partition that is refused or too large
   */
  @DefaultSerializer(JavaSerializer.class)
  private record Block(List<ColumnValues> values, RowTable.Size size, boolean isRefused)
      implements Serializable {

    private static final long serialVersionUID = 1;
  }

  /**
   * Task that collects a partition. It is a class because Spark would read the code of a lambda for
   * every job.
   */
  private static final class Task
      extends AbstractFunction2<TaskContext, scala.collection.Iterator<InternalRow>, Block[]>
      implements Serializable {

    private static final long serialVersionUID = 1;

    private final RowCollector collector;
    private final Check check;
    private final long returned;
    private final long read;

    /**
     * Creates a task with limits in bytes.
     *
     * @param returned maximum bytes of rows that are returned
     * @param read maximum bytes of rows that are read, at least {@code returned}
     */
    Task(RowCollector collector, Check check, long returned, long read) {
      this.collector = collector;
      this.check = check;
      this.returned = returned;
      this.read = read;
    }

    @Override
    public Block[] apply(TaskContext context, scala.collection.Iterator<InternalRow> rows) {
      List<Block> blocks = new ArrayList<>();
      RowTable.Size size = RowTable.Size.NONE;
      boolean refused = false;
      do {
        long left = Math.min(BLOCK_BYTES, read - size.bytes());
        Block block = collector.block(rows, check, left);
        blocks.add(block);
        size = size.and(block.size());
        refused = block.isRefused();
        if (size.bytes() > returned) {
          blocks.clear();
        }
      } while (rows.hasNext() && !refused && size.bytes() <= read);
      return refused || size.bytes() > returned
          ? new Block[] {new Block(List.of(), size, refused)}
          : blocks.toArray(Block[]::new);
    }
  }

  private Block block(scala.collection.Iterator<InternalRow> rows, Check check, long most) {
    ColumnBuilder[] builders =
        Stream.concat(
                columns.stream(),
                Stream.of(CollectedColumn.PART, CollectedColumn.RANK).limit(isRanked ? 2 : 1))
            .map(CollectedColumn::builder)
            .toArray(ColumnBuilder[]::new);
    int count = 0;
    long bytes = 0;
    boolean held = true;
    while (held && bytes <= most && rows.hasNext()) {
      InternalRow row = rows.next();
      for (int i = 0; held && i < builders.length; i++) {
        long added = builders[i].add(row, i);
        held = added != ColumnBuilder.REFUSED;
        bytes += added;
      }
      count++;
    }
    List<ColumnValues> values =
        held ? Stream.of(builders).map(ColumnBuilder::values).toList() : List.of();
    return new Block(values, RowTable.Size.of(count, bytes, values), !held || !check.takes(values));
  }

  /**
   * Collects the columns of a table.
   *
   * @param part fold that a row validates, an integer
   * @param rank rank by which parts of a fold are cut
   * @param most maximum bytes
   */
  public Outcome collect(Dataset<?> table, Column part, Column rank, long most) {
    Stream<Column> selected =
        Stream.concat(
            columns.stream().map(CollectedColumn::column),
            Stream.of(part.cast(DataTypes.DoubleType), rank.cast(DataTypes.DoubleType)));
    return collect(
        List.of(table.toDF().select(selected.toArray(Column[]::new))), values -> true, most);
  }

  /**
   * Collects rows. The first job reads one partition per slot, each of which may take its share of
   * the bytes; later jobs read as many partitions as fit by the average size so far. A partition of
   * more than its share is read again by a job of its own.
   *
   * @param tables tables with the collector's columns in their order, then folds, then ranks if
   *     they are collected, each a double; the rows of the tables are concatenated
   * @param check check of the rows of each partition
   * @param most maximum bytes of all rows together
   */
  public Outcome collect(List<Dataset<Row>> tables, Check check, long most) {
    SparkContext context = tables.get(0).sparkSession().sparkContext();
    long results = results(context.getConf());
    long alone = Math.min(most, results);
    long atOnce = Math.min(most, results / 2);
    List<Block> blocks = new ArrayList<>();
    List<Integer> starts = new ArrayList<>(List.of(0)); // of the first table's partitions
    RowTable.Size size = RowTable.Size.NONE;
    int partitions = 0;
    int width = Math.max(1, context.defaultParallelism());
    long share = atOnce / width;
    for (Dataset<Row> table : tables) {
      RDD<InternalRow> rows = table.queryExecution().toRdd();
      int count = rows.getNumPartitions();
      for (int done = 0; done < count; ) {
        boolean again = false;
        int to = Math.min(count, done + width);
        long limit = to - done == 1 ? alone : Math.min(alone, share);
        long read = limit < alone ? limit : most; // measures a partition that is too large
        for (Block[] one : blocks(rows, done, to, new Task(this, check, limit, read))) {
          RowTable.Size partition =
              Stream.of(one).map(Block::size).reduce(RowTable.Size.NONE, RowTable.Size::and);
          boolean refused = one[0].isRefused();
          boolean large = partition.bytes() > limit && !refused;
          if (large && limit < alone) {
            again = true; // read again by a job of its own
            break;
          }
          size = size.and(partition);
          if (refused || large || size.bytes() > most) {
            long unreturned = large && partition.bytes() > results ? partition.bytes() : 0;
            return new Outcome(Optional.empty(), size, refused, unreturned);
          }
          blocks.addAll(List.of(one));
          partitions++;
          done++;
          if (table == tables.get(0)) {
            starts.add(size.rows());
          }
        }
        width = again ? 1 : width(atOnce, Math.max(1, size.bytes() / partitions));
        share = results / width;
      }
    }
    int[] first = starts.stream().mapToInt(Integer::intValue).toArray();
    Optional<RowTable> table = partitions == 0 ? Optional.empty() : table(blocks, first);
    return new Outcome(table, size, table.isEmpty(), 0);
  }

  /** Returns the bytes of arrays that a job may return. */
  public static long results(SparkConf conf) {
    long limit = JavaUtils.byteStringAsBytes(conf.get(RESULTS, USUAL_RESULTS));
    return limit == 0 ? Long.MAX_VALUE : limit - limit / PARTS; // 0 means no limit
  }

  /** Returns how many partitions of an average size may be collected at once. */
  private static int width(long atOnce, long average) {
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, atOnce / average));
  }

  /** Collects the blocks of some partitions in one job. */
  private static Block[][] blocks(RDD<InternalRow> rows, int from, int to, Task task) {
    Block[][] blocks = new Block[to - from][];
    rows.context()
        .runJob(
            rows,
            task,
            Range$.MODULE$.apply(from, to),
            new AbstractFunction2<Object, Block[], BoxedUnit>() {
              @Override
              public BoxedUnit apply(Object place, Block[] partition) {
                blocks[(Integer) place] = partition;
                return BoxedUnit.UNIT;
              }
            },
            ClassTag$.MODULE$.apply(Block[].class));
    return blocks;
  }

  /**
   * Joins all rows; empty if their vectors differ in size.
   *
   * @param partitions index of the first row of each partition, followed by the number of rows in
   *     partitions
   */
  private Optional<RowTable> table(List<Block> blocks, int[] partitions) {
    List<ColumnValues> all = new ArrayList<>();
    for (int i = 0; i < blocks.get(0).values().size(); i++) {
      int column = i;
      ColumnValues joined =
          ColumnValues.joined(blocks.stream().map(b -> b.values().get(column)).toList());
      ColumnValues whole =
          joined == null || i >= columns.size() ? joined : columns.get(i).whole(joined);
      if (whole == null) {
        return Optional.empty();
      }
      all.add(whole);
    }
    Map<String, ColumnValues> named = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      named.putIfAbsent(columns.get(i).field().name(), all.get(i));
    }
    int[] parts = Arrays.stream(numbers(all, 0)).mapToInt(part -> (int) part).toArray();
    double[] ranks = isRanked ? numbers(all, 1) : new double[0];
    return Optional.of(new RowTable(partitions, parts, ranks, named));
  }

  /** Returns the numbers of a column after those of the collector. */
  private double[] numbers(List<ColumnValues> all, int behind) {
    return ((ColumnValues.Numbers) all.get(columns.size() + behind)).values();
  }
}
