package org.espalier.spec;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Type of a setting: which values it takes, and the words it takes in place of one.
 *
 * @param kind kind of the values
 * @param range range of the numbers; all numbers for other kinds. The range of {@code whole}
 *     numbers ends with 32 bits, the range of {@code long} ones does not
 * @param names names of {@link ValueKind#ONE_OF}; none for other kinds
 * @param words words that stand for no value, or for one that is found later: {@code none}, {@code
 *     auto} or {@code all}
 */
public record SettingType(
    ValueKind kind, NumberRange range, List<String> names, List<String> words) {

  /** Kind of values, with the class of a value that was read. */
  public enum ValueKind {
    /** Long. */
    WHOLE,
    /** Double. */
    NUMBER,
    /** Boolean. */
    TRUTH,
    /** String, one of a few. */
    ONE_OF,
    /** String that is not empty. */
    TEXT,
    /** String: path of a file, a folder or a table. */
    PLACE,
    /** Duration above zero. */
    TIME,
    /** Double of at least 0: a number in some unit, or a time in seconds. */
    GAP,
    /** Long: bytes, above zero. */
    SIZE,
    /** List of texts. */
    TEXTS,
    /** Sections and lists that have a reader of their own. */
    OTHER,
    /** Live object of a program, which has no text. */
    OBJECT
  }

  /** Result of {@link #read}. */
  public sealed interface Read {}

  /** Value of the class of its {@link ValueKind}, or one of the words. */
  public record Value(Object value) implements Read {}

  /** Refusal: the end of a problem's line. */
  public record Refused(String wrong, String right) implements Read {}

  private static final String NAME = "[a-z][a-z0-9-]*";

  private static final Pattern TEXT =
      Pattern.compile(
          "(?:one of (?<names>%1$s(?:, %1$s)*)|(?<kind>[a-z]+(?: by name)?))".formatted(NAME)
              + "(?: (?<relation>>=|>) (?<low>-?\\d+)"
              + "| in (?<open>[\\[(])(?<from>\\d+), (?<to>\\d+)(?<close>[\\])]))?"
              + "(?<words>(?: or [a-z]+)*)");

  public SettingType {
    names = List.copyOf(names);
    words = List.copyOf(words);
  }

  /**
   * Type of a text of the table, for example {@code whole >= 1 or none}, {@code number in [0, 1)}
   * or {@code one of rows, folds}.
   */
  public static SettingType of(String text) {
    Matcher type = TEXT.matcher(text);
    if (!type.matches()) {
      throw new IllegalArgumentException("'%s' is not a type of a setting.".formatted(text));
    }
    List<String> words = List.of(type.group("words").strip().split("(^or | or )"));
    List<String> given = words.stream().filter(word -> !word.isEmpty()).toList();
    NumberRange range = NumberRange.ALL;
    if (type.group("low") != null) {
      range =
          new NumberRange(
              Double.parseDouble(type.group("low")),
              type.group("relation").equals(">"),
              Double.POSITIVE_INFINITY,
              true);
    } else if (type.group("from") != null) {
      range =
          new NumberRange(
              Double.parseDouble(type.group("from")),
              type.group("open").equals("("),
              Double.parseDouble(type.group("to")),
              type.group("close").equals(")"));
    }
    String kind = Objects.requireNonNullElse(type.group("kind"), "one of");
    return switch (kind) {
      case "one of" ->
          new SettingType(ValueKind.ONE_OF, range, List.of(type.group("names").split(", ")), given);
      case "whole" -> new SettingType(ValueKind.WHOLE, range.of32Bits(), List.of(), given);
      case "long" -> new SettingType(ValueKind.WHOLE, range, List.of(), given);
      case "sampler" -> new SettingType(ValueKind.ONE_OF, range, Strategies.samplers(), given);
      case "scheduler" -> new SettingType(ValueKind.ONE_OF, range, Strategies.schedulers(), given);
      case "number", "truth", "text", "place", "time", "gap", "size", "texts" ->
          new SettingType(EnumNames.constant(ValueKind.class, kind), range, List.of(), given);
      case "dataset", "maps" -> new SettingType(ValueKind.OBJECT, range, List.of(), given);
      default -> new SettingType(ValueKind.OTHER, range, List.of(), given);
    };
  }

  /** True if whole numbers may have more than 32 bits. */
  public boolean isLong() {
    return kind == ValueKind.WHOLE && range.to() > Integer.MAX_VALUE;
  }

  /** True for a single value, false for one with settings or texts within it. */
  public boolean isScalar() {
    return kind.compareTo(ValueKind.TEXTS) < 0;
  }

  /** Values that are right, in words. */
  public String expected() {
    List<String> all = new ArrayList<>(words);
    switch (kind) {
      case WHOLE -> all.add(("a whole number " + range.text()).strip());
      case NUMBER ->
          all.add(range.equals(NumberRange.ALL) ? "a finite number" : "a number " + range.text());
      case TRUTH -> all.add("true or false");
      case ONE_OF -> all.addAll(names);
      case TEXT -> all.add("a text");
      case PLACE -> all.add("a path");
      case TIME -> all.add("a time above zero with its unit");
      case GAP -> all.addAll(List.of("a time with its unit", "a number of at least 0"));
      case SIZE -> all.add("a size above zero with its unit");
      case TEXTS -> all.add("a list of texts");
      case OTHER -> all.add("a section or a list");
      case OBJECT -> all.add("an object of the program");
    }
    return Suggestion.anyOf(all);
  }

  /** Example of a right value; empty where {@link #expected} says enough. */
  String example() {
    return switch (kind) {
      case TIME, GAP -> "for example 90 s, 30 m or 2 h";
      case SIZE -> "for example 512 MiB or 2 GiB";
      case NUMBER ->
          range.equals(NumberRange.ALL) ? "" : "for example " + (range.to() == 1 ? "0.2" : "0.05");
      default -> "";
    };
  }

  /**
   * Reads a raw value.
   *
   * @param raw text, number or truth value, for a time also a Duration
   * @param shown the same in messages
   */
  public Read read(Object raw, String shown) {
    if (raw instanceof String text && words.contains(text)) {
      return new Value(text);
    }
    return switch (kind) {
      case WHOLE -> whole(raw, shown);
      case NUMBER -> number(raw, shown);
      case TRUTH ->
          raw instanceof Boolean || "true".equals(raw) || "false".equals(raw)
              ? new Value(Boolean.valueOf(String.valueOf(raw)))
              : refused(shown, Suggestion.truth(String.valueOf(raw)));
      case ONE_OF -> oneOf(raw, shown);
      case TEXT, PLACE -> text(raw, shown);
      case TIME, SIZE -> amount(raw, shown);
      case GAP -> gap(raw, shown);
      case TEXTS, OTHER, OBJECT -> new Value(raw);
    };
  }

  private Read refused(String shown, String right) {
    return new Refused("must be %s, but is %s".formatted(expected(), shown), right);
  }

  /** Refusal with the word that was probably meant. */
  private Read mistyped(Object raw, String shown) {
    return refused(
        shown,
        Optional.of(raw)
            .filter(String.class::isInstance)
            .flatMap(text -> Suggestion.nearest(String.valueOf(text), words))
            .map("did you mean '%s'?"::formatted)
            .orElse(example()));
  }

  private Read whole(Object raw, String shown) {
    Optional<BigDecimal> number = decimal(raw);
    if (number.isEmpty() || number.get().stripTrailingZeros().scale() > 0) {
      String meant = Suggestion.number(String.valueOf(raw));
      return meant.isEmpty() || meant.contains(".") ? mistyped(raw, shown) : refused(shown, meant);
    }
    boolean fits =
        range.contains(number.get().doubleValue()) && number.get().toBigInteger().bitLength() < 64;
    if (fits) {
      return new Value(number.get().longValueExact());
    }
    long most = (long) range.to();
    return refused(
        shown,
        number.get().compareTo(BigDecimal.valueOf(most)) > 0 ? "at most %,d".formatted(most) : "");
  }

  private Read number(Object raw, String shown) {
    Optional<BigDecimal> number = decimal(raw);
    if (number.isPresent() && range.contains(number.get().doubleValue())) {
      return new Value(number.get().doubleValue());
    }
    boolean isPercent =
        range.to() == 1
            && number
                .filter(
                    n ->
                        n.compareTo(BigDecimal.ONE) > 0 && n.compareTo(BigDecimal.valueOf(100)) < 0)
                .isPresent();
    String meant = Suggestion.number(raw + (isPercent ? "%" : ""));
    return meant.isEmpty() ? mistyped(raw, shown) : refused(shown, meant);
  }

  private Read oneOf(Object raw, String shown) {
    String text = String.valueOf(raw);
    return names.contains(text)
        ? new Value(text)
        : refused(
            shown, Suggestion.nearest(text, names).map("did you mean '%s'?"::formatted).orElse(""));
  }

  private Read text(Object raw, String shown) {
    if (!(raw instanceof String || raw instanceof Number || raw instanceof Boolean)) {
      return new Refused("must be a text, but is " + shown, "");
    }
    String text = String.valueOf(raw);
    if (text.isBlank()) {
      return new Refused("is empty", "give a text, or leave it out");
    }
    return kind == ValueKind.PLACE && (text.equals("~") || text.startsWith("~/"))
        ? new Refused(
            "'%s' begins with ~, which only a shell expands".formatted(text),
            "write '%s'".formatted(System.getProperty("user.home", "") + text.substring(1)))
        : new Value(text);
  }

  private Read gap(Object raw, String shown) {
    Optional<BigDecimal> number = decimal(raw).filter(any -> any.signum() >= 0);
    if (number.isPresent()) {
      return new Value(number.get().doubleValue());
    }
    return of("time").read(raw, shown) instanceof Value time && time.value() instanceof Duration gap
        ? new Value(gap.toMillis() / 1e3)
        : mistyped(raw, shown);
  }

  private Read amount(Object raw, String shown) {
    if (kind == ValueKind.TIME
        && raw instanceof Duration time
        && !time.isZero()
        && !time.isNegative()) {
      return new Value(time);
    }
    Optional<BigDecimal> all =
        (kind == ValueKind.TIME ? AmountUnits.TIMES : AmountUnits.SIZES)
            .read(raw)
            .filter(n -> n.compareTo(BigDecimal.ONE) >= 0 && n.toBigInteger().bitLength() < 64);
    return all.isEmpty()
        ? mistyped(raw, shown)
        : new Value(
            kind == ValueKind.TIME
                ? Duration.ofNanos(all.get().longValue())
                : (Object) all.get().longValue());
  }

  /** Text of a size, in MiB if that is a whole number of them. */
  public static String sizeText(long bytes) {
    if (bytes % (1 << 20) == 0) {
      return (bytes >> 20) + " MiB";
    }
    return bytes % (1 << 10) == 0 ? (bytes >> 10) + " KiB" : bytes + " B";
  }

  /** Text of a size as it was saved before sizes had a unit: in MiB; 0 was none, and -1 auto. */
  public static String sizeTextOfSaved(long mebibytes) {
    if (mebibytes == 0) {
      return "none";
    }
    return mebibytes < 0 ? "auto" : mebibytes + " MiB";
  }

  /** A finite number, or a text that reads as one, as values of environment variables are texts. */
  public static Optional<BigDecimal> decimal(Object raw) {
    if (!(raw instanceof Number || raw instanceof String)) {
      return Optional.empty();
    }
    try {
      BigDecimal number = new BigDecimal(String.valueOf(raw).strip());
      return Optional.of(number).filter(finite -> Double.isFinite(finite.doubleValue()));
    } catch (NumberFormatException notANumber) {
      return Optional.empty();
    }
  }
}
