package org.espalier.spark.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.attribute.NumericAttribute;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.VectorUDT;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.testing.SparkTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RowCollectorTest extends SparkTest {

  private static final StructType SCHEMA =
      new StructType().add("x", new VectorUDT()).add("part", DataTypes.IntegerType);

  private static final RowCollector COLLECTOR =
      new RowCollector(
          List.of(CollectedColumn.ofVectors("x", SCHEMA.apply("x")).orElseThrow()), false);

  private static RowCollector.Outcome collect(Dataset<Row> rows, long most) {
    Dataset<Row> selected =
        rows.select(functions.col("x"), functions.col("part").cast(DataTypes.DoubleType));
    return COLLECTOR.collect(List.of(selected), values -> true, most);
  }

  private static RowCollector.Outcome collect(@Nullable Vector... vectors) {
    List<Row> rows = Stream.of(vectors).map(vector -> RowFactory.create(vector, 1)).toList();
    return collect(spark().createDataFrame(rows, SCHEMA).coalesce(2), 1 << 20);
  }

  private static VectorValues vectors(RowTable table) {
    return (VectorValues) Objects.requireNonNull(table.columns().get("x"));
  }

  private static double[] row(VectorValues vectors, int row) {
    double[] all = new double[vectors.size()];
    vectors.copyTo(all, 0, row);
    return all;
  }

  @Test
  void vectors_are_held_in_the_smaller_form_and_read_alike() {
    VectorValues dense =
        vectors(
            collect(
                    Vectors.dense(1, -0.0, 3),
                    Vectors.sparse(3, new int[] {0, 2}, new double[] {4, 5}),
                    Vectors.dense(Double.NaN, 6, 7))
                .table()
                .orElseThrow());
    assertThat(dense.isDense()).isTrue();
    assertThat(dense.stored()).isEqualTo(7);
    assertThat(row(dense, 0)).containsExactly(1, 0.0, 3);
    assertThat(row(dense, 1)).containsExactly(4, 0, 5);
    VectorValues sparse =
        vectors(
            collect(
                    Vectors.dense(0, -0.0, 3),
                    Vectors.sparse(3, new int[] {1}, new double[] {0}),
                    Vectors.dense(4, 0, 0))
                .table()
                .orElseThrow());
    assertThat(sparse.isDense()).isFalse();
    assertThat(sparse.values()).containsExactly(3, 4);
    assertThat(row(sparse, 1)).containsExactly(0, 0, 0);
  }

  @Test
  void vectors_of_several_sizes_and_missing_ones_are_refused() {
    assertThat(collect(Vectors.dense(1, 2), Vectors.dense(1)).isRefused()).isTrue();
    assertThat(collect(Vectors.dense(1), null).isRefused()).isTrue();
  }

  private static Dataset<Row> table(int rows, int partitions) {
    return spark()
        .createDataFrame(
            spark()
                .range(0, rows, 1, partitions)
                .toJavaRDD()
                .map(i -> RowFactory.create(Vectors.dense((double) (i + 1), -1), (int) (i % 2))),
            SCHEMA);
  }

  @Test
  void a_partition_of_more_than_its_share_is_collected_by_itself() {
    int rows = 60_000;
    Dataset<Row> table = table(rows, 2);
    long bytes = rows * (2L * Double.BYTES + Double.BYTES);

    RowTable whole = collect(table, bytes).table().orElseThrow();
    assertThat(whole.partitions()).containsExactly(0, rows / 2, rows);
    for (int row = 0; row < rows; row += 997) {
      assertThat(row(vectors(whole), row)).containsExactly(row + 1, -1);
      assertThat(whole.parts()[row]).isEqualTo(row % 2);
    }
    RowCollector.Outcome large = collect(table, bytes / 4);
    assertThat(large.table()).isEmpty();
    assertThat(large.isRefused()).isFalse();
    assertThat(large.size().bytes()).isGreaterThan(bytes / 4).isLessThan(bytes / 4 + 100);
  }

  @Test
  void a_vector_counts_by_the_form_that_takes_fewer_bytes() {
    assertThat(
            collect(Vectors.dense(1, 2, 3), Vectors.dense(4, 5, 6)).size().bytes()
                - 2 * Double.BYTES)
        .isEqualTo(6 * Double.BYTES);
    RowCollector.Outcome sparse =
        collect(Vectors.dense(0, 0, 1), Vectors.sparse(3, new int[] {1}, new double[] {2}));
    assertThat(sparse.size().bytes() - 2 * Double.BYTES).isEqualTo(2 * VectorValues.VALUE_BYTES);
    assertThat(sparse.size().stored()).isEqualTo(2);
  }

  /** Of 24 bytes a row, 703 KiB a partition. */
  @Test
  void no_job_returns_more_than_the_driver_takes() {
    SparkConf conf = spark().sparkContext().conf();
    Dataset<Row> table = table(60_000, 2);
    try {
      conf.set(RowCollector.RESULTS, "1m");
      assertThat(collect(table, 1 << 30).table().orElseThrow().rows()).isEqualTo(60_000);
      assertThat(collect(table(60_000, 20), 1 << 30).table().orElseThrow().rows())
          .as("a few at a time")
          .isEqualTo(60_000);
      conf.set(RowCollector.RESULTS, "512k");
      RowCollector.Outcome large = collect(table, 1 << 30);
      assertThat(large.table()).isEmpty();
      assertThat(large.isRefused()).isFalse();
      assertThat(large.partition()).as("measured to its end").isEqualTo(24 * 30_000);
      assertThat(collect(table, 1 << 16).partition()).as("too large anyway").isZero();
    } finally {
      conf.remove(RowCollector.RESULTS);
    }
  }

  @Test
  void blocks_do_not_repeat_the_categories_of_wide_vectors() {
    Attribute[] places = new Attribute[100_000];
    Arrays.setAll(places, NumericAttribute.defaultAttr()::withIndex);
    places[7] = NominalAttribute.defaultAttr().withNumValues(3).withIndex(7);
    StructField field = new AttributeGroup("x", places).toStructField();
    CollectedColumn column = CollectedColumn.ofVectors("x", field).orElseThrow();
    assertThat(block(column)).as("continuous").isSameAs(block(column));
    VectorValues values =
        new VectorValues(new int[] {0, 0}, new int[0], new double[0], 0, new int[100_000]);
    VectorValues whole = (VectorValues) Objects.requireNonNull(column.whole(values));
    assertThat(whole.categories()[7]).isEqualTo(3);
    assertThat(column.whole(VectorValues.dense(new double[3], new int[3]))).isNull();
  }

  /** Categories of a block of one vector. */
  private static int[] block(CollectedColumn column) {
    ColumnBuilder builder = column.builder();
    Vector vector = Vectors.sparse(100_000, new int[] {7}, new double[] {2});
    builder.add(new GenericInternalRow(new Object[] {new VectorUDT().serialize(vector)}), 0);
    return ((VectorValues) builder.values()).categories();
  }

  private static byte[] serialised(VectorValues values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(values);
    }
    return bytes.toByteArray();
  }

  private static VectorValues read(byte[] bytes) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (VectorValues) in.readObject();
    }
  }

  @Test
  void values_are_the_same_after_serialisation() throws Exception {
    double[] values = new double[20_000];
    values[19_999] = Double.NaN;
    values[1] = Double.MIN_VALUE;
    VectorValues read = read(serialised(VectorValues.dense(values, new int[] {3, 0})));
    assertThat(read.values()).isEqualTo(values);
    assertThat(read.categories()).containsExactly(3, 0);
    assertThat(read.stored()).isEqualTo(2);
  }

  @Test
  void the_width_of_sparse_vectors_takes_no_bytes() throws Exception {
    VectorValues wide =
        new VectorValues(new int[] {0, 1}, new int[] {9}, new double[] {5}, 1, new int[1_000_000]);
    byte[] bytes = serialised(wide);
    assertThat(bytes.length).isLessThan(1_000);
    VectorValues one = read(bytes);
    assertThat(one.size()).isEqualTo(1_000_000);
    assertThat(row(one, 0)[9]).isEqualTo(5);
    assertThat(read(bytes).categories()).as("shared by blocks").isSameAs(one.categories());
  }
}
