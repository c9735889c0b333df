package org.espalier.spark.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.Normalizer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSlicer;
import org.apache.spark.ml.regression.GeneralizedLinearRegression;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.testing.SparkTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Equality with Spark's own imputer and assembler. */
final class AssembledRowsTest extends SparkTest {

  private static final List<DataType> TYPES =
      List.of(
          DataTypes.DoubleType,
          DataTypes.FloatType,
          DataTypes.LongType,
          DataTypes.IntegerType,
          DataTypes.ShortType,
          DataTypes.ByteType);

  private static final int WIDTH = PlanSettings.FROM + 1;

  private static final String[] NAMES =
      IntStream.range(0, WIDTH).mapToObj(i -> "x" + i).toArray(String[]::new);

  private static final String[] IMPUTED =
      Arrays.stream(NAMES).map(name -> name + "_imputed").toArray(String[]::new);

  private static Optional<PlanSettings> settings = Optional.empty();

  @BeforeAll
  static void usesSettingsOfWideTables() {
    settings = Optional.of(PlanSettings.of(spark(), WIDTH, WIDTH));
  }

  @AfterAll
  static void restoresSettings() {
    settings.ifPresent(PlanSettings::close);
  }

  /** Numbers of all types, some of them null, NaN, 0 or -0.0. */
  private static Dataset<Row> table(int missing) {
    StructType schema = new StructType().add("key", DataTypes.StringType);
    for (int i = 0; i < WIDTH; i++) {
      schema = schema.add(NAMES[i], TYPES.get(i % TYPES.size()));
    }
    Random random = new Random(5);
    List<Row> rows = new ArrayList<>();
    for (int row = 0; row < 9; row++) {
      @Nullable Object[] values = new @Nullable Object[WIDTH + 1];
      values[0] = "key" + row;
      for (int i = 0; i < WIDTH; i++) {
        int drawn = random.nextInt(7);
        double number = drawn == 0 ? -0.0 : random.nextInt(90) - 40;
        boolean isNull = drawn == 1 && missing > 0;
        values[i + 1] = isNull ? null : value(i % TYPES.size(), drawn, number, missing);
      }
      rows.add(RowFactory.create(values));
    }
    return spark().createDataFrame(rows, schema).repartition(2);
  }

  private static Object value(int type, int drawn, double number, int missing) {
    boolean isNan = drawn == 2 && missing > 0;
    return switch (type) {
      case 0 -> isNan ? Double.NaN : number / 3;
      case 1 -> isNan ? Float.NaN : (float) number / 7;
      case 2 -> (long) number;
      case 3 -> (int) number;
      case 4 -> (short) number;
      default -> (byte) number;
    };
  }

  private static VectorAssembler assembler(String[] inputs, String invalid) {
    return new VectorAssembler()
        .setInputCols(inputs)
        .setOutputCol("features")
        .setHandleInvalid(invalid);
  }

  private static void requireEqual(List<Transformer> stages, Dataset<Row> rows) {
    AssembledRows.Applied ours = AssembledRows.of(stages, rows).get();
    assertThat(ours.stages()).isEqualTo(stages.size());
    assertThat(ours.rows().columns()).containsExactly("key", "features");
    Dataset<Row> theirs = rows;
    for (Transformer stage : stages) {
      theirs = stage.transform(theirs);
    }
    assertThat(texts(ours.rows())).isEqualTo(texts(theirs.select("key", "features")));
  }

  private static List<String> texts(Dataset<Row> rows) {
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }

  @Test
  void missing_numbers_are_imputed_in_the_type_of_their_column() {
    Map<String, Double> strategies = Map.of("mean", Double.NaN, "median", 0.0, "mode", 7.0);
    strategies.forEach(
        (strategy, missing) -> {
          Dataset<Row> rows = table(missing == 7 ? 0 : 1);
          Imputer imputer = new Imputer().setInputCols(NAMES).setOutputCols(IMPUTED);
          imputer.setStrategy(strategy).setMissingValue(missing);
          requireEqual(List.of(imputer.fit(rows), assembler(IMPUTED, "keep")), rows);
        });
  }

  @Test
  void numbers_that_are_not_imputed_are_kept_as_NaN() {
    requireEqual(List.of(assembler(NAMES, "keep")), table(1));
    requireEqual(List.of(assembler(NAMES, "error")), table(0));
  }

  @Test
  void some_columns_may_be_imputed_and_others_not() {
    Dataset<Row> rows = table(1);
    String[] some = Arrays.copyOf(NAMES, 20);
    String[] made = Arrays.copyOf(IMPUTED, 20);
    Imputer imputer = new Imputer().setInputCols(some).setOutputCols(made);
    String[] all = Stream.concat(Stream.of(made), Stream.of(NAMES).skip(20)).toArray(String[]::new);
    requireEqual(List.of(imputer.fit(rows), assembler(all, "keep")), rows);
  }

  @Test
  void a_missing_number_is_an_error_unless_it_is_kept() {
    Dataset<Row> rows = AssembledRows.of(List.of(assembler(NAMES, "error")), table(1)).get().rows();
    assertThatThrownBy(rows::collectAsList)
        .hasMessageContaining("while assembling a row with handleInvalid = \"error\"");
  }

  @Test
  void a_number_that_a_later_stage_names_is_kept() {
    Dataset<Row> rows = table(0).withColumn("label", functions.col("x0").multiply(2));
    String[] some = Arrays.copyOf(NAMES, 3);
    Transformer assembler = assembler(some, "error");
    GeneralizedLinearRegression estimator = new GeneralizedLinearRegression();
    Transformer model = estimator.setOffsetCol("x2").fit(assembler.transform(rows));
    AssembledRows.Applied ours = applied(rows, assembler, model).get();
    assertThat(ours.rows().columns()).contains("x2", "x3").doesNotContain("x0", "x1");
    assertThat(texts(model.transform(ours.rows()).select("key", "prediction")))
        .isEqualTo(texts(model.transform(assembler.transform(rows)).select("key", "prediction")));
  }

  @Test
  void stages_that_may_read_other_columns_or_metadata_are_left_to_Spark() {
    Dataset<Row> rows = table(0);
    Transformer assembler = assembler(NAMES, "error");
    assertThat(applied(rows, assembler, new Normalizer())).isPresent();
    assertThat(applied(rows, assembler, new VectorSlicer())).isEmpty();
    assertThat(applied(rows, assembler, assembler(NAMES, "error"))).isEmpty();
    assertThat(applied(rows, assembler(NAMES, "skip"))).isEmpty();
    assertThat(applied(rows, assembler(new String[] {"x0", "key"}, "error"))).isEmpty();
    assertThat(applied(rows, new Normalizer())).isEmpty();
    assertThat(applied(rows.select("key", "x0"), assembler(new String[] {"x0"}, "keep"))).isEmpty();
  }

  private static Optional<AssembledRows.Applied> applied(Dataset<Row> rows, Transformer... stages) {
    return AssembledRows.of(List.of(stages), rows);
  }
}
