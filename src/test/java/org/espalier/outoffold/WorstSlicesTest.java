package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.espalier.metric.Measure;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.numeric.Normal;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class WorstSlicesTest {

  private static final List<String> ABCD = List.of("a", "b", "c", "d");

  private static int[] codes(int rows, long seed, int values) {
    return new Seed(seed).random().ints(rows, 0, values).toArray();
  }

  /** Errors of each row, as numbers that are predicted for 0. */
  private static OutOfFoldTable table(double[] errors) {
    return new OutOfFoldTable(
        ProblemType.REGRESSION,
        0,
        OutOfFoldTable.Rows.of(SimulatedScores.folds(errors.length), new double[errors.length]),
        Map.of(0, errors));
  }

  private static WorstSlices of(double[] errors, WorstSlices.Column... columns) {
    return WorstSlices.of(table(errors), 0, Measure.of(Metric.MAE), List.of(columns));
  }

  @Test
  void a_pair_of_values_with_larger_errors_is_found_among_all_slices() {
    int rows = 2_000;
    int[] one = codes(rows, 1, 4);
    int[] other = codes(rows, 2, 3);
    var random = new Seed(3).random();
    double[] errors = new double[rows];
    Arrays.setAll(
        errors, row -> (one[row] == 1 && other[row] == 2 ? 2 : 1) * random.nextGaussian());
    WorstSlices found =
        of(
            errors,
            new WorstSlices.Column("one", one, ABCD),
            new WorstSlices.Column("other", other, ABCD));
    assertThat(found.loss()).isEqualTo(WorstSlices.Loss.ABSOLUTE_ERROR);
    assertThat(found.tested()).isEqualTo(4 + 3 + 12);
    WorstSlices.Slice worst = found.slices().get(0);
    assertThat(worst.parts())
        .containsExactly(new WorstSlices.Part("one", "b"), new WorstSlices.Part("other", "c"));
    assertThat(worst.meanLoss()).isCloseTo(2 * Math.sqrt(2 / Math.PI), within(0.2));
    assertThat(worst.otherLoss()).isCloseTo(Math.sqrt(2 / Math.PI), within(0.05));
    assertThat(worst.probability()).isLessThan(1e-6);
    assertThat(found.slices())
        .hasSizeLessThanOrEqualTo(WorstSlices.SHOWN)
        .isSortedAccordingTo((a, b) -> Double.compare(b.z(), a.z()));
  }

  /** By Welch's statistic with the variances of both parts, and Holm's steps, by hand. */
  @Test
  void the_difference_over_its_standard_error_is_adjusted_for_the_slices_that_were_tested() {
    double[] errors = new double[80];
    int[] codes = new int[80];
    for (int row = 0; row < 80; row++) {
      codes[row] = row < 40 ? 0 : 1;
      errors[row] = row < 40 ? row % 2 : row % 4 == 0 ? 1 : 0;
    }
    WorstSlices found = of(errors, new WorstSlices.Column("half", codes, ABCD));
    double z = (0.5 - 0.25) / Math.sqrt(0.25 / 40 + 0.1875 / 40);
    assertThat(found.tested()).isEqualTo(2);
    assertThat(found.slices()).hasSize(1);
    assertThat(found.slices().get(0).z()).isCloseTo(z, within(1e-12));
    assertThat(found.slices().get(0).probability()).isCloseTo(2 * Normal.cdf(-z), within(1e-12));
    assertThat(found.slices().get(0).rows()).isEqualTo(40);
  }

  /**
   * The error rate of a family of tests: of 200 tables about 10 at most have a slice below 0.05.
   */
  @Test
  void where_no_slice_is_worse_few_tables_have_one_that_seems_so() {
    int wrong = 0;
    for (int seed = 0; seed < 200; seed++) {
      var random = new Seed(seed).random();
      double[] errors = random.doubles(400).toArray();
      WorstSlices found =
          of(
              errors,
              new WorstSlices.Column("one", codes(400, seed + 1_000, 4), ABCD),
              new WorstSlices.Column("other", codes(400, seed + 2_000, 3), ABCD));
      wrong += found.slices().stream().anyMatch(slice -> slice.probability() < 0.05) ? 1 : 0;
    }
    assertThat(wrong).isLessThan(20);
  }

  @Test
  void slices_of_few_rows_and_rows_without_a_value_are_left_out() {
    double[] errors = new double[100];
    int[] codes = new int[100];
    for (int row = 0; row < 100; row++) {
      codes[row] = row < 29 ? 0 : row < 60 ? 1 : -1;
      errors[row] = row;
    }
    WorstSlices found = of(errors, new WorstSlices.Column("some", codes, ABCD));
    assertThat(found.tested()).isEqualTo(1);
    assertThat(found.slices()).isEmpty(); // the 31 rows are better than the others
    assertThatThrownBy(() -> new WorstSlices.Column("x", new int[] {4}, ABCD))
        .hasMessage("x: the code 4 is none of 4 values.");
    assertThatThrownBy(() -> of(new double[2], new WorstSlices.Column("x", new int[1], ABCD)))
        .hasMessage("x: 1 codes for 2 rows.");
  }

  @Test
  void the_loss_follows_from_the_metric() {
    assertThat(WorstSlices.Loss.of(Metric.F1, true)).isEqualTo(WorstSlices.Loss.WRONG_CLASS);
    assertThat(WorstSlices.Loss.of(Metric.AREA_UNDER_ROC, true))
        .isEqualTo(WorstSlices.Loss.LOG_LOSS);
    assertThat(WorstSlices.Loss.of(Metric.R2, false)).isEqualTo(WorstSlices.Loss.SQUARED_ERROR);
    OutOfFoldTable table = SimulatedScores.binary(400, 1, 0, 1);
    int[] labels = Arrays.stream(table.all()).map(row -> (int) table.label(row)).toArray();
    WorstSlices found =
        WorstSlices.of(
            table,
            0,
            Measure.of(Metric.ACCURACY),
            List.of(new WorstSlices.Column("label", labels, List.of("no", "yes"))));
    assertThat(found.slices().get(0).parts().get(0).value()).isEqualTo("yes");
    assertThat(1 - found.slices().get(0).meanLoss())
        .isCloseTo(
            Scoring.of(Metric.ACCURACY)
                .of(table, 0, Arrays.stream(table.all()).filter(r -> labels[r] == 1).toArray())
                .getAsDouble(),
            within(1e-12));
  }

  @Test
  void texts_are_values_up_to_20_of_them() {
    WorstSlices.Column column =
        WorstSlices.Column.of("town", List.of(Optional.of("b"), Optional.empty(), Optional.of("a")))
            .orElseThrow();
    assertThat(column.names()).containsExactly("a", "b", "missing");
    assertThat(column.codes()).containsExactly(1, 2, 0);
    List<Optional<String>> names =
        IntStream.range(0, 21).mapToObj(i -> Optional.of("name " + i)).toList();
    assertThat(WorstSlices.Column.of("name", names)).isEmpty();
    assertThat(WorstSlices.Column.of("same", List.of(Optional.of("x"), Optional.of("x"))))
        .isEmpty();
  }

  @Test
  void numbers_are_cut_at_their_quartiles_unless_they_are_few() {
    WorstSlices.Column ages =
        WorstSlices.Column.of("age", new double[] {1, 2, 3, 4, 5.5, 6, 7, 8, 9, Double.NaN})
            .orElseThrow();
    assertThat(ages.names())
        .containsExactly(
            "above 3, at most 5.5", "above 5.5, at most 7", "above 7", "at most 3", "missing");
    assertThat(ages.codes()).containsExactly(3, 3, 3, 0, 0, 1, 1, 2, 2, 4);
    assertThat(WorstSlices.Column.of("flag", new double[] {0, 1, 0.5, 1}).orElseThrow().names())
        .containsExactly("0", "0.5", "1");
  }
}
