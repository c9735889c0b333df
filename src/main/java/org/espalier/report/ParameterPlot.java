package org.espalier.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;

/**
 * Score against one numeric parameter of one learner.
 *
 * @param log whether its values are spread over powers of ten
 * @param zero where 0, which has no place on a log scale, is drawn; empty if it is not among the
 *     values
 */
record ParameterPlot(
    String learner, String parameter, boolean log, OptionalDouble zero, List<Dot> dots) {

  /** With fewer distinct values there is nothing to see. */
  private static final int VALUES = 3;

  /** Values that span more than this factor may be drawn on a log scale. */
  private static final double FACTOR = 20;

  /** They are if half of them lie below this share of the largest: of even ones a half does. */
  private static final double LOW = 0.2;

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
        .map(e -> of(e.getKey().learner(), e.getKey().parameter(), e.getValue()))
        .toList();
  }

  private static Dot dot(TrialRow row, double value) {
    return new Dot(
        row.trial(), value, row.score().getAsDouble(), row.state() == TrialState.COMPLETED);
  }

  /** With the scale that suits the values of the dots. */
  static ParameterPlot of(String learner, String parameter, List<Dot> dots) {
    double[] positive =
        dots.stream().mapToDouble(Dot::value).filter(value -> value > 0).sorted().toArray();
    boolean log =
        positive.length > 0
            && dots.stream().allMatch(dot -> dot.value() >= 0)
            && positive[positive.length - 1] > FACTOR * positive[0]
            && positive[positive.length / 2] < LOW * positive[positive.length - 1];
    OptionalDouble zero =
        log && positive.length < dots.size()
            ? OptionalDouble.of(Math.pow(10, Math.floor(Math.log10(positive[0])) - 1))
            : OptionalDouble.empty();
    return new ParameterPlot(learner, parameter, log, zero, List.copyOf(dots));
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
