package org.espalier.train.linear;

import java.io.Serializable;

/**
 * Params of Spark's {@code NaiveBayes}.
 *
 * @param smoothing at least 0; not read for {@link Kind#GAUSSIAN}
 */
public record NaiveBayesParams(Kind kind, double smoothing) implements Serializable {

  /** Assumption on the distribution of a column within a class. */
  public enum Kind {
    MULTINOMIAL,
    COMPLEMENT,
    BERNOULLI,
    GAUSSIAN
  }

  public NaiveBayesParams {
    if (!(smoothing >= 0)) {
      throw new IllegalArgumentException("smoothing %s is not at least 0.".formatted(smoothing));
    }
  }
}
