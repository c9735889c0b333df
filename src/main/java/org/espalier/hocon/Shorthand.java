package org.espalier.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.espalier.spec.Suggestion;

/**
 * Short form of a section, by the value of its most important setting: {@code folds = 5}.
 *
 * <p>Expanded in each layer before the layers are merged, so that {@code --set search=grid} keeps
 * the other settings of the file's {@code search}.
 *
 * @param section path of the section
 * @param key setting that gets the value
 * @param instead setting that gets the value if it is one of {@code names}
 */
record Shorthand(List<String> section, String key, String instead, List<String> names) {

  /** Rules of folds that need nothing else. */
  static final List<String> RULES = List.of("hash", "spark", "time");

  private static final List<Shorthand> ALL =
      List.of(
          new Shorthand(List.of("data", "test"), "held-out", "", List.of()),
          new Shorthand(List.of("folds"), "num-folds", "fold-rule", RULES),
          new Shorthand(List.of("winner"), "winner-rule", "", List.of()),
          new Shorthand(List.of("search"), "sampler", "", List.of()),
          new Shorthand(List.of("schedule"), "scheduler", "", List.of()));

  private static final Set<ConfigValueType> PLAIN =
      Set.of(ConfigValueType.STRING, ConfigValueType.NUMBER, ConfigValueType.BOOLEAN);

  /** Correction of a value that is probably a misspelled name of a short form. */
  static Optional<String> meant(String section, String key, String value) {
    return ALL.stream()
        .filter(form -> form.key.equals(key) && String.join(".", form.section).equals(section))
        .flatMap(form -> Suggestion.nearest(value, form.names).stream())
        .map(name -> "did you mean %s = %s?".formatted(section, name))
        .findFirst();
  }

  static Config spellOut(Config config) {
    Config spelled = config;
    for (Shorthand shorthand : ALL) {
      spelled = shorthand.applyTo(spelled);
    }
    return spelled;
  }

  private Config applyTo(Config config) {
    try {
      ConfigValue value = config.root();
      for (String step : section) {
        if (!(value instanceof ConfigObject outer) || !outer.containsKey(step)) {
          return config;
        }
        value = outer.get(step);
      }
      if (!PLAIN.contains(value.valueType())) {
        return config;
      }
      String meant = names.contains(String.valueOf(value.unwrapped())) ? instead : key;
      ConfigObject spelled = value.atKey(meant).root().withOrigin(value.origin());
      return config.withValue(String.join(".", section), spelled);
    } catch (ConfigException.NotResolved later) {
      return config; // a substitution; expanded once it is resolved
    }
  }
}
