package org.espalier.hocon;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingType;
import org.espalier.spec.Suggestion;
import org.espalier.study.EntryPoint;

/**
 * Section of the settings. Each lookup marks its key as known and returns a harmless value after a
 * problem, so that reading continues and all problems are reported at once.
 *
 * <p>No lookup takes a default: all defaults are in {@code reference.conf}.
 */
final class SettingsSection extends SectionValues {

  /** Visitor of the settings of params. */
  interface ParamVisitor {

    /**
     * Visits a setting.
     *
     * @param key its key in the section
     * @param name name of the param, with that of its feature stage in front
     */
    void visit(SettingsSection section, String key, String name, ConfigValue value);
  }

  SettingsSection(ReadingContext reading, String path, ConfigObject values) {
    super(reading, path, values);
  }

  /** True if two settings were given in the same file, or both as overrides of a kind. */
  boolean areGivenTogether(String one, String other) {
    Optional<String> first = reading.origins().source(path(one));
    return first.isPresent() && first.equals(reading.origins().source(path(other)));
  }

  /** True for a value, or a list of values. */
  static boolean isPlainOrList(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.stream().allMatch(SectionValues::isPlain)
        : isPlain(value);
  }

  /** All entries, by key in alphabetic order. */
  Map<String, ConfigValue> entries() {
    return new TreeMap<>(values);
  }

  SettingsSection child(String key, ConfigObject inner) {
    return new SettingsSection(reading, path(key), inner);
  }

  /** Nested section; after a problem an empty one, whose own problems do not count. */
  SettingsSection section(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isPresent() && value.get() instanceof ConfigObject inner) {
      return child(key, inner);
    }
    mustBe(key, "a section { … }", "write %s { … }".formatted(key));
    ReadingContext unheard = new ReadingContext(reading.origins());
    return new SettingsSection(unheard, path(key), ConfigValueFactory.fromMap(Map.of()));
  }

  /** Path of a file, folder or table; a leading {@code ~} is a problem. */
  Optional<String> place(String key) {
    return isSet(key) ? read(key, SettingType.of("place")).map(String::valueOf) : Optional.empty();
  }

  /**
   * Place of a required setting; empty after a problem.
   *
   * @param example a line that would be right
   */
  String requiredPlace(String key, String example) {
    return requiredText(key, example).isEmpty() ? "" : place(key).orElse("");
  }

  List<ConfigValue> list(String key, String example) {
    Optional<ConfigValue> value = value(key);
    if (value.isPresent() && value.get() instanceof ConfigList list) {
      return list;
    }
    mustBe(key, "a list [ … ]", example);
    return List.of();
  }

  /** The elements of a list in their order, by their keys. */
  static Map<String, ConfigValue> elements(String key, List<ConfigValue> list) {
    Map<String, ConfigValue> elements = new LinkedHashMap<>();
    list.forEach(value -> elements.put("%s[%d]".formatted(key, elements.size()), value));
    return elements;
  }

  /**
   * The sections of a list, in their order; every other entry is a problem: it must be {@code
   * what}.
   *
   * @param example a line that would be right
   */
  List<SettingsSection> sections(String key, String what, String example) {
    List<SettingsSection> sections = new ArrayList<>();
    elements(key, list(key, example))
        .forEach(
            (at, value) -> {
              if (value instanceof ConfigObject inner) {
                sections.add(child(at, inner));
              } else {
                String is = shown(at, value);
                problem(at, "must be %s, but is %s".formatted(what, is), example);
              }
            });
    return sections;
  }

  /**
   * Visits the settings of params by name; those of a feature stage may stand in a section of its
   * own.
   *
   * @param isParam true for a section that belongs to a param
   */
  void params(Predicate<ConfigObject> isParam, ParamVisitor visitor) {
    entries()
        .forEach(
            (key, value) -> {
              if (value instanceof ConfigObject inner && !isParam.test(inner)) {
                SettingsSection stage = section(key);
                stage
                    .entries()
                    .forEach((param, v) -> stage.visit(visitor, param, join(key, param), v));
              } else {
                visit(visitor, key, key, value);
              }
            });
  }

  private void visit(ParamVisitor visitor, String key, String name, ConfigValue value) {
    value(key); // marks it as known
    visitor.visit(this, key, name, value);
  }

  /** A list of different texts. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    elements(key, list(key, "for example %s = [a, b]".formatted(key)))
        .forEach(
            (at, value) -> {
              Optional<String> text = text(at, value);
              if (text.isPresent() && texts.contains(text.get())) {
                problem(at, "'%s' occurs twice".formatted(text.get()), "leave one out");
              }
              text.ifPresent(texts::add);
            });
    return texts;
  }

  /** Texts by name; sections within become names with dots. */
  Map<String, String> textsByName(String key) {
    Map<String, String> texts = new TreeMap<>();
    SettingsSection options = section(key);
    for (String name : new TreeMap<>(options.values).keySet()) {
      if (options.values.get(name) instanceof ConfigObject) {
        options.textsByName(name).forEach((inner, text) -> texts.put(join(name, inner), text));
      } else {
        // An empty text is a value here: the reader's nullValue, for example.
        options
            .value(name)
            .filter(value -> isPlain(value) || options.text(name, value).isPresent())
            .ifPresent(value -> texts.put(name, ReadingContext.text(value)));
      }
    }
    return texts;
  }

  /** Value of a field of an element; empty if it is not set, or after a problem. */
  Optional<Object> field(String element, String name) {
    return SettingTable.fields(element).stream()
        .filter(field -> field.name().equals(name) && isSet(name))
        .findFirst()
        .flatMap(field -> read(name, field.type(EntryPoint.JOB)));
  }

  /** Correction of an unknown key: the nearest known one, or else a setting in another section. */
  private String meant(String key, Set<String> known) {
    String nearest = Suggestion.of(key, known);
    return SettingTable.find(key.replace('_', '-'))
        .filter(
            setting -> setting.isIn(reading.entryPoint()) && !nearest.startsWith("did you mean"))
        .map(setting -> "write " + setting.path())
        .orElse(nearest);
  }

  /** Ends the lookups: every key that remains is unknown. */
  void close() {
    Set<String> known = reading.known(path);
    for (String key : new TreeMap<>(values).keySet()) {
      if (!known.contains(key)) {
        problem(
            key,
            path.isEmpty() ? "is not a setting" : "is not a setting of this section",
            meant(key, known));
      }
    }
  }

  /**
   * Entry of a list of learners or stages: a type, or a section with a type and a name.
   *
   * @param name as given, or the type, for a class without its package; after a problem the path
   * @param section empty if nothing but the type is given
   */
  record TypedEntry(String name, String type, Optional<SettingsSection> section) {

    /** No dots: they separate the name from the param in the names of dimensions. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}_-]{0,99}");

    /**
     * An entry.
     *
     * @param whose owner of the type, for example {@code a learner's}
     * @param example a type
     */
    static TypedEntry read(
        SettingsSection root, String key, ConfigValue entry, String whose, String example) {
      if (entry.valueType() == ConfigValueType.STRING) {
        String type = ReadingContext.text(entry);
        return new TypedEntry(usualName(type), type, Optional.empty());
      }
      if (!(entry instanceof ConfigObject values)) {
        String is = root.shown(key, entry);
        root.problem(key, "must be %s type or a section { … }, but is %s".formatted(whose, is), "");
        return new TypedEntry(key, key, Optional.empty());
      }
      SettingsSection section = root.child(key, values);
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
}
