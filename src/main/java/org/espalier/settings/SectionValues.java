package org.espalier.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.espalier.plan.EnumNames;
import org.espalier.plan.problem.Suggestion;

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

  /** Value that is one of a few names; empty text after a problem. */
  String oneOf(String key, List<String> names) {
    return oneOf(key, names, word -> Suggestion.nearest(word, names));
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

  /**
   * Value that is one of an enum's constants, spelled with dashes.
   *
   * @param harmless value after a problem
   */
  <E extends Enum<E>> E oneOf(String key, E harmless) {
    Class<E> type = harmless.getDeclaringClass();
    String name = oneOf(key, EnumNames.all(type));
    return name.isEmpty() ? harmless : EnumNames.constant(type, name);
  }

  boolean truth(String key) {
    Optional<String> text = value(key).filter(SectionValues::isPlain).map(ReadingContext::text);
    if (!Set.of("true", "false").contains(text.orElse(""))) {
      mustBe(key, "true or false", Suggestion.truth(text.orElse("")));
    }
    return text.orElse("").equals("true");
  }

  /** A whole number; min after a problem. */
  long whole(String key, long min, long max) {
    Optional<BigDecimal> number = value(key).flatMap(ReadingContext::number);
    if (number.isEmpty() || number.get().stripTrailingZeros().scale() > 0) {
      String meant = meant(key, "");
      mustBe(key, "a whole number", meant.contains(".") ? "" : meant);
      return min;
    }
    if (number.get().compareTo(BigDecimal.valueOf(min)) < 0) {
      mustBe(key, "a whole number of at least %,d".formatted(min));
      return min;
    }
    if (number.get().compareTo(BigDecimal.valueOf(max)) > 0) {
      mustBe(key, "a whole number of at most %,d".formatted(max));
      return min;
    }
    return number.get().longValueExact();
  }

  int whole(String key, int min) {
    return (int) whole(key, min, Integer.MAX_VALUE);
  }

  /** True if a setting is the given keyword instead of a value. */
  boolean says(String key, String word) {
    words.computeIfAbsent(key, k -> new ArrayList<>()).add(word);
    return value(key).filter(value -> word.equals(value.unwrapped())).isPresent();
  }

  /** True if a setting is a finite number, or a text that reads as one. */
  boolean isNumber(String key) {
    return value(key).flatMap(ReadingContext::number).isPresent();
  }

  /** A finite number. */
  Optional<BigDecimal> number(String key) {
    Optional<BigDecimal> number = value(key).flatMap(ReadingContext::number);
    if (number.isEmpty()) {
      mustBe(key, "a finite number", meant(key, ""));
    }
    return number;
  }

  /**
   * Share of a whole; 0 after a problem.
   *
   * @param allowed whether a number is such a share
   * @param what each share must be
   */
  double share(String key, DoublePredicate allowed, String what) {
    Optional<BigDecimal> number = value(key).flatMap(ReadingContext::number);
    double share = number.map(BigDecimal::doubleValue).orElse(-1.0);
    if (number.isEmpty() || !allowed.test(share)) {
      boolean percent = share > 1 && share < 100 && share == Math.rint(share);
      String meant = meant(key, percent ? "%" : "");
      mustBe(key, what, meant.isEmpty() ? "for example 0.2" : meant);
      return 0;
    }
    return share;
  }

  /** What a value in place of a number probably stands for; empty if nothing is known. */
  private String meant(String key, String unit) {
    return value(key)
        .filter(SectionValues::isPlain)
        .map(value -> Suggestion.number(ReadingContext.text(value) + unit))
        .orElse("");
  }

  /** A number above zero; empty after a problem. */
  OptionalDouble positive(String key) {
    Optional<BigDecimal> number =
        value(key).flatMap(ReadingContext::number).filter(given -> given.signum() > 0);
    if (number.isEmpty()) {
      mustBe(key, "a number above zero", "for example 0.05");
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(number.get().doubleValue());
  }

  /** A length of time above zero; empty after a problem. */
  Optional<Duration> duration(String key) {
    return withUnit(
        key,
        Config::getDuration,
        time -> !time.isZero() && !time.isNegative(),
        "a time above zero with its unit",
        "for example 90 s, 30 m or 2 h");
  }

  /** A size in bytes above zero; empty after a problem. */
  OptionalLong bytes(String key) {
    return withUnit(
            key,
            Config::getBytes,
            bytes -> bytes > 0,
            "a size above zero with its unit",
            "for example 512 MiB or 2 GiB")
        .stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  private <T> Optional<T> withUnit(
      String key,
      BiFunction<Config, String, T> read,
      Predicate<T> positive,
      String what,
      String example) {
    Optional<ConfigValue> value = value(key);
    try {
      Optional<T> amount =
          value
              .filter(given -> isPlain(given) && ReadingContext.number(given).isEmpty())
              .map(given -> read.apply(given.atKey(key), key))
              .filter(positive);
      if (amount.isPresent()) {
        return amount;
      }
    } catch (ConfigException malformed) {
      // Reported below, in our own words.
    }
    mustBe(key, what, example);
    return Optional.empty();
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

  /** A value as messages show it. */
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
