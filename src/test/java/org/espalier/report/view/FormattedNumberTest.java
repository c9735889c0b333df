package org.espalier.report.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FormattedNumberTest {

  private static FormattedNumber of(double value) {
    return FormattedNumber.fixed(value, FormattedNumber.decimals(value, 0));
  }

  @Test
  void four_significant_digits_are_shown_and_all_are_kept() {
    assertThat(of(0.912_345_6)).isEqualTo(new FormattedNumber("0.9123", "0.9123456"));
    assertThat(of(0.9).text()).isEqualTo("0.9000");
    assertThat(of(12.3456).text()).isEqualTo("12.35");
    assertThat(of(12_345.6).text()).isEqualTo("12,346");
    assertThat(of(-0.004_567_89).text()).isEqualTo("−0.004568");
    assertThat(of(1.5e9).text()).isEqualTo("1.500e+09");
    assertThat(of(0).text()).isEqualTo("0.000");
  }

  @Test
  void an_estimate_has_the_decimals_of_two_digits_of_its_error() {
    assertThat(FormattedNumber.decimals(0.912_345, 0.0021)).isEqualTo(4);
    assertThat(FormattedNumber.decimals(0.912_345, 0.034)).isEqualTo(3);
    assertThat(FormattedNumber.decimals(35_123.4, 812)).isZero();
    assertThat(FormattedNumber.decimals(0.9, 1e-12)).isEqualTo(6);
    assertThat(FormattedNumber.decimals(0.9, 0)).isEqualTo(4);
  }

  @Test
  void a_number_that_would_vanish_among_its_neighbours_keeps_its_digits() {
    assertThat(FormattedNumber.fixed(0.000_012_34, 4).text()).isEqualTo("1.234e−05");
    assertThat(FormattedNumber.fixed(0.000_12, 4).text()).isEqualTo("0.0001");
    assertThat(FormattedNumber.fixed(0.000_05, 6).text()).isEqualTo("0.000050");
  }

  @Test
  void an_error_has_the_decimals_of_its_estimate() {
    assertThat(FormattedNumber.error(9.001e-5, 1.02, 4))
        .isEqualTo(new FormattedNumber("0.0001", "9.001E-5"));
    assertThat(FormattedNumber.error(1e-9, 1.02, 4).text()).isEqualTo("0.0000");
    assertThat(FormattedNumber.error(0, 0, 3).text()).isEqualTo("0.000");
    assertThat(FormattedNumber.error(1_234.4, 98_765.4, 0).text()).isEqualTo("1,234");
    assertThat(FormattedNumber.fixed(3.2e-6, 4).text()).isEqualTo("3.200e−06");
    assertThat(FormattedNumber.error(1e-7, 3.2e-6, 4).text()).isEqualTo("1.000e−07");
    assertThat(FormattedNumber.error(1e6, 1.5e9, 0).text()).isEqualTo("1.000e+06");
  }

  @Test
  void a_difference_has_a_sign() {
    assertThat(FormattedNumber.signed(0.0123, 4).text()).isEqualTo("+0.0123");
    assertThat(FormattedNumber.signed(-0.0123, 4).text()).isEqualTo("−0.0123");
    assertThat(FormattedNumber.signed(-0.0, 4).text()).isEqualTo("0.0000");
    assertThat(FormattedNumber.signed(0.000_01, 4))
        .isEqualTo(new FormattedNumber("0.0000", "1.0E-5"));
  }

  @Test
  void only_fractions_of_a_configuration_are_shortened() {
    assertThat(FormattedNumber.value(0.012345678))
        .isEqualTo(new FormattedNumber("0.01235", "0.012345678"));
    assertThat(FormattedNumber.value(1.0E-4).text()).isEqualTo("0.0001");
    assertThat(FormattedNumber.value(1.23456E-9).text()).isEqualTo("1.235e−9");
    assertThat(FormattedNumber.value(123456789).text()).isEqualTo("123456789");
    assertThat(FormattedNumber.value("gini").text()).isEqualTo("gini");
  }

  @Test
  void counts_shares_and_times_have_their_units() {
    assertThat(FormattedNumber.count(32_561).text()).isEqualTo("32,561");
    assertThat(FormattedNumber.percent(0.0004).text()).isEqualTo("0.04 %");
    assertThat(FormattedNumber.percent(1).text()).isEqualTo("100 %");
    assertThat(DisplayLabels.span(4.25)).isEqualTo("4.2 s");
    assertThat(DisplayLabels.span(754.5)).isEqualTo("12 min 35 s");
    assertThat(DisplayLabels.span(7_325)).isEqualTo("2 h 02 min");
    assertThat(DisplayLabels.moment(0)).isEqualTo("1970-01-01 00:00 UTC");
    assertThat(DisplayLabels.metric("area-under-roc")).isEqualTo("area under ROC");
  }
}
