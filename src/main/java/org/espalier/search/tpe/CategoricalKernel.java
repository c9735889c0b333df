package org.espalier.search.tpe;

import java.util.random.RandomGenerator;
import org.espalier.numeric.Normal;

/** Kernel of listed values: probabilities by index, around one of them. */
final class CategoricalKernel implements Kernel {

  /** Lower bound of probabilities, so that logarithms stay finite. */
  private static final double LEAST = Double.MIN_NORMAL;

  private final double[] prior;
  private final double[][] masses; // by centre, then by value
  private final double[][] logs; // by value, then by centre

  private CategoricalKernel(double[] prior, double[][] masses) {
    this.prior = prior;
    this.masses = masses;
    this.logs = new double[prior.length][prior.length];
    for (int centre = 0; centre < prior.length; centre++) {
      for (int value = 0; value < prior.length; value++) {
        logs[value][centre] = Math.log(Math.max(LEAST, masses[centre][value]));
      }
    }
  }

  /**
   * Probabilities of ordered values: the mass of a normal density around the middle of a value,
   * truncated to [0, 1], on the interval of each value.
   *
   * @param edges of the intervals, from 0 to 1
   * @param middles positions of the values
   * @param width standard deviation, positive
   */
  static CategoricalKernel ordered(double[] edges, double[] middles, double width) {
    int n = middles.length;
    double[] prior = new double[n];
    double[][] masses = new double[n][n];
    for (int centre = 0; centre < n; centre++) {
      prior[centre] = edges[centre + 1] - edges[centre];
      double first = Normal.cdf(-middles[centre] / width);
      double inside = Normal.cdf((1 - middles[centre]) / width) - first;
      double below = first;
      for (int value = 0; value < n; value++) {
        double upTo = Normal.cdf((edges[value + 1] - middles[centre]) / width);
        masses[centre][value] = (upTo - below) / inside;
        below = upTo;
      }
    }
    return new CategoricalKernel(prior, masses);
  }

  /**
   * Kernel of an unordered choice: a value's own mass, and a share that is spread evenly over all
   * values (Aitchison and Aitken, Biometrika 63 (1976)).
   *
   * @param share in (0, 1]
   */
  static CategoricalKernel choice(int values, double share) {
    double[] prior = new double[values];
    double[][] masses = new double[values][values];
    for (int centre = 0; centre < values; centre++) {
      prior[centre] = 1.0 / values;
      for (int value = 0; value < values; value++) {
        masses[centre][value] = share / values + (value == centre ? 1 - share : 0);
      }
    }
    return new CategoricalKernel(prior, masses);
  }

  @Override
  public double logScale(double centre) {
    return 0;
  }

  @Override
  public void add(double at, double[] centres, double[] sums) {
    double[] byCentre = logs[(int) at];
    for (int i = 0; i < sums.length; i++) {
      sums[i] += byCentre[(int) centres[i]];
    }
  }

  @Override
  public double draw(double centre, RandomGenerator random) {
    return drawn(masses[(int) centre], random);
  }

  @Override
  public double logPrior(double at) {
    return Math.log(prior[(int) at]);
  }

  @Override
  public double drawPrior(RandomGenerator random) {
    return drawn(prior, random);
  }

  private static double drawn(double[] masses, RandomGenerator random) {
    double rest = random.nextDouble() - masses[0];
    int value = 0;
    while (rest >= 0 && value < masses.length - 1) {
      rest -= masses[++value];
    }
    return value;
  }
}
