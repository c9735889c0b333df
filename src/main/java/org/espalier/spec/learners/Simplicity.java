package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.espalier.space.Configuration;

/**
 * Order of configurations by simplicity: by criteria, the most important first. A criterion that
 * one of two configurations lacks is ignored, and so are other params and measurements.
 */
public record Simplicity(List<Criterion> criteria) implements Comparator<Configuration> {

  /**
   * Criterion of simplicity.
   *
   * @param value number, or list of layers, of which the total number of units counts; empty where
   *     a configuration has none
   * @param less true if less is simpler
   */
  public record Criterion(Function<Configuration, Optional<Object>> value, boolean less) {}

  public Simplicity {
    criteria = List.copyOf(criteria);
  }

  /**
   * Order of a job: first by the learner's place in the study file, then by the params that the
   * learner's descriptor names.
   *
   * @param learners in the order of the study
   */
  public static Simplicity of(List<LearnerPlan> learners) {
    List<String> names = learners.stream().map(LearnerPlan::name).toList();
    List<Criterion> criteria = new ArrayList<>();
    criteria.add(new Criterion(one -> Optional.of(names.indexOf(one.learner())), true));
    for (LearnerPlan learner : learners) {
      Function<Configuration, Map<String, Object>> params =
          one -> one.learner().equals(learner.name()) ? one.params() : Map.of();
      Learners.known()
          .simplicity(learner.type())
          .forEach(order -> criteria.add(criterion(params, order.param(), order.less())));
    }
    return new Simplicity(criteria);
  }

  /**
   * Order by parameters.
   *
   * @param names parameters of which less is simpler or, with a minus before the name, more
   */
  public static Simplicity ofNames(List<String> names) {
    return new Simplicity(
        names.stream()
            .map(name -> criterion(Configuration::values, parameter(name), !name.startsWith("-")))
            .toList());
  }

  private static Criterion criterion(
      Function<Configuration, Map<String, Object>> values, String name, boolean less) {
    return new Criterion(one -> Optional.ofNullable(values.apply(one).get(name)), less);
  }

  /** Parameter of a name with or without a minus. */
  public static String parameter(String name) {
    return name.startsWith("-") ? name.substring(1) : name;
  }

  /** Negative if the first is simpler; 0 if the two are equally simple. */
  @Override
  public int compare(Configuration one, Configuration other) {
    for (Criterion criterion : criteria) {
      Optional<Object> a = criterion.value().apply(one);
      Optional<Object> b = criterion.value().apply(other);
      if (a.isPresent() && b.isPresent()) {
        int less = Double.compare(size(a.get()), size(b.get()));
        if (less != 0) {
          return criterion.less() ? less : -less;
        }
      }
    }
    return 0;
  }

  /** Number itself; for a list of layers, the total number of units. */
  private static double size(Object value) {
    return value instanceof Number number
        ? number.doubleValue()
        : Arrays.stream(value.toString().split("[\\s,\\[\\]]+"))
            .filter(part -> part.matches("\\d+"))
            .mapToDouble(Double::parseDouble)
            .sum();
  }
}
