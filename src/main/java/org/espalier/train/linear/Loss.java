package org.espalier.train.linear;

import java.io.Serializable;
import java.util.Arrays;
import org.espalier.train.Rows;

/**
 * Loss of a row as a function of its margins, evaluated for several candidates side by side. A
 * margin is the product of a row's features and the coefficients, plus an offset.
 */
sealed interface Loss extends Serializable {

  /** Returns the number of margins of a row and candidate. */
  int outputs();

  /**
   * Adds the weighted losses of a block of rows to those of the candidates, and replaces the
   * margins by the derivatives of the weighted loss.
   *
   * @param margins margins by row from {@code from} on, then by candidate, then by output
   * @param width number of margins of a row
   * @param losses losses by candidate
   * @param scratch work space for as many numbers as the block has rows or, if that is more, as a
   *     row has margins
   */
  void apply(
      Rows rows, int from, int to, double[] margins, int width, double[] losses, double[] scratch);

  /** Logistic loss: log(1 + exp(-margin)) for label 1 and log(1 + exp(margin)) for label 0. */
  record Binomial() implements Loss {
    private static final long serialVersionUID = 1;

    @Override
    public int outputs() {
      return 1;
    }

    /**
     * Adds the losses of a block. The factors 1 + exp(-|margin|) are multiplied over the rows of
     * unit weight, so one logarithm per candidate suffices. A factor is at most 2, so the product
     * of {@link Rows#BLOCK} factors is finite.
     */
    @Override
    public void apply(
        Rows rows,
        int from,
        int to,
        double[] margins,
        int width,
        double[] losses,
        double[] products) {
      if (width == 1) {
        applyOne(rows, from, to, margins, losses, products);
        return;
      }
      Arrays.fill(products, 0, width, 1);
      for (int row = from; row < to; row++) {
        double weight = rows.weight(row);
        double sign = rows.label(row) > 0 ? 1 : -1;
        int first = (row - from) * width;
        if (weight == 1) {
          applyUnit(sign, margins, first, width, losses, products);
        } else if (weight > 0) {
          applyWeighted(weight, sign, margins, first, width, losses);
        } else {
          Arrays.fill(margins, first, first + width, 0);
        }
      }
      for (int k = 0; k < width; k++) {
        losses[k] += Math.log(products[k]);
      }
    }

    /**
     * Handles one candidate. The exponentials are computed first, so that the summation loop makes
     * no call and stays in registers.
     */
    private static void applyOne(
        Rows rows, int from, int to, double[] margins, double[] losses, double[] exponentials) {
      for (int i = 0; i < to - from; i++) {
        exponentials[i] = Math.exp(-Math.abs(margins[i]));
      }
      double loss = losses[0];
      double product = 1;
      for (int row = from; row < to; row++) {
        int i = row - from;
        double weight = rows.weight(row);
        double sign = rows.label(row) > 0 ? 1 : -1;
        double right = sign * margins[i];
        double e = exponentials[i];
        if (weight == 1) {
          product *= 1 + e;
          loss += right < 0 ? -right : 0;
          margins[i] = -sign * wrong(right, e);
        } else if (weight > 0) {
          loss += weight * ((right < 0 ? -right : 0) + Math.log1p(e));
          margins[i] = -sign * weight * wrong(right, e);
        } else {
          margins[i] = 0;
        }
      }
      losses[0] = loss + Math.log(product);
    }

    private static void applyUnit(
        double sign, double[] margins, int first, int width, double[] losses, double[] products) {
      for (int k = 0; k < width; k++) {
        double right = sign * margins[first + k];
        double e = Math.exp(-Math.abs(right));
        products[k] *= 1 + e;
        losses[k] += right < 0 ? -right : 0;
        margins[first + k] = -sign * wrong(right, e);
      }
    }

    private static void applyWeighted(
        double weight, double sign, double[] margins, int first, int width, double[] losses) {
      for (int k = 0; k < width; k++) {
        double right = sign * margins[first + k];
        double e = Math.exp(-Math.abs(right));
        losses[k] += weight * ((right < 0 ? -right : 0) + Math.log1p(e));
        margins[first + k] = -sign * weight * wrong(right, e);
      }
    }

    /** Returns the probability of the wrong label, without cancellation. */
    private static double wrong(double right, double e) {
      return (right >= 0 ? e : 1) / (1 + e);
    }
  }

  /** Multinomial logistic loss: the negative logarithm of the label's probability. */
  record Multinomial(int classes) implements Loss {
    private static final long serialVersionUID = 1;

    @Override
    public int outputs() {
      return classes;
    }

    @Override
    public void apply(
        Rows rows,
        int from,
        int to,
        double[] margins,
        int width,
        double[] losses,
        double[] scratch) {
      for (int row = from; row < to; row++) {
        double weight = rows.weight(row);
        int first = (row - from) * width;
        if (weight > 0) {
          int label = (int) rows.label(row);
          for (int member = 0; member < width / classes; member++) {
            losses[member] += weight * apply(weight, label, margins, first + member * classes);
          }
        } else {
          Arrays.fill(margins, first, first + width, 0);
        }
      }
    }

    /** Replaces the margins of a row and candidate by derivatives, and returns the loss. */
    private double apply(double weight, int label, double[] margins, int first) {
      double most = margins[first];
      for (int k = 1; k < classes; k++) {
        most = Math.max(most, margins[first + k]);
      }
      double right = margins[first + label];
      double sum = 0;
      double others = 0;
      for (int k = 0; k < classes; k++) {
        double e = Math.exp(margins[first + k] - most);
        margins[first + k] = e;
        sum += e;
        others += k == label ? 0 : e;
      }
      double scale = weight / sum;
      for (int k = 0; k < classes; k++) {
        margins[first + k] *= scale;
      }
      margins[first + label] = -others * scale; // without cancellation
      return Math.log(sum) - (right - most);
    }
  }

  /**
   * Squared loss: half the squared distance of the margin from the scaled label.
   *
   * @param mean number that is subtracted from each label
   * @param scale number by which the difference is divided
   */
  record Squared(double mean, double scale) implements Loss {
    private static final long serialVersionUID = 1;

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public void apply(
        Rows rows,
        int from,
        int to,
        double[] margins,
        int width,
        double[] losses,
        double[] scratch) {
      for (int row = from; row < to; row++) {
        double weight = rows.weight(row);
        double label = (rows.label(row) - mean) / scale;
        int first = (row - from) * width;
        for (int k = 0; k < width; k++) {
          double distance = weight == 0 ? 0 : margins[first + k] - label;
          losses[k] += weight * distance * distance / 2;
          margins[first + k] = weight * distance;
        }
      }
    }
  }

  /** Hinge loss: max(0, 1 - margin) for label 1 and max(0, 1 + margin) for label 0. */
  record Hinge() implements Loss {
    private static final long serialVersionUID = 1;

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public void apply(
        Rows rows,
        int from,
        int to,
        double[] margins,
        int width,
        double[] losses,
        double[] scratch) {
      for (int row = from; row < to; row++) {
        double weight = rows.weight(row);
        double sign = rows.label(row) > 0 ? 1 : -1;
        int first = (row - from) * width;
        for (int k = 0; k < width; k++) {
          double missing = weight * (1 - sign * margins[first + k]);
          losses[k] += missing > 0 ? missing : 0;
          margins[first + k] = missing > 0 ? -sign * weight : 0;
        }
      }
    }
  }
}
