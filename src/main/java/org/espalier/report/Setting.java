package org.espalier.report;

import java.util.List;
import java.util.Map;

/** Value of a parameter in a configuration. */
record Setting(String name, Quantity value) {

  static List<Setting> of(Map<String, ?> configuration) {
    return configuration.entrySet().stream()
        .map(e -> new Setting(e.getKey(), Quantity.value(String.valueOf(e.getValue()))))
        .toList();
  }
}
