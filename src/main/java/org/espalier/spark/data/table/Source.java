package org.espalier.spark.data.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.evaluate.Reason;
import org.espalier.spark.cell.Outage;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Redaction;
import org.espalier.spec.Suggestion;
import org.espalier.spec.rows.DataPlan;
import org.espalier.spec.rows.TablePlan;
import org.espalier.spec.rows.TablePlan.Format;

/** Source of a study's tables, read with Spark. */
public record Source(SparkSession spark, DataPlan plan, DataProblems problems) {

  /** Column that holds the CSV lines that do not fit the header. */
  public static final String CORRUPT = ReservedColumns.RESERVED + "corrupt";

  private static final String PATH = "data.source";

  /** Expression of an image without its file name, which would identify the row. */
  private static final String PIXELS =
      "named_struct('height', image.height, 'width', image.width, 'nChannels', image.nChannels,"
          + " 'data', image.data)";

  /** Options of Spark's CSV reader for lines that do not fit. */
  private static final Set<String> CORRUPT_OPTIONS = Set.of("mode", "columnnameofcorruptrecord");

  /**
   * Returns the table, of which only the schema is read. A table from CSV has the column {@link
   * #CORRUPT}.
   *
   * @throws InvalidStudyException if the table does not exist or cannot be read
   */
  public Dataset<Row> read() {
    plan.tables()
        .forEach(
            (name, table) -> {
              String path = "data.tables." + name;
              Dataset<Row> view = read(table, path).drop(CORRUPT);
              guarded(
                  path,
                  table.source(),
                  Executors.callable(() -> view.createOrReplaceTempView(name)));
            });
    return read(plan.table(), PATH);
  }

  /**
   * Returns a second table, read with the format and options of the first.
   *
   * @param path setting that names the second table
   */
  public Dataset<Row> alike(String source, String path) {
    TablePlan like = plan.table();
    return read(new TablePlan(source, like.format(), like.options()), path);
  }

  private Dataset<Row> read(TablePlan asWritten, String path) {
    TablePlan table =
        new StoredCredentials(spark.sparkContext().hadoopConfiguration(), problems)
            .resolve(asWritten, optionsOf(path));
    String source = table.source();
    if (EmbeddedTables.isOne(source)) {
      return embedded(source.substring(EmbeddedTables.PREFIX.length()), table, path);
    }
    Format format = guarded(path, source, () -> format(table, path));
    return guarded(path, source, () -> read(table, format, path));
  }

  /** Returns the setting of a table's options for the setting of its path. */
  private static String optionsOf(String path) {
    return path.equals(PATH) ? "data.options" : path + ".options";
  }

  private Dataset<Row> read(TablePlan table, Format format, String path) throws Exception {
    String source = table.source();
    DataFrameReader reader = spark.read().options(table.options());
    return switch (format) {
      case CSV -> csv(table);
      case TABLE -> reader.table(source);
      case SQL -> new SqlQuery(spark, problems, path).read(source);
      case JDBC -> reader.format("jdbc").option("url", source).load();
      case IMAGE -> reader.format("image").load(source).withColumn("image", expr(PIXELS));
      case SOUND ->
          reader
              .format("binaryFile")
              .load(source)
              .drop("path", "modificationTime", "length") // these would identify the row
              .withColumnRenamed("content", "sound");
      case AUTO -> throw new IllegalStateException("A format was chosen before.");
      case JSON, PARQUET, ORC, AVRO, LIBSVM, TEXT, DELTA, ICEBERG ->
          reader.format(format.name().toLowerCase(Locale.ROOT)).load(source);
    };
  }

  /**
   * Returns an embedded table in one partition, so that folds that depend on partitions are the
   * same on every cluster.
   */
  private Dataset<Row> embedded(String name, TablePlan table, String path) {
    if (!EmbeddedTables.NAMES.contains(name)) {
      throw problems.fatal(
          path,
          "there is no embedded table '%s'".formatted(name),
          Suggestion.of(name, EmbeddedTables.NAMES));
    }
    List<String> lines = EmbeddedTables.lines(name);
    DataFrameReader reader = csvReader(table);
    DataFrameReader known =
        table.options().isEmpty() ? reader.schema(EmbeddedTables.schema(lines)) : reader;
    return guarded(
        path,
        table.source(),
        () -> known.csv(spark.createDataset(lines, Encoders.STRING())).coalesce(1));
  }

  private Dataset<Row> csv(TablePlan table) {
    Dataset<Row> plain = csvReader(table).csv(table.source());
    boolean own =
        table.options().keySet().stream()
            .anyMatch(option -> CORRUPT_OPTIONS.contains(option.toLowerCase(Locale.ROOT)));
    if (mayRepeat(plain.columns()) && !isFirstLine(table, plain.columns())) {
      int columns = plain.columns().length;
      PlanSettings ofOneRow = PlanSettings.of(spark, columns, columns);
      try {
        checkHeader(table);
      } finally {
        ofOneRow.close();
      }
    }
    if (own || plain.columns().length == 0) {
      return plain;
    }
    StructType schema = plain.schema().add(CORRUPT, DataTypes.StringType);
    return csvReader(table)
        .schema(schema)
        .option("columnNameOfCorruptRecord", CORRUPT)
        .csv(table.source());
  }

  /**
   * Returns true if a name occurs twice, or Spark may have appended positions to make two names
   * differ.
   */
  private static boolean mayRepeat(String[] columns) {
    Set<String> names = new HashSet<>();
    Set<String> numbered = new HashSet<>();
    for (int i = 0; i < columns.length; i++) {
      String place = String.valueOf(i);
      String name = columns[i].toLowerCase(Locale.ROOT);
      boolean ends = name.endsWith(place);
      if (!names.add(name)
          || (ends && !numbered.add(name.substring(0, name.length() - place.length())))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns true if the first line of a table has exactly these names, so that Spark changed none
   * of them. Reading one line of text takes less time than a plan of thousands of columns.
   */
  private boolean isFirstLine(TablePlan table, String[] names) {
    Map<String, String> asWritten = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    asWritten.putAll(table.options());
    String separator =
        asWritten.getOrDefault("sep", FileFormats.isTabSeparated(table.source()) ? "\t" : ",");
    return spark
        .read()
        .options(table.options())
        .textFile(table.source())
        .takeAsList(1)
        .equals(List.of(String.join(separator, names)));
  }

  /** Refuses a header with equal names, to which Spark appends numbers. */
  private void checkHeader(TablePlan table) {
    DataFrameReader reader =
        csvReader(table).option("header", "false").option("inferSchema", "false");
    boolean headed = !"false".equalsIgnoreCase(option(table, "header").orElse("true"));
    List<InternalRow> first =
        headed ? ColumnPass.rows(reader.csv(table.source()).limit(1)) : List.of();
    Set<String> seen = new HashSet<>();
    for (int i = 0; !first.isEmpty() && i < first.get(0).numFields(); i++) {
      String name = first.get(0).isNullAt(i) ? "" : first.get(0).getUTF8String(i).toString();
      if (!name.isEmpty() && !seen.add(name.toLowerCase(Locale.ROOT))) {
        throw problems.fatal(
            PATH, "column '%s' occurs twice in the header".formatted(name), "use different names");
      }
    }
  }

  private static Optional<String> option(TablePlan table, String name) {
    return table.options().entrySet().stream()
        .filter(option -> option.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private DataFrameReader csvReader(TablePlan table) {
    return spark
        .read()
        .option("header", "true")
        .option("inferSchema", "true")
        .option("sep", FileFormats.isTabSeparated(table.source()) ? "\t" : ",")
        .options(table.options());
  }

  private Format format(TablePlan table, String path) throws IOException {
    Format asked = table.format();
    if (asked == Format.AUTO && table.source().startsWith("jdbc:")) {
      return Format.JDBC;
    }
    if (asked == Format.TABLE && !spark.catalog().tableExists(table.source())) {
      throw problems.fatal(
          path, "there is no table '%s' in the catalogue".formatted(table.source()), tables());
    }
    if (asked == Format.TABLE
        || asked == Format.SQL
        || asked == Format.JDBC
        || (asked == Format.ICEBERG && !table.source().contains("/"))) {
      return asked;
    }
    return fileFormat(table, path);
  }

  private String tables() {
    List<String> names =
        spark.catalog().listTables().select(col("name")).as(Encoders.STRING()).collectAsList();
    return names.isEmpty() ? "its database has no tables" : "one of " + String.join(", ", names);
  }

  private Format fileFormat(TablePlan table, String where) throws IOException {
    Path path = new Path(table.source());
    FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
    FileFormats formats = FileFormats.at(files, path);
    if (!formats.exist()) {
      throw problems.fatal(
          where,
          "there is nothing at '%s'".formatted(table.source()),
          "name a file, a folder, or %sNAME with one of %s"
              .formatted(EmbeddedTables.PREFIX, String.join(", ", EmbeddedTables.NAMES)));
    }
    return table.format() == Format.AUTO
        ? formats.only(table.source(), where, problems)
        : table.format();
  }

  public <T> T guarded(Callable<T> reading) {
    return guarded(PATH, plan.source(), reading);
  }

  /**
   * Calls a reader of a table. A failure becomes a problem of one line with the message of its root
   * cause.
   *
   * @throws InvalidStudyException if the reader fails
   * @throws IllegalStateException if the thread is interrupted or the cluster is lost
   */
  private <T> T guarded(String path, String source, Callable<T> reading) {
    try {
      return reading.call();
    } catch (InvalidStudyException e) {
      throw e;
    } catch (Exception | LinkageError e) { // Spark throws undeclared exceptions
      if (Thread.currentThread().isInterrupted() || e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while reading " + plan.source(), e);
      }
      if (Outage.isOfCluster(e, spark.sparkContext())) {
        throw new IllegalStateException("The cluster was lost while reading " + plan.source(), e);
      }
      String wrong = "'%s' cannot be read: %s".formatted(source, rootMessage(e, source));
      throw problems.fatal(path, Redaction.text(wrong), advice(e));
    }
  }

  /** Returns advice on how to add a missing reader; empty if none is known. */
  private String advice(Throwable failure) {
    String all = String.valueOf(failure.getMessage());
    if (all.contains("AVRO") || all.toLowerCase(Locale.ROOT).contains("avro")) {
      return "add spark-submit --packages org.apache.spark:spark-avro_%s:%s"
          .formatted(
              scala.util.Properties$.MODULE$.versionNumberString().replaceAll("\\.\\d+$", ""),
              spark.version());
    }
    return all.contains("No suitable driver") || failure instanceof ClassNotFoundException
        ? "add its jar by spark-submit's --packages or --jars"
        : "";
  }

  /**
   * Returns the message of the root cause. Errors of plans and of file systems on the driver
   * contain no row values and are shown as they are; errors of tasks may quote a row.
   */
  private static String rootMessage(Throwable failure, String source) {
    return failure instanceof AnalysisException || failure instanceof IOException
        ? Reason.plain(failure)
        : Reason.message(failure, List.of(source));
  }
}
