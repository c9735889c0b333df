package org.espalier.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.plan.Domain;
import org.espalier.space.Scale;

/**
 * Reads what may be tried with a learner: a list is a choice, a section with {@code from} and
 * {@code to} a range, any other section a feature stage, and a plain value is fixed. Which params
 * there are, and of which type, is seen on the class path.
 */
final class SpaceReader {

  private static final Set<String> ENDS = Set.of("from", "to");
  private static final Set<String> DETAILS = Set.of("scale", "step", "points");

  /** Values of a stepped range at most; more than any study tries, and a grid must hold them. */
  private static final BigDecimal MAX_STEPS = BigDecimal.valueOf(1_000_000);

  private final Reading reading;
  private final Map<String, Domain> space = new TreeMap<>();
  private final Set<String> seen = new HashSet<>();

  SpaceReader(Reading reading) {
    this.reading = reading;
  }

  /** Domains by param in alphabetic order; without those that have problems. */
  Map<String, Domain> read(Section section) {
    section
        .entries()
        .forEach(
            (key, value) -> {
              if (value instanceof ConfigObject inner && !isRange(inner)) {
                Section stage = section.section(key);
                stage.entries().forEach((param, v) -> param(stage, param, key + "." + param, v));
              } else {
                param(section, key, key, value);
              }
            });
    return space;
  }

  /** A section of nothing but a range's details has lost its ends. */
  private static boolean isRange(ConfigObject section) {
    return section.keySet().stream().anyMatch(ENDS::contains)
        || (!section.isEmpty() && DETAILS.containsAll(section.keySet()));
  }

  private void param(Section section, String key, String name, ConfigValue value) {
    section.value(key);
    if (!seen.add(name)) {
      section.problem(key, "stands twice, once with a dot and once in a section", "");
      return;
    }
    if (value instanceof ConfigList list) {
      choice(section, key, list).ifPresent(choice -> space.put(name, choice));
    } else if (value instanceof ConfigObject inner && isRange(inner)) {
      range(section.section(key)).ifPresent(range -> space.put(name, range));
    } else {
      plain(section.path(key), value).ifPresent(v -> space.put(name, new Domain.Fixed(v)));
    }
  }

  private Optional<Domain> choice(Section section, String key, ConfigList list) {
    if (list.isEmpty()) {
      section.problem(key, "has no choices", "");
      return Optional.empty();
    }
    List<Object> choices = new ArrayList<>();
    Set<Object> different = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String at = section.path("%s[%d]".formatted(key, i));
      Optional<Object> value = plain(at, list.get(i));
      value.ifPresent(choices::add);
      if (value.isPresent() && !different.add(comparable(value.get()))) {
        reading.problem(at, reading.shown(at, list.get(i)) + " stands twice", "");
      }
    }
    return choices.size() < list.size() || different.size() < list.size()
        ? Optional.empty()
        : Optional.of(new Domain.Choice(choices));
  }

  /** Equal for 5 and 5.0. */
  private static Object comparable(Object value) {
    return value instanceof Number ? new BigDecimal(value.toString()).stripTrailingZeros() : value;
  }

  private Optional<Object> plain(String path, ConfigValue value) {
    boolean infinite =
        value.valueType() == ConfigValueType.NUMBER
            && !Double.isFinite(((Number) value.unwrapped()).doubleValue());
    if (!Section.isPlain(value) || infinite) {
      reading.problem(
          path,
          "must be a finite number, true, false or a text, but is " + reading.shown(path, value),
          "");
      return Optional.empty();
    }
    return Optional.of(value.unwrapped());
  }

  private Optional<Domain> range(Section range) {
    Optional<BigDecimal> from = range.number("from");
    Optional<BigDecimal> to = range.number("to");
    Scale scale = range.isSet("scale") ? range.oneOf("scale", Scale.LINEAR) : Scale.LINEAR;
    Optional<BigDecimal> step = range.isSet("step") ? range.number("step") : Optional.empty();
    OptionalInt points =
        range.isSet("points") ? OptionalInt.of(range.whole("points", 2)) : OptionalInt.empty();
    range.close();
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    boolean right = ends(range, from.get(), to.get(), scale);
    if (step.isPresent()) {
      right &= step(range, step.get(), to.get().subtract(from.get()), scale);
    }
    if (step.isPresent() && points.isPresent()) {
      range.problem("points", "stands beside step", "give one of them");
      return Optional.empty();
    }
    return right
        ? Optional.of(
            new Domain.Range(
                number(from.get()), number(to.get()), scale, step.map(SpaceReader::number), points))
        : Optional.empty();
  }

  private static boolean ends(Section range, BigDecimal from, BigDecimal to, Scale scale) {
    if (from.compareTo(to) >= 0) {
      range.problem("from", "must be below to (%s), but is %s".formatted(to, from), "");
      return false;
    }
    if (scale.needsPositive() && from.signum() <= 0) {
      range.problem(
          "from",
          "must be above 0 on a log scale, but is %s".formatted(from),
          "give the smallest value worth trying, or scale = linear");
      return false;
    }
    return true;
  }

  /**
   * @param width of the range; not above 0 where that is a problem of its own
   */
  private static boolean step(Section range, BigDecimal step, BigDecimal width, Scale scale) {
    if (step.signum() <= 0) {
      range.problem("step", "must be above 0, but is %s".formatted(step), "");
      return false;
    }
    if (scale != Scale.LINEAR) {
      range.problem("step", "does not go with a log scale", "use points there");
      return false;
    }
    if (width.signum() > 0 && step.compareTo(width) > 0) {
      range.problem("step", "must be at most to - from (%s), but is %s".formatted(width, step), "");
      return false;
    }
    if (width.compareTo(step.multiply(MAX_STEPS)) > 0) {
      range.problem(
          "step", "is %s, which makes more than %s values".formatted(step, MAX_STEPS), "");
      return false;
    }
    return true;
  }

  /** An Integer or Long if it is whole and fits, else a Double. */
  private static Number number(BigDecimal number) {
    if (number.stripTrailingZeros().scale() > 0 || number.toBigInteger().bitLength() > 63) {
      return number.doubleValue();
    }
    long whole = number.longValueExact();
    if (whole == (int) whole) {
      return (int) whole;
    }
    return whole;
  }
}
