package org.espalier.search.tpe;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;

/** Group of parameters that exist together or not at all, with the trials in which they do. */
final class ParameterGroup {

  private static final int CAPACITY = 64;

  private final List<Axis> axes = new ArrayList<>();
  private final double[][] columns; // by axis, then by member
  private int[] trials = new int[CAPACITY]; // by member
  private int size = 0;

  /**
   * @param dimensions dimensions that exist under the same conditions; fixed ones are no axes
   */
  ParameterGroup(List<Dimension> dimensions) {
    for (Dimension dimension : dimensions) {
      if (dimension.parameter().size().orElse(0) != 1) {
        axes.add(new Axis(dimension.parameter()));
      }
    }
    this.columns = new double[axes.size()][CAPACITY];
  }

  List<Axis> axes() {
    return axes;
  }

  /** The index of a parameter's axis. */
  Optional<Integer> axis(Parameter parameter) {
    for (int i = 0; i < axes.size(); i++) {
      if (axes.get(i).name().equals(parameter.name())) {
        return Optional.of(i);
      }
    }
    return Optional.empty();
  }

  /** Adds a trial if the parameters exist in it. */
  void add(int trial, Map<String, Object> values) {
    if (axes.isEmpty() || !values.containsKey(axes.get(0).name())) {
      return;
    }
    if (size == trials.length) {
      trials = Arrays.copyOf(trials, 2 * size);
      Arrays.setAll(columns, i -> Arrays.copyOf(columns[i], 2 * size));
    }
    for (int i = 0; i < columns.length; i++) {
      Axis axis = axes.get(i);
      columns[i][size] = axis.coordinate(Objects.requireNonNull(values.get(axis.name())));
    }
    trials[size++] = trial;
  }

  void clear() {
    size = 0;
  }

  /** Number of trials in which the parameters exist. */
  int size() {
    return size;
  }

  /** Trials in which the parameters exist, in their order. */
  int[] trials() {
    return Arrays.copyOf(trials, size);
  }

  /** Coordinates by axis, then by member. */
  double[][] columns(int[] members) {
    double[][] chosen = new double[columns.length][members.length];
    for (int i = 0; i < columns.length; i++) {
      for (int j = 0; j < members.length; j++) {
        chosen[i][j] = columns[i][members[j]];
      }
    }
    return chosen;
  }
}
