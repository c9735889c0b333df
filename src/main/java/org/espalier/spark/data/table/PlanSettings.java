package org.espalier.spark.data.table;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Settings of a session under which Spark plans and runs queries of small and of very wide tables
 * in less time. Results are the same.
 *
 * <p>Spark generates and compiles Java code for each projection of a plan. For a small table, or
 * one with some hundred columns, compiling takes longer than it saves, as every step of a study
 * projects all columns. A cached batch of the usual 10,000 rows takes 80 kB for each column of
 * numbers, even if there are fewer rows.
 *
 * @param before previous values of the settings; empty for one that was not set
 */
public record PlanSettings(SparkSession spark, Map<String, Option<String>> before)
    implements AutoCloseable {

  /** Columns beyond which code is not generated; Spark itself stops fusing operators at 100. */
  public static final int FROM = 300;

  /**
   * Values of a table up to which code is not generated: conf/adult.conf (32,561 rows by 15
   * columns) takes as long with generated code as without, conf/digits.conf (117,000 values) two
   * thirds.
   */
  private static final long SMALL = 500_000;

  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          // Interpreted, it looks each value up in a cache.
          "spark.sql.subexpressionElimination.enabled", "false",
          // Else Spark 4 takes a stack trace for each expression.
          "spark.sql.dataFrameQueryContext.enabled", "false");

  private static final Map<String, String> WIDE =
      Map.of(
          // Else Spark goes through all columns of a cached table for each of them.
          "spark.sql.exchange.reuse", "false",
          // Else Spark infers constraints between all pairs of aliases of a projection.
          "spark.sql.constraintPropagation.enabled", "false",
          // Else Spark goes through the plan for each column that a stage reads.
          "spark.sql.analyzer.failAmbiguousSelfJoin", "false",
          // A wide table's columns are fields of one for some steps, and all of them are read.
          "spark.sql.optimizer.nestedSchemaPruning.enabled", "false",
          "spark.sql.optimizer.expression.nestedPruning.enabled", "false");

  /** Values of a cached batch: as many as 10,000 rows of 100 columns have. */
  private static final int BATCH_VALUES = 1_000_000;

  /** Rows of a cached batch at least. */
  private static final int BATCH_ROWS = 10;

  public static boolean isWide(int columns) {
    return columns > FROM;
  }

  /**
   * Sets them if a table is small or wide.
   *
   * @param values rows times columns at most, as far as known
   */
  public static PlanSettings of(SparkSession spark, int columns, double values) {
    return new PlanSettings(spark, set(spark, wanted(columns, values)));
  }

  /** Sets further ones, now that the number of values is known. */
  public PlanSettings knowing(int columns, double values) {
    Map<String, String> missing = wanted(columns, values);
    missing.keySet().removeAll(before.keySet());
    Map<String, Option<String>> all = new LinkedHashMap<>(before);
    all.putAll(set(spark, missing));
    return new PlanSettings(spark, all);
  }

  private static Map<String, Option<String>> set(SparkSession spark, Map<String, String> wanted) {
    Map<String, Option<String>> before = new LinkedHashMap<>();
    scala.collection.Map<String, String> all = spark.conf().getAll(); // without Spark's defaults
    wanted.forEach(
        (key, value) -> {
          before.put(key, all.get(key));
          spark.conf().set(key, value);
        });
    return before;
  }

  private static Map<String, String> wanted(int columns, double values) {
    Map<String, String> wanted = new LinkedHashMap<>();
    if (isWide(columns) || values <= SMALL) {
      wanted.putAll(INTERPRETED);
    }
    if (isWide(columns)) {
      wanted.putAll(WIDE);
      int rows = Math.max(BATCH_ROWS, BATCH_VALUES / columns);
      wanted.put("spark.sql.inMemoryColumnarStorage.batchSize", String.valueOf(rows));
    }
    return wanted;
  }

  /**
   * Runs jobs outside Spark's own queries with the session's settings as properties of the job;
   * their tasks do not see them otherwise.
   */
  public static <T> T under(SparkSession spark, Supplier<T> jobs) {
    SparkContext context = spark.sparkContext();
    Map<String, @Nullable String> before = new LinkedHashMap<>();
    Stream.concat(INTERPRETED.keySet().stream(), WIDE.keySet().stream())
        .forEach(
            key -> {
              Option<String> set = spark.conf().getOption(key);
              if (set.isDefined()) {
                before.put(key, context.getLocalProperty(key));
                context.setLocalProperty(key, set.get());
              }
            });
    try {
      return jobs.get();
    } finally {
      before.forEach(context::setLocalProperty);
    }
  }

  /** Restores the previous settings. */
  @Override
  public void close() {
    before.forEach(
        (key, value) -> {
          if (value.isDefined()) {
            spark.conf().set(key, value.get());
          } else {
            spark.conf().unset(key);
          }
        });
  }
}
