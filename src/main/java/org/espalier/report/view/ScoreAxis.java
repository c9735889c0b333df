package org.espalier.report.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.espalier.study.Direction;

/**
 * Axis of scores of a chart. It holds the best score, however far it is from the others; outliers
 * on the bad side, which would compress all other scores to a line, lie beyond it and are counted.
 *
 * @param step distance of its ticks; both ends are multiples of it
 * @param beyond number of scores outside of it
 */
public record ScoreAxis(double low, double high, double step, int beyond) {

  /**
   * Bad scores farther than this many quartile ranges from the quartiles lie beyond (Tukey 1977).
   */
  private static final double FENCE = 3;

  /** Approximate number of intervals of an axis. */
  private static final int INTERVALS = 5;

  /** Relative difference of scores that are drawn as equal: losses have 10 significant digits. */
  private static final double EQUAL = 1e-10;

  /** The axis of scores; of none, from 0 to 1. */
  public static ScoreAxis of(List<Double> scores, Direction direction) {
    if (scores.isEmpty()) {
      return around(scores);
    }
    Comparator<Double> natural = Comparator.naturalOrder();
    List<Double> bestFirst =
        scores.stream()
            .sorted(direction == Direction.MINIMIZE ? natural : natural.reversed())
            .toList();
    int quarter = bestFirst.size() / 4;
    double best = bestFirst.get(0);
    double worse = bestFirst.get(bestFirst.size() - 1 - quarter);
    // An axis that reaches far for the best has room for bad ones that are as far.
    double reach =
        Math.max(FENCE * Math.abs(worse - bestFirst.get(quarter)), Math.abs(worse - best));
    List<Double> near =
        bestFirst.stream()
            .filter(s -> Math.abs(s - best) <= Math.abs(worse - best) + reach)
            .toList();
    ScoreAxis axis = around(reach > 0 ? near : bestFirst);
    int beyond = (int) scores.stream().filter(s -> s < axis.low || s > axis.high).count();
    return new ScoreAxis(axis.low, axis.high, axis.step, beyond);
  }

  /** The axis of scores, all of which it holds; of none, from 0 to 1. */
  public static ScoreAxis around(List<Double> scores) {
    double min = scores.isEmpty() ? 0 : Collections.min(scores);
    double max = scores.isEmpty() ? 1 : Collections.max(scores);
    double step = step(min, max);
    double first = Math.floor(min / step);
    double last = Math.ceil(max / step);
    int margin = last - first < 2 ? 1 : 0; // one score has ticks on both sides
    return new ScoreAxis(
        rounded(first - margin, step), rounded(last + margin, step), rounded(1, step), 0);
  }

  /** A round distance of ticks: 1, 2 or 5 times a power of ten. */
  private static double step(double min, double max) {
    double size = Math.max(Math.abs(min), Math.abs(max));
    // Each divided by itself, as the difference of two huge scores is infinite.
    double apart = max / INTERVALS - min / INTERVALS;
    double raw = apart > EQUAL * size ? apart : (size > 0 ? size : 1) / INTERVALS / INTERVALS;
    raw = Math.max(raw, Double.MIN_NORMAL);
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double digit = raw / power;
    return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
  }

  /** Multiple of a step without binary rounding errors. */
  private static double rounded(double multiple, double step) {
    int digits = 12; // scores have 10 significant digits
    double value = Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, multiple * step));
    return Math.abs(value) == Double.MAX_VALUE
        ? value
        : new BigDecimal(value).round(new MathContext(digits)).doubleValue();
  }
}
