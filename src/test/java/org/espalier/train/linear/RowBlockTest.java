package org.espalier.train.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.espalier.train.Rows;
import org.junit.jupiter.api.Test;

final class RowBlockTest {

  @Test
  void sums_are_those_of_the_rows_to_the_bit() throws InterruptedException {
    for (int columns : new int[] {3, 4, 19}) {
      Rows rows = Table.counts(columns, 150, columns).dense(); // the last block is not full
      double[] numbers = new Random(columns).doubles(columns + Rows.BLOCK, -1, 1).toArray();
      double[] coefficients = Arrays.copyOf(numbers, columns);
      double[] theirs = new double[columns];
      double[] ours = new double[columns];
      RowBlock block = new RowBlock(rows);
      rows.forEachBlock(
          (from, to) -> {
            double[] expected = Arrays.copyOfRange(numbers, columns, columns + Rows.BLOCK);
            double[] sums = expected.clone();
            rows.multiply(from, to, coefficients, 1, expected);
            block.load(from, to);
            block.multiply(coefficients, sums);
            assertThat(Arrays.copyOf(sums, to - from))
                .isEqualTo(Arrays.copyOf(expected, to - from));
            rows.addTransposed(from, to, expected, 1, theirs);
            block.addTransposed(sums, ours);
            assertThat(ours).isEqualTo(theirs);
          });
    }
  }
}
