package org.espalier.spark.data;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/**
 * Text columns with values such as NA that stand for a missing one, and the type of their other
 * values, often a number.
 *
 * @param expressions expressions of the value without those texts, by column
 * @param types types of that value, by column
 */
record Spellings(Map<String, String> expressions, Map<String, DataType> types) {

  /** What a text may be, the most special first. */
  private static final List<DataType> CANDIDATES =
      List.of(
          DataTypes.LongType, DataTypes.DoubleType, DataTypes.BooleanType, DataTypes.TimestampType);

  static Spellings of(Dataset<Row> table, List<String> missing) {
    Map<String, String> expressions = new LinkedHashMap<>();
    Map<String, DataType> types = new LinkedHashMap<>();
    List<String> texts = new ArrayList<>();
    for (StructField field : table.schema().fields()) {
      if (field.dataType() instanceof StringType && !field.name().startsWith(Names.RESERVED)) {
        texts.add(field.name());
      }
    }
    if (missing.isEmpty() || texts.isEmpty()) {
      return new Spellings(expressions, types);
    }
    Row counts = table.select(counts(texts, missing)).first();
    int width = CANDIDATES.size() + 2;
    for (int i = 0; i < texts.size(); i++) {
      String name = texts.get(i);
      long all = counts.getLong(i * width);
      long present = counts.getLong(i * width + 1);
      if (all == present) {
        continue;
      }
      DataType type = DataTypes.StringType;
      for (int c = CANDIDATES.size() - 1; c >= 0; c--) {
        if (present > 0 && counts.getLong(i * width + 2 + c) == present) {
          type = CANDIDATES.get(c);
        }
      }
      types.put(name, type);
      expressions.put(name, cast(value(name, missing), type));
    }
    return new Spellings(expressions, types);
  }

  private static Column[] counts(List<String> texts, List<String> missing) {
    List<Column> counts = new ArrayList<>();
    for (String name : texts) {
      String value = value(name, missing);
      counts.add(functions.expr("count(%s)".formatted(Names.quoted(name))));
      counts.add(functions.expr("count(%s)".formatted(value)));
      CANDIDATES.forEach(t -> counts.add(functions.expr("count(%s)".formatted(cast(value, t)))));
    }
    return counts.toArray(Column[]::new);
  }

  /** Also right where the same column comes without such a text, and so as a number. */
  private static String value(String name, List<String> missing) {
    String text = "trim(CAST(%s AS STRING))".formatted(Names.quoted(name));
    String spelled =
        missing.stream()
            .map(word -> "'" + word.strip().replace("\\", "\\\\").replace("'", "\\'") + "'")
            .collect(joining(", "));
    return "CASE WHEN %s NOT IN (%s) THEN %s END".formatted(text, spelled, text);
  }

  private static String cast(String value, DataType type) {
    return type instanceof StringType ? value : "try_cast(%s AS %s)".formatted(value, type.sql());
  }

  Optional<String> expression(String column) {
    return Optional.ofNullable(expressions.get(column));
  }

  DataType type(String column) {
    return types.getOrDefault(column, DataTypes.StringType);
  }
}
