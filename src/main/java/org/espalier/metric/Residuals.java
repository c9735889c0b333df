package org.espalier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Residuals of predicted numbers: the label less the prediction.
 *
 * @param points rows at even distances, in the order of the rows
 * @param quantiles quantiles of all residuals, by rising share; the first and the last are the
 *     least and the largest residual
 */
public record Residuals(List<Point> points, List<Quantile> quantiles) {

  /** More hide each other in a plot. */
  public static final int MAX_POINTS = 1_000;

  private static final double[] SHARES = {0, 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99, 1};

  /** A row's prediction and its residual. */
  public record Point(double prediction, double residual) {
    public Point {
      requireFinite(prediction);
      requireFinite(residual);
    }
  }

  /**
   * Residual that a share of the rows does not exceed.
   *
   * @param share share of the rows with a residual up to this one, in [0, 1]
   */
  public record Quantile(double share, double residual) {
    public Quantile {
      requireFinite(residual);
      if (!(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException("share: %s is outside of [0, 1].".formatted(share));
      }
    }
  }

  public Residuals {
    points = List.copyOf(points);
    quantiles = List.copyOf(quantiles);
    if (points.isEmpty() || points.size() > MAX_POINTS || quantiles.isEmpty()) {
      throw new IllegalArgumentException(
          "%d points and %d quantiles.".formatted(points.size(), quantiles.size()));
    }
  }

  private static void requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("%s is not finite.".formatted(value));
    }
  }

  /** Residuals of rows; empty if there are none, or a number is not finite. */
  public static Optional<Residuals> of(PredictedRows rows) {
    List<Point> finite =
        IntStream.range(0, rows.size())
            .filter(row -> Double.isFinite(rows.labels()[row] - rows.predictions()[row]))
            .mapToObj(
                row ->
                    new Point(
                        rows.predictions()[row], rows.labels()[row] - rows.predictions()[row]))
            .toList();
    if (finite.isEmpty() || finite.size() < rows.size()) {
      return Optional.empty();
    }
    double[] sorted = finite.stream().mapToDouble(Point::residual).sorted().toArray();
    List<Quantile> quantiles =
        Arrays.stream(SHARES)
            .mapToObj(share -> new Quantile(share, sorted[(int) (share * (sorted.length - 1))]))
            .toList();
    return Optional.of(new Residuals(ThinnedList.thin(finite, MAX_POINTS), quantiles));
  }
}
