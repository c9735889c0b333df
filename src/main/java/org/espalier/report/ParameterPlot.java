package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;

/**
 * Score against one numeric parameter of one learner.
 *
 * @param log whether its values are spread over powers of ten
 */
record ParameterPlot(String learner, String parameter, boolean log, List<Dot> dots) {

  /** With fewer distinct values there is nothing to see. */
  private static final int VALUES = 3;

  /** Values that span more than this factor are drawn on a log scale. */
  private static final double FACTOR = 20;

  /**
   * A trial.
   *
   * @param full whether its score rests on all folds and rows
   */
  record Dot(int trial, double value, double score, boolean full) {}

  private record Key(String learner, String parameter) {}

  static List<ParameterPlot> of(StudyRecord record) {
    Map<Key, List<Dot>> dots = new LinkedHashMap<>();
    for (TrialRow row : record.trials()) {
      if (row.score().isPresent()) {
        row.configuration()
            .forEach(
                (name, text) ->
                    number(text)
                        .ifPresent(
                            value ->
                                dots.computeIfAbsent(
                                        new Key(row.learner(), name), k -> new ArrayList<>())
                                    .add(dot(row, value))));
      }
    }
    return dots.entrySet().stream()
        .filter(e -> e.getValue().stream().mapToDouble(Dot::value).distinct().count() >= VALUES)
        .map(e -> plot(e.getKey(), e.getValue()))
        .toList();
  }

  private static Dot dot(TrialRow row, double value) {
    return new Dot(
        row.trial(), value, row.score().getAsDouble(), row.state() == TrialState.COMPLETED);
  }

  private static ParameterPlot plot(Key key, List<Dot> dots) {
    double min = dots.stream().mapToDouble(Dot::value).min().orElse(0);
    double max = dots.stream().mapToDouble(Dot::value).max().orElse(0);
    return new ParameterPlot(
        key.learner(), key.parameter(), min > 0 && max / min > FACTOR, List.copyOf(dots));
  }

  private static Optional<Double> number(String text) {
    try {
      double value = Double.parseDouble(text);
      return Double.isFinite(value) ? Optional.of(value) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
