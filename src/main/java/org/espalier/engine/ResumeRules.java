package org.espalier.engine;

import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Rules on the settings that may change when a study is resumed, by their paths in the settings of
 * a job: its limits, and the requirements on its winner. All others affect the result.
 *
 * @param harmless paths of further settings, or of sections of them, that change no result
 * @param mayPlanMore true if more trials do not contradict earlier decisions
 */
public record ResumeRules(Set<String> harmless, BooleanSupplier mayPlanMore) {

  private static final String TRIALS = "search.trials";
  private static final List<String> LIMITS =
      List.of("budget", "require", "run.parallelism", "track");

  public ResumeRules {
    harmless = Set.copyOf(harmless);
  }

  /** True if a study continues with another value of a setting. */
  public boolean mayChange(String path) {
    return Stream.concat(LIMITS.stream(), harmless.stream())
            .anyMatch(setting -> isWithin(path, setting))
        || (isTrials(path) && mayPlanMore.getAsBoolean());
  }

  /** True if a study that had come to its end has more to do with another value of a setting. */
  public static boolean addsWork(String path) {
    return isWithin(path, "budget") || isTrials(path);
  }

  public static boolean isTrials(String path) {
    return path.equals(TRIALS);
  }

  private static boolean isWithin(String path, String setting) {
    return path.equals(setting) || path.startsWith(setting + ".") || path.startsWith(setting + "[");
  }
}
