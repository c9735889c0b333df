package org.espalier.evaluate;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Predictions for the validation rows of a fold by a model that was fitted without them, in arrays
 * by row.
 *
 * @param labels index of the class, or the number itself; NaN for rows without a label
 * @param predictions likewise
 * @param scores as many for each row, row after row: probabilities of the classes in their order,
 *     raw predictions of a classifier without probabilities, or else the prediction alone
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record FoldScores(double[] labels, double[] predictions, double[] scores)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /**
   * Scores with the keys of their rows.
   *
   * @param keys keys of the rows, which equal rows share
   * @param weights weights of the rows in the metric
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Keyed(long[] keys, double[] weights, FoldScores scores) implements Serializable {

    private static final long serialVersionUID = 1;

    public Keyed {
      if (keys.length != scores.size() || weights.length != scores.size()) {
        throw new IllegalArgumentException(
            "%d keys and %d weights of %d rows"
                .formatted(keys.length, weights.length, scores.size()));
      }
    }
  }

  public FoldScores {
    int rows = labels.length;
    if (predictions.length != rows || (rows == 0 ? scores.length > 0 : scores.length % rows > 0)) {
      throw new IllegalArgumentException(
          "%d predictions and %d scores of %d rows"
              .formatted(predictions.length, scores.length, rows));
    }
  }

  /** Scores by row. */
  public static FoldScores of(double[] labels, double[] predictions, double[][] scores) {
    return new FoldScores(
        labels, predictions, Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray());
  }

  /** The rows of all parts, in their order. */
  public static FoldScores joined(List<FoldScores> parts) {
    return new FoldScores(
        joined(parts, FoldScores::labels),
        joined(parts, FoldScores::predictions),
        joined(parts, FoldScores::scores));
  }

  private static double[] joined(List<FoldScores> parts, Function<FoldScores, double[]> which) {
    return parts.stream().map(which).flatMapToDouble(Arrays::stream).toArray();
  }

  /** Number of rows. */
  public int size() {
    return labels.length;
  }

  public double[] scores(int row) {
    int width = scores.length / size();
    return Arrays.copyOfRange(scores, row * width, (row + 1) * width);
  }

  /** Bytes of the arrays. */
  public long bytes() {
    return (long) Double.BYTES * (labels.length + predictions.length + scores.length);
  }
}
