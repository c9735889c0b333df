package org.espalier.spark.data.table;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.StudyPlan;

/**
 * Columns of a source by purpose.
 *
 * @param label label column; empty if the plan names no usable column
 * @param features feature columns, in the source's order
 * @param roles columns with a role, by the name of the role; roles without a column are left out
 * @param key columns of the row key, sorted by name; only the group column for grouped rows
 * @param hashable all columns that can be hashed, sorted by name
 */
public record Columns(
    Optional<StructField> label,
    List<StructField> features,
    Map<String, StructField> roles,
    List<StructField> key,
    List<StructField> hashable) {

  /** Required content of a column with a role. */
  private static final Map<String, String> WANTED =
      Map.of(
          "label", "a number, a text or a boolean",
          "weight", "a number",
          "censor", "0 and 1, or a boolean",
          "group", "a type that can be hashed",
          "time", "a date, a timestamp or a number",
          "user", "whole numbers or texts",
          "item", "whole numbers or texts");

  private static final Set<FeatureColumn.ColumnKind> FLAGS =
      EnumSet.of(FeatureColumn.ColumnKind.NUMERIC, FeatureColumn.ColumnKind.BOOLEAN);

  private static final Set<DataType> WHOLE =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  public Columns {
    features = List.copyOf(features);
    roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
    key = List.copyOf(key);
    hashable = List.copyOf(hashable);
  }

  /** Returns the columns of a table, and adds their problems. */
  public static Columns of(
      StructType schema, TableShape shape, StudyPlan plan, DataProblems problems) {
    return ColumnsReading.of(schema, shape, plan, problems).columns();
  }

  /**
   * Checks that no column has a reserved name.
   *
   * @throws org.espalier.spec.InvalidStudyException if one has
   */
  public static void checkNames(StructType schema, DataProblems problems) {
    for (String name : schema.fieldNames()) {
      if (name.toLowerCase(Locale.ROOT).startsWith(ReservedColumns.RESERVED)
          && !name.equals(Source.CORRUPT)) {
        problems.add(
            "data.source",
            "column '%s' has a reserved name".formatted(name),
            "use names that do not start with '%s'".formatted(ReservedColumns.RESERVED));
      }
    }
    problems.throwIfAny();
  }

  public Optional<StructField> role(String name) {
    return Optional.ofNullable(roles.get(name));
  }

  /** Returns the kind of a column by its type; empty if no model can read it. */
  public static Optional<FeatureColumn.ColumnKind> kind(DataType type) {
    if (type instanceof NumericType) {
      return Optional.of(FeatureColumn.ColumnKind.NUMERIC);
    }
    if (type instanceof BooleanType) {
      return Optional.of(FeatureColumn.ColumnKind.BOOLEAN);
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Optional.of(FeatureColumn.ColumnKind.VECTOR);
    }
    return type instanceof StringType
        ? Optional.of(FeatureColumn.ColumnKind.TEXT)
        : Optional.empty();
  }

  /**
   * Returns the column of a role. It is empty, and a problem is added, if the column is missing or
   * has another type.
   *
   * @param fields fields of the table, by name
   */
  public static Optional<StructField> role(
      Map<String, StructField> fields, String role, String column, DataProblems problems) {
    StructField field = fields.get(column);
    if (field == null) {
      unknown(fields, "data." + role, column, problems);
    } else if (!fits(role, field.dataType())) {
      problems.add(
          "data." + role,
          "column '%s' is of type %s".formatted(column, field.dataType().simpleString()),
          "use " + Objects.requireNonNull(WANTED.get(role)));
      return Optional.empty();
    }
    return Optional.ofNullable(field);
  }

  /**
   * Returns the type to use for a column of a second table: its own for numbers, else that of the
   * first table. It is empty, and a problem is added, if the column is missing or of another kind.
   *
   * @param field the column in the first table
   * @param path setting that names the second table
   * @param first name of the first table in messages
   */
  public static Optional<DataType> alike(
      StructType second, StructField field, String path, String first, DataProblems problems) {
    String name = field.name();
    if (!Arrays.asList(second.fieldNames()).contains(name)) {
      problems.add(path, "has no column '%s'".formatted(name), "give the same columns as " + first);
      return Optional.empty();
    }
    DataType type = second.apply(name).dataType();
    boolean numbers = type instanceof NumericType && field.dataType() instanceof NumericType;
    if (!numbers && !type.equals(field.dataType())) {
      problems.add(
          path,
          "column '%s' is of type %s, but %s in %s"
              .formatted(name, type.simpleString(), field.dataType().simpleString(), first),
          "use the same types");
      return Optional.empty();
    }
    // Numbers may be whole in one table and fractions in the other; a union takes the wider type.
    return Optional.of(numbers ? type : field.dataType());
  }

  static void unknown(
      Map<String, StructField> fields, String path, String name, DataProblems problems) {
    problems.add(
        path,
        "there is no column '%s'".formatted(name),
        fields.isEmpty()
            ? "give a table with columns"
            : Suggestion.of(name, List.copyOf(fields.keySet())));
  }

  private static boolean fits(String role, DataType type) {
    return switch (role) {
      case "label" -> kind(type).filter(k -> k != FeatureColumn.ColumnKind.VECTOR).isPresent();
      case "weight" -> type instanceof NumericType;
      case "censor" -> kind(type).filter(FLAGS::contains).isPresent();
      case "group" -> RowHash.covers(type);
      case "time" -> TimeOrdered.covers(type);
      case "user", "item" -> isName(type);
      default -> true;
    };
  }

  /** Returns true if a type can identify users or items. */
  private static boolean isName(DataType type) {
    return type instanceof StringType || WHOLE.contains(type);
  }
}
