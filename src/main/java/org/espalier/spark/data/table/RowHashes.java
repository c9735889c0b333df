package org.espalier.spark.data.table;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the rows of a table: those of a key under several tags, and {@link
 * ReservedColumns#ROW_HASH} of whole rows. A task computes those of a wide table together, without
 * an expression for each column.
 *
 * @param tags tags by the name of the hash
 * @param hashable all columns of the rows that have a hash
 */
public record RowHashes(
    Map<String, RowHash.Tag> tags, List<StructField> key, List<StructField> hashable) {

  /**
   * Rows, and expressions of their hashes.
   *
   * @param hashes expressions on these rows, by the name of the hash
   */
  public record Hashed(Dataset<Row> rows, Map<String, Column> hashes) {}

  /** Function that adds hashes to the rows of a wide table, and packs some of their columns. */
  private record HashedRow(
      List<StoredField> kept,
      PackedColumns packed,
      WideRowHash ofKey,
      WideRowHash ofRow,
      StructType schema)
      implements FlatMapFunction<Iterator<InternalRow>, InternalRow>, Serializable {

    @Serial private static final long serialVersionUID = 1;

    @Override
    public Iterator<InternalRow> call(Iterator<InternalRow> rows) {
      UnsafeProjection flat = UnsafeProjection.create(schema);
      UnsafeRowWriter writer = packed.writer();
      return ColumnPass.mapped(rows, row -> flat.apply(hashed(row, writer)));
    }

    private InternalRow hashed(InternalRow row, UnsafeRowWriter writer) {
      @Nullable Object[] values = new @Nullable Object[schema.size()];
      int last = values.length - 1;
      for (int i = 0; i < kept.size(); i++) {
        values[i] = kept.get(i).value(row);
      }
      if (kept.size() < last) {
        values[kept.size()] = packed.of(row, writer);
      }
      values[last] =
          UnsafeArrayData.fromPrimitiveArray(
              LongStream.concat(Arrays.stream(ofKey.of(row)), Arrays.stream(ofRow.of(row)))
                  .toArray());
      return new GenericInternalRow(values);
    }
  }

  public RowHashes {
    tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
    key = List.copyOf(key);
    hashable = List.copyOf(hashable);
  }

  /** Returns true if tasks compute hashes of columns, as they are many and of plain types. */
  static boolean areWide(List<StructField> columns) {
    return PlanSettings.isWide(columns.size()) && areCovered(columns);
  }

  private boolean isWide() {
    return areWide(hashable) && areCovered(key);
  }

  private static boolean areCovered(List<StructField> fields) {
    return fields.stream().allMatch(field -> StoredField.covers(field.dataType()));
  }

  /** Returns the rows with all their columns. */
  public Hashed of(Dataset<Row> rows) {
    return isWide()
        ? wide(
            WideRows.of(rows),
            List.of(rows.schema().fields()),
            List.of(),
            new PackedColumns(List.of(), false))
        : new Hashed(rows, narrow());
  }

  /**
   * Returns the rows with their features in the column {@link ReservedColumns#PACKED}, if the table
   * is wide; else with all their columns.
   *
   * @param kept names of features that stay columns, too
   * @param nanIsMissing true if a packed NaN becomes null
   */
  public Hashed packed(
      Dataset<Row> rows, List<StructField> features, List<String> kept, boolean nanIsMissing) {
    if (!isWide() || !areWide(features)) {
      return of(rows);
    }
    WideRows wide = WideRows.of(rows);
    List<StructField> left = new ArrayList<>(List.of(rows.schema().fields()));
    Set<String> packed = new HashSet<>();
    features.forEach(feature -> packed.add(feature.name()));
    kept.forEach(packed::remove);
    left.removeIf(field -> packed.contains(field.name()));
    return wide(wide, left, features, new PackedColumns(wide.fields(features), nanIsMissing));
  }

  private Map<String, Column> narrow() {
    Map<String, Column> hashes = new LinkedHashMap<>();
    tags.forEach((name, tag) -> hashes.put(name, RowHash.of(tag, key)));
    hashes.put(ReservedColumns.ROW_HASH, TableFingerprint.rowHash(hashable));
    return hashes;
  }

  private Hashed wide(
      WideRows wide, List<StructField> kept, List<StructField> features, PackedColumns packed) {
    StructType schema = new StructType(kept.toArray(StructField[]::new));
    if (!features.isEmpty()) {
      StructType nullable = new StructType();
      for (StructField feature : features) {
        nullable = nullable.add(feature.name(), feature.dataType(), true, feature.metadata());
      }
      schema = schema.add(ReservedColumns.PACKED, nullable, false);
    }
    schema =
        schema.add(
            ReservedColumns.HASHES, DataTypes.createArrayType(DataTypes.LongType, false), false);
    HashedRow each =
        new HashedRow(
            wide.fields(kept),
            packed,
            new WideRowHash(List.copyOf(tags.values()), wide.fields(key)),
            new WideRowHash(List.of(TableFingerprint.ROW), wide.fields(hashable)),
            schema);
    Map<String, Column> hashes = new LinkedHashMap<>();
    for (String name : tags.keySet()) {
      hashes.put(name, hash(hashes.size()));
    }
    hashes.put(ReservedColumns.ROW_HASH, hash(hashes.size()));
    return new Hashed(wide.mapped(schema, each), hashes);
  }

  private static Column hash(int index) {
    return functions.col(ReservedColumns.HASHES).getItem(index);
  }
}
