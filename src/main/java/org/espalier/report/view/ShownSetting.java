package org.espalier.report.view;

import java.util.List;
import java.util.Map;

/** Value of a parameter in a configuration. */
public record ShownSetting(String name, FormattedNumber value) {

  static List<ShownSetting> of(Map<String, Object> configuration) {
    return configuration.entrySet().stream()
        .map(e -> new ShownSetting(e.getKey(), FormattedNumber.value(e.getValue())))
        .toList();
  }
}
