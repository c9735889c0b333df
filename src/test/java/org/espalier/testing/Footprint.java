package org.espalier.testing;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction1;

/**
 * What is there of a Spark application and of our own threads, to be compared before and after.
 *
 * @param stored ids of persisted RDDs
 * @param broadcasts broadcast blocks in the driver
 * @param threads of ours, by name
 * @param running ids of jobs
 * @param registered numbers of streaming queries, of listeners on the bus and of shutdown hooks
 * @param properties local properties of the current thread, tags and description among them
 * @param settings of the active session
 */
public record Footprint(
    Set<Integer> stored,
    Set<String> broadcasts,
    Set<String> threads,
    Set<Integer> running,
    List<Integer> registered,
    String properties,
    Map<String, String> settings) {

  /** Garbage collections after which a broadcast that is still there is taken for leaked. */
  private static final int COLLECTIONS = 40;

  /** Time after which what does not end is taken for leaked. */
  private static final long PATIENCE_MILLIS = 60_000;

  /** Interval between looks at what ends by itself. */
  private static final long LOOK_MILLIS = 10;

  public static Footprint of(SparkContext context) {
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    return new Footprint(
        new TreeSet<>(java.getPersistentRDDs().keySet()),
        blocks(),
        threadsOfOurs(),
        IntStream.of(context.statusTracker().getActiveJobIds())
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new)),
        List.of(
            SparkSession.active().streams().active().length, // the first call adds a listener
            context.listenerBus().listeners().size(),
            hooks()),
        properties(context),
        new TreeMap<>(
            JavaConverters.mapAsJavaMapConverter(SparkSession.active().conf().getAll()).asJava()));
  }

  /** Without what Spark 3.5 leaves in any thread that reads a shuffle. */
  private static String properties(SparkContext context) {
    Map<Object, Object> properties = new TreeMap<>(context.getLocalProperties());
    properties.remove("__fetch_continuous_blocks_in_batch_enabled");
    return properties.toString();
  }

  /** Hooks of Hadoop, among which is Spark's own, are not those of the JVM. */
  private static int hooks() {
    try {
      Method hooks = ShutdownHookManager.class.getDeclaredMethod("getShutdownHooksInOrder");
      hooks.setAccessible(true);
      return ((List<?>) hooks.invoke(ShutdownHookManager.get())).size();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> threadsOfOurs() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(Footprint::isOurs)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isOurs(String thread) {
    return thread.startsWith("espalier");
  }

  private static Set<String> blocks() {
    AbstractFunction1<BlockId, Object> isBroadcast =
        new AbstractFunction1<>() {
          @Override
          public Object apply(BlockId block) {
            return block.isBroadcast();
          }
        };
    return JavaConverters.seqAsJavaListConverter(
            SparkEnv.get().blockManager().getMatchingBlockIds(isBroadcast))
        .asJava()
        .stream()
        .map(BlockId::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * What was not there before, in words; waits for the end of jobs and threads, and for Spark to
   * free what nobody refers to.
   */
  public List<String> left(SparkContext context) throws InterruptedException {
    List<String> left = differences(context);
    if (!left.isEmpty()) {
      awaitEnds(context);
      left = differences(context);
    }
    for (int i = 0; i < COLLECTIONS && !left.isEmpty(); i++) {
      collect(context);
      left = differences(context);
    }
    return left;
  }

  /** Waits for events that are under way, and for jobs and threads of ours that end. */
  private void awaitEnds(SparkContext context) throws InterruptedException {
    try {
      context.listenerBus().waitUntilEmpty(PATIENCE_MILLIS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(e);
    }
    Deadline deadline = new Deadline();
    while (runs(context) && !deadline.isOver()) {
      Thread.sleep(LOOK_MILLIS);
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (isOurs(thread.getName()) && !threads.contains(thread.getName())) {
        while (thread.isAlive() && !deadline.isOver()) {
          thread.join(LOOK_MILLIS);
        }
      }
    }
  }

  /** True if a job runs that did not run before. */
  private boolean runs(SparkContext context) {
    return IntStream.of(context.statusTracker().getActiveJobIds())
        .anyMatch(job -> !running.contains(job));
  }

  /** Collects garbage until Spark has freed a broadcast that nobody refers to. */
  private static void collect(SparkContext context) throws InterruptedException {
    Deadline deadline = new Deadline();
    String mark = unreferenced(context);
    while (blocks().stream().anyMatch(block -> (block + "_").startsWith(mark))
        && !deadline.isOver()) {
      System.gc(); // Spark frees a broadcast once its reference is collected
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** How the names of the blocks of a broadcast begin that nobody refers to. */
  private static String unreferenced(SparkContext context) {
    return "broadcast_%d_".formatted(JavaSparkContext.fromSparkContext(context).broadcast("").id());
  }

  /** The end of a wait, counted from now. */
  private static final class Deadline {
    private final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);

    boolean isOver() {
      return System.nanoTime() - end > 0;
    }
  }

  /** What was not there before, in words, as it is now. */
  public List<String> differences(SparkContext context) {
    Footprint now = of(context);
    List<String> left = new ArrayList<>();
    add(left, "stored", now.stored, stored);
    add(left, "broadcast", now.broadcasts, broadcasts);
    add(left, "thread", now.threads, threads);
    add(left, "job", now.running, running);
    if (!now.registered.equals(registered)) {
      left.add("queries, listeners, hooks: %s instead of %s".formatted(now.registered, registered));
    }
    if (!now.properties.equals(properties)) {
      left.add("properties: %s instead of %s".formatted(now.properties, properties));
    }
    Set<String> changed = new TreeSet<>(now.settings.keySet());
    changed.addAll(settings.keySet());
    changed.stream()
        .filter(key -> !Objects.equals(now.settings.get(key), settings.get(key)))
        .forEach(key -> left.add("setting %s = %s".formatted(key, now.settings.get(key))));
    return left;
  }

  private static <T> void add(List<String> left, String what, Set<T> now, Set<T> before) {
    now.stream()
        .filter(each -> !before.contains(each))
        .forEach(each -> left.add(what + " " + each));
  }
}
