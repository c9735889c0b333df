package org.espalier.spark.data.column;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Settings of a session under which Spark plans tables of very many columns in time that rises with
 * their number. Spark generates and compiles Java code for each projection of a plan, and every
 * step of a study projects all columns: beyond some hundred of them compiling takes longer than
 * what it saves, and a cached batch of the usual 10,000 rows takes 80 kB for each column of
 * numbers, whether there are so many rows or not. Results are the same.
 *
 * @param before what was set before, empty if nothing was
 */
public record WidePlans(SparkSession spark, Map<String, Option<String>> before)
    implements AutoCloseable {

  /** Columns beyond which code is not generated; Spark itself stops fusing operators at 100. */
  public static final int FROM = 300;

  /** Values of a cached batch: as many as 10,000 rows of 100 columns have. */
  private static final int BATCH_VALUES = 1_000_000;

  /** Rows of a cached batch at least. */
  private static final int BATCH_ROWS = 10;

  public static boolean isWide(int columns) {
    return columns > FROM;
  }

  /** Sets them if a table is so wide. */
  public static WidePlans of(SparkSession spark, int columns) {
    Map<String, Option<String>> before = new LinkedHashMap<>();
    if (isWide(columns)) {
      wanted(columns)
          .forEach(
              (key, value) -> {
                before.put(key, spark.conf().getOption(key));
                spark.conf().set(key, value);
              });
    }
    return new WidePlans(spark, before);
  }

  private static Map<String, String> wanted(int columns) {
    return Map.of(
        "spark.sql.codegen.wholeStage", "false",
        "spark.sql.codegen.factoryMode", "NO_CODEGEN",
        // Interpreted, it looks each value up in a cache.
        "spark.sql.subexpressionElimination.enabled", "false",
        // Else Spark looks for each column of a cached table at all of them.
        "spark.sql.exchange.reuse", "false",
        // Else Spark looks for what each alias of a projection says of each other one.
        "spark.sql.constraintPropagation.enabled", "false",
        // Else Spark goes through the plan for each column that a stage asks for.
        "spark.sql.analyzer.failAmbiguousSelfJoin", "false",
        // A wide table's columns are fields of one for some steps, and all of them are read.
        "spark.sql.optimizer.nestedSchemaPruning.enabled", "false",
        "spark.sql.optimizer.expression.nestedPruning.enabled", "false",
        // Else Spark 4 takes a stack trace for each expression.
        "spark.sql.dataFrameQueryContext.enabled", "false",
        "spark.sql.inMemoryColumnarStorage.batchSize",
            String.valueOf(Math.max(BATCH_ROWS, BATCH_VALUES / columns)));
  }

  /**
   * Plans rows whose shuffles Spark runs at once. Their tasks see the session's settings only if
   * these are properties of the job, as Spark has it in each of its own queries.
   */
  public static <T> T underItsSettings(SparkSession spark, Supplier<T> planning) {
    SparkContext context = spark.sparkContext();
    Map<String, @Nullable String> before = new LinkedHashMap<>();
    wanted(FROM)
        .keySet()
        .forEach(
            key -> {
              before.put(key, context.getLocalProperty(key));
              context.setLocalProperty(key, spark.conf().get(key));
            });
    try {
      return planning.get();
    } finally {
      before.forEach(context::setLocalProperty);
    }
  }

  /** Sets what was set before. */
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
