package org.espalier.report.view;

import java.util.List;
import java.util.Map;

/** Value of a parameter in a configuration. */
public record Setting(String name, Quantity value) {

  static List<Setting> of(Map<String, Object> configuration) {
    return configuration.entrySet().stream()
        .map(e -> new Setting(e.getKey(), Quantity.value(e.getValue())))
        .toList();
  }
}
