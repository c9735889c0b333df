package org.espalier.report.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Value of a parameter in a configuration. */
public record ShownSetting(String name, FormattedNumber value) {

  /**
   * Values of a configuration.
   *
   * @param iterations number at which early stopping ended its training, shown behind them
   */
  static List<ShownSetting> of(Map<String, Object> configuration, OptionalInt iterations) {
    List<ShownSetting> shown = new ArrayList<>();
    configuration.forEach(
        (name, value) -> shown.add(new ShownSetting(name, FormattedNumber.value(value))));
    iterations.ifPresent(
        number -> shown.add(new ShownSetting("iterations", FormattedNumber.count(number))));
    return shown;
  }
}
