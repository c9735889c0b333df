package org.espalier.report.view;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;

/**
 * Axis of scores of a chart. Outliers, which would compress all other scores to a line, lie beyond
 * the axis and are counted.
 *
 * @param step distance of its ticks; both ends are multiples of it
 * @param beyond number of scores outside of it
 */
public record ScoreAxis(double low, double high, double step, int beyond) {

  /** Scores farther than this many quartile ranges from the quartiles lie beyond (Tukey, 1977). */
  private static final double FENCE = 3;

  /** Approximate number of intervals of an axis. */
  private static final int INTERVALS = 5;

  /** The axis of scores; of none, from 0 to 1. */
  static ScoreAxis of(List<Double> scores) {
    if (scores.isEmpty()) {
      return around(scores);
    }
    List<Double> sorted = scores.stream().sorted().toList();
    double lower = sorted.get(sorted.size() / 4);
    double upper = sorted.get(sorted.size() - 1 - sorted.size() / 4);
    double reach = upper > lower ? FENCE * (upper - lower) : Double.MAX_VALUE;
    double min = sorted.stream().filter(s -> s >= lower - reach).findFirst().orElse(lower);
    double max = sorted.stream().filter(s -> s <= upper + reach).reduce((a, b) -> b).orElse(upper);
    int beyond = (int) sorted.stream().filter(s -> s < min || s > max).count();
    return between(min, max, beyond);
  }

  /** The axis of scores, all of which it holds; of none, from 0 to 1. */
  static ScoreAxis around(List<Double> scores) {
    double min = scores.stream().mapToDouble(s -> s).min().orElse(0);
    double max = scores.stream().mapToDouble(s -> s).max().orElse(1);
    return between(min, max, 0);
  }

  private static ScoreAxis between(double min, double max, int beyond) {
    double step = step(min, max);
    double low = rounded(Math.floor(min / step), step);
    double high = rounded(Math.ceil(max / step), step);
    return new ScoreAxis(low, high, rounded(1, step), beyond).atLeastTwo();
  }

  private ScoreAxis atLeastTwo() {
    return low < high ? this : new ScoreAxis(low - step, high + step, step, beyond);
  }

  /** A round distance of ticks: 1, 2 or 5 times a power of ten. */
  private static double step(double min, double max) {
    double span = max > min ? max - min : Math.max(Math.abs(max), 1) / INTERVALS;
    double raw = span / INTERVALS;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double digit = raw / power;
    return (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10) * power;
  }

  /** Multiple of a step without binary rounding errors. */
  private static double rounded(double multiple, double step) {
    int digits = 12; // scores have 10 significant digits
    double value = multiple * step;
    return Double.isFinite(value)
        ? new BigDecimal(value).round(new MathContext(digits)).doubleValue()
        : value;
  }
}
