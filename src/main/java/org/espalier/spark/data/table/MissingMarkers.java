package org.espalier.spark.data.table;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;
import org.espalier.spark.ColumnNames;
import org.espalier.spec.learners.StudyPlan;

/**
 * Text columns whose values have another type: numbers that Spark read as text because of a text
 * such as NA among them, or dates, for which JSON has no type.
 *
 * @param values expression of the value by column; null for declared missing texts
 * @param hidden undeclared missing texts by column, for columns that would have another type
 *     without them
 */
record MissingMarkers(Map<String, Value> values, Map<String, List<String>> hidden) {

  /** SQL expression of a column's value, and its type. */
  record Value(String sql, DataType type) {}

  /** Texts that R, pandas, spreadsheets and databases write for a missing value. */
  static final List<String> USUAL =
      List.of(
          "NA", "N/A", "n/a", "na", "<NA>", "#N/A", "#NA", "NaN", "nan", "NAN", "NULL", "null",
          "Null", "None", "none", "NONE", "?", "-", "--", ".", "\\N", "missing", "unknown");

  /** Maximum number of columns that a note names. */
  private static final int NAMED = 4;

  /**
   * Reads all text columns, in one job. Dates are sought in features only, hidden types also in the
   * label.
   */
  static MissingMarkers of(Dataset<Row> table, StudyPlan plan) {
    List<String> missing = plan.data().missing().markers();
    List<String> texts =
        Arrays.stream(table.schema().fields())
            .filter(field -> field.dataType() instanceof StringType)
            .map(StructField::name)
            .filter(name -> !name.startsWith(ReservedColumns.RESERVED))
            .toList();
    Set<String> usual = new LinkedHashSet<>(missing);
    usual.addAll(USUAL);
    TextTally seen = TextTally.of(table, texts, missing, usual);
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, List<String>> hidden = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      String name = texts.get(i);
      DataType type = seen.declared(i).type();
      boolean isFeature = TableShape.isFeature(name, plan);
      // A column without missing texts stays text even if it holds numbers: it often has codes such
      // as postal codes.
      if (seen.declared(i).isSpelled() || (isTime(type) && isFeature)) {
        values.put(name, new Value(sql(name, type, missing), type));
      }
      boolean isLabel = plan.data().target().label().filter(name::equals).isPresent();
      if (type instanceof StringType && (isFeature || isLabel) && hides(seen.withoutMarkers(i))) {
        hidden.put(name, seen.withoutMarkers(i).markers());
      }
    }
    return new MissingMarkers(values, hidden);
  }

  private static boolean hides(TextTally.Texts texts) {
    return texts.isSpelled() && (isTime(texts.type()) || texts.type() instanceof NumericType);
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType || type instanceof TimestampType;
  }

  /**
   * Returns an expression that is also valid if the column has no such text and is read as a
   * number.
   */
  private static String sql(String name, DataType type, Collection<String> missing) {
    String text = "trim(CAST(%s AS STRING))".formatted(ColumnNames.quoted(name));
    String literals =
        missing.stream()
            .map(word -> "'" + word.strip().replace("\\", "\\\\").replace("'", "\\'") + "'")
            .collect(joining(", "));
    String value =
        missing.isEmpty()
            ? text
            : "CASE WHEN %s NOT IN (%s) THEN %s END".formatted(text, literals, text);
    return type instanceof StringType ? value : "try_cast(%s AS %s)".formatted(value, type.sql());
  }

  /** Returns all texts that hide a type, in the order of {@link #USUAL}. */
  List<String> hiding() {
    return hidden.values().stream()
        .flatMap(List::stream)
        .distinct()
        .sorted(Comparator.<String>comparingInt(USUAL::indexOf).thenComparing(word -> word))
        .toList();
  }

  List<String> notes() {
    if (hidden.isEmpty()) {
      return List.of();
    }
    List<String> names = List.copyOf(hidden.keySet());
    String listed =
        names.stream().limit(NAMED).map("'%s'"::formatted).collect(joining(", "))
            + (names.size() > NAMED ? " and %d more".formatted(names.size() - NAMED) : "");
    String words = hiding().stream().map(word -> '"' + word + '"').collect(joining(", "));
    return List.of(
        "%s %s numbers or dates except for %s, so each value is a category; set data.missing = [%s]"
            .formatted(
                (names.size() == 1 ? "column " : "columns ") + listed,
                names.size() == 1 ? "holds" : "hold",
                words,
                words));
  }
}
