package org.espalier.spark.data;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.espalier.spark.SparkLine;
import org.espalier.spark.Uninterrupted;
import org.espalier.spark.data.table.ColumnPass;
import org.espalier.spark.data.table.PlanSettings;
import org.espalier.spark.data.table.ReservedColumns;
import org.espalier.spark.storage.ExecutorStorage;
import org.espalier.spark.storage.StoredRows;

/**
 * Table in the cluster's storage, for many reads. Spark recomputes lost partitions.
 *
 * <p>Spark caches a table of usual width column by column. The rows of a wide table are stored as
 * an RDD, without the plan that made them. Spark would otherwise analyse each expression and each
 * cached column again in each query, partly in quadratic time. The RDD keeps the lineage of its
 * partitions.
 *
 * @param rows the table with the columns that are read
 * @param cached the complete table, which Spark caches unless {@code stored} is present
 * @param stored rows of a wide table; empty for others
 */
record StoredTable(Dataset<Row> rows, Dataset<Row> cached, Optional<RDD<InternalRow>> stored)
    implements StoredRows {

  private StoredTable(Dataset<Row> cached, Optional<RDD<InternalRow>> stored) {
    this(cached, cached, stored);
  }

  /**
   * Returns a table that is stored by its first query. The last column may be a packed one; its
   * fields become columns of the stored table.
   */
  static StoredTable of(Dataset<Row> rows) {
    int columns = rows.columns().length;
    boolean packed = rows.columns()[columns - 1].equals(ReservedColumns.PACKED);
    return packed || PlanSettings.isWide(columns)
        ? wide(rows, packed)
        : new StoredTable(rows.persist(StorageLevel.MEMORY_AND_DISK()), Optional.empty());
  }

  private static StoredTable wide(Dataset<Row> rows, boolean packed) {
    StructType schema = packed ? unpacked(rows.schema()) : rows.schema();
    RDD<InternalRow> stored =
        PlanSettings.under(rows.sparkSession(), () -> rows.queryExecution().toRdd())
            .toJavaRDD()
            .mapPartitions(
                part ->
                    packed ? unpacked(part, schema) : ColumnPass.mapped(part, InternalRow::copy))
            .rdd()
            .persist(StorageLevel.MEMORY_AND_DISK());
    return new StoredTable(
        SparkLine.table(rows.sparkSession(), stored, schema), Optional.of(stored));
  }

  /** Returns the schema with the fields of the packed column first, then all other columns. */
  private static StructType unpacked(StructType schema) {
    int others = schema.size() - 1;
    StructType packed = (StructType) schema.apply(others).dataType();
    return new StructType(
        Stream.concat(Stream.of(packed.fields()), Stream.of(schema.fields()).limit(others))
            .toArray(StructField[]::new));
  }

  private static Iterator<InternalRow> unpacked(Iterator<InternalRow> rows, StructType schema) {
    UnsafeProjection flat = UnsafeProjection.create(schema);
    return ColumnPass.mapped(
        rows,
        row -> {
          int packed = row.numFields() - 1;
          int fields = schema.size() - packed;
          return flat.apply(new JoinedRow(row.getStruct(packed, fields), row)).copy();
        });
  }

  /** Returns a view of this table without some columns. */
  StoredTable without(List<String> columns) {
    return columns.isEmpty()
        ? this
        : new StoredTable(rows.drop(columns.toArray(String[]::new)), cached, stored);
  }

  @Override
  public boolean isWhole() {
    return true;
  }

  /**
   * Returns the stored size in bytes; for a table that Spark caches, its estimate from the plan
   * until the first query fills the cache.
   */
  @Override
  public long bytes() {
    return stored
        .map(ExecutorStorage::bytes)
        .orElseGet(
            () ->
                cached
                    .select("*")
                    .queryExecution()
                    .optimizedPlan()
                    .stats()
                    .sizeInBytes()
                    .longValue());
  }

  @Override
  public void free() {
    Uninterrupted.run(() -> stored.ifPresentOrElse(rdd -> rdd.unpersist(false), cached::unpersist));
  }
}
