package org.espalier.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * Covariances of rows whose columns are filled, mostly 0, or categories, against their definition.
 */
final class GramTest {

  private static final int ROWS = 300;

  private final Random random = new Random(3);

  /** Filled columns, two that are mostly 0, and one for each of six categories but the last. */
  private Rows rows(int filled, boolean dense) {
    int columns = filled + 7;
    double[] values = new double[ROWS * columns];
    double[] labels = new double[ROWS];
    double[] weights = new double[ROWS];
    int[] starts = new int[ROWS + 1];
    int[] indices = new int[values.length];
    double[] stored = new double[values.length];
    int at = 0;
    for (int row = 0; row < ROWS; row++) {
      int first = row * columns;
      for (int j = 0; j < filled; j++) {
        values[first + j] = 1_000 * j + random.nextGaussian();
      }
      values[first + filled + row % 2] = row % 5 == 0 ? random.nextGaussian() : 0;
      int category = random.nextInt(6);
      if (category < 5) {
        values[first + filled + 2 + category] = 1;
      }
      labels[row] = random.nextGaussian();
      weights[row] = row % 7 == 0 ? 0 : 1 + row % 3;
      if (weights[row] == 0) {
        values[first + filled] = Double.NaN; // nobody reads it
      }
      for (int j = 0; j < columns; j++) {
        if (values[first + j] != 0) {
          indices[at] = j;
          stored[at++] = values[first + j];
        }
      }
      starts[row + 1] = at;
    }
    return dense
        ? Rows.dense(columns, values, labels, weights)
        : Rows.sparse(
            columns,
            starts,
            Arrays.copyOf(indices, at),
            Arrays.copyOf(stored, at),
            labels,
            weights);
  }

  private static double value(Rows rows, int row, int column) {
    double[] found = new double[1];
    rows.forEachValue(
        row,
        (j, value) -> {
          if (j == column) {
            found[0] = value;
          }
        });
    return found[0];
  }

  /** Mean of what rows with a weight hold. */
  private static double mean(Rows rows, IntToDoubleFunction of) {
    double sum = 0;
    double weight = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.weight(row) > 0) {
        sum += rows.weight(row) * of.applyAsDouble(row);
        weight += rows.weight(row);
      }
    }
    return sum / weight;
  }

  private void assertAsDefined(int filled, boolean dense) throws InterruptedException {
    Rows rows = rows(filled, dense);
    Gram gram = Gram.of(rows, Moments.of(rows));
    double ofLabel = mean(rows, rows::label);
    assertThat(gram.labelMean()).isCloseTo(ofLabel, within(1e-12));
    for (int i = 0; i < rows.columns(); i++) {
      int one = i;
      double first = mean(rows, row -> value(rows, row, one));
      assertThat(gram.mean(i)).isCloseTo(first, within(1e-9));
      double withLabel =
          mean(rows, row -> (value(rows, row, one) - first) * (rows.label(row) - ofLabel));
      assertThat(gram.covarianceWithLabel(i)).isCloseTo(withLabel, within(1e-9));
      for (int j = i; j < rows.columns(); j++) {
        int other = j;
        double second = mean(rows, row -> value(rows, row, other));
        double covariance =
            mean(rows, row -> (value(rows, row, one) - first) * (value(rows, row, other) - second));
        assertThat(gram.covariance(i, j)).as(i + " and " + j).isCloseTo(covariance, within(1e-9));
      }
    }
  }

  @Test
  void covariances_are_as_defined_whatever_columns_hold() throws InterruptedException {
    for (int filled : new int[] {0, 1, 6, 20}) {
      assertAsDefined(filled, true);
      assertAsDefined(filled, false);
    }
  }
}
