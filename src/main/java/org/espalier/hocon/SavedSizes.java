package org.espalier.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.List;
import org.espalier.spec.SettingType;

/** Sizes in plans of the library that were written before they had a unit: numbers of MiB. */
final class SavedSizes {

  private static final List<String> PATHS = List.of("max-storage", "state-limit");

  private SavedSizes() {}

  static Config spellOut(Config config) {
    Config spelled = config;
    for (String path : PATHS) {
      spelled = spelledOut(spelled, path);
    }
    return spelled;
  }

  private static Config spelledOut(Config config, String path) {
    try {
      ConfigValue value = config.root().get(path);
      if (value == null || !(value.unwrapped() instanceof Integer mebibytes)) {
        return config;
      }
      String text = SettingType.sizeTextOfSaved(mebibytes);
      return config.withValue(path, ConfigValueFactory.fromAnyRef(text).withOrigin(value.origin()));
    } catch (ConfigException.NotResolved other) {
      return config; // a substitution, which no version wrote
    }
  }
}
