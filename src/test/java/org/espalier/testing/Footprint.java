package org.espalier.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.espalier.spark.cell.SparkFunctions;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * What is there of a Spark application and of our own threads, to be compared before and after.
 *
 * @param stored ids of persisted RDDs
 * @param broadcasts broadcast blocks in the driver
 * @param threads of ours, by name
 * @param listeners on the bus
 * @param properties local properties of the current thread, tags and description among them
 * @param settings of the session of tests
 */
public record Footprint(
    Set<Integer> stored,
    Set<String> broadcasts,
    Set<String> threads,
    int listeners,
    String properties,
    Map<String, String> settings) {

  /** Garbage collections after which a broadcast that is still there is taken for leaked. */
  private static final int COLLECTIONS = 40;

  public static Footprint of(SparkContext context) {
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    return new Footprint(
        new TreeSet<>(java.getPersistentRDDs().keySet()),
        blocks(),
        threadsOfOurs(),
        context.listenerBus().listeners().size(),
        properties(context),
        settingsNow());
  }

  /** Without what Spark 3.5 leaves in any thread that reads a shuffle. */
  private static String properties(SparkContext context) {
    Map<Object, Object> properties = new TreeMap<>(context.getLocalProperties());
    properties.remove("__fetch_continuous_blocks_in_batch_enabled");
    return properties.toString();
  }

  private static Map<String, String> settingsNow() {
    Map<String, String> settings = new TreeMap<>();
    SparkTest.spark()
        .conf()
        .getAll()
        .foreach(
            SparkFunctions.<Tuple2<String, String>>consumer(
                setting -> settings.put(setting._1(), setting._2())));
    return settings;
  }

  private static Set<String> threadsOfOurs() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("espalier"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> blocks() {
    Set<String> names = new TreeSet<>();
    SparkEnv.get()
        .blockManager()
        .getMatchingBlockIds(
            new AbstractFunction1<BlockId, Object>() {
              @Override
              public Object apply(BlockId block) {
                return block.isBroadcast();
              }
            })
        .foreach(SparkFunctions.<BlockId>consumer(block -> names.add(block.name())));
    return names;
  }

  /** What was not there before, in words; waits for Spark to free what nobody refers to. */
  public List<String> left(SparkContext context) throws InterruptedException {
    List<String> left = differences(context);
    for (int i = 0; i < COLLECTIONS && !left.isEmpty(); i++) {
      System.gc(); // Spark frees a broadcast once its reference is collected
      Thread.sleep(100);
      left = differences(context);
    }
    return left;
  }

  /** What was not there before, in words, as it is now. */
  public List<String> differences(SparkContext context) {
    Footprint now = of(context);
    List<String> left = new ArrayList<>();
    add(left, "stored", now.stored, stored);
    add(left, "broadcast", now.broadcasts, broadcasts);
    add(left, "thread", now.threads, threads);
    if (now.listeners != listeners) {
      left.add("listeners: %d instead of %d".formatted(now.listeners, listeners));
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
