package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import org.espalier.train.Rows;

/**
 * Naive Bayes model. Its classes are the labels that occur, in ascending order. The arrays must not
 * be changed.
 *
 * @param pi logarithms of the class probabilities
 * @param theta logarithms of the conditional probabilities, by class and then by column; means for
 *     the Gaussian kind
 * @param sigma variances by class and then by column; empty unless Gaussian
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record NaiveBayesModel(
    ModelType kind, int columns, double[] pi, double[] theta, double[] sigma)
    implements Serializable {

  private static final long serialVersionUID = 1;

  /** Fraction of the largest column variance that is added to every variance, as in Spark. */
  private static final double SMALLEST = 1e-9;

  /** Assumption about the distribution of a column within a class. */
  public enum ModelType {
    MULTINOMIAL,
    COMPLEMENT,
    BERNOULLI,
    GAUSSIAN
  }

  /**
   * Computes the model of a candidate.
   *
   * @param smoothing smoothing of at least 0; ignored for {@link ModelType#GAUSSIAN}
   * @throws IllegalArgumentException if a value does not fit the kind, or if no row of a class has
   *     a weight above 0
   */
  public static NaiveBayesModel of(ClassSums sums, ModelType kind, double smoothing) {
    sums.requireWeights();
    return switch (kind) {
      case MULTINOMIAL, COMPLEMENT -> {
        require(sums.areCounts(), kind, "not negative");
        yield discrete(sums, kind, smoothing);
      }
      case BERNOULLI -> {
        require(sums.areBits(), kind, "0 or 1");
        yield discrete(sums, kind, smoothing);
      }
      case GAUSSIAN -> gaussian(sums);
    };
  }

  private static void require(boolean holds, ModelType kind, String values) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Naive Bayes of kind %s needs values that are %s.".formatted(kind, values));
    }
  }

  private static NaiveBayesModel discrete(ClassSums sums, ModelType kind, double smoothing) {
    int columns = sums.columns();
    double[] pi = new double[sums.classes()];
    double[] theta = new double[pi.length * columns];
    double documents = Math.log(sums.weight() + pi.length * smoothing);
    double sign = kind == ModelType.COMPLEMENT ? -1 : 1;
    for (int c = 0; c < pi.length; c++) {
      double[] terms = terms(sums, kind, c);
      double all =
          kind == ModelType.BERNOULLI
              ? sums.weight(c) + 2 * smoothing
              : Arrays.stream(terms).sum() + columns * smoothing;
      pi[c] = Math.log(sums.weight(c) + smoothing) - documents;
      for (int j = 0; j < columns; j++) {
        theta[c * columns + j] = sign * (Math.log(terms[j] + smoothing) - Math.log(all));
      }
    }
    return new NaiveBayesModel(kind, columns, pi, theta, new double[0]);
  }

  /** Returns the column sums of a class; for the complement kind, those of all other classes. */
  private static double[] terms(ClassSums sums, ModelType kind, int place) {
    double[] terms = new double[sums.columns()];
    for (int c = 0; c < sums.classes(); c++) {
      if ((c == place) != (kind == ModelType.COMPLEMENT)) {
        for (int j = 0; j < terms.length; j++) {
          terms[j] += sums.sum(c, j);
        }
      }
    }
    return terms;
  }

  private static NaiveBayesModel gaussian(ClassSums sums) {
    int columns = sums.columns();
    double all = sums.weight();
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < columns; j++) {
      largest = Math.max(largest, variance(sums, j));
    }
    double[] pi = new double[sums.classes()];
    double[] theta = new double[pi.length * columns];
    double[] sigma = new double[pi.length * columns];
    for (int c = 0; c < pi.length; c++) {
      pi[c] = Math.log(sums.weight(c)) - Math.log(all);
      for (int j = 0; j < columns; j++) {
        theta[c * columns + j] = sums.mean(c, j);
        sigma[c * columns + j] = SMALLEST * largest + sums.spread(c, j) / sums.weight(c);
      }
    }
    return new NaiveBayesModel(ModelType.GAUSSIAN, columns, pi, theta, sigma);
  }

  /** Returns the variance of a column over all classes. */
  private static double variance(ClassSums sums, int column) {
    double mean = 0;
    for (int c = 0; c < sums.classes(); c++) {
      mean += sums.sum(c, column) / sums.weight();
    }
    double squares = 0;
    for (int c = 0; c < sums.classes(); c++) {
      double distance = sums.mean(c, column) - mean;
      squares += sums.spread(c, column) + sums.weight(c) * distance * distance;
    }
    return squares / sums.weight();
  }

  /**
   * Returns the raw predictions, by row and then by class.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] raw(Rows rows) throws InterruptedException {
    double[] raw = new double[rows.size() * pi.length];
    for (int c = 0; c < pi.length; c++) {
      double[] own = Arrays.copyOfRange(theta, c * columns, (c + 1) * columns);
      double[] margins =
          switch (kind) {
            case MULTINOMIAL -> rows.margins(own, pi[c]);
            case COMPLEMENT -> rows.margins(own, 0);
            case BERNOULLI -> bernoulli(rows, own, pi[c]);
            case GAUSSIAN -> densities(rows, own, c);
          };
      for (int row = 0; row < margins.length; row++) {
        raw[row * pi.length + c] = margins[row];
      }
    }
    if (kind == ModelType.COMPLEMENT) {
      rows.forEachBlock((from, to) -> normalize(raw, from * pi.length, to * pi.length));
    }
    return raw;
  }

  /**
   * Computes the probabilities of the classes from raw predictions, in the same order.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  public double[] probabilities(double[] raw) throws InterruptedException {
    double[] probabilities = raw.clone();
    Rows.forEachBlock(
        raw.length / pi.length,
        Rows.BLOCK,
        (from, to) -> {
          for (int row = from; row < to; row++) {
            Softmax.apply(probabilities, row * pi.length, pi.length);
          }
        });
    return probabilities;
  }

  private static double[] bernoulli(Rows rows, double[] theta, double pi)
      throws InterruptedException {
    double none = pi;
    double[] present = theta.clone();
    for (int j = 0; j < theta.length; j++) {
      double absent = Math.log1p(-Math.exp(theta[j]));
      none += absent;
      present[j] -= absent;
    }
    return rows.margins(present, none);
  }

  /** Returns the logarithms of the densities of a class, by row. */
  private double[] densities(Rows rows, double[] means, int place) throws InterruptedException {
    double[] variances = Arrays.copyOfRange(sigma, place * columns, (place + 1) * columns);
    double logarithms = Arrays.stream(variances).map(Math::log).sum();
    double[] densities = new double[rows.size()];
    double[] row = new double[columns];
    rows.forEachBlock(
        (from, to) -> {
          for (int r = from; r < to; r++) {
            Arrays.fill(row, 0);
            rows.forEachValue(r, (column, value) -> row[column] = value);
            densities[r] = pi[place] - (distance(row, means, variances) + logarithms) / 2;
          }
        });
    return densities;
  }

  private static double distance(double[] row, double[] means, double[] variances) {
    double sum = 0;
    for (int j = 0; j < row.length; j++) {
      double distance = row[j] - means[j];
      sum += distance * distance / variances[j];
    }
    return sum;
  }

  /** Subtracts from each row's values the logarithm of the sum of their exponentials. */
  private void normalize(double[] raw, int from, int to) {
    for (int first = from; first < to; first += pi.length) {
      double most = Double.NEGATIVE_INFINITY;
      for (int c = first; c < first + pi.length; c++) {
        most = Math.max(most, raw[c]);
      }
      double sum = 0;
      for (int c = first; c < first + pi.length; c++) {
        sum += Math.exp(raw[c] - most);
      }
      double all = Math.log(sum) + most;
      for (int c = first; c < first + pi.length; c++) {
        raw[c] -= all;
      }
    }
  }
}
