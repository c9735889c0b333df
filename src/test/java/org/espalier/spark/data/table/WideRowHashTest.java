package org.espalier.spark.data.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.testing.SparkTest;
import org.junit.jupiter.api.Test;

/** A wide table has the hashes of Spark's own function. */
final class WideRowHashTest extends SparkTest {

  private static final List<RowHash.Tag> TAGS =
      List.of(new RowHash.Tag(20_261, "test"), new RowHash.Tag(0, "row"));

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

  @Test
  void every_kind_of_column_has_the_same_hash_as_by_an_expression_for_each() {
    Dataset<Row> rows = rows();
    List<StructField> fields = List.of(rows.schema().fields());
    List<Column> narrow = TAGS.stream().map(tag -> RowHash.of(tag, fields)).toList();
    Column wide = WideRowHash.of(TAGS, fields).orElseThrow();
    assertThat(rows.select(wide.getItem(0), wide.getItem(1)).collectAsList())
        .isEqualTo(rows.select(narrow.get(0), narrow.get(1)).collectAsList())
        .doesNotHaveDuplicates();
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
    assertThat(WideRowHash.of(TAGS, List.of(schema.fields()))).isEmpty();
  }
}
