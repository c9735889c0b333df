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
 * faster. The results are the same.
 *
 * <p>Spark generates and compiles Java code for each projection of a plan. For a small table, or
 * one with several hundred columns, compiling takes longer than it saves, as every step of a study
 * projects all columns. A cached batch of the default 10,000 rows takes 80 kB for each numeric
 * column, even if there are fewer rows.
 *
 * @param before previous values of the settings; empty for a setting that was not set
 */
public record PlanSettings(SparkSession spark, Map<String, Option<String>> before)
    implements AutoCloseable {

  /** Maximum number of columns for which code is generated; Spark stops fusing operators at 100. */
  public static final int FROM = 300;

  /**
   * Maximum number of values of a table for which code is not generated. conf/adult.conf (32,561
   * rows by 15 columns) takes the same time with and without generated code; conf/digits.conf
   * (117,000 values) takes two thirds without it.
   */
  private static final long SMALL = 500_000;

  private static final Map<String, String> INTERPRETED =
      Map.of(
          "spark.sql.codegen.wholeStage", "false",
          "spark.sql.codegen.factoryMode", "NO_CODEGEN",
          // Interpreted subexpression elimination looks up each value in a cache.
          "spark.sql.subexpressionElimination.enabled", "false",
          // Otherwise Spark 4 takes a stack trace for each expression.
          "spark.sql.dataFrameQueryContext.enabled", "false");

  private static final Map<String, String> WIDE =
      Map.of(
          // Otherwise Spark traverses all columns of a cached table for each of them.
          "spark.sql.exchange.reuse", "false",
          // Otherwise Spark infers constraints between all pairs of aliases of a projection.
          "spark.sql.constraintPropagation.enabled", "false",
          // Otherwise Spark traverses the plan for each column that a stage reads.
          "spark.sql.analyzer.failAmbiguousSelfJoin", "false",
          // Some steps hold a wide table's columns as fields of one column and read all of them.
          "spark.sql.optimizer.nestedSchemaPruning.enabled", "false",
          "spark.sql.optimizer.expression.nestedPruning.enabled", "false");

  /** Number of values of a cached batch, the number that 10,000 rows of 100 columns have. */
  private static final int BATCH_VALUES = 1_000_000;

  /** Minimum number of rows of a cached batch. */
  private static final int BATCH_ROWS = 10;

  public static boolean isWide(int columns) {
    return columns > FROM;
  }

  /**
   * Changes the settings of the session if a table is small or wide.
   *
   * @param values upper bound of rows times columns, as far as known
   */
  public static PlanSettings of(SparkSession spark, int columns, double values) {
    return new PlanSettings(spark, set(spark, wanted(columns, values)));
  }

  /** Changes further settings when the number of values is known; returns all changed ones. */
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
   * Runs jobs outside Spark SQL with the session's settings as properties of the job, because their
   * tasks do not see the settings otherwise.
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

  /** Restores the previous settings of the session. */
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
