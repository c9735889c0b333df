package org.espalier.spark.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class LabelShareTest {

  private static final int ROWS = 1000;

  private final RandomGenerator random = new Seed(1).random();

  private double[] rows(IntToDoubleFunction value) {
    return IntStream.range(0, ROWS).mapToDouble(value).toArray();
  }

  /** One row in ten is of the second class. */
  private final double[] classes = rows(row -> row % 10 == 0 ? 1 : 0);

  @Test
  void a_column_that_follows_from_the_class_tells_every_label() {
    LabelShare labels = new LabelShare(classes, /* classes= */ true);
    double[] paid = rows(row -> classes[row] * 1000 + random.nextDouble());
    assertThat(labels.ofNumbers(paid)).isGreaterThan(0.95);
    assertThat(labels.ofNumbers(rows(row -> classes[row] == 1 ? Double.NaN : 3))).isEqualTo(1);
    assertThat(labels.ofTexts(texts(row -> classes[row] == 1 ? "late" : "in time"))).isEqualTo(1);
    assertThat(labels.ofTexts(texts(row -> "%s %d".formatted(classes[row], row % 7)))).isEqualTo(1);
  }

  @Test
  void a_copy_has_a_value_for_each_class_or_is_the_number_in_other_units() {
    LabelShare labels = new LabelShare(classes, /* classes= */ true);
    assertThat(labels.isCopy(classes)).isTrue();
    assertThat(labels.isCopy(texts(row -> classes[row] == 1 ? "late" : "in time"))).isTrue();
    assertThat(labels.isCopy(rows(row -> classes[row] == 1 ? Double.NaN : 3))).isTrue();
    assertThat(labels.isCopy(rows(row -> classes[row] * 1000 + random.nextDouble()))).isFalse();
    assertThat(labels.isCopy(rows(row -> row % 40 == 0 ? 1 - classes[row] : classes[row])))
        .isFalse();
    double[] prices = rows(row -> 100 + row);
    LabelShare numbers = new LabelShare(prices, /* classes= */ false);
    assertThat(numbers.isCopy(rows(row -> 3 - 0.01 * prices[row]))).isTrue();
    assertThat(numbers.isCopy(rows(row -> row == 7 ? Double.NaN : prices[row]))).isTrue();
    assertThat(numbers.isCopy(rows(row -> Math.log(prices[row])))).isFalse();
    assertThat(numbers.isCopy(rows(row -> 1))).isFalse();
    assertThat(numbers.isCopy(texts(row -> "$" + prices[row]))).isFalse();
  }

  @Test
  void a_column_with_mistakes_tells_less() {
    LabelShare labels = new LabelShare(classes, /* classes= */ true);
    double[] noisy = rows(row -> row % 40 == 0 ? 1 - classes[row] : classes[row]);
    assertThat(labels.ofNumbers(noisy)).isEqualTo(0.75, within(0.01));
  }

  @Test
  void chance_and_names_of_rows_tell_nothing() {
    LabelShare labels = new LabelShare(classes, /* classes= */ true);
    assertThat(labels.ofNumbers(rows(row -> random.nextDouble()))).isLessThan(0.05);
    assertThat(labels.ofNumbers(rows(row -> 1))).isZero();
    assertThat(labels.ofTexts(texts(row -> "row " + row))).isZero();
    assertThat(labels.ofTexts(texts(row -> "pair " + row / 2))).isZero();
  }

  @Test
  void a_number_is_told_by_its_squares() {
    double[] prices = rows(row -> 100 + row);
    LabelShare labels = new LabelShare(prices, /* classes= */ false);
    assertThat(labels.ofNumbers(rows(row -> Math.log(prices[row])))).isGreaterThan(0.999);
    assertThat(labels.ofNumbers(rows(row -> random.nextDouble()))).isLessThan(0.05);
    assertThat(labels.ofTexts(texts(row -> row < ROWS / 2 ? "low" : "high")))
        .isEqualTo(0.75, within(0.01));
  }

  @Test
  void of_a_few_rows_nothing_is_said() {
    double[] four = {1, 1, 1, 1, 0, 0, 0, 0, 0};
    assertThat(new LabelShare(four, /* classes= */ true).ofNumbers(four)).isZero();
    assertThat(new LabelShare(new double[0], /* classes= */ false).ofTexts(List.of())).isZero();
    double[] same = new double[ROWS];
    Arrays.fill(same, 2);
    assertThat(new LabelShare(same, /* classes= */ false).ofNumbers(classes)).isZero();
  }

  private interface Text {
    String of(int row);
  }

  private static List<String> texts(Text text) {
    return IntStream.range(0, ROWS).mapToObj(text::of).toList();
  }
}
