package org.espalier.hocon;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingType;
import org.espalier.spec.Suggestion;
import org.espalier.study.EntryPoint;

/** Single values of a section of the settings: texts, names, numbers, durations and sizes. */
abstract class SectionValues {

  protected final ReadingContext reading;
  protected final String path;
  protected final ConfigObject values;

  /** Keywords that a setting takes instead of a value, by its key. */
  private final Map<String, List<String>> words = new HashMap<>();

  SectionValues(ReadingContext reading, String path, ConfigObject values) {
    this.reading = reading;
    this.path = path;
    this.values = values;
  }

  static String join(String section, String key) {
    return section.isEmpty() ? key : section + "." + key;
  }

  String path(String key) {
    return join(path, key);
  }

  void problem(String key, String wrong, String right) {
    reading.problem(path(key), wrong, right);
  }

  /** A value of any type; empty if it is not set, or set to null. */
  Optional<ConfigValue> value(String key) {
    reading.asks(path, key);
    return Optional.ofNullable(values.get(key))
        .filter(value -> value.valueType() != ConfigValueType.NULL);
  }

  /**
   * A value of any type; a problem if it is not set.
   *
   * @param example a line that would be right
   */
  Optional<ConfigValue> required(String key, String example) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      problem(key, "is missing", example);
    }
    return value;
  }

  boolean isSet(String key) {
    return value(key).isPresent();
  }

  /** Value of a setting of the table; empty if it is not set, or after a problem. */
  Optional<Object> read(Setting setting) {
    boolean isDue =
        reading.entryPoint() == EntryPoint.JOB && setting.defaultText(EntryPoint.JOB).isPresent();
    return isSet(setting.name()) || isDue
        ? read(setting.name(), setting.type(reading.entryPoint()))
        : Optional.empty();
  }

  /** Value of a type; empty after a problem, of which a missing value is one. */
  Optional<Object> read(String key, SettingType type) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      problem(key, "is missing", "give " + type.expected());
      return Optional.empty();
    }
    Object raw = isPlain(value.get()) ? ReadingContext.text(value.get()) : value.get().unwrapped();
    SettingType.Read read = type.read(raw, shown(key, value.get()));
    if (read instanceof SettingType.Refused refused) {
      Optional<String> meant = Shorthand.meant(path, key, String.valueOf(raw));
      problem(key, refused.wrong(), meant.orElse(refused.right()));
      return Optional.empty();
    }
    return Optional.of(((SettingType.Value) read).value());
  }

  /** A text, or a number taken as one; not empty. */
  Optional<String> text(String key) {
    return value(key).flatMap(value -> text(key, value));
  }

  String requiredText(String key, String example) {
    return required(key, example).flatMap(value -> text(key, value, example)).orElse("");
  }

  final Optional<String> text(String key, ConfigValue value) {
    return text(key, value, "");
  }

  private Optional<String> text(String key, ConfigValue value, String right) {
    if (!isPlain(value)) {
      problem(key, "must be a text, but is " + shown(key, value), right);
      return Optional.empty();
    }
    if (ReadingContext.text(value).isBlank()) {
      problem(key, "is empty", right.isEmpty() ? "give a text, or leave it out" : right);
      return Optional.empty();
    }
    return Optional.of(ReadingContext.text(value));
  }

  /**
   * One of a few names; empty text after a problem.
   *
   * @param meant the name that another word probably stands for
   */
  String oneOf(String key, List<String> names, Function<String, Optional<String>> meant) {
    Optional<String> text = text(key);
    if (text.isPresent() && !names.contains(text.get())) {
      problem(
          key,
          "must be %s, but is '%s'".formatted(Suggestion.anyOf(names), text.get()),
          meant.apply(text.get()).map("did you mean '%s'?"::formatted).orElse(""));
      return "";
    }
    if (text.isEmpty() && value(key).isEmpty()) {
      mustBe(key, Suggestion.anyOf(names));
    }
    return text.orElse("");
  }

  /** True if a setting is the given keyword instead of a value. */
  boolean isKeyword(String key, String word) {
    words.computeIfAbsent(key, k -> new ArrayList<>()).add(word);
    return value(key).filter(value -> word.equals(value.unwrapped())).isPresent();
  }

  /** A finite number. */
  Optional<BigDecimal> number(String key) {
    Optional<String> text = value(key).filter(SectionValues::isPlain).map(ReadingContext::text);
    Optional<BigDecimal> number = text.flatMap(SettingType::decimal);
    if (number.isEmpty()) {
      mustBe(key, "a finite number", text.map(Suggestion::number).orElse(""));
    }
    return number;
  }

  /** A number above zero; empty after a problem. */
  Optional<Double> positive(String key) {
    return read(key, SettingType.of("number > 0")).map(Double.class::cast);
  }

  void mustBe(String key, String what) {
    mustBe(key, what, "");
  }

  final void mustBe(String key, String what, String right) {
    Optional<ConfigValue> value = Optional.ofNullable(values.get(key));
    List<String> alternatives = new ArrayList<>(words.getOrDefault(key, List.of()));
    String word =
        value
            .filter(SectionValues::isPlain)
            .flatMap(given -> Suggestion.nearest(ReadingContext.text(given), alternatives))
            .map("did you mean '%s'?"::formatted)
            .orElse(right);
    alternatives.add(what);
    String all = Suggestion.anyOf(alternatives);
    if (value.isEmpty()) {
      problem(key, "is missing", right.isEmpty() ? "give " + all : right);
    } else {
      problem(key, "must be %s, but is %s".formatted(all, shown(key, value.get())), word);
    }
  }

  String shown(String key, ConfigValue value) {
    return reading.shown(path(key), value);
  }

  static boolean isPlain(ConfigValue value) {
    return switch (value.valueType()) {
      case STRING, NUMBER, BOOLEAN -> true;
      case OBJECT, LIST, NULL -> false;
    };
  }
}
