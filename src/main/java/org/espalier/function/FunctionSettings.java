package org.espalier.function;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.espalier.plan.EnumNames;
import org.espalier.plan.RefinementPlan;
import org.espalier.plan.WinnerPlan;
import org.espalier.schedule.FullResource;
import org.espalier.search.auto.AutoSampler;
import org.espalier.tune.TuningLoop;

/**
 * Settings of a study of a function, by name; unchecked until {@link #problems()} is empty.
 *
 * @param values those that have a default or were set
 */
record FunctionSettings(Map<String, Object> values) {

  private static final int TRIALS = 50;
  private static final int ETA = 3;

  /** A function may have whole regions that fail: more than of a pipeline. */
  private static final int MAX_FAILURES = 10;

  private static final int STATE_LIMIT_IN_MB = 2048;

  /** Settings without a default, all of them numbers. */
  private static final List<String> UNSET =
      List.of("targetScore", "maxRegret", "minImprovement", "requiredScore");

  /** Defaults; 0 of a limit is none. */
  static final FunctionSettings USUAL = new FunctionSettings(usual());

  FunctionSettings {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  private static Map<String, Object> usual() {
    Map<String, Object> usual = new LinkedHashMap<>();
    usual.put("space", new FunctionSpace());
    usual.put("metric", "loss");
    usual.put("direction", "minimize");
    usual.put("trials", 0);
    usual.put("startPoints", List.of());
    usual.put("prior", "");
    usual.put("then", List.of());
    usual.put("sampler", AutoSampler.NAME);
    usual.put("scheduler", FullResource.NAME);
    usual.put("minResource", 0);
    usual.put("maxResource", 1);
    usual.put("eta", ETA);
    usual.put("folds", 1);
    usual.put("seed", 0L);
    usual.put("parallelism", 0);
    usual.put("window", TuningLoop.USUAL_WINDOW);
    usual.put("timeout", 0.0);
    usual.put("cellTimeout", 0.0);
    usual.put("maxTaskTime", 0.0);
    usual.put("maxSteps", 0);
    usual.put("patience", 0);
    usual.put("maxFailures", MAX_FAILURES);
    usual.put("winnerRule", EnumNames.of(WinnerPlan.Rule.BEST));
    usual.put("winnerRepeats", 0);
    usual.put("simplicity", List.of());
    usual.put("journal", "");
    usual.put("output", "");
    usual.put("stateLimitInMB", STATE_LIMIT_IN_MB);
    usual.put("cores", 0);
    usual.put("gpus", 0.0);
    usual.put("data", "");
    usual.put("function", "");
    return usual;
  }

  /** Type of a setting; empty if there is none of this name. */
  static Optional<Class<?>> type(String name) {
    Object usual = USUAL.values().get(name);
    Class<?> type = usual instanceof List ? List.class : usual == null ? null : usual.getClass();
    return UNSET.contains(name) ? Optional.of(Double.class) : Optional.ofNullable(type);
  }

  /** Names of all settings. */
  static List<String> names() {
    return Stream.concat(USUAL.values().keySet().stream(), UNSET.stream()).toList();
  }

  FunctionSettings with(String name, Object value) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new FunctionSettings(changed);
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  FunctionSpace space() {
    return (FunctionSpace) value("space");
  }

  String text(String name) {
    return String.valueOf(value(name));
  }

  int whole(String name) {
    return ((Number) value(name)).intValue();
  }

  long seed() {
    return ((Number) value("seed")).longValue();
  }

  double real(String name) {
    return ((Number) value(name)).doubleValue();
  }

  /** Whether a setting has its default, or no value and no default. */
  boolean isUsual(String name) {
    return Objects.equals(values.get(name), USUAL.values().get(name));
  }

  List<RefinementPlan> then() {
    return ((List<?>) value("then"))
        .stream().map(one -> ((FunctionRefinement) one).plan()).toList();
  }

  FunctionSimplicity simplicity() {
    return new FunctionSimplicity(
        ((List<?>) value("simplicity")).stream().map(String::valueOf).toList());
  }

  List<Map<String, Object>> startPoints() {
    List<Map<String, Object>> points = new ArrayList<>();
    for (Object point : (List<?>) value("startPoints")) {
      if (point instanceof Map<?, ?> given) {
        Map<String, Object> copy = new LinkedHashMap<>();
        given.forEach((name, value) -> copy.put(String.valueOf(name), value));
        points.add(copy);
      }
    }
    return points;
  }

  private Object value(String name) {
    Object value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("There is no setting '%s'.".formatted(name));
    }
    return value;
  }

  /** Maximum number of trials; 0 for all of a grid. */
  int trials(boolean exhaustive) {
    int usual = exhaustive ? 0 : TRIALS;
    return whole("trials") == 0 ? usual : whole("trials");
  }

  /** What is wrong, a line each. */
  List<String> problems() {
    return new FunctionProblems(this).all();
  }
}
