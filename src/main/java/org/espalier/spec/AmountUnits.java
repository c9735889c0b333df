package org.espalier.spec;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Units of the amounts of a setting by their names, as in HOCON. */
record AmountUnits(Map<String, BigDecimal> units) {

  /** Times, in nanoseconds. */
  static final AmountUnits TIMES = new AmountUnits(times());

  /** Sizes, in bytes. */
  static final AmountUnits SIZES = new AmountUnits(sizes());

  private static final Pattern AMOUNT = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([A-Za-z]+)");

  AmountUnits {
    units = Map.copyOf(units);
  }

  /** Amount of a text that is a number with its unit; empty for any other text. */
  Optional<BigDecimal> read(Object raw) {
    Matcher amount = AMOUNT.matcher(raw instanceof String text ? text.strip() : "");
    return amount.matches()
        ? Optional.ofNullable(units.get(amount.group(2)))
            .map(new BigDecimal(amount.group(1))::multiply)
        : Optional.empty();
  }

  private static Map<String, BigDecimal> times() {
    Map<String, BigDecimal> nanos = new HashMap<>();
    Map.of(
            ChronoUnit.NANOS, "ns nano nanos nanosecond nanoseconds",
            ChronoUnit.MICROS, "us micro micros microsecond microseconds",
            ChronoUnit.MILLIS, "ms milli millis millisecond milliseconds",
            ChronoUnit.SECONDS, "s second seconds",
            ChronoUnit.MINUTES, "m minute minutes",
            ChronoUnit.HOURS, "h hour hours",
            ChronoUnit.DAYS, "d day days")
        .forEach(
            (unit, names) ->
                List.of(names.split(" "))
                    .forEach(
                        name -> nanos.put(name, BigDecimal.valueOf(unit.getDuration().toNanos()))));
    return nanos;
  }

  private static Map<String, BigDecimal> sizes() {
    Map<String, BigDecimal> bytes = new HashMap<>();
    List.of("B", "b", "byte", "bytes").forEach(name -> bytes.put(name, BigDecimal.ONE));
    List<String> prefixes = List.of("k", "m", "g", "t");
    for (int i = 0; i < prefixes.size(); i++) {
      String prefix = prefixes.get(i);
      String capital = prefix.toUpperCase(Locale.ROOT);
      BigDecimal binary = BigDecimal.valueOf(1L << (10 * (i + 1)));
      List.of(prefix, capital, capital + "i", capital + "iB")
          .forEach(name -> bytes.put(name, binary));
      bytes.put((i == 0 ? prefix : capital) + "B", BigDecimal.TEN.pow(3 * (i + 1)));
    }
    return bytes;
  }
}
