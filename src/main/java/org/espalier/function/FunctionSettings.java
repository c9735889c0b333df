package org.espalier.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.search.Refinement;
import org.espalier.settings.WrittenPlan;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingValues;
import org.espalier.study.Door;

/**
 * Settings of a study of a function, by name; unchecked until {@link #problems()} is empty.
 *
 * @param values those that have a default or were set
 */
record FunctionSettings(Map<String, Object> values) {

  /** Defaults; a limit of 0 is none. */
  static final FunctionSettings USUAL = new FunctionSettings(usual());

  FunctionSettings {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  private static Map<String, Object> usual() {
    Map<String, Object> usual = new LinkedHashMap<>();
    usual.put("space", new FunctionSpace());
    usual.put("startPoints", List.of());
    usual.put("then", List.of());
    usual.put("simplicity", List.of());
    for (Setting setting : SettingTable.of(Door.FUNCTION)) {
      setting
          .typedUsual(Door.FUNCTION)
          .filter(value -> setting.type(Door.FUNCTION).isScalar())
          .ifPresent(value -> usual.put(setting.name(Door.FUNCTION), value));
    }
    return usual;
  }

  /** Values of the table's settings that were set. */
  SettingValues checked() {
    Map<String, Object> given = new LinkedHashMap<>();
    for (Setting setting : SettingTable.of(Door.FUNCTION)) {
      Object value = values.get(setting.name(Door.FUNCTION));
      if (value != null
          && setting.type(Door.FUNCTION).isScalar()
          && !isUsual(setting.name(Door.FUNCTION))) {
        given.put(setting.name(), setting.ofTyped(Door.FUNCTION, value));
      }
    }
    return new SettingValues(Door.FUNCTION, given);
  }

  /** Plan with given values, in its written form. */
  WrittenPlan plan(SettingValues given) {
    return new WrittenPlan(given, space().space(), startPoints(), then(), simplicity());
  }

  static FunctionSettings of(WrittenPlan plan) {
    Map<String, Object> values = new LinkedHashMap<>(USUAL.values);
    plan.values()
        .values()
        .forEach(
            (name, value) -> {
              Setting setting = SettingTable.get(name);
              if (setting.isUnset(Door.FUNCTION, value)) {
                values.remove(setting.name(Door.FUNCTION));
              } else {
                values.put(setting.name(Door.FUNCTION), setting.typedOf(Door.FUNCTION, value));
              }
            });
    values.put("space", FunctionSpace.of(plan.space()));
    values.put("startPoints", plan.points());
    values.put("then", plan.then());
    values.put("simplicity", plan.simplicity());
    return new FunctionSettings(values);
  }

  FunctionSettings with(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new FunctionSettings(changed);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  FunctionSpace space() {
    return (FunctionSpace) value("space");
  }

  String text(String name) {
    return String.valueOf(value(name));
  }

  int whole(String name) {
    return ((Number) value(name)).intValue();
  }

  long seed() {
    return ((Number) value("seed")).longValue();
  }

  double real(String name) {
    return ((Number) value(name)).doubleValue();
  }

  /** True if a setting has its default, or neither a value nor a default. */
  boolean isUsual(String name) {
    return Objects.equals(values.get(name), USUAL.values().get(name));
  }

  List<Refinement> then() {
    return ((List<?>) value("then")).stream().map(Refinement.class::cast).toList();
  }

  /** Names of parameters, of which less is simpler or, after a minus, more. */
  List<String> simplicity() {
    return ((List<?>) value("simplicity")).stream().map(String::valueOf).toList();
  }

  List<Map<String, Object>> startPoints() {
    List<Map<String, Object>> points = new ArrayList<>();
    for (Object point : (List<?>) value("startPoints")) {
      if (point instanceof Map<?, ?> given) {
        Map<String, Object> copy = new LinkedHashMap<>();
        given.forEach((name, value) -> copy.put(String.valueOf(name), value));
        points.add(copy);
      }
    }
    return points;
  }

  private Object value(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("There is no setting '%s'.".formatted(name));
    }
    return value;
  }

  List<String> problems() {
    return new FunctionProblems(this).all();
  }
}
