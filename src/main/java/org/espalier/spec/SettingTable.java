package org.espalier.spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.espalier.study.EntryPoint;

/**
 * Table of all settings, read from {@code reference.conf}, which is also the lowest layer of a
 * study file, and {@code library.conf}; {@code elements.conf} has the fields of the elements of
 * lists and maps, whose names may repeat.
 *
 * <p>A row is a comment, the description; a line for its type, such as {@code #: whole >= 1 or
 * none; all, function = 10}; and the setting with its default, which is commented out if it has
 * none. After the semicolon are the entry points that have the setting, {@code all} of them or one
 * by one, and the defaults that differ there; without a semicolon only a study file has the
 * setting. A second line is for entry points that take other values.
 */
public final class SettingTable {

  private static final String TYPE = "#:";
  private static final Pattern SECTION = Pattern.compile("([a-z-]+) \\{");
  private static final Pattern SETTING = Pattern.compile("(# )?([a-z-]+) (= (.*)|\\{\\})");

  private static final Pattern ENTRY_POINT =
      Pattern.compile("(?<entryPoint>\\w+)(?: = (?<usual>\\S+))?(?: as (?<spark>\\w+))?");

  private static final Map<String, Setting> BY_PATH = read("reference.conf", "library.conf");

  private static final Map<String, Setting> FIELDS = read("elements.conf");

  private static final Map<String, Setting> BY_NAME = byName();

  private SettingTable() {}

  /** All rows, in the order of the manual. */
  public static List<Setting> all() {
    return List.copyOf(BY_PATH.values());
  }

  public static List<Setting> of(EntryPoint entryPoint) {
    return BY_PATH.values().stream().filter(setting -> setting.isIn(entryPoint)).toList();
  }

  /** Row of a name, as in a study file or as in Java. */
  public static Optional<Setting> find(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** Names of an entry point's settings by their paths in a study file, for messages. */
  public static Map<String, String> names(EntryPoint entryPoint) {
    Map<String, String> names = new LinkedHashMap<>();
    of(entryPoint).forEach(setting -> names.put(setting.path(), setting.name(entryPoint)));
    return names;
  }

  /**
   * Row of a name that exists.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Setting get(String name) {
    return find(name)
        .orElseThrow(
            () -> new IllegalArgumentException("There is no setting '%s'.".formatted(name)));
  }

  /**
   * Fields of an element of a list or map, in their order.
   *
   * @param element for example {@code learner}
   */
  public static List<Setting> fields(String element) {
    return FIELDS.values().stream().filter(field -> field.section().equals(element)).toList();
  }

  /** Fields of all elements. */
  public static List<Setting> fields() {
    return List.copyOf(FIELDS.values());
  }

  private static Map<String, Setting> read(String... files) {
    Map<String, Setting> rows = new LinkedHashMap<>();
    for (String file : files) {
      new TableReader(rows).read(text(file));
    }
    return rows;
  }

  private static Map<String, Setting> byName() {
    Map<String, Setting> rows = new LinkedHashMap<>();
    for (Setting row : BY_PATH.values()) {
      row.uses().values().forEach(use -> use.as().ifPresent(as -> rows.putIfAbsent(as, row)));
      rows.put(row.javaName(), row);
    }
    BY_PATH.values().forEach(row -> rows.put(row.name(), row));
    for (Setting row : BY_PATH.values()) {
      if (!row.equals(rows.get(row.name()))) {
        throw new IllegalStateException("Two settings are called '%s'.".formatted(row.name()));
      }
    }
    return rows;
  }

  private static String text(String file) {
    try (InputStream in = SettingTable.class.getResourceAsStream(file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class TableReader {

    private final Map<String, Setting> rows;
    private final Deque<String> sections = new ArrayDeque<>();
    private final List<String> text = new ArrayList<>();
    private final List<String> types = new ArrayList<>();

    TableReader(Map<String, Setting> rows) {
      this.rows = rows;
    }

    void read(String lines) {
      lines.lines().map(String::strip).forEach(this::line);
    }

    private void line(String line) {
      Matcher setting = SETTING.matcher(line);
      if (line.startsWith(TYPE)) {
        types.add(line.substring(TYPE.length()).strip());
      } else if (!types.isEmpty() && setting.matches()) {
        add(setting);
      } else if (line.startsWith("#")) {
        text.add(line.substring(1).strip());
      } else {
        Matcher section = SECTION.matcher(line);
        if (section.matches()) {
          sections.addLast(section.group(1));
        } else if (line.equals("}")) {
          sections.removeLast();
        }
        text.clear();
      }
    }

    private void add(Matcher setting) {
      sections.addLast(setting.group(2));
      String path = String.join(".", sections);
      sections.removeLast();
      String value = setting.group(4);
      Optional<String> usual =
          setting.group(1) != null || value == null
              ? Optional.empty()
              : Optional.of(value.replace("\"", ""));
      Map<EntryPoint, Setting.Use> uses = new EnumMap<>(EntryPoint.class);
      for (String type : types) {
        String[] parts = type.split(";", 2);
        for (String entryPoint : parts.length == 1 ? new String[] {"job"} : parts[1].split(",")) {
          Matcher own = ENTRY_POINT.matcher(entryPoint.strip());
          if (!own.matches()) {
            throw new IllegalStateException(
                "'%s' of '%s' is not an entry point.".formatted(entryPoint, path));
          }
          Setting.Use use =
              new Setting.Use(
                  SettingType.of(parts[0].strip()),
                  Optional.ofNullable(own.group("usual")).or(() -> usual),
                  Optional.ofNullable(own.group("spark")));
          if (own.group("entryPoint").equals("all")) {
            List.of(EntryPoint.values()).forEach(each -> uses.put(each, use));
          } else {
            uses.put(EntryPoint.valueOf(own.group("entryPoint").toUpperCase(Locale.ROOT)), use);
          }
        }
      }
      rows.put(path, new Setting(path, String.join(" ", text), uses));
      text.clear();
      types.clear();
    }
  }
}
