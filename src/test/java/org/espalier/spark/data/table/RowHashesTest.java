package org.espalier.spark.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.spark.SparkLine;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** A wide table has the hashes of Spark's own function, without an expression for each column. */
final class RowHashesTest extends SparkTest {

  private static final RowHash.Tag TEST = new RowHash.Tag(20_261, "test");
  private static final RowHash.Tag FOLD = new RowHash.Tag(7, "fold");
  private static final Map<String, RowHash.Tag> TAGS = Map.of("test", TEST, "fold", FOLD);

  private static final int COPIES = 30;

  /** Every kind of column, with missing values, both zeros, NaN and letters beyond ASCII. */
  private static Dataset<Row> rows() {
    return spark()
        .range(0, 40, 1, 2)
        .selectExpr(
            "IF(id % 5 = 0, null, CAST(id - 20 AS BYTE)) AS a",
            "CAST(-id AS SHORT) AS b",
            "CAST(id * 1000003 AS INT) AS c",
            "IF(id % 7 = 0, null, id * 92233720368547758) AS d",
            "IF(id % 2 = 0, CAST('-0.0' AS FLOAT), CAST(id / 3 AS FLOAT)) AS e",
            "CASE WHEN id % 4 = 0 THEN double('NaN') WHEN id % 4 = 1 THEN -0.0D ELSE id / 7 END"
                + " AS f",
            "CAST(id / 8 AS DECIMAL(12, 8)) AS g",
            "IF(id % 3 = 0, null, id % 2 = 0) AS h",
            "IF(id % 6 = 0, null, concat('wört ', repeat('é', CAST(id AS INT)))) AS i",
            "IF(id % 6 = 1, null, date_add(DATE'1969-12-20', CAST(id AS INT))) AS j",
            "IF(id % 6 = 2, null, timestamp_micros(id * 1234567890123 - 5000000)) AS k");
  }

  /** Copies of all columns, stored without a plan. */
  private static Dataset<Row> wide() {
    List<Column> columns = new ArrayList<>();
    for (int copy = 0; copy < COPIES; copy++) {
      for (String name : rows().columns()) {
        columns.add(functions.col(name).as(name + copy));
      }
    }
    Dataset<Row> wide = rows().select(columns.toArray(Column[]::new));
    return SparkLine.table(spark(), wide.queryExecution().toRdd(), wide.schema());
  }

  private static List<StructField> fields(Dataset<Row> rows) {
    return List.of(rows.schema().fields());
  }

  @Test
  void every_kind_of_column_has_the_same_hash_as_by_an_expression_for_each() {
    Dataset<Row> rows = wide();
    RowHashes hashes = new RowHashes(TAGS, List.of(), fields(rows));
    RowHashes keyed = new RowHashes(TAGS, fields(rows).subList(0, 11), fields(rows));
    assertThat(RowHashes.areWide(fields(rows))).isTrue();
    assertThat(hashes(keyed.of(rows), "test", "fold", ReservedColumns.ROW_HASH))
        .isEqualTo(
            rows.select(
                    RowHash.of(TEST, fields(rows).subList(0, 11)),
                    RowHash.of(FOLD, fields(rows).subList(0, 11)),
                    TableFingerprint.rowHash(fields(rows)))
                .collectAsList())
        .doesNotHaveDuplicates();
    assertThat(hashes(hashes.of(rows), ReservedColumns.ROW_HASH))
        .isEqualTo(rows.select(TableFingerprint.rowHash(fields(rows))).collectAsList());
  }

  private static List<Row> hashes(RowHashes.Hashed hashed, String... names) {
    return hashed
        .rows()
        .select(Stream.of(names).map(hashed.hashes()::get).toArray(Column[]::new))
        .collectAsList();
  }

  @Test
  void packed_features_have_the_values_of_their_columns_and_NaN_may_become_null() {
    Dataset<Row> rows = wide().withColumn("other", functions.lit("other"));
    List<StructField> features = fields(wide());
    RowHashes.Hashed hashed =
        new RowHashes(TAGS, features, fields(rows)).packed(rows, features, List.of("c3"), true);
    assertThat(hashed.rows().columns())
        .containsExactly("c3", "other", ReservedColumns.PACKED, ReservedColumns.HASHES);
    Column withoutNaN =
        functions.when(functions.not(functions.isnan(functions.col("f0"))), functions.col("f0"));
    Dataset<Row> expected = rows.withColumn("f0", withoutNaN);
    for (int copy = 1; copy < COPIES; copy++) {
      expected = expected.withColumn("f" + copy, functions.col("f0"));
    }
    assertThat(hashed.rows().select(ReservedColumns.PACKED + ".*").collectAsList())
        .isEqualTo(expected.drop("other").collectAsList());
  }

  @Test
  void columns_of_stored_rows_are_read_without_a_plan() {
    Dataset<Row> rows = wide();
    WideRows some = WideRows.of(rows.drop("a0").select("c3", "b0"));
    assertThat(some.rows().rdd().id()).isEqualTo(WideRows.of(rows).rows().rdd().id());
    assertThat(some.fields().keySet()).containsExactly("c3", "b0");
    assertThat(some.field("b0").ordinal()).isEqualTo(1);
    assertThat(WideRows.of(rows.where("b0 < 0")).fields()).isEqualTo(WideRows.of(rows).fields());
    assertThat(WideRows.of(rows.where("b0 < -30")).sums(1, (sums, row) -> sums[0]++))
        .containsExactly(9);
  }

  @Test
  void a_number_is_added_as_if_it_were_one_value_more() {
    Dataset<Row> numbers = spark().range(-2, 3).toDF("n");
    Column seed = functions.lit(7L);
    assertThat(
            numbers
                .select(RowHash.with(functions.xxhash64(seed), functions.col("n")))
                .collectAsList())
        .isEqualTo(numbers.select(functions.xxhash64(seed, functions.col("n"))).collectAsList());
  }

  @Test
  void a_type_of_which_only_Spark_knows_the_hash_is_left_to_it() {
    StructType schema = StructType.fromDDL("a int, b array<int>");
    assertThat(RowHashes.areWide(List.of(schema.fields()))).isFalse();
    assertThat(StoredField.covers(schema.apply("b").dataType())).isFalse();
  }
}
