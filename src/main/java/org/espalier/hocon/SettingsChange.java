package org.espalier.hocon;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.spec.Setting;
import org.espalier.spec.SettingTable;
import org.espalier.spec.SettingType;
import org.espalier.study.EntryPoint;

/**
 * Difference between a setting and its recorded value.
 *
 * @param path for example {@code learners[0].space.regParam.from}
 * @param before recorded value; {@code not set} if there is none
 * @param now current value, likewise
 */
public record SettingsChange(String path, String before, String now) {

  private static final String NOT_SET = "not set";

  /** Defaults of earlier versions by path. A study keeps its recorded values. */
  private static final Map<String, String> FORMER =
      Map.of(
          "run.task-memory", "512 MiB", "search.sampler", "random", "schedule.scheduler", "full");

  /** Pattern of texts that may be numbers; longer ones are not worth parsing. */
  private static final Pattern NUMBER = Pattern.compile("[-+0-9.eE]{1,40}");

  /**
   * Comparison of settings with those that a study was begun with.
   *
   * @param changes differences, by path
   * @param passedOver recorded settings that this version does not have, with their values, and
   *     settings that the record does not have and that are at their defaults; by path
   */
  public record Comparison(List<SettingsChange> changes, List<String> passedOver) {
    public Comparison {
      changes = List.copyOf(changes);
      passedOver = List.copyOf(passedOver);
    }

    /** Line about the settings that are passed over; empty if there are none. */
    public Optional<String> passedOverInWords() {
      return passedOver.isEmpty()
          ? Optional.empty()
          : Optional.of(
              "passes over settings that only one of the two versions has: "
                  + String.join(", ", passedOver));
    }
  }

  /**
   * Comparison of two effective settings, which may be of different versions.
   *
   * @param entryPoint entry point of the study
   * @param recorded HOCON, as {@link Settings#effective()} was
   * @param effective HOCON, as {@link Settings#effective()} is
   */
  public static Comparison between(EntryPoint entryPoint, String recorded, String effective) {
    Map<Boolean, List<SettingsChange>> parts =
        all(recorded, effective).stream()
            .collect(Collectors.partitioningBy(change -> change.isOfAnotherVersion(entryPoint)));
    return new Comparison(
        parts.getOrDefault(false, List.of()).stream()
            .filter(change -> !change.isOfDefaults(entryPoint))
            .toList(),
        parts.getOrDefault(true, List.of()).stream().map(SettingsChange::recorded).toList());
  }

  private static List<SettingsChange> all(String recorded, String effective) {
    Map<String, String> before = leaves(recorded);
    Map<String, String> now = leaves(effective);
    TreeSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(now.keySet());
    List<SettingsChange> changes = new ArrayList<>();
    for (String path : paths) {
      Optional<String> then = Optional.ofNullable(before.get(path));
      Optional<String> value = Optional.ofNullable(now.get(path));
      boolean kept = then.flatMap(t -> value.filter(v -> same(t, v))).isPresent();
      if (!kept) {
        changes.add(new SettingsChange(path, then.orElse(NOT_SET), value.orElse(NOT_SET)));
      }
    }
    changes.removeIf(change -> changes.stream().anyMatch(change::isWithin));
    return changes;
  }

  /** Path, and the recorded value if there is one. */
  private String recorded() {
    return isNew() ? path : "%s (was %s)".formatted(path, before);
  }

  /** True if both values are defaults, of an earlier version and of this one. */
  private boolean isOfDefaults(EntryPoint entryPoint) {
    return before.equals(FORMER.get(path))
        && isUsual(entryPoint)
        && entryPoint != EntryPoint.FUNCTION;
  }

  private boolean isUsual(EntryPoint entryPoint) {
    return SettingTable.of(entryPoint).stream()
        .filter(setting -> setting.path().equals(path))
        .anyMatch(
            setting ->
                setting.defaultText(entryPoint).filter(usual -> same(usual, now)).isPresent());
  }

  /**
   * True if only one of the versions has the setting; if it is this version, the setting has its
   * default.
   */
  private boolean isOfAnotherVersion(EntryPoint entryPoint) {
    List<Setting> settings = SettingTable.of(entryPoint);
    return isNew()
        ? isUsual(entryPoint)
        : now.equals(NOT_SET)
            && Stream.concat(settings.stream().map(Setting::path), Stream.of(WrittenPlan.HANDLES))
                .noneMatch(
                    known ->
                        path.equals(known)
                            || path.startsWith(known + ".")
                            || path.startsWith(known + "["));
  }

  /** True if a section came or went as a whole, and this setting with it. */
  private boolean isWithin(SettingsChange section) {
    boolean came = isNew() && section.isNew();
    boolean went = now.equals(NOT_SET) && section.now.equals(NOT_SET);
    return path.startsWith(section.path + ".") && (came || went);
  }

  /**
   * True if recorded settings have a value at a path; a setting that is newer than they are has
   * none.
   */
  public static boolean isRecorded(String recorded, String path) {
    return leaves(recorded).containsKey(path);
  }

  /** True if the record does not contain the setting. */
  public boolean isNew() {
    return before.equals(NOT_SET);
  }

  /** Values of settings by path, of lists element by element. */
  public static Map<String, String> leaves(String hocon) {
    Map<String, String> leaves = new TreeMap<>();
    ConfigParseOptions options = ConfigParseOptions.defaults().setOriginDescription("settings");
    Config all = SavedSizes.spellOut(ConfigFactory.parseString(hocon, options));
    add("", Shorthand.spellOut(all).root(), leaves);
    return leaves;
  }

  private static void add(String path, ConfigValue value, Map<String, String> leaves) {
    if (value instanceof ConfigObject section) {
      section.forEach((key, inner) -> add(SettingsSection.join(path, key), inner, leaves));
    } else if (value instanceof ConfigList list
        && !list.stream().allMatch(SettingsSection::isPlain)) {
      for (int i = 0; i < list.size(); i++) {
        add("%s[%d]".formatted(path, i), list.get(i), leaves);
      }
    } else {
      leaves.put(path, text(value));
    }
  }

  private static String text(ConfigValue value) {
    return value instanceof ConfigList list
        ? list.stream().map(ReadingContext::text).collect(Collectors.joining(", ", "[", "]"))
        : shown(ReadingContext.text(value));
  }

  private static String shown(String text) {
    return text.isEmpty() ? "''" : text;
  }

  /** True if both are the same; a number may be written in several ways. */
  private static boolean same(String one, String other) {
    Optional<BigDecimal> number = number(one);
    return one.equals(other)
        || (number.isPresent()
            && number(other).filter(n -> n.compareTo(number.get()) == 0).isPresent());
  }

  private static Optional<BigDecimal> number(String text) {
    return NUMBER.matcher(text).matches() ? SettingType.decimal(text) : Optional.empty();
  }

  @Override
  public String toString() {
    return "%s: was %s, is now %s".formatted(path, before, now);
  }
}
