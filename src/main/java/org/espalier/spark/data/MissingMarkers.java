package org.espalier.spark.data;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampType;
import org.espalier.plan.StudyPlan;

/**
 * Columns of texts whose values are something else: numbers, which a text such as NA among them
 * hid, or dates, for which JSON has no type.
 *
 * @param expressions of the value without the texts that stand for a missing one, by column
 * @param types of it, by column
 * @param hidden columns that would be something else without texts that nobody declared, each with
 *     these
 */
record MissingMarkers(
    Map<String, String> expressions,
    Map<String, DataType> types,
    Map<String, List<String>> hidden) {

  /** What R, pandas, spreadsheets and databases write where a value is missing. */
  static final List<String> USUAL =
      List.of(
          "NA", "N/A", "n/a", "na", "<NA>", "#N/A", "#NA", "NaN", "nan", "NAN", "NULL", "null",
          "Null", "None", "none", "NONE", "?", "-", "--", ".", "\\N", "missing", "unknown");

  /** What a text may be, the most special first. */
  private static final List<DataType> CANDIDATES =
      List.of(
          DataTypes.LongType,
          DataTypes.DoubleType,
          DataTypes.BooleanType,
          DataTypes.DateType,
          DataTypes.TimestampType);

  private static final String ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

  /** Columns that a line names. */
  private static final int NAMED = 4;

  /**
   * What a look at texts tells.
   *
   * @param types of the values that are not missing, by column; text where they have no other
   * @param spelled columns in which some text stands for a missing value
   */
  private record Look(Map<String, DataType> types, Set<String> spelled) {

    static Look at(Dataset<Row> table, List<String> texts, Collection<String> missing) {
      List<Column> counts = new ArrayList<>();
      for (String name : texts) {
        String value = value(name, missing);
        counts.add(functions.expr("count(%s)".formatted(ReservedColumns.quoted(name))));
        counts.add(functions.expr("count(%s)".formatted(value)));
        CANDIDATES.forEach(
            type -> counts.add(functions.expr("count(%s)".formatted(read(value, type)))));
      }
      List<Object> found = ColumnSums.of(table, counts);
      int width = CANDIDATES.size() + 2;
      Look look = new Look(new LinkedHashMap<>(), new LinkedHashSet<>());
      for (int i = 0; i < texts.size(); i++) {
        look.add(texts.get(i), found.subList(i * width, (i + 1) * width));
      }
      return look;
    }

    private void add(String name, List<Object> counts) {
      Object present = counts.get(1);
      int type = counts.subList(2, counts.size()).indexOf(present);
      boolean none = present.equals(0L) || type < 0;
      types.put(name, none ? DataTypes.StringType : CANDIDATES.get(type));
      if (!counts.get(0).equals(present)) {
        spelled.add(name);
      }
    }

    DataType type(String name) {
      return types.getOrDefault(name, DataTypes.StringType);
    }
  }

  /** Looks at all columns of texts; what is hidden, and dates, only in features and the label. */
  static MissingMarkers of(Dataset<Row> table, StudyPlan plan) {
    List<String> missing = plan.data().missing();
    List<String> texts =
        Arrays.stream(table.schema().fields())
            .filter(field -> field.dataType() instanceof StringType)
            .map(StructField::name)
            .filter(name -> !name.startsWith(ReservedColumns.RESERVED))
            .toList();
    Look declared = Look.at(table, texts, missing);
    Map<String, String> expressions = new LinkedHashMap<>();
    Map<String, DataType> types = new LinkedHashMap<>();
    for (String name : texts) {
      DataType type = declared.type(name);
      // Numbers that are texts throughout are often names, such as postal codes.
      boolean isDate = isTime(type) && TableShape.isFeature(name, plan);
      if (declared.spelled.contains(name) || isDate) {
        types.put(name, type);
        expressions.put(name, cast(value(name, missing), type));
      }
    }
    Set<String> usual = new LinkedHashSet<>(missing);
    usual.addAll(USUAL);
    List<String> left =
        texts.stream()
            .filter(name -> declared.type(name) instanceof StringType)
            .filter(
                name ->
                    TableShape.isFeature(name, plan)
                        || plan.data().label().filter(name::equals).isPresent())
            .toList();
    Look others = Look.at(table, left, usual);
    List<String> hidden =
        left.stream()
            .filter(others.spelled::contains)
            .filter(name -> isTime(others.type(name)) || others.type(name) instanceof NumericType)
            .toList();
    return new MissingMarkers(expressions, types, words(table, hidden, usual));
  }

  private static Map<String, List<String>> words(
      Dataset<Row> table, List<String> columns, Collection<String> usual) {
    List<Column> sets =
        columns.stream()
            .map(
                name ->
                    functions.expr(
                        "concat_ws('\\n', collect_set(CASE WHEN %s IN (%s) THEN %s END))"
                            .formatted(text(name), literals(usual), text(name))))
            .toList();
    List<Object> found = ColumnSums.of(table, sets);
    Map<String, List<String>> words = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      words.put(columns.get(i), List.of(found.get(i).toString().split("\n")));
    }
    return words;
  }

  private static boolean isTime(DataType type) {
    return type instanceof DateType || type instanceof TimestampType;
  }

  private static String text(String name) {
    return "trim(CAST(%s AS STRING))".formatted(ReservedColumns.quoted(name));
  }

  private static String literals(Collection<String> words) {
    return words.stream()
        .map(word -> "'" + word.strip().replace("\\", "\\\\").replace("'", "\\'") + "'")
        .collect(joining(", "));
  }

  /** Also right where the same column comes without such a text, and so as a number. */
  private static String value(String name, Collection<String> missing) {
    String text = text(name);
    return missing.isEmpty()
        ? text
        : "CASE WHEN %s NOT IN (%s) THEN %s END".formatted(text, literals(missing), text);
  }

  private static String cast(String value, DataType type) {
    return type instanceof StringType ? value : "try_cast(%s AS %s)".formatted(value, type.sql());
  }

  /** The same, but null of a year or a time of day alone, which Spark takes as times, too. */
  private static String read(String value, DataType type) {
    return isTime(type)
        ? "CASE WHEN %s RLIKE '^%s%s$' THEN %s END"
            .formatted(
                value, ISO_DATE, type instanceof DateType ? "" : "([ T].+)?", cast(value, type))
        : cast(value, type);
  }

  Optional<String> expression(String column) {
    return Optional.ofNullable(expressions.get(column));
  }

  DataType type(String column) {
    return types.getOrDefault(column, DataTypes.StringType);
  }

  /** All texts that hide something, in the order of {@link #USUAL}. */
  List<String> hiding() {
    return hidden.values().stream()
        .flatMap(List::stream)
        .distinct()
        .sorted(Comparator.<String>comparingInt(USUAL::indexOf).thenComparing(word -> word))
        .toList();
  }

  /** Lines to be said. */
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
        "%s %s numbers or dates but for %s, and so each value is a category; data.missing = [%s]"
            .formatted(
                (names.size() == 1 ? "column " : "columns ") + listed,
                names.size() == 1 ? "holds" : "hold",
                words,
                words));
  }
}
