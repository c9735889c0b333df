package org.espalier.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.espalier.numeric.Normal;
import org.espalier.space.Parameter;

/**
 * Stochastic policy of one parameter, and its policy gradient: a normal density over the positions
 * of an ordered one, truncated to [0, 1], and a softmax over the values of a choice without an
 * order.
 *
 * <p>The steps of mean and deviation are those of the likelihood's gradient times the variance,
 * which Williams (1992), section 6, proposes for a normal policy, so that a narrow policy takes no
 * larger steps than a wide one.
 */
sealed interface ParameterPolicy {

  /** Policy of a parameter before any outcome: nearly uniform. */
  static ParameterPolicy of(Parameter parameter) {
    return parameter.ordered()
        ? new Positions()
        : new Choices(Math.toIntExact(parameter.size().orElseThrow()));
  }

  /** A position in [0, 1], as {@link Parameter#quantile} takes it. */
  double draw(RandomGenerator random);

  /**
   * Step of REINFORCE: along the gradient of the log probability of a position, times the
   * advantage, and along the gradient of the entropy.
   *
   * @param position in [0, 1], as {@link Parameter#unit} gives it
   * @param advantage step size times advantage; negative of a bad outcome
   * @param entropy step size times weight of the entropy
   */
  void learn(double position, double advantage, double entropy);

  /** Truncated normal density over positions. */
  final class Positions implements ParameterPolicy {

    /** Deviation at first: the density at the ends is 0.7 of that in the middle. */
    private static final double FIRST = 0.6;

    /** Largest gradient of an outcome: random draws far from a narrow policy would decide alone. */
    private static final double CLIP = 1.5;

    private static final double LEAST = 0.02;
    private static final double MOST = 1;

    private double mean = 0.5;
    private double deviation = FIRST;

    @Override
    public double draw(RandomGenerator random) {
      while (true) { // with the mean inside and a deviation of at most 1, a third is kept
        double position = mean + deviation * random.nextGaussian();
        if (position >= 0 && position <= 1) {
          return position;
        }
      }
    }

    @Override
    public void learn(double position, double advantage, double entropy) {
      double low = -mean / deviation;
      double high = (1 - mean) / deviation;
      double inside = Normal.cdf(high) - Normal.cdf(low);
      double atLow = density(low) / inside;
      double atHigh = density(high) / inside;
      double z = (position - mean) / deviation;
      // d log p / d mean and d log p / d log deviation of a normal density truncated to [0, 1].
      double byMean = clipped(z - (atLow - atHigh));
      double byLogDeviation = clipped(z * z - 1 + (high * atHigh - low * atLow));
      double logDeviation = Math.log(deviation) + advantage * byLogDeviation / 2;
      mean = Math.min(1, Math.max(0, mean + advantage * deviation * byMean));
      // The entropy of the density without its ends grows by 1 with the logarithm of the deviation.
      deviation = Math.min(MOST, Math.max(LEAST, Math.exp(logDeviation + entropy)));
    }

    private static double clipped(double gradient) {
      return Math.max(-CLIP, Math.min(CLIP, gradient));
    }

    private static double density(double z) {
      return Math.exp(-z * z / 2 - Normal.LOG_SQRT_TWO_PI);
    }
  }

  /** Softmax over the values of a choice. */
  final class Choices implements ParameterPolicy {

    private final double[] logits;

    Choices(int values) {
      this.logits = new double[values];
    }

    @Override
    public double draw(RandomGenerator random) {
      double[] shares = shares();
      double rest = random.nextDouble() - shares[0];
      int value = 0;
      while (rest >= 0 && value < shares.length - 1) {
        rest -= shares[++value];
      }
      return (value + 0.5) / shares.length;
    }

    @Override
    public void learn(double position, double advantage, double entropy) {
      double[] shares = shares();
      int chosen = Math.min(logits.length - 1, (int) (position * logits.length));
      double all = Arrays.stream(shares).map(p -> -p * Math.log(p)).sum();
      for (int value = 0; value < logits.length; value++) {
        double p = shares[value];
        double byLogit = (value == chosen ? 1 : 0) - p;
        logits[value] += LOGIT * advantage * byLogit - entropy * p * (Math.log(p) + all);
        logits[value] = Math.min(MOST, Math.max(-MOST, logits[value]));
      }
    }

    /** Step of a logit in units of that of a mean, which is a position. */
    private static final double LOGIT = 4;

    /** Bound of a logit, so that no share is 0. */
    private static final double MOST = 10;

    private double[] shares() {
      double[] shares = Arrays.stream(logits).map(Math::exp).toArray();
      double sum = Arrays.stream(shares).sum();
      Arrays.setAll(shares, value -> shares[value] / sum);
      return shares;
    }
  }
}
