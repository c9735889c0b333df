package org.espalier.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Origin of each setting, with the name by which its user knows it.
 *
 * @param file fallback for settings without an origin of their own
 * @param byPath file and line by the setting's path, for example {@code
 *     learners[0].space.regParam.from}
 * @param names names of settings by path, where they differ from it, as those of Params do
 */
public record Origins(String file, Map<String, String> byPath, Map<String, String> names) {

  private static final Pattern LINE = Pattern.compile(": \\d+$");

  /** Reporter of problems, each at its place. */
  @FunctionalInterface
  public interface Report {

    void problem(String path, String wrong, String right);
  }

  public Origins {
    byPath = Collections.unmodifiableMap(new LinkedHashMap<>(byPath));
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  /** Origins of settings that are called by their paths. */
  public Origins(String file, Map<String, String> byPath) {
    this(file, byPath, Map.of());
  }

  /** User's name of a setting: its own, or its path below the named section around it. */
  public String name(String path) {
    String around = around(path, names);
    return names.getOrDefault(around, around) + path.substring(around.length());
  }

  /** Path of a setting that the user calls by a name. */
  public String path(String name) {
    return names.entrySet().stream()
        .filter(entry -> entry.getValue().equals(name))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse(name);
  }

  /** Origins of settings from code. */
  public static Origins none(String name) {
    return new Origins(name, Map.of());
  }

  /**
   * Problem with a setting, at its own line or else at the line of the nearest enclosing section.
   */
  public Problem problem(String path, String wrong, String right) {
    String where = byPath.getOrDefault(around(path, byPath), file);
    return new Problem(where, name(path), wrong, right);
  }

  /** The file, or the kind of override, that gave a setting; empty for one that was not given. */
  public Optional<String> source(String path) {
    return Optional.ofNullable(byPath.get(path)).map(place -> LINE.matcher(place).replaceFirst(""));
  }

  /** The path itself or the nearest around it that is known; empty if none is. */
  private static String around(String path, Map<String, String> known) {
    String around = path;
    while (!known.containsKey(around) && !around.isEmpty()) {
      int lastStep = Math.max(around.lastIndexOf('.'), around.lastIndexOf('['));
      around = around.substring(0, Math.max(0, lastStep));
    }
    return around;
  }

  /** Reporter of problems into a list. */
  public Report into(List<Problem> problems) {
    return (path, wrong, right) -> problems.add(problem(path, wrong, right));
  }
}
