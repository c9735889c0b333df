package org.espalier.spark.data.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.rows.DataPlan;

/** Matching of a table's schema with the columns that a plan names. */
record ColumnsReading(
    Map<String, StructField> fields,
    StructType schema,
    TableShape shape,
    StudyPlan study,
    DataPlan plan,
    DataProblems problems) {

  static ColumnsReading of(
      StructType schema, TableShape shape, StudyPlan study, DataProblems problems) {
    Map<String, StructField> fields = new LinkedHashMap<>();
    Arrays.stream(schema.fields())
        .filter(field -> !field.name().startsWith(ReservedColumns.RESERVED))
        .forEach(field -> fields.put(field.name(), field));
    return new ColumnsReading(fields, schema, shape, study, study.data(), problems);
  }

  Columns columns() {
    Optional<StructField> label =
        plan.target().label().flatMap(name -> Columns.role(fields, "label", name, problems));
    Set<String> ignored = known("data.ignore", plan.ignore());
    plan.target()
        .label()
        .filter(ignored::contains)
        .ifPresent(
            name ->
                problems.add(
                    "data.ignore",
                    "'%s' is the label".formatted(name),
                    "leave it out of the list"));
    List<StructField> features = features();
    if (features.isEmpty()) {
      problems.add(
          "data.ignore",
          "no column is left to learn from",
          plan.target()
              .label()
              .map("keep at least one besides label '%s'"::formatted)
              .orElse("at least one"));
    }
    study
        .folds()
        .column()
        .filter(name -> !fields.containsKey(name))
        .ifPresent(name -> unknown("folds.fold-column", name));
    return new Columns(label, features, roles(), key(), sorted(hashable()));
  }

  private List<StructField> features() {
    List<StructField> features = new ArrayList<>();
    for (StructField field : fields.values()) {
      if (!TableShape.isFeature(field.name(), study)) {
        continue;
      }
      List<String> made = shape.madeOf(field.name());
      if (study.features().isChosen()
          && made.isEmpty()
          && Columns.kind(field.dataType()).isEmpty()) {
        problems.add(
            "data.ignore",
            "column '%s' is of type %s, which cannot be a feature"
                .formatted(field.name(), typeName(field)),
            "ignore it, or convert it to a number, text, date, vector or short array");
      }
      if (made.isEmpty()) {
        features.add(field);
      }
      made.forEach(name -> features.add(schema.apply(name)));
    }
    return features;
  }

  private Map<String, StructField> roles() {
    Map<String, StructField> roles = new LinkedHashMap<>();
    plan.roles()
        .named()
        .forEach(
            (role, column) ->
                Columns.role(fields, role, column, problems)
                    .ifPresent(field -> roles.put(role, field)));
    return roles;
  }

  private List<StructField> key() {
    Set<String> declared = known("data.key", plan.rowKey().key());
    Optional<StructField> group = plan.roles().group().map(fields::get);
    if (group.isPresent()) {
      return List.of(group.get());
    }
    List<StructField> key = new ArrayList<>();
    for (StructField field : fields.values()) {
      if (!plan.rowKey().key().isEmpty() && !declared.contains(field.name())) {
        continue;
      }
      if (RowHash.covers(field.dataType())) {
        key.add(field);
      } else {
        problems.add(
            "data.key",
            "column '%s' of type %s cannot be hashed".formatted(field.name(), typeName(field)),
            "name other columns that tell rows apart");
      }
    }
    return sorted(key);
  }

  private List<StructField> hashable() {
    return fields.values().stream().filter(field -> RowHash.covers(field.dataType())).toList();
  }

  private Set<String> known(String path, List<String> names) {
    names.stream().filter(name -> !fields.containsKey(name)).forEach(n -> unknown(path, n));
    Set<String> known = new LinkedHashSet<>(names);
    known.retainAll(fields.keySet());
    return known;
  }

  private void unknown(String path, String name) {
    Columns.unknown(fields, path, name, problems);
  }

  private static List<StructField> sorted(List<StructField> unsorted) {
    return unsorted.stream().sorted(Comparator.comparing(StructField::name)).toList();
  }

  private static String typeName(StructField field) {
    return field.dataType().simpleString();
  }
}
