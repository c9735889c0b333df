package org.espalier.spark.store;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.journal.TableColumn;
import org.espalier.study.Decision;
import org.jspecify.annotations.Nullable;

/**
 * Converter of a list of records to a table with the {@link TableColumn}s of their type. Optional
 * values may be null. A component whose name ends in {@code At} is a time in milliseconds and
 * becomes a timestamp, and 0 becomes null. The values of a map of any type become text.
 */
final class RecordTable {

  private static final String TIME = "At";

  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordTable() {}

  /** Returns the records as rows, in their order. */
  static <T extends Record> Dataset<Row> dataset(SparkSession spark, Class<T> type, List<T> rows) {
    List<TableColumn> columns = TableColumn.of(type);
    List<Row> values = rows.stream().map(row -> row(columns, row)).toList();
    return spark.createDataFrame(values, schema(type));
  }

  private static Row row(List<TableColumn> columns, Record record) {
    Map<String, @Nullable Object> fields =
        JSON.convertValue(RecordJson.tree(record), new TypeReference<>() {});
    return RowFactory.create(
        columns.stream()
            .map(TableColumn::component)
            .map(component -> value(component, fields.get(component.getName())))
            .toArray());
  }

  static StructType schema(Class<? extends Record> type) {
    return DataTypes.createStructType(
        TableColumn.of(type).stream().map(RecordTable::field).toArray(StructField[]::new));
  }

  private static StructField field(TableColumn column) {
    RecordComponent component = column.component();
    boolean nullable =
        isTime(component) || component.getType().getSimpleName().startsWith("Optional");
    DataType type = isTime(component) ? DataTypes.TimestampType : type(component.getGenericType());
    return DataTypes.createStructField(column.name(), type, nullable);
  }

  private static boolean isTime(RecordComponent column) {
    return column.getType() == long.class && column.getName().endsWith(TIME);
  }

  private static DataType type(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      return generic.getRawType() == Map.class
          ? DataTypes.createMapType(type(arguments[0]), type(arguments[1]), false)
          : DataTypes.createArrayType(type(arguments[0]), true);
    }
    if (type == int.class || type == OptionalInt.class) {
      return DataTypes.IntegerType;
    }
    if (type == long.class || type == OptionalLong.class) {
      return DataTypes.LongType;
    }
    if (type == double.class || type == Double.class || type == OptionalDouble.class) {
      return DataTypes.DoubleType;
    }
    if (type == String.class
        || type == Object.class
        || (type instanceof Class<?> c && c.isEnum())) {
      return DataTypes.StringType;
    }
    throw new IllegalArgumentException("%s has no column type.".formatted(type));
  }

  private static @Nullable Object value(RecordComponent column, @Nullable Object value) {
    if (isTime(column)) {
      return value instanceof Long millis && millis != 0 ? Instant.ofEpochMilli(millis) : null;
    }
    if (column.getType() == Decision.Kind.class) {
      return String.valueOf(value).toLowerCase(Locale.ROOT);
    }
    if (value instanceof Map<?, ?> map && holdsAny(column)) {
      Map<Object, String> text = new LinkedHashMap<>();
      map.forEach((name, any) -> text.put(name, String.valueOf(any)));
      return text;
    }
    return value;
  }

  private static boolean holdsAny(RecordComponent column) {
    return column.getGenericType() instanceof ParameterizedType generic
        && generic.getActualTypeArguments()[1] == Object.class;
  }
}
