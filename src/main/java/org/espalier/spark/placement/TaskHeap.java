package org.espalier.spark.placement;

import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.feature.RowCollector;
import org.espalier.spark.local.trainer.FormSize;

/**
 * Heaps that a table which is trained on inside tasks has to fit into: the driver's, which collects
 * the rows, and an executor's, which reads them and holds what is made of them.
 *
 * @param executor the driver's own in a local session
 * @param slots tasks that run in an executor at a time, at least 1
 * @param results bytes of arrays that a job may return to the driver, above 0
 */
public record TaskHeap(JvmHeap driver, JvmHeap executor, int slots, long results) {

  /**
   * Minimum size of a heap.
   *
   * @param bytes of its smallest size
   */
  record Need(JvmHeap heap, long bytes) {

    /** True if the heap has fewer. */
    boolean isUnmet() {
      return bytes > heap.bytes();
    }

    private double share() {
      return (double) bytes / heap.bytes();
    }
  }

  /**
   * Copies of a table in a heap: its arrays, and their serialised form for the broadcast. In local
   * mode tasks read the driver's arrays.
   */
  private static final int COPIES = 2;

  /** Share of the heap that is left to Spark and to the rows of ordinary fits: a half. */
  private static final int PARTS = 2;

  private static final int OF_BATCHES = 8;

  private static final int MEBIBYTE_BITS = 20;

  /** Correction of rows of which a partition is more than a job may return to the driver. */
  public static final String MORE_RESULTS =
      "raise %s (0: no limit), or use more partitions".formatted(RowCollector.RESULTS);

  /** Master of a cluster in one machine, with the cores of each worker. */
  private static final Pattern LOCAL_CLUSTER =
      Pattern.compile("local-cluster\\[\\s*\\d+\\s*,\\s*(\\d+)\\s*,.*");

  /** Spark's name of the driver among the executors. */
  private static final String DRIVER_ID = "driver";

  public TaskHeap {
    if (slots < 1 || results <= 0) {
      throw new IllegalArgumentException(
          "%d slots, results of %d bytes.".formatted(slots, results));
    }
  }

  /** A heap that collects and reads the rows, and whose jobs return results of any size. */
  public TaskHeap(JvmHeap heap, int slots) {
    this(heap, heap, slots, Long.MAX_VALUE);
  }

  /** The heaps of an application. */
  public static TaskHeap of(SparkContext context) {
    SparkConf conf = context.getConf();
    JvmHeap driver = JvmHeap.of(JvmHeap.Role.DRIVER, Runtime.getRuntime().maxMemory(), conf);
    long results = RowCollector.results(conf);
    if (context.isLocal()) {
      int cores = SparkContext$.MODULE$.numDriverCores(context.master());
      return new TaskHeap(driver, driver, slots(conf, cores), results);
    }
    long executor = (long) context.executorMemory() << MEBIBYTE_BITS;
    return new TaskHeap(
        driver,
        JvmHeap.of(JvmHeap.Role.EXECUTOR, executor, conf),
        slots(conf, () -> seenCores(context)),
        results);
  }

  private boolean isOne() {
    return driver.equals(executor);
  }

  /** The smaller heap, which limits the size of a table. */
  public JvmHeap smaller() {
    return executor.bytes() < driver.bytes() ? executor : driver;
  }

  /**
   * Tasks that an executor runs at a time. Without a number of cores it has one, but all cores of
   * its worker on a standalone cluster.
   *
   * @param seen cores of the largest executor that has been there; 0 if there was none
   */
  static int slots(SparkConf conf, IntSupplier seen) {
    String master = conf.get("spark.master", "");
    int set = conf.getInt("spark.executor.cores", 0);
    if (set > 0) {
      return slots(conf, set);
    }
    Matcher local = LOCAL_CLUSTER.matcher(master);
    if (local.matches()) {
      return slots(conf, Integer.parseInt(local.group(1)));
    }
    if (!master.startsWith("spark:")) {
      return 1;
    }
    int cores = seen.getAsInt();
    return slots(conf, cores > 0 ? cores : conf.getInt("spark.cores.max", 1));
  }

  private static int slots(SparkConf conf, int cores) {
    return Math.max(1, cores / conf.getInt("spark.task.cpus", 1));
  }

  /**
   * Cores of the largest executor that has been there, so that one which is lost or idle counts; of
   * all that Spark knows if there was none and no limit is set.
   */
  private static int seenCores(SparkContext context) {
    int most = 0;
    scala.collection.Iterator<ExecutorSummary> seen =
        context.statusStore().executorList(false).iterator();
    while (seen.hasNext()) {
      ExecutorSummary executor = seen.next();
      most = executor.id().equals(DRIVER_ID) ? most : Math.max(most, executor.totalCores());
    }
    return most > 0 || context.getConf().contains("spark.cores.max")
        ? most
        : context.defaultParallelism();
  }

  /**
   * Bytes of the largest table that can be collected: its blocks, the arrays that they are joined
   * to, and results of jobs that are not read yet.
   */
  public long table() {
    return smaller().bytes() / PARTS / (COPIES + 1);
  }

  /** True if jobs can return the partitions of a table. */
  boolean returns(TableSize rows) {
    return rows.partition() <= results;
  }

  /** Statement that a partition is more than a job may return to the driver. */
  public String unreturned() {
    return "a partition takes more than the %,d MiB of rows that %s lets a job return"
        .formatted(results >> MEBIBYTE_BITS, RowCollector.RESULTS);
  }

  /** That statement, with the settings that would let a job return the partition. */
  String unreturnedAndWhatHelps() {
    return "%s: %s".formatted(unreturned(), MORE_RESULTS);
  }

  /**
   * Bytes that the training on a table is planned to take at most in the heap that reads it: while
   * the table is collected, or while tasks train on it.
   *
   * @param table bytes of it
   * @param folds that are trained on
   */
  public long peak(long table, int folds, FormSize form) {
    return COPIES * table + Math.max(table, form.bytes(1, Math.min(slots, folds), slots));
  }

  /**
   * Number of fits that a task trains side by side, at least 1: of their state those of all tasks
   * may take an eighth of the heap, which is a part of what is left to Spark.
   *
   * @param ofCandidate bytes of the state of one
   */
  public int batch(long ofCandidate) {
    long most = executor.bytes() / OF_BATCHES / slots / Math.max(1, ofCandidate);
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, most));
  }

  /**
   * The heap that has to grow most, or is the least larger than it has to be, for the training on a
   * table.
   *
   * @param beside bytes of columns that the table is made from
   */
  Need needed(long table, int folds, FormSize form, long beside) {
    long collected = beside + peak(table, 0, FormSize.NONE);
    long trained = peak(table, folds, form);
    if (isOne()) {
      return new Need(driver, PARTS * (beside + trained));
    }
    Need ofDriver = new Need(driver, PARTS * collected);
    Need ofExecutor = new Need(executor, PARTS * trained);
    return ofDriver.share() > ofExecutor.share() ? ofDriver : ofExecutor;
  }

  /**
   * True if there is room for the training on tables, each of a fold of its own, while the last of
   * them is collected.
   *
   * @param all bytes of all
   * @param last bytes of the last one
   * @param tables number of all
   * @param beside bytes of columns that the tables are made from
   */
  public boolean holds(long all, long last, int tables, FormSize form, long beside) {
    long collected = COPIES * all + last;
    long forms = form.bytes(tables, Math.min(slots, tables), slots);
    return PARTS * (collected + beside + (isOne() ? forms : 0)) <= driver.bytes()
        && PARTS * (collected + forms) <= executor.bytes();
  }
}
