package org.espalier.job.workflow;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.espalier.analysis.ParameterGain;
import org.espalier.journal.TrialRow;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;

/**
 * Fine grid around the best configuration of a workflow: a step down and up of its numeric params,
 * at most {@value #PARAMS} of them, those that were worth most by themselves first.
 *
 * @param gains gains by each parameter alone, the largest first
 */
record FineGrid(SearchSpace space, TrialRow.Candidate best, List<ParameterGain> gains) {

  /** Params of the grid, which has three values of each. */
  private static final int PARAMS = 3;

  /** Step on the scale of a range: a one-at-a-time search goes by thirds of it. */
  private static final double STEP = 1.0 / 8;

  private static final double MIDDLE = 0.5;

  /** Significant digits of a step, so that the values of a grid are readable. */
  private static final MathContext DIGITS = new MathContext(2);

  FineGrid {
    gains = List.copyOf(gains);
  }

  /** Step by the param's own name, in its own unit; empty if no param has numbers. */
  Map<String, Number> steps() {
    List<String> order = gains.stream().map(ParameterGain::parameter).toList();
    Map<String, Number> steps = new LinkedHashMap<>();
    best.configuration().entrySet().stream()
        .filter(entry -> entry.getValue() instanceof Number)
        .sorted(Comparator.comparingInt(entry -> rank(order, entry.getKey())))
        .forEach(
            entry -> {
              OptionalDouble step = step(entry.getKey(), (Number) entry.getValue());
              if (step.isPresent() && steps.size() < PARAMS) {
                steps.put(entry.getKey(), number(step.getAsDouble()));
              }
            });
    return steps;
  }

  private int rank(List<String> order, String own) {
    int rank = order.indexOf(Configuration.name(best.learner(), own));
    return rank < 0 ? order.size() : rank;
  }

  private static Number number(double step) {
    return step == Math.rint(step) && Math.abs(step) < Integer.MAX_VALUE
        ? (Number) (int) step
        : (Number) new BigDecimal(step).round(DIGITS).doubleValue();
  }

  /** Step of a param; empty if it is not searched, or if a learner's values are not numbers. */
  private OptionalDouble step(String own, Number value) {
    List<Parameter> sameName =
        space.dimensions().stream()
            .map(Dimension::parameter)
            .filter(parameter -> parameter.name().endsWith("." + own))
            .toList();
    String name = Configuration.name(best.learner(), own);
    boolean whole = sameName.stream().anyMatch(one -> !(one.middle() instanceof Double));
    return sameName.stream().allMatch(Parameter::isNumeric)
        ? sameName.stream()
            .filter(parameter -> parameter.name().equals(name))
            .flatMap(parameter -> step(parameter, value).stream().boxed())
            .map(step -> whole ? Math.max(1, Math.rint(step)) : step)
            .mapToDouble(Double::doubleValue)
            .findFirst()
        : OptionalDouble.empty();
  }

  private static OptionalDouble step(Parameter parameter, Number own) {
    double value = own.doubleValue();
    if (parameter instanceof ChoiceParameter) {
      return values(parameter)
          .mapToDouble(other -> Math.abs(other - value) / 2) // half of the way to the next
          .filter(half -> half > 0)
          .min();
    }
    double at = parameter.contains(own) ? parameter.unit(own) : MIDDLE;
    double from = parameter.contains(own) ? value : number(parameter, MIDDLE);
    double step =
        at >= STEP
            ? from - number(parameter, at - STEP)
            : number(parameter, Math.min(1, at + STEP)) - from;
    return step > 0 ? OptionalDouble.of(step) : OptionalDouble.empty();
  }

  private static double number(Parameter parameter, double at) {
    return ((Number) parameter.quantile(at)).doubleValue();
  }

  private static Stream<Double> values(Parameter parameter) {
    return parameter.grid().stream().map(value -> ((Number) value).doubleValue());
  }
}
