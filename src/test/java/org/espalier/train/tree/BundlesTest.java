package org.espalier.train.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.train.StopRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BundlesTest {

  private static final StopRequest NEVER = () -> false;

  private static final int ROWS = 500;

  /** Columns 0 to 4 are the categories of one column, 5 to 7 of another, 8 is any, 9 continuous. */
  private static double[][] columns(Random random) {
    double[][] columns = new double[10][ROWS];
    for (int row = 0; row < ROWS; row++) {
      int one = random.nextInt(6);
      int other = random.nextInt(4);
      if (one < 5) {
        columns[one][row] = 1;
      }
      if (other < 3) {
        columns[5 + other][row] = 2.5;
      }
      columns[8][row] = random.nextInt(2);
      columns[9][row] = random.nextGaussian();
    }
    return columns;
  }

  private static TrainingRows rows(double[][] columns, double[] labels, boolean weighted)
      throws InterruptedException {
    TrainingRowsBuilder rows =
        new TrainingRowsBuilder(RandomTable.ranked(columns, NEVER), labels, 0)
            .starts(0, 170, 170, ROWS);
    double[] weights = IntStream.range(0, ROWS).mapToDouble(row -> row % 4 / 2.0).toArray();
    return (weighted ? rows.weights(weights) : rows).build(NEVER);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void bins_of_joined_columns_hold_what_counting_each_by_itself_finds(
      boolean whole, boolean weighted) throws InterruptedException {
    Random random = new Random(3);
    double[][] columns = columns(random);
    double[] labels = random.doubles(ROWS, -20, 20).map(x -> whole ? Math.rint(x) : x).toArray();
    TrainingRows rows = rows(columns, labels, weighted);
    Binning binning = new Binning(rows, 32, 1, NEVER);
    assertThat(binning.bundles().size()).isEqualTo(2);
    assertThat(IntStream.range(0, 10).map(binning.bundles()::bundle))
        .containsExactly(0, 0, 0, 0, 0, 1, 1, 1, -1, -1);
    TreeParams params = TreeParamsBuilder.tree(Impurity.VARIANCE).seed(1).build();
    Histogram histogram = new Histogram(binning, MllibBag.draw(rows, params, NEVER), ROWS);
    int[] every = IntStream.range(0, ROWS).toArray();
    for (int[] node : new int[][] {{0, ROWS}, {100, 260}, {499, 500}}) {
      histogram.open(0, every, node[0], node[1], NEVER);
      for (int feature = 7; feature >= 0; feature--) {
        histogram.count(feature, NEVER);
        double[] expected = sums(rows, columns[feature], node[0], node[1]);
        double[] found = Arrays.copyOf(histogram.cells(), expected.length);
        assertThat(found).containsExactly(expected, within(whole ? 0 : 1e-9));
      }
    }
  }

  @Test
  void a_column_alone_needs_no_codes_of_its_own() throws InterruptedException {
    Codes[] codes = new Codes[12];
    for (int feature = 0; feature < codes.length; feature++) {
      codes[feature] = Codes.below(2, 4);
      codes[feature].set(0, 1); // all meet in row 0, except for the first and the last
    }
    codes[0].set(0, 0);
    codes[0].set(1, 1);
    codes[11].set(0, 0);
    codes[11].set(2, 1);
    int[] bins = new int[12];
    Arrays.fill(bins, 2);
    Bundles bundles = Bundles.of(bins, codes, 4, NEVER);
    assertThat(bundles.size()).as("with the first column, and with the last").isEqualTo(2);
    assertThat(IntStream.range(0, 12).map(bundles::bundle))
        .containsExactly(0, 0, -1, 1, -1, -1, -1, -1, -1, -1, -1, 1);
    assertThat(IntStream.range(0, 4).map(bundles.codes(0)::at)).containsExactly(2, 1, 0, 0);
    assertThat(IntStream.range(0, 4).map(bundles.codes(1)::at)).containsExactly(1, 0, 2, 0);
    assertThat(IntStream.range(0, 4).map(codes[0]::at))
        .as("bins of a column are left as they are")
        .containsExactly(0, 1, 0, 0);
    assertThat(Bundles.bytes(4, 12)).as("if all had joined in pairs").isEqualTo(6 * 4);
  }

  /** Weight, weighted labels, weighted squares and number of rows, of zeros and of the others. */
  private static double[] sums(TrainingRows rows, double[] column, int from, int to) {
    double[] sums = new double[8];
    for (int row = from; row < to; row++) {
      int at = column[row] == 0 ? 0 : 4;
      double label = rows.label(row);
      sums[at] += rows.weight(row);
      sums[at + 1] += rows.weight(row) * label;
      sums[at + 2] += rows.weight(row) * label * label;
      sums[at + 3] += 1;
    }
    return sums;
  }
}
