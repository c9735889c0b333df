package org.espalier.spark.data.table;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.espalier.spark.ColumnNames;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.DataPlan;

/**
 * Columns derived before learning, in SQL that every Spark version reads: parts of dates, fields of
 * nested columns, elements of arrays, and values of columns with texts that mark missing ones.
 *
 * <p>The saved model begins with {@link #statement}, and so accepts the table in its original form.
 *
 * @param derived by source column, the expressions of the columns derived from it, by their names
 * @param replaced expressions of columns that are not features, by the column that they replace
 * @param hiding undeclared texts for missing values, which hide the type of the other values
 * @param notes for the user, one per line
 */
public record TableShape(
    Map<String, Map<String, String>> derived,
    Map<String, String> replaced,
    List<String> hiding,
    List<String> notes) {

  public TableShape {
    derived = Collections.unmodifiableMap(new LinkedHashMap<>(derived));
    replaced = Collections.unmodifiableMap(new LinkedHashMap<>(replaced));
    hiding = List.copyOf(hiding);
    notes = List.copyOf(notes);
  }

  /**
   * Derives the shape from the schema and the rows of a table.
   *
   * @param table table to read; its reserved columns are left out
   */
  public static TableShape of(Dataset<Row> table, StudyPlan study) {
    MissingMarkers spellings = MissingMarkers.of(table, study);
    Map<String, Map<String, String>> derived = new LinkedHashMap<>();
    Map<String, String> replaced = new LinkedHashMap<>();
    ColumnParts parts = new ColumnParts(lengths(table));
    for (StructField field : table.schema().fields()) {
      String name = field.name();
      if (name.startsWith(ReservedColumns.RESERVED)) {
        continue;
      }
      Optional<MissingMarkers.Value> spelled = Optional.ofNullable(spellings.values().get(name));
      if (!isFeature(name, study)) {
        spelled.ifPresent(value -> replaced.put(name, value.sql()));
      } else if (study.features().isChosen()) { // otherwise the study's own stages read the column
        MissingMarkers.Value value =
            spelled.orElse(new MissingMarkers.Value(ColumnNames.quoted(name), field.dataType()));
        Map<String, String> made = parts.expressions(name, value.sql(), value.type());
        if (spelled.isPresent() || !made.isEmpty()) {
          derived.put(name, made);
        }
      }
    }
    boolean chosen = study.features().isChosen();
    return new TableShape(
        derived,
        replaced,
        chosen ? spellings.hiding() : List.of(),
        chosen ? spellings.notes() : List.of());
  }

  /** Returns true if a column of the source is a feature. */
  static boolean isFeature(String column, StudyPlan study) {
    DataPlan plan = study.data();
    return !plan.target().label().equals(Optional.of(column))
        && !plan.ignore().contains(column)
        && !plan.roles().columns().contains(column)
        && study.folds().column().filter(column::equals).isEmpty();
  }

  /** Returns the largest number of elements of each array or binary value, nested ones included. */
  private static Map<String, Integer> lengths(Dataset<Row> table) {
    List<String> paths = ColumnParts.sequences(table.schema());
    Map<String, Integer> lengths = new LinkedHashMap<>();
    if (paths.isEmpty()) {
      return lengths;
    }
    List<Column> longest =
        paths.stream().map(path -> functions.expr("max(%s)".formatted(path))).toList();
    List<Object> found = ColumnSums.of(table, longest);
    for (int i = 0; i < paths.size(); i++) {
      lengths.put(paths.get(i), found.get(i) instanceof Integer length ? length : 0);
    }
    return lengths;
  }

  /** Returns the table with derived and replaced columns. */
  public Dataset<Row> apply(Dataset<Row> table) {
    if (derived.isEmpty() && replaced.isEmpty()) {
      return table;
    }
    Dataset<Row> replacedTable = table;
    for (Map.Entry<String, String> one : replaced.entrySet()) {
      replacedTable = replacedTable.withColumn(one.getKey(), functions.expr(one.getValue()));
    }
    List<Column> all = new ArrayList<>(List.of(functions.col("*")));
    made().forEach((name, sql) -> all.add(functions.expr(sql).as(name)));
    return replacedTable.select(all.toArray(Column[]::new));
  }

  /** Returns the column that a feature derives from, or the feature itself. */
  public String source(String feature) {
    return derived.entrySet().stream()
        .filter(made -> made.getValue().containsKey(feature))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(feature);
  }

  /** Returns the names of the columns derived from a column; empty if it stays unchanged. */
  List<String> madeOf(String column) {
    return List.copyOf(derived.getOrDefault(column, Map.of()).keySet());
  }

  /** Returns the columns of dates or times from which features are derived. */
  public List<String> dates() {
    return derived.keySet().stream()
        .filter(name -> madeOf(name).contains(ReservedColumns.made(name + ".days")))
        .toList();
  }

  /** Returns the statement of an {@code SQLTransformer}; empty if no feature is derived. */
  public Optional<String> statement() {
    if (derived.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder select = new StringBuilder("SELECT *");
    made()
        .forEach(
            (name, sql) ->
                select.append(", ").append(sql).append(" AS ").append(ColumnNames.quoted(name)));
    return Optional.of(select.append(" FROM __THIS__").toString());
  }

  private Map<String, String> made() {
    Map<String, String> made = new LinkedHashMap<>();
    derived.values().forEach(made::putAll);
    return made;
  }
}
