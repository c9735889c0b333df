package org.espalier.spec;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.espalier.study.EntryPoint;

/**
 * Values of settings by name, as they come from one entry point; a setting that was not given, or
 * was wrong, has its default there.
 *
 * @param values values as {@link SettingType.Value} has them
 */
public record SettingValues(EntryPoint entryPoint, Map<String, Object> values) {

  public SettingValues {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Values of all settings that have one, also those with their defaults; not the word none. */
  public SettingValues effective() {
    Map<String, Object> all = new LinkedHashMap<>();
    for (Setting setting : SettingTable.of(entryPoint)) {
      value(setting.name())
          .filter(
              value -> setting.type(entryPoint).isScalar() && !setting.isUnset(entryPoint, value))
          .ifPresent(value -> all.put(setting.name(), value));
    }
    return new SettingValues(entryPoint, all);
  }

  /**
   * Values that a program gave, of those settings that are one value.
   *
   * @param given values by the names of the entry point
   */
  public static SettingValues ofTyped(
      EntryPoint entryPoint, Function<String, Optional<Object>> given) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Setting setting : SettingTable.of(entryPoint)) {
      if (setting.type(entryPoint).isScalar()) {
        given
            .apply(setting.name(entryPoint))
            .ifPresent(value -> values.put(setting.name(), setting.ofTyped(entryPoint, value)));
      }
    }
    return new SettingValues(entryPoint, values);
  }

  /**
   * Gives each value to a program by its name at the entry point, or says that it is unset there.
   */
  public void typed(BiConsumer<String, Object> set, Consumer<String> unset) {
    values.forEach(
        (name, value) -> {
          Setting setting = SettingTable.get(name);
          if (setting.isUnset(entryPoint, value)) {
            unset.accept(setting.name(entryPoint));
          } else {
            set.accept(setting.name(entryPoint), setting.typedOf(entryPoint, value));
          }
        });
  }

  /** Defaults of an entry point by their names there; without those of Spark's own params. */
  public static Map<String, Object> typedUsual(EntryPoint entryPoint) {
    Map<String, Object> usual = new LinkedHashMap<>();
    for (Setting setting : SettingTable.of(entryPoint)) {
      if (setting.type(entryPoint).isScalar() && !setting.isSparks(entryPoint)) {
        setting
            .typedUsual(entryPoint)
            .ifPresent(value -> usual.put(setting.name(entryPoint), value));
      }
    }
    return usual;
  }

  public SettingValues without(Set<String> names) {
    Map<String, Object> rest = new LinkedHashMap<>(values);
    rest.keySet().removeAll(names);
    return new SettingValues(entryPoint, rest);
  }

  /**
   * Value; empty if the setting has none and no default, or the entry point has no such setting.
   */
  private Optional<Object> value(String name) {
    Object value = values.get(name);
    if (value != null) {
      return Optional.of(value);
    }
    Setting setting = SettingTable.get(name);
    return setting.isIn(entryPoint)
        ? setting
            .defaultText(entryPoint)
            .map(usual -> setting.type(entryPoint).read(usual, usual))
            .filter(SettingType.Value.class::isInstance)
            .map(read -> ((SettingType.Value) read).value())
        : Optional.empty();
  }

  private <T> Optional<T> value(String name, Class<T> type) {
    return value(name).filter(type::isInstance).map(type::cast);
  }

  /** True if the value is the given word, such as {@code auto}. */
  public boolean is(String name, String word) {
    return value(name).filter(word::equals).isPresent();
  }

  /** Text; empty if the value is a word in place of one. */
  public Optional<String> text(String name) {
    return value(name, String.class)
        .filter(text -> !SettingTable.get(name).type(entryPoint).words().contains(text));
  }

  /** Constant of a name. */
  public <E extends Enum<E>> E constant(String name, Class<E> type) {
    return EnumNames.constant(type, value(name, String.class).orElseThrow());
  }

  /**
   * Constant of a setting; {@code otherwise} where the entry point lacks it or it has no constant.
   */
  <E extends Enum<E>> E constant(String name, E otherwise) {
    return text(name)
        .map(word -> EnumNames.constant(otherwise.getDeclaringClass(), word))
        .orElse(otherwise);
  }

  /** Whole number; empty if there is none, or a word in its place. */
  public OptionalLong longOrNone(String name) {
    return value(name, Long.class).stream().mapToLong(Long::longValue).findFirst();
  }

  /** Whole number of 32 bits; empty if there is none, or a word in its place. */
  public OptionalInt intOrNone(String name) {
    return longOrNone(name).stream()
        .mapToInt(n -> (int) Math.min(n, Integer.MAX_VALUE))
        .findFirst();
  }

  /** Whole number of 32 bits; 0 if there is none, or a word in its place. */
  public int whole(String name) {
    return intOrNone(name).orElse(0);
  }

  /** Number; empty if there is none, or a word in its place. */
  public OptionalDouble number(String name) {
    return value(name, Double.class).stream().mapToDouble(Double::doubleValue).findFirst();
  }

  public boolean truth(String name) {
    return value(name, Boolean.class).orElse(false);
  }

  /** Time; empty if there is none, or a word in its place. */
  public Optional<Duration> time(String name) {
    return value(name, Duration.class);
  }
}
