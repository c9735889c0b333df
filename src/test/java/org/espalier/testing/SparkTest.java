package org.espalier.testing;

import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.spark.SparkLine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * A test on Spark: extend it and use {@link #spark()}. All tests of a JVM share one local session
 * of four threads, which Spark's own shutdown hook ends; a test leaves nothing cached in it.
 */
@Tag("spark")
public abstract class SparkTest {

  /** Threads, so that also two cores run four partitions at a time. */
  private static final int THREADS = 4;

  /** Made by the first test that asks, so that a run without Spark tests starts no session. */
  private static final class Shared {
    static final SparkSession SESSION = session();
  }

  protected SparkTest() {}

  /** A command that is run by a test takes the session that is there. */
  @BeforeAll
  static void thereIsASession() {
    spark();
  }

  /**
   * Frees what is cached, so that the next class does not find it: ALS keeps the factors of its
   * models until they are collected, and a failed test leaves its tables.
   */
  @AfterAll
  static void nothingStaysCached() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark().sparkContext());
    context
        .getPersistentRDDs()
        .forEach(
            (id, rdd) -> {
              System.err.printf("left cached: %s%n", rdd);
              rdd.unpersist(false);
            });
    spark().catalog().clearCache();
  }

  /**
   * Ids of what is persisted. Compare them rather than their number: Spark forgets what nobody
   * refers to any more, also what another test left.
   */
  protected static Set<Integer> persisted() {
    return new TreeSet<>(
        JavaSparkContext.fromSparkContext(spark().sparkContext()).getPersistentRDDs().keySet());
  }

  /** Ids of what is persisted and was not before. */
  protected static Set<Integer> persistedSince(Set<Integer> before) {
    Set<Integer> since = persisted();
    since.removeAll(before);
    return since;
  }

  /** The shared session; the same object in every test of the JVM. */
  public static SparkSession spark() {
    return Shared.SESSION;
  }

  /** Another session of the same context, in which Spark generates code as it usually does. */
  protected static SparkSession generating() {
    SparkSession session = spark().newSession();
    session.conf().set("spark.sql.codegen.wholeStage", "true");
    session.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    session.conf().set("spark.sql.subexpressionElimination.enabled", "true");
    session.conf().set("spark.sql.dataFrameQueryContext.enabled", "true");
    return session;
  }

  /**
   * Plans that are made anew after each shuffle, as is usual, take a tenth of a fit: the second
   * tier has them, and Spark 3.5.
   */
  private static boolean isAdaptive() {
    return Sample.rounds(2) > 1 || SparkLine.sparkVersion().startsWith("3.");
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[" + THREADS + "]")
        .appName("espalier-tests")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", String.valueOf(THREADS))
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.hadoop.fs.file.impl", LocalFiles.class.getName())
        // Each query is told in words to a UI that is not there.
        .config("spark.sql.ui.explainMode", "simple")
        // Tables of a few hundred rows are read faster than code for them is generated.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        // As a study has them for a small table: PlanSettings.
        .config("spark.sql.subexpressionElimination.enabled", "false")
        .config("spark.sql.dataFrameQueryContext.enabled", "false")
        .config("spark.sql.adaptive.enabled", String.valueOf(isAdaptive()))
        .getOrCreate();
  }
}
