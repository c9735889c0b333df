package org.espalier.report.view;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.TrialState;

/**
 * Plot of the score against one numeric parameter of one learner.
 *
 * @param log true if its values are spread over powers of ten
 * @param zero position at which 0, which has none on a log scale, is drawn; empty if it is not
 *     among the values
 */
public record ParameterPlot(
    String learner, String parameter, boolean log, OptionalDouble zero, List<Dot> dots) {

  /** Minimum of distinct values for a plot. */
  private static final int VALUES = 3;

  /** Ratio of values above which a log scale is considered. */
  private static final double FACTOR = 20;

  /**
   * Share of the largest value below which half of the values must lie for a log scale; of evenly
   * spread values half do not.
   */
  private static final double LOW = 0.2;

  /**
   * A trial.
   *
   * @param full true if its score is on all folds and rows
   */
  public record Dot(int trial, double value, double score, boolean full) {}

  private record Key(String learner, String parameter) {}

  static List<ParameterPlot> of(StudyRecord record) {
    Map<Key, List<Dot>> dots = new LinkedHashMap<>();
    for (TrialRow row : record.trials()) {
      if (row.evaluation().score().isPresent()) {
        row.candidate()
            .configuration()
            .forEach(
                (name, value) -> {
                  if (value instanceof Number number) {
                    dots.computeIfAbsent(
                            new Key(row.candidate().learner(), name), k -> new ArrayList<>())
                        .add(dot(row, number.doubleValue()));
                  }
                });
      }
    }
    return dots.entrySet().stream()
        .filter(e -> e.getValue().stream().mapToDouble(Dot::value).distinct().count() >= VALUES)
        .map(e -> of(e.getKey().learner(), e.getKey().parameter(), e.getValue()))
        .toList();
  }

  private static Dot dot(TrialRow row, double value) {
    return new Dot(
        row.trial(),
        value,
        row.evaluation().score().getAsDouble(),
        row.state() == TrialState.COMPLETED);
  }

  /** Plot with the scale that suits the values. */
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
}
