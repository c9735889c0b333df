package org.espalier.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.espalier.journal.SearchedParameter;
import org.espalier.journal.TrialRow;
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
record ParameterPositions(String name, int categories, double[] positions, int steps, int[] cells) {

  /** Steps of Optuna's PED-ANOVA. */
  private static final int STEPS = 50;

  /**
   * Column of a parameter.
   *
   * @param trials values of each, as {@link TrialRow.Candidate#values}
   */
  static ParameterPositions of(SearchedParameter parameter, List<Map<String, Object>> trials) {
    List<OptionalDouble> found =
        trials.stream()
            .map(trial -> trial.get(parameter.name()))
            .map(value -> value == null ? OptionalDouble.empty() : parameter.position(value))
            .toList();
    int steps = steps(parameter);
    double[] positions = found.stream().mapToDouble(at -> at.orElse(Double.NaN)).toArray();
    int[] cells = Arrays.stream(positions).mapToInt(at -> cell(parameter, at, steps)).toArray();
    if (parameter.ordered()) {
      return new ParameterPositions(parameter.name(), 0, positions, steps, cells);
    }
    int[] occurring = Arrays.stream(cells).filter(cell -> cell >= 0).sorted().distinct().toArray();
    double[] indices =
        Arrays.stream(cells)
            .mapToDouble(cell -> cell < 0 ? Double.NaN : Arrays.binarySearch(occurring, cell))
            .toArray();
    return new ParameterPositions(parameter.name(), occurring.length, indices, steps, cells);
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
  boolean meets(ParameterPositions other) {
    return IntStream.range(0, cells.length).anyMatch(i -> cells[i] >= 0 && other.cells[i] >= 0);
  }

  /** True if two trials have different values. */
  boolean varies() {
    return Arrays.stream(positions).filter(at -> !Double.isNaN(at)).distinct().count() > 1;
  }
}
