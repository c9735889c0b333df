package org.espalier.settings;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Entry of a list of learners or stages: a type, or a section with a type and a name.
 *
 * @param name as given, or the type, for a class without its package; after a problem the path
 * @param section empty if nothing but the type is given
 */
record TypedEntry(String name, String type, Optional<Section> section) {

  /** No dots: they separate the name from the param in the names of dimensions. */
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,99}");

  /**
   * An entry.
   *
   * @param whose owner of the type, for example {@code a learner's}
   * @param example a type
   */
  static TypedEntry read(
      Section root, String key, ConfigValue entry, String whose, String example) {
    if (entry.valueType() == ConfigValueType.STRING) {
      String type = ReadingContext.text(entry);
      return new TypedEntry(usualName(type), type, Optional.empty());
    }
    if (!(entry instanceof ConfigObject values)) {
      String is = root.shown(key, entry);
      root.problem(key, "must be %s type or a section { … }, but is %s".formatted(whose, is), "");
      return new TypedEntry(key, key, Optional.empty());
    }
    Section section = root.child(key, values);
    String type = section.requiredText("type", "for example type = " + example);
    Optional<String> name = section.text("name");
    if (name.filter(text -> !NAME.matcher(text).matches()).isPresent()) {
      section.problem(
          "name",
          "must be a name, but is '%s'".formatted(name.get()),
          "use letters, digits, '_' and '-', the first a letter or a digit");
    }
    return new TypedEntry(
        name.orElse(type.isEmpty() ? key : usualName(type)), type, Optional.of(section));
  }

  private static String usualName(String type) {
    return type.substring(type.lastIndexOf('.') + 1);
  }
}
