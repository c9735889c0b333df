package org.espalier.study;

import java.util.Arrays;
import java.util.OptionalDouble;

/** Standard error of a mean over folds. */
public final class StandardError {

  private StandardError() {}

  /** Standard error of the mean: the sample deviation over √n; empty below two scores. */
  public static OptionalDouble of(double... scores) {
    int n = scores.length;
    if (n < 2) {
      return OptionalDouble.empty();
    }
    double mean = Arrays.stream(scores).sum() / n;
    double squares = Arrays.stream(scores).map(score -> (score - mean) * (score - mean)).sum();
    return OptionalDouble.of(Math.sqrt(squares / (n - 1) / n));
  }
}
