package org.espalier.spark;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Operation of Spark Connect, in whose thread, or in one that it began, the caller runs.
 *
 * @param user id of the client's user, as the client or the proxy before the server gave it
 */
public record ConnectOperation(String user) {

  /** Tags of a job, comma-separated, among its properties ({@code SparkContext.SPARK_JOB_TAGS}). */
  public static final String TAGS = "spark.job.tags";

  /**
   * Tag that the server gives to all jobs of an operation: {@code ExecuteJobTag} of 4.x, and the
   * {@code jobTag} of {@code ExecuteHolder} in 3.5. The last two ids have no underscores.
   */
  private static final Pattern TAG =
      Pattern.compile(
          "SparkConnect_(?:OperationTag|Execute)_User_(.*)_Session_[^_]+_Operation_[^_]+");

  /** The operation of the current thread; empty outside of one. */
  public static Optional<ConnectOperation> current() {
    Option<SparkContext> context = SparkContext$.MODULE$.getActive();
    return context.isDefined() ? of(context.get().getLocalProperty(TAGS)) : Optional.empty();
  }

  private static Optional<ConnectOperation> of(@Nullable String tags) {
    return Arrays.stream(Objects.requireNonNullElse(tags, "").split(","))
        .map(TAG::matcher)
        .filter(Matcher::matches)
        .map(tag -> new ConnectOperation(tag.group(1)))
        .findFirst();
  }

  /**
   * Environment variables that a study may read: those of this process; none in an operation of
   * Connect, whose user may be another than that of the process.
   */
  public static Map<String, String> environment() {
    return current().isPresent() ? Map.of() : System.getenv();
  }
}
