package org.espalier.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Origin of each setting.
 *
 * @param file fallback for settings without an origin of their own
 * @param byPath file and line by the setting's path, for example {@code
 *     learners[0].space.regParam.from}
 */
public record Origins(String file, Map<String, String> byPath) {

  private static final Pattern LINE = Pattern.compile(": \\d+$");

  public Origins {
    byPath = Collections.unmodifiableMap(new LinkedHashMap<>(byPath));
  }

  /** Settings that came from code. */
  public static Origins none(String name) {
    return new Origins(name, Map.of());
  }

  /** A problem with a setting, at its own line or else at that of the section nearest around it. */
  public Problem problem(String path, String wrong, String right) {
    String around = path;
    while (!byPath.containsKey(around) && !around.isEmpty()) {
      around = around.substring(0, Math.max(0, lastStep(around)));
    }
    return new Problem(byPath.getOrDefault(around, file), path, wrong, right);
  }

  /** The file, or the kind of override, that gave a setting; empty of one that was not given. */
  public Optional<String> source(String path) {
    return Optional.ofNullable(byPath.get(path)).map(place -> LINE.matcher(place).replaceFirst(""));
  }

  private static int lastStep(String path) {
    return Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  }
}
