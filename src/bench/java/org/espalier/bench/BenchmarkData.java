package org.espalier.bench;

import static org.apache.spark.sql.functions.col;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** Tables as both sides get them: vectors and a label, parsed, in one partition, cached. */
final class BenchmarkData {

  private static final String LABEL = "label";

  private BenchmarkData() {}

  /** The digits inside our jar: 1,797 rows of 64 numbers, ten classes. */
  static Dataset<Row> digits(SparkSession spark) throws IOException {
    return embedded(spark, "digits");
  }

  /** A table inside our jar. */
  static Dataset<Row> embedded(SparkSession spark, String name) throws IOException {
    String resource = "/org/espalier/spark/data/%s.csv.gz".formatted(name);
    try (InputStream bytes = BenchmarkData.class.getResourceAsStream(resource)) {
      if (bytes == null) {
        throw new IllegalStateException("The class path lacks " + resource);
      }
      List<String> lines =
          new BufferedReader(
                  new InputStreamReader(new GZIPInputStream(bytes), StandardCharsets.UTF_8))
              .lines()
              .toList();
      Dataset<String> text = spark.createDataset(lines, Encoders.STRING());
      return vectors(spark.read().option("header", true).option("inferSchema", true).csv(text));
    }
  }

  /** UCI Adult: 32,561 rows, 13 columns, two classes. */
  static Dataset<Row> adult(SparkSession spark, Path data) {
    return vectors(read(spark, data, "adult/adult.csv.gz"));
  }

  /**
   * UCI Bank Marketing: 45,211 calls, 15 columns, two classes; without what the call itself tells.
   */
  static Dataset<Row> bank(SparkSession spark, Path data) {
    return vectors(
        read(spark, data, "bank_marketing/bank.csv.gz")
            .withColumn(LABEL, col("deposit").equalTo("yes").cast("int"))
            .drop("deposit", "duration"));
  }

  /** Prices of 53,940 diamonds, 9 columns. */
  static Dataset<Row> diamonds(SparkSession spark, Path data) {
    return vectors(read(spark, data, "diamonds/diamonds.csv.gz").withColumnRenamed("price", LABEL));
  }

  /** Values of houses in 17,000 blocks of California, 8 columns of numbers. */
  static Dataset<Row> housing(SparkSession spark, Path data) {
    return vectors(
        read(spark, data, "california_housing/california_housing_train.csv.gz")
            .withColumnRenamed("median_house_value", LABEL));
  }

  /** Whether a flight is more than 15 minutes late, 327,346 flights by what is known before. */
  static Dataset<Row> flights(SparkSession spark, Path data) {
    return vectors(
        spark
            .read()
            .option("header", true)
            .option("inferSchema", true)
            .option("nullValue", "NA")
            .csv(data.resolve("nycflights13/flights.csv.gz").toString())
            .where("arr_delay IS NOT NULL")
            .selectExpr(
                "CAST(arr_delay > 15 AS INT) AS label",
                "month",
                "day",
                "(dayofweek(make_date(year, month, day)) + 5) % 7 AS weekday",
                "hour",
                "carrier",
                "origin",
                "dest",
                "distance"));
  }

  private static Dataset<Row> read(SparkSession spark, Path data, String file) {
    return spark
        .read()
        .option("header", true)
        .option("inferSchema", true)
        .csv(data.resolve(file).toString());
  }

  /**
   * UCI Adult as it is read, numbers as such, cached; in one partition, so that a fit fills a slot.
   */
  static Dataset<Row> adultTable(SparkSession spark, Path data) {
    Dataset<Row> rows = read(spark, data, "adult/adult.csv.gz");
    for (StructField field : rows.schema().fields()) {
      if (field.name().equals(LABEL) || !field.dataType().equals(DataTypes.StringType)) {
        rows = rows.withColumn(field.name(), col(field.name()).cast(DataTypes.DoubleType));
      }
    }
    Dataset<Row> table = rows.na().fill(0).na().fill("none").repartition(1).cache();
    table.count();
    return table;
  }

  /** Columns of a table but for its label. */
  static String[] inputs(Dataset<Row> table) {
    return Arrays.stream(table.columns())
        .filter(name -> !name.equals(LABEL))
        .toArray(String[]::new);
  }

  /** Indexers, an encoder, an assembler and a scaler: from a table's columns to {@code scaled}. */
  static List<PipelineStage> stages(Dataset<Row> table) {
    List<PipelineStage> stages = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    List<String> indices = new ArrayList<>();
    List<String> encoded = new ArrayList<>();
    for (StructField field : table.schema().fields()) {
      String name = field.name();
      if (field.dataType().equals(DataTypes.StringType)) {
        String index = name + "_index";
        stages.add(
            new StringIndexer().setInputCol(name).setOutputCol(index).setHandleInvalid("keep"));
        indices.add(index);
        encoded.add(name + "_encoded");
      } else if (!name.equals(LABEL)) {
        numbers.add(name);
      }
    }
    stages.add(
        new OneHotEncoder()
            .setInputCols(indices.toArray(String[]::new))
            .setOutputCols(encoded.toArray(String[]::new)));
    List<String> inputs = new ArrayList<>(numbers);
    inputs.addAll(encoded);
    stages.add(
        new VectorAssembler().setInputCols(inputs.toArray(String[]::new)).setOutputCol("all"));
    stages.add(new StandardScaler().setInputCol("all").setOutputCol("scaled"));
    return stages;
  }

  private static Dataset<Row> vectors(Dataset<Row> table) {
    List<PipelineStage> stages = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    List<String> inputs = new ArrayList<>();
    Dataset<Row> rows = table;
    for (StructField field : table.schema().fields()) {
      String name = field.name();
      if (name.equals(LABEL)) {
        rows = rows.withColumn(LABEL, col(LABEL).cast(DataTypes.DoubleType));
      } else if (field.dataType().equals(DataTypes.StringType)) {
        String index = name + "_index";
        stages.add(
            new StringIndexer().setInputCol(name).setOutputCol(index).setHandleInvalid("keep"));
        String[] encoded = {name + "_encoded"};
        stages.add(new OneHotEncoder().setInputCols(new String[] {index}).setOutputCols(encoded));
        inputs.add(encoded[0]);
      } else {
        rows = rows.withColumn(name, col(name).cast(DataTypes.DoubleType));
        numbers.add(name);
      }
    }
    String[] columns = numbers.toArray(String[]::new);
    String[] imputed = numbers.stream().map(name -> name + "_imputed").toArray(String[]::new);
    stages.add(new Imputer().setInputCols(columns).setOutputCols(imputed));
    inputs.addAll(List.of(imputed));
    stages.add(
        new VectorAssembler().setInputCols(inputs.toArray(String[]::new)).setOutputCol("features"));
    Dataset<Row> vectors =
        new Pipeline()
            .setStages(stages.toArray(PipelineStage[]::new))
            .fit(rows)
            .transform(rows)
            .select("features", LABEL)
            .coalesce(1)
            .cache();
    vectors.count();
    return vectors;
  }
}
