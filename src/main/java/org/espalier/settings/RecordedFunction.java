package org.espalier.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.espalier.space.SearchSpace;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Problem;
import org.espalier.spec.problem.Suggestion;

/**
 * Search of a function, as its journal recorded it.
 *
 * @param search sampler and trials; 0 trials for the default
 * @param schedule with steps as the resource
 */
public record RecordedFunction(
    SearchPlan search, SchedulePlan schedule, long seed, SearchSpace space) {

  /** Value of {@link #OWNER} of a study of a function. */
  public static final String FUNCTION = "FunctionTuner";

  /** Setting that names who recorded the study; the first one of its text. */
  public static final String OWNER = "tuner";

  /** Setting with the {@link SpaceText}. */
  public static final String SPACE = "space";

  /** Settings that another one may replace. */
  private static final List<String> OVERRIDES = List.of("trials", "minResource", "eta", "seed");

  /**
   * The search in recorded settings.
   *
   * @param sets overrides, {@code trials=40} for example
   * @return empty if they are not those of a function, or do not have its space
   * @throws InvalidStudyException if an override is wrong
   */
  public static Optional<RecordedFunction> of(String settings, List<String> sets) {
    Map<String, Object> recorded = ConfigFactory.parseString(settings).root().unwrapped();
    if (!FUNCTION.equals(recorded.get(OWNER)) || !recorded.containsKey(SPACE)) {
      return Optional.empty();
    }
    Config values = ConfigFactory.empty();
    for (String name : List.of("sampler", "scheduler", "trials", "minResource", "eta", "seed")) {
      values = values.withValue(name, value(String.valueOf(recorded.get(name))));
    }
    values = overridden(values, sets);
    int min = values.getInt("minResource");
    return Optional.of(
        new RecordedFunction(
            new SearchPlan(
                Strategies.sampler(values.getString("scheduler"), values.getString("sampler")),
                values.getInt("trials")),
            new SchedulePlan(
                values.getString("scheduler"),
                SchedulePlan.Resource.ITERATIONS,
                min == 0 ? OptionalLong.empty() : OptionalLong.of(min),
                values.getInt("eta")),
            values.getLong("seed"),
            SpaceText.read(String.valueOf(recorded.get(SPACE)))));
  }

  private static ConfigValue value(String text) {
    return ConfigValueFactory.fromAnyRef(text);
  }

  private static Config overridden(Config values, List<String> sets) {
    Config result = values;
    List<Problem> problems = new ArrayList<>();
    for (String set : sets) {
      String name = set.substring(0, Math.max(0, set.indexOf('='))).strip();
      String text = set.substring(set.indexOf('=') + 1).strip();
      if (!OVERRIDES.contains(name)) {
        problems.add(
            new Problem(
                "--set",
                name,
                "is not a setting that a function is simulated with",
                Suggestion.of(name, OVERRIDES)));
      } else if (!text.matches("\\d{1,9}") || (name.equals("eta") && Integer.parseInt(text) < 2)) {
        String right = name.equals("eta") ? "a whole number from 2 on" : "a whole number";
        problems.add(new Problem("--set", name, "is '%s'".formatted(text), right));
      } else {
        result = result.withValue(name, value(text));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
    return result;
  }
}
