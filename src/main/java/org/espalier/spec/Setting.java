package org.espalier.spec;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.study.EntryPoint;
import org.jspecify.annotations.Nullable;

/**
 * Row of the {@link SettingTable}.
 *
 * @param path place in a study file, for example {@code budget.max-units}; only the name if it is
 *     in no study file
 * @param text description, of which the first sentence stands alone
 * @param uses type and default by entry point, of those that have the setting
 */
public record Setting(String path, String text, Map<EntryPoint, Use> uses) {

  /**
   * Setting of an entry point.
   *
   * @param usual default as a text; empty if there is none
   * @param as name at this entry point where it is another one: that of Spark's own param, or
   *     {@code folds} of a function
   */
  public record Use(SettingType type, Optional<String> usual, Optional<String> as) {}

  public Setting {
    uses = Collections.unmodifiableMap(new EnumMap<>(uses));
  }

  /** Unique name: the last part of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** Section of a study file; empty at its top. */
  public String section() {
    return path.substring(0, Math.max(0, path.lastIndexOf('.')));
  }

  /** Name in Java and Scala: {@code maxUnits}. */
  public String javaName() {
    List<String> words = List.of(name().split("-"));
    return Stream.concat(Stream.of(words.get(0)), words.stream().skip(1).map(Setting::withCapital))
        .collect(Collectors.joining());
  }

  private static String withCapital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  /** Name in Python's functions: {@code max_units}. */
  public String pythonName() {
    return Optional.ofNullable(uses.get(EntryPoint.FUNCTION))
        .flatMap(Use::as)
        .orElseGet(() -> name().replace('-', '_'));
  }

  /** Name that an entry point's users know. */
  public String name(EntryPoint entryPoint) {
    return entryPoint == EntryPoint.JOB ? path : use(entryPoint).as().orElseGet(this::javaName);
  }

  /** True if Spark's own class defines the param. */
  public boolean isSparks(EntryPoint entryPoint) {
    return entryPoint != EntryPoint.FUNCTION && use(entryPoint).as().isPresent();
  }

  /** First sentence of the description, without its full stop. */
  public String sentence() {
    int end = text.indexOf(". ");
    return end < 0 ? text.replaceFirst("\\.$", "") : text.substring(0, end);
  }

  public boolean isIn(EntryPoint entryPoint) {
    return uses.containsKey(entryPoint);
  }

  /**
   * Type at an entry point that has the setting.
   *
   * @throws IllegalArgumentException if it does not have it
   */
  public SettingType type(EntryPoint entryPoint) {
    return use(entryPoint).type();
  }

  /** Default at an entry point that has the setting, as a text; empty if there is none. */
  public Optional<String> defaultText(EntryPoint entryPoint) {
    return use(entryPoint).usual();
  }

  private Use use(EntryPoint entryPoint) {
    Use use = uses.get(entryPoint);
    if (use == null) {
      throw new IllegalArgumentException("%s is not a setting of %s.".formatted(path, entryPoint));
    }
    return use;
  }

  /**
   * Word that the number 0 stands for where an entry point takes values of Java's types; empty if 0
   * is a number like others, or stands for nothing.
   */
  public Optional<String> wordOfZero(EntryPoint entryPoint) {
    List<String> words = type(entryPoint).words();
    return words.isEmpty() || isSize(entryPoint) || typed(entryPoint).range().contains(0)
        ? Optional.empty()
        : Optional.of(words.get(words.size() - 1));
  }

  /** Type of the same values in Java: times are seconds, sizes texts, other words are left out. */
  private SettingType typed(EntryPoint entryPoint) {
    SettingType type = type(entryPoint);
    return switch (type.kind()) {
      case TIME -> SettingType.of("number > 0");
      case GAP -> SettingType.of("number >= 0");
      case SIZE -> type;
      default -> new SettingType(type.kind(), type.range(), type.names(), List.of());
    };
  }

  private boolean isText(EntryPoint entryPoint) {
    return type(entryPoint).kind() == SettingType.ValueKind.TEXT
        || type(entryPoint).kind() == SettingType.ValueKind.PLACE;
  }

  /** True for a size, which is a text with its unit at every entry point. */
  public boolean isSize(EntryPoint entryPoint) {
    return type(entryPoint).kind() == SettingType.ValueKind.SIZE;
  }

  /** Values of a size in words, with examples. */
  public String sizes(EntryPoint entryPoint) {
    return "%s, %s".formatted(type(entryPoint).expected(), type(entryPoint).example());
  }

  /** Description for users who give values of Java's types. */
  public String typedText(EntryPoint entryPoint) {
    String unit =
        switch (type(entryPoint).kind()) {
          case TIME -> ", in seconds";
          case GAP -> ", in the column's unit, for dates and timestamps in seconds";
          case SIZE -> "; " + sizes(entryPoint);
          case ONE_OF -> ": " + String.join(" | ", type(entryPoint).names());
          default -> "";
        };
    return sentence() + unit + wordOfZero(entryPoint).map("; 0: %s"::formatted).orElse("");
  }

  /** Problem with a value of one of Java's types, without the name of the setting. */
  public Optional<String> typedProblem(EntryPoint entryPoint, @Nullable Object value) {
    if (value == null) {
      return Optional.of("is null");
    }
    boolean isWord =
        isText(entryPoint)
            ? value instanceof String
            : wordOfZero(entryPoint).isPresent()
                && value instanceof Number zero
                && zero.doubleValue() == 0;
    if (isWord) {
      return Optional.empty();
    }
    return withZero(entryPoint)
                .read(value, value instanceof String ? "'%s'".formatted(value) : value.toString())
            instanceof SettingType.Refused refused
        ? Optional.of(
            refused.right().isEmpty()
                    || (refused.right().startsWith("for example") && !isSize(entryPoint))
                ? refused.wrong()
                : refused.wrong() + "; " + refused.right())
        : Optional.empty();
  }

  /** Values that are right in Java, in words. */
  public String typedExpected(EntryPoint entryPoint) {
    return withZero(entryPoint).expected();
  }

  private SettingType withZero(EntryPoint entryPoint) {
    SettingType typed = typed(entryPoint);
    return new SettingType(
        typed.kind(),
        typed.range(),
        typed.names(),
        wordOfZero(entryPoint).isPresent() ? List.of("0") : typed.words());
  }

  /** Value of one of Java's types as {@link SettingValues} has it. */
  public Object ofTyped(EntryPoint entryPoint, Object value) {
    Optional<String> word =
        value instanceof Number zero && zero.doubleValue() == 0
            ? wordOfZero(entryPoint)
            : Optional.of("none").filter(none -> "".equals(value) && isText(entryPoint));
    if (word.isPresent()) {
      return word.get();
    }
    if (value instanceof Number number) {
      return switch (type(entryPoint).kind()) {
        case TIME -> Duration.ofNanos((long) (number.doubleValue() * 1e9));
        case NUMBER, GAP -> number.doubleValue();
        default -> number.longValue();
      };
    }
    return isSize(entryPoint) && type(entryPoint).read(value, "") instanceof SettingType.Value size
        ? size.value()
        : value;
  }

  /** Default as a value of one of Java's types; empty if there is none. */
  public Optional<Object> typedUsual(EntryPoint entryPoint) {
    SettingType type = type(entryPoint);
    String usual = defaultText(entryPoint).orElse("");
    return !isUnset(entryPoint, usual) && type.read(usual, usual) instanceof SettingType.Value value
        ? Optional.of(isSize(entryPoint) ? usual : typedOf(entryPoint, value.value()))
        : Optional.empty();
  }

  /** True for a word that leaves the setting without a value in Java. */
  public boolean isUnset(EntryPoint entryPoint, Object value) {
    return value instanceof String word
        && type(entryPoint).words().contains(word)
        && !isText(entryPoint)
        && !isSize(entryPoint)
        && !wordOfZero(entryPoint).filter(word::equals).isPresent();
  }

  /** Value of {@link SettingValues} as one of Java's types. */
  public Object typedOf(EntryPoint entryPoint, Object value) {
    if (isSize(entryPoint)) {
      return value instanceof Long bytes ? SettingType.sizeText(bytes) : value;
    }
    if (value instanceof String word && type(entryPoint).words().contains(word)) {
      return isText(entryPoint) ? "" : typedNumber(entryPoint, 0);
    }
    if (value instanceof Duration time) {
      return time.toNanos() / 1e9;
    }
    return value instanceof Long whole ? typedNumber(entryPoint, whole) : value;
  }

  private Object typedNumber(EntryPoint entryPoint, long number) {
    SettingType typed = typed(entryPoint);
    if (typed.kind() == SettingType.ValueKind.NUMBER) {
      return (double) number;
    }
    return typed.isLong() ? (Object) number : (Object) (int) number;
  }
}
