package org.espalier.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.espalier.space.Domain;
import org.espalier.space.Scale;
import org.espalier.spec.EnumNames;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;

/**
 * Reader of a param's domain: a list is a choice, a section a range or a detailed choice, and a
 * plain value is fixed.
 */
final class DomainReader {

  private static final Set<String> KINDS = Set.of("from", "to", "values", "elements");
  private static final String DOMAIN = "domain";

  /**
   * Maximum number of values of a stepped range; more than any study tries, and a grid must hold
   * them.
   */
  private static final BigDecimal MAX_STEPS = BigDecimal.valueOf(1_000_000);

  private DomainReader() {}

  /**
   * True if a section describes one param; a section that has only details, without a range or
   * values, counts as one, so that the missing part is reported.
   */
  static boolean isDomain(ConfigObject section) {
    return section.keySet().stream().anyMatch(KINDS::contains)
        || (!section.isEmpty()
            && SettingTable.fields(DOMAIN).stream()
                .map(Setting::name)
                .toList()
                .containsAll(section.keySet()));
  }

  /** Domain; empty after a problem. {@code when} of a section is read elsewhere. */
  static Optional<Domain> read(SettingsSection section, String key, ConfigValue value) {
    if (value instanceof ConfigList list) {
      return choice(section, key, list).map(values -> new Domain.Choice(values, rise(values)));
    }
    if (value instanceof ConfigObject inner && isDomain(inner)) {
      return described(section.section(key));
    }
    return plain(section, key, value).map(Domain.Fixed::new);
  }

  private static Optional<Domain> described(SettingsSection section) {
    Optional<Domain> domain =
        section.isSet("values")
            ? values(section)
            : section.isSet("elements") ? elements(section) : range(section);
    section.value("when");
    section.close();
    return domain;
  }

  private static Optional<Domain> values(SettingsSection section) {
    List<ConfigValue> list = section.list("values", "for example values = [1, 2, 4]");
    Optional<Object> ordered = section.field(DOMAIN, "ordered");
    if (!(section.value("values").orElseThrow() instanceof ConfigList)) {
      return Optional.empty();
    }
    return choice(section, "values", list)
        .map(
            values ->
                new Domain.Choice(
                    values, ordered.map(Boolean.TRUE::equals).orElseGet(() -> rise(values))));
  }

  private static Optional<Domain> elements(SettingsSection section) {
    List<ConfigValue> list = section.list("elements", "for example elements = [4, [8, 16], 2]");
    List<Domain> elements = new ArrayList<>();
    SettingsSection.elements("elements", list)
        .forEach((at, value) -> element(section, at, value).ifPresent(elements::add));
    if (list.isEmpty() || elements.size() < list.size()) {
      if (section.value("elements").orElseThrow() instanceof ConfigList && list.isEmpty()) {
        section.problem("elements", "has no elements", "for example elements = [4, [8, 16], 2]");
      }
      return Optional.empty();
    }
    boolean fixed = elements.stream().allMatch(Domain.Fixed.class::isInstance);
    return Optional.of(
        fixed
            ? new Domain.Fixed(elements.stream().map(e -> ((Domain.Fixed) e).value()).toList())
            : new Domain.Elements(elements));
  }

  private static Optional<Domain> element(SettingsSection section, String key, ConfigValue value) {
    if (value instanceof ConfigObject inner && isDomain(inner)) {
      SettingsSection described = section.child(key, inner);
      Optional<Domain> domain = described.isSet("values") ? values(described) : range(described);
      described.close();
      return domain;
    }
    return read(section, key, value);
  }

  /** True if all values are numbers in ascending order, so that neighbours are similar. */
  private static boolean rise(List<Object> values) {
    for (int i = 0; i < values.size(); i++) {
      boolean above =
          values.get(i) instanceof Number number
              && (i == 0 || decimal(number).compareTo(decimal(values.get(i - 1))) > 0);
      if (!above) {
        return false;
      }
    }
    return true;
  }

  private static BigDecimal decimal(Object number) {
    return new BigDecimal(number.toString());
  }

  /** Choice of distinct values. */
  private static Optional<List<Object>> choice(
      SettingsSection section, String key, List<ConfigValue> list) {
    if (list.isEmpty()) {
      section.problem(key, "has no choices", "list them: [1, 2, 4]");
      return Optional.empty();
    }
    List<Object> choices = new ArrayList<>();
    Set<Object> different = new HashSet<>();
    SettingsSection.elements(key, list)
        .forEach(
            (at, given) -> {
              Optional<Object> value = listed(section, at, given);
              value.ifPresent(choices::add);
              if (value.isPresent() && !different.add(comparable(value.get()))) {
                section.problem(at, section.shown(at, given) + " occurs twice", "leave one out");
              }
            });
    return choices.size() < list.size() || different.size() < list.size()
        ? Optional.empty()
        : Optional.of(choices);
  }

  /** A plain value, or a list of such. */
  private static Optional<Object> listed(SettingsSection section, String key, ConfigValue value) {
    if (!(value instanceof ConfigList list)) {
      return plain(section, key, value);
    }
    List<Object> values = new ArrayList<>();
    SettingsSection.elements(key, list)
        .forEach((at, element) -> plain(section, at, element).ifPresent(values::add));
    return values.size() == list.size() ? Optional.of(values) : Optional.empty();
  }

  /** Form in which 5 and 5.0 are equal. */
  private static Object comparable(Object value) {
    return value instanceof Number ? decimal(value).stripTrailingZeros() : value;
  }

  private static Optional<Object> plain(SettingsSection section, String key, ConfigValue value) {
    boolean infinite =
        value.valueType() == ConfigValueType.NUMBER
            && !Double.isFinite(((Number) value.unwrapped()).doubleValue());
    if (!SettingsSection.isPlain(value) || infinite) {
      section.problem(
          key,
          "must be a finite number, true, false or a text, but is " + section.shown(key, value),
          "");
      return Optional.empty();
    }
    return Optional.of(value.unwrapped());
  }

  private static Optional<Domain> range(SettingsSection range) {
    Optional<BigDecimal> from = range.number("from");
    Optional<BigDecimal> to = range.number("to");
    Scale scale =
        range
            .field(DOMAIN, "scale")
            .map(name -> EnumNames.constant(Scale.class, String.valueOf(name)))
            .orElse(Scale.LINEAR);
    Optional<BigDecimal> step = range.isSet("step") ? range.number("step") : Optional.empty();
    OptionalInt points =
        range.field(DOMAIN, "points").stream()
            .mapToInt(number -> ((Long) number).intValue())
            .findFirst();
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    boolean right = ends(range, from.get(), to.get(), scale);
    if (step.isPresent()) {
      right &= step(range, step.get(), to.get().subtract(from.get()), scale);
    }
    if (step.isPresent() && points.isPresent()) {
      range.problem("points", "conflicts with step", "give one of them");
      return Optional.empty();
    }
    return right
        ? Optional.of(
            new Domain.Range(
                number(from.get()),
                number(to.get()),
                scale,
                step.map(DomainReader::number),
                points))
        : Optional.empty();
  }

  private static boolean ends(SettingsSection range, BigDecimal from, BigDecimal to, Scale scale) {
    if (from.compareTo(to) >= 0) {
      range.problem("from", "must be below to = %s, but is %s".formatted(to, from), "");
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
   * @param width width of the range; not above 0 if the range itself is invalid
   */
  private static boolean step(
      SettingsSection range, BigDecimal step, BigDecimal width, Scale scale) {
    if (step.signum() <= 0) {
      range.problem("step", "must be above 0, but is %s".formatted(step), "");
      return false;
    }
    if (scale != Scale.LINEAR) {
      range.problem("step", "cannot be combined with a log scale", "use points there");
      return false;
    }
    if (width.signum() > 0 && step.compareTo(width) > 0) {
      range.problem("step", "must be at most to - from = %s, but is %s".formatted(width, step), "");
      return false;
    }
    if (width.compareTo(step.multiply(MAX_STEPS)) > 0) {
      range.problem(
          "step",
          "is %s, which makes more than %,d values".formatted(step, MAX_STEPS.intValueExact()),
          "give a larger step, or no step at all");
      return false;
    }
    return true;
  }

  /** Integer or Long if it is whole and fits, otherwise Double. */
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
