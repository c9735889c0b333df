package org.espalier.spec.learners;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;

/**
 * Portfolio: configurations of learners, each the one that most improved the best score on other
 * tables (Feurer et al., JMLR 23 (2022), auto-sklearn 2.0, section 3.1).
 *
 * @param classification points by type of learner, the most useful first: values by param
 * @param regression the same
 */
public record Portfolio(
    Map<String, List<Map<String, Object>>> classification,
    Map<String, List<Map<String, Object>>> regression) {

  private static final String BOOSTED = "xgboost";
  private static final int BOOSTED_AT_ONCE = 3;

  public Portfolio {
    classification = Collections.unmodifiableMap(new LinkedHashMap<>(classification));
    regression = Collections.unmodifiableMap(new LinkedHashMap<>(regression));
  }

  /** Points of a type of learner for a task; none if it has none. */
  public List<Map<String, Object>> points(String type, ProblemType task) {
    Map<String, List<Map<String, Object>>> byType =
        task.isClassification()
            ? classification
            : task == ProblemType.REGRESSION ? regression : Map.of();
    return byType.getOrDefault(LearnerPlan.single(type), List.of());
  }

  /**
   * Start points of the learners with a suggested space: the first of each learner, then the second
   * ones; of boosted trees, which are most often best on tables (Grinsztajn et al., NeurIPS 2022),
   * three at a time. A param that a point does not name has its default. A point that the space
   * does not contain is left out.
   *
   * @param space that of a study of these learners
   * @param defaults of the learners in that space
   * @param most maximum number of points
   */
  public List<Configuration> starts(
      List<LearnerPlan> learners,
      SearchSpace space,
      List<Configuration> defaults,
      ProblemType task,
      int most) {
    return learners.stream()
        .filter(LearnerPlan::isSuggested)
        .flatMap(learner -> starts(learner, space, defaults, task))
        .sorted(Comparator.comparingInt(Start::round)) // stable: by learner within a round
        .limit(most)
        .map(Start::point)
        .toList();
  }

  private record Start(int round, Configuration point) {}

  private Stream<Start> starts(
      LearnerPlan learner, SearchSpace space, List<Configuration> defaults, ProblemType task) {
    Map<String, Object> usual =
        defaults.stream()
            .filter(one -> one.learner().equals(learner.name()))
            .findFirst()
            .map(Configuration::params)
            .orElse(Map.of());
    List<Configuration> points =
        points(learner.type(), task).stream()
            .flatMap(point -> within(space, learner.name(), point, usual).stream())
            .toList();
    int atOnce = LearnerPlan.single(learner.type()).equals(BOOSTED) ? BOOSTED_AT_ONCE : 1;
    return IntStream.range(0, points.size()).mapToObj(i -> new Start(i / atOnce, points.get(i)));
  }

  /**
   * The point as a configuration of a learner; empty if the space does not contain it.
   *
   * @param usual defaults of the learner, for params that the point does not name
   */
  private static Optional<Configuration> within(
      SearchSpace space, String learner, Map<String, Object> point, Map<String, Object> usual) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(Configuration.LEARNER, learner);
    int named = 0;
    for (Dimension dimension : space.dimensions()) {
      Parameter parameter = dimension.parameter();
      String param =
          parameter.name().startsWith(learner + ".")
              ? parameter.name().substring(learner.length() + 1)
              : "";
      boolean isAlways = dimension.conditions().size() <= 1; // that of the learner
      if (point.containsKey(param)) {
        values.put(parameter.name(), typed(parameter, requireNonNull(point.get(param))));
        named++;
      } else if (isAlways && usual.containsKey(param)) {
        values.put(parameter.name(), requireNonNull(usual.get(param)));
      }
    }
    Configuration configuration = new Configuration(values);
    return named == point.size() && space.contains(configuration)
        ? Optional.of(configuration)
        : Optional.empty();
  }

  /** The value in the type of its parameter, as far as it has one there. */
  private static Object typed(Parameter parameter, Object value) {
    if (value instanceof Number number && parameter instanceof FloatParameter) {
      return number.doubleValue();
    }
    if (value instanceof Number number && parameter instanceof IntParameter) {
      return number.intValue() == number.doubleValue() ? (Object) number.intValue() : value;
    }
    return parameter instanceof FloatParameter || parameter instanceof IntParameter
        ? value
        : parameter.grid().stream()
            .filter(one -> String.valueOf(one).equals(String.valueOf(value)))
            .findFirst()
            .orElse(value);
  }
}
