package org.espalier.spark.data;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.plan.DataPlan;
import org.espalier.plan.DataPlan.Format;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Suggestion;

/** The table a study names, as Spark reads it. */
final class Source {

  private static final String PATH = "data.source";

  private static final Pattern CSV =
      Pattern.compile(".*\\.(csv|tsv)(\\.(gz|bz2|zst|lz4|deflate|snappy))?");
  private static final Pattern PARQUET = Pattern.compile(".*\\.(parquet|pq)");
  private static final Pattern TAB_SEPARATED = Pattern.compile(".*\\.tsv(\\.\\w+)?");

  private final SparkSession spark;
  private final DataPlan plan;
  private final Problems problems;

  Source(SparkSession spark, DataPlan plan, Problems problems) {
    this.spark = spark;
    this.plan = plan;
    this.problems = problems;
  }

  /**
   * The table, not yet scanned but for its schema.
   *
   * @throws InvalidStudyException if it is not there or cannot be read
   */
  Dataset<Row> read() {
    if (plan.source().startsWith(EmbeddedTables.PREFIX)) {
      return embedded(plan.source().substring(EmbeddedTables.PREFIX.length()));
    }
    Format format = guarded(this::format);
    return guarded(
        () ->
            format == Format.PARQUET
                ? spark.read().options(plan.options()).parquet(plan.source())
                : csvReader(plan.source()).csv(plan.source()));
  }

  /** One partition, so that also a rule that goes by partitions gives the same on any cluster. */
  private Dataset<Row> embedded(String name) {
    if (!EmbeddedTables.NAMES.contains(name)) {
      throw problems.fatal(
          PATH,
          "there is no embedded table '%s'".formatted(name),
          Suggestion.of(name, EmbeddedTables.NAMES));
    }
    List<String> lines = EmbeddedTables.lines(name);
    return guarded(
        () -> csvReader("").csv(spark.createDataset(lines, Encoders.STRING())).coalesce(1));
  }

  private DataFrameReader csvReader(String file) {
    return spark
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .option("sep", TAB_SEPARATED.matcher(lower(file)).matches() ? "\t" : ",")
        .options(plan.options());
  }

  private Format format() throws IOException {
    Path path = new Path(plan.source());
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    FileStatus[] matches = files.globStatus(path);
    if (matches == null || matches.length == 0) {
      throw problems.fatal(
          PATH,
          "there is nothing at '%s'".formatted(plan.source()),
          "a file, a folder, or %sNAME with one of %s"
              .formatted(EmbeddedTables.PREFIX, String.join(", ", EmbeddedTables.NAMES)));
    }
    if (plan.format() != Format.AUTO) {
      return plan.format();
    }
    for (FileStatus match : matches) {
      Optional<Format> format = formatOf(files, match);
      if (format.isPresent()) {
        return format.get();
      }
    }
    throw problems.fatal(
        PATH,
        "the name of '%s' does not tell its format".formatted(plan.source()),
        "name files .csv, .csv.gz, .tsv or .parquet, or set data.format = csv | parquet");
  }

  /** By a file's own name, by a folder's name, or by the first telling name inside a folder. */
  private static Optional<Format> formatOf(FileSystem files, FileStatus match) throws IOException {
    Optional<Format> own = formatOf(match.getPath());
    if (own.isPresent() || match.isFile()) {
      return own;
    }
    RemoteIterator<LocatedFileStatus> inside = files.listFiles(match.getPath(), true);
    while (inside.hasNext()) {
      Optional<Format> format = formatOf(inside.next().getPath());
      if (format.isPresent()) {
        return format;
      }
    }
    return Optional.empty();
  }

  private static Optional<Format> formatOf(Path path) {
    String name = lower(path.getName());
    if (name.startsWith("_") || name.startsWith(".")) {
      return Optional.empty(); // as Spark's own listing: not data
    }
    if (PARQUET.matcher(name).matches()) {
      return Optional.of(Format.PARQUET);
    }
    return CSV.matcher(name).matches() ? Optional.of(Format.CSV) : Optional.empty();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * Does what reads the table; a failure becomes one line with the message of its root.
   *
   * @throws InvalidStudyException if it fails
   */
  <T> T guarded(Callable<T> reading) {
    try {
      return reading.call();
    } catch (InvalidStudyException e) {
      throw e;
    } catch (Exception e) { // Spark throws checked exceptions that its methods do not declare
      if (Thread.currentThread().isInterrupted() || e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while reading " + plan.source(), e);
      }
      throw problems.fatal(
          PATH, "'%s' cannot be read: %s".formatted(plan.source(), rootMessage(e)), "");
    }
  }

  /**
   * The first line of the innermost message there is. What was planned or asked of a file system on
   * the driver has seen no row; what comes out of a task may quote one.
   */
  private String rootMessage(Throwable failure) {
    if (!(failure instanceof AnalysisException || failure instanceof IOException)) {
      return Reason.of(failure, List.of(plan.source()));
    }
    String message = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        message = cause.getMessage();
      }
    }
    return message.strip().lines().findFirst().orElse(message);
  }
}
