package org.espalier.plan.problem;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Origin of each setting, and what its user calls it.
 *
 * @param file fallback for settings without an origin of their own
 * @param byPath file and line by the setting's path, for example {@code
 *     learners[0].space.regParam.from}
 * @param names names of settings by path, where they differ from it, as those of Params do
 */
public record Origins(String file, Map<String, String> byPath, Map<String, String> names) {

  private static final Pattern LINE = Pattern.compile(": \\d+$");

  /** Names in the library by the paths of the settings of a job that they stand for. */
  private static final Map<String, String> LIBRARY = library();

  public Origins {
    byPath = Collections.unmodifiableMap(new LinkedHashMap<>(byPath));
    names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
  }

  /** Settings that are called by their paths. */
  public Origins(String file, Map<String, String> byPath) {
    this(file, byPath, Map.of());
  }

  /** What the user calls a setting, by its own name or by that of the section around it. */
  public String name(String path) {
    String around = path;
    while (!names.containsKey(around) && !around.isEmpty()) {
      around = around.substring(0, Math.max(0, lastStep(around)));
    }
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

  /**
   * Settings of a library door, in the names that they have there.
   *
   * @param own further names by path, which not all doors have
   */
  public static Origins ofLibrary(String where, Map<String, String> own) {
    Map<String, String> names = new LinkedHashMap<>(LIBRARY);
    names.putAll(own);
    return new Origins(where, Map.of(), names);
  }

  private static Map<String, String> library() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("search.sampler", "sampler");
    names.put("search.trials", "trials");
    names.put("search.points", "startPoints");
    names.put("search.prior", "prior");
    names.put("search.then", "then");
    names.put("schedule.type", "scheduler");
    names.put("schedule.resource", "resource");
    names.put("schedule.min", "minResource");
    names.put("schedule.eta", "eta");
    names.put("schedule.min-folds", "minFolds");
    names.put("budget.units", "maxUnits");
    names.put("budget.time", "timeout");
    names.put("budget.task-time", "maxTaskTime");
    names.put("budget.target", "targetScore");
    names.put("budget.patience", "patience");
    names.put("budget.regret", "maxRegret");
    names.put("budget.max-failures", "maxFailures");
    names.put("winner.rule", "winnerRule");
    names.put("winner.repeats", "winnerRepeats");
    names.put("require.improvement-over-baseline", "minImprovement");
    names.put("require.score", "requiredScore");
    names.put("data.test", "heldOut");
    names.put("run.parallelism", "parallelism");
    names.put("run.window", "window");
    names.put("run.training", "training");
    names.put("run.task-memory", "taskMemoryInMB");
    return names;
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
    return new Problem(byPath.getOrDefault(around, file), name(path), wrong, right);
  }

  /** The file, or the kind of override, that gave a setting; empty of one that was not given. */
  public Optional<String> source(String path) {
    return Optional.ofNullable(byPath.get(path)).map(place -> LINE.matcher(place).replaceFirst(""));
  }

  private static int lastStep(String path) {
    return Math.max(path.lastIndexOf('.'), path.lastIndexOf('['));
  }
}
