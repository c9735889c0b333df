package org.espalier.analysis;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.TrialRow;
import org.espalier.space.Configuration;
import org.espalier.space.Scale;

/**
 * Values of one parameter in some trials, as positions on its scale.
 *
 * @param name name in the space
 * @param categories number of values that occur, if they have no order; else 0
 * @param positions by trial, in [0, 1]; of values without order the index among those that occur.
 *     NaN where a trial does not have the parameter
 * @param steps number of cells of a grid: one a value, at most {@value #STEPS} of ordered ones
 * @param cells by trial, cell of the value; -1 where a trial does not have the parameter
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record ParameterColumn(String name, int categories, double[] positions, int steps, int[] cells) {

  /** As in Optuna's PED-ANOVA. */
  private static final int STEPS = 50;

  /** Ratio of the largest observed value to the least from which the scale is taken for a log. */
  private static final double LOG_FROM = 20;

  /**
   * Column of a parameter.
   *
   * @param trials values of each, as {@link #values}
   */
  static ParameterColumn of(SearchedParameter parameter, List<Map<String, Object>> trials) {
    List<OptionalDouble> found =
        trials.stream()
            .map(trial -> trial.get(parameter.name()))
            .map(value -> value == null ? OptionalDouble.empty() : parameter.position(value))
            .toList();
    int steps = steps(parameter);
    double[] positions = found.stream().mapToDouble(at -> at.orElse(Double.NaN)).toArray();
    int[] cells = Arrays.stream(positions).mapToInt(at -> cell(parameter, at, steps)).toArray();
    if (parameter.ordered()) {
      return new ParameterColumn(parameter.name(), 0, positions, steps, cells);
    }
    int[] occurring = Arrays.stream(cells).filter(cell -> cell >= 0).sorted().distinct().toArray();
    double[] indices =
        Arrays.stream(cells)
            .mapToDouble(cell -> cell < 0 ? Double.NaN : Arrays.binarySearch(occurring, cell))
            .toArray();
    return new ParameterColumn(parameter.name(), occurring.length, indices, steps, cells);
  }

  private static int steps(SearchedParameter parameter) {
    if (!parameter.ordered()) {
      return parameter.values().size();
    }
    long size = parameter.size().orElse(STEPS);
    boolean curved = parameter.scale().filter(scale -> scale != Scale.LINEAR).isPresent();
    long steps =
        curved && parameter.size().isPresent()
            ? Long.SIZE - Long.numberOfLeadingZeros(size - 1) + 1 // 1 + ceil(log2(size))
            : size;
    return (int) Math.min(STEPS, steps);
  }

  /** The cell that is nearest, the lower one of two; the first and the last lie on the ends. */
  private static int cell(SearchedParameter parameter, double position, int steps) {
    if (Double.isNaN(position)) {
      return -1;
    }
    if (!parameter.ordered()) {
      return (int) (position * steps);
    }
    int values = parameter.values().size();
    double fromEnd = values > 1 ? (position * values - 0.5) / (values - 1) : position;
    int cell = (int) Math.ceil(fromEnd * (steps - 1) - 0.5);
    return Math.max(0, Math.min(steps - 1, cell));
  }

  /** Share of the trials that have the parameter. */
  double active() {
    return Arrays.stream(cells).filter(cell -> cell >= 0).count() / (double) cells.length;
  }

  /** True if a trial has both parameters. */
  boolean meets(ParameterColumn other) {
    return IntStream.range(0, cells.length).anyMatch(i -> cells[i] >= 0 && other.cells[i] >= 0);
  }

  /** True if two trials have different values. */
  boolean varies() {
    return Arrays.stream(positions).filter(at -> !Double.isNaN(at)).distinct().count() > 1;
  }

  /** Values of a trial by the names of the space; elements of a list also one by one. */
  static Map<String, Object> values(TrialRow.Candidate candidate) {
    Map<String, Object> values = new LinkedHashMap<>();
    String learner = candidate.learner();
    if (!learner.isEmpty()) {
      values.put(Configuration.LEARNER, learner);
    }
    candidate
        .configuration()
        .forEach(
            (param, value) -> {
              String name = learner.isEmpty() ? param : Configuration.name(learner, param);
              values.put(name, value);
              if (value instanceof List<?> list) {
                IntStream.range(0, list.size())
                    .forEach(i -> values.put("%s[%d]".formatted(name, i), list.get(i)));
              }
            });
    return values;
  }

  /**
   * Parameters of a journal that does not have them: ranges of the observed numbers, on a log scale
   * if they are above 0 and differ {@value #LOG_FROM}-fold, and lists of all other values.
   */
  static List<SearchedParameter> observed(List<Map<String, Object>> trials) {
    Map<String, Set<Object>> values = new LinkedHashMap<>();
    for (Map<String, Object> trial : trials) {
      trial.forEach(
          (name, value) -> {
            if (!(value instanceof List)) {
              values.computeIfAbsent(name, first -> new LinkedHashSet<>()).add(value);
            }
          });
    }
    return values.entrySet().stream()
        .map(entry -> observed(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static SearchedParameter observed(String name, Set<Object> values) {
    if (!values.stream().allMatch(Number.class::isInstance)) {
      return new SearchedParameter(
          name,
          Optional.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalLong.of(values.size()),
          values.stream().map(String::valueOf).toList(),
          false);
    }
    double[] numbers =
        values.stream().mapToDouble(value -> ((Number) value).doubleValue()).sorted().toArray();
    double low = numbers[0];
    double high = numbers[numbers.length - 1];
    boolean whole = values.stream().noneMatch(Double.class::isInstance);
    return new SearchedParameter(
        name,
        Optional.of(low > 0 && high / low > LOG_FROM ? Scale.LOG : Scale.LINEAR),
        OptionalDouble.of(low),
        OptionalDouble.of(high),
        whole ? OptionalLong.of((long) (high - low) + 1) : OptionalLong.empty(),
        List.of(),
        true);
  }
}
