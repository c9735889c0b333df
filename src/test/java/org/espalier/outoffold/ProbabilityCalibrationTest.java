package org.espalier.outoffold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class ProbabilityCalibrationTest {

  private static final Seed SEED = new Seed(5);

  private static ProbabilityCalibration of(OutOfFoldTable table) {
    return ProbabilityCalibration.of(table, 0, SEED).orElseThrow();
  }

  /** Values of calibration.csv, which calibration.py beside it writes. */
  @Test
  void calibrators_are_those_of_scikit_learn() throws IOException {
    int compared = 0;
    for (String[] cells : golden()) {
      boolean weighted = Boolean.parseBoolean(cells[1]);
      double at = Double.parseDouble(cells[2]);
      OutOfFoldTable table = SimulatedScores.golden("two", 2, weighted);
      CalibratorFit fit = new CalibratorFit(table, table.stored(0));
      CalibratorFit.Method method =
          cells[0].startsWith("platt") ? CalibratorFit.Method.PLATT : CalibratorFit.Method.ISOTONIC;
      Calibrator calibrator = fit.fit(method, table.all()).orElseThrow();
      double value;
      if (calibrator instanceof Calibrator.Platt platt) {
        value = cells[0].equals("platt-slope") ? platt.slope() : platt.intercept();
      } else {
        value = calibrator.calibrated(new double[] {1 - at, at})[1];
      }
      assertThat(value)
          .as("%s", List.of(cells))
          .isCloseTo(Double.parseDouble(cells[3]), within(1e-5));
      compared++;
    }
    assertThat(compared).isEqualTo(46);
  }

  private static List<String[]> golden() throws IOException {
    String name = "calibration.csv";
    try (InputStream in =
        Objects.requireNonNull(ProbabilityCalibrationTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split(","))
          .toList();
    }
  }

  @Test
  void log_odds_that_are_three_times_too_large_are_divided_by_three() {
    OutOfFoldTable table = SimulatedScores.binary(4_000, 1, 0, 3);
    ProbabilityCalibration found = of(table);
    assertThat(found.kept()).isTrue();
    assertThat(found.calibrator())
        .isInstanceOfSatisfying(
            Calibrator.Platt.class,
            platt -> {
              assertThat(platt.slope()).isCloseTo(1 / 3.0, within(0.03));
              assertThat(platt.intercept()).isCloseTo(0, within(0.1));
            });
    Scoring logLoss = Scoring.of(Metric.LOG_LOSS);
    assertThat(logLoss.value(table, found.calibrated(table, table.scores(0)), table.all()))
        .isCloseTo(found.after(), within(0.01));
    assertThat(found.before()).isEqualTo(logLoss.mean(table, 0).getAsDouble());
    assertThat(found).isEqualTo(of(table));
  }

  @Test
  void what_a_line_through_log_odds_does_not_fit_is_left_to_isotonic_regression() {
    OutOfFoldTable right = SimulatedScores.binary(4_000, 1, 0, 1);
    double[] bent = right.scores(0);
    for (int row = 0; row < right.size(); row++) {
      double p = bent[2 * row + 1];
      double low = p < 0.3 ? p / 30 : 0.9 + p / 10;
      bent[2 * row + 1] = low;
      bent[2 * row] = 1 - low;
    }
    ProbabilityCalibration found = ProbabilityCalibration.of(right, bent, SEED).orElseThrow();
    assertThat(found.kept()).isTrue();
    assertThat(found.calibrator()).isInstanceOf(Calibrator.Isotonic.class);
  }

  @Test
  void probabilities_that_are_right_are_left_as_they_are() {
    int kept = 0;
    for (int seed = 0; seed < 20; seed++) {
      ProbabilityCalibration found = of(SimulatedScores.binary(500, seed, 0, 1));
      assertThat(found.after()).isCloseTo(found.before(), within(0.03));
      kept += found.kept() ? 1 : 0;
    }
    assertThat(kept).isLessThan(10);
  }

  @Test
  void certain_predictions_of_one_class_become_uncertain() {
    OutOfFoldTable table =
        new OutOfFoldTable(
            ProblemType.BINARY,
            2,
            OutOfFoldTable.Rows.of(new int[] {0, 1, 0, 1}, new double[4]),
            Map.of(0, new double[] {1, 0, 1, 0, 0, 1, 1, 0}));
    CalibratorFit fit = new CalibratorFit(table, table.stored(0));
    assertThat(fit.fit(CalibratorFit.Method.PLATT, table.all())).isEmpty();
    Optional<Calibrator> isotonic = fit.fit(CalibratorFit.Method.ISOTONIC, table.all());
    assertThat(isotonic.orElseThrow().calibrated(new double[] {0, 1})[1])
        .isCloseTo(1 / 6.0, within(1e-15));
  }

  @Test
  void probabilities_in_the_wrong_order_are_not_turned_round() {
    OutOfFoldTable table = SimulatedScores.binary(500, 2, 0, -1);
    CalibratorFit fit = new CalibratorFit(table, table.stored(0));
    assertThat(fit.fit(CalibratorFit.Method.PLATT, table.all())).isEmpty();
    assertThatThrownBy(() -> new Calibrator.Platt(-1, 0)).hasMessageStartingWith("slope -1.0");
    assertThatThrownBy(() -> new Calibrator.Isotonic(List.of(0.1, 0.2), List.of(0.5, 0.4)))
        .hasMessage("Boundary 1: 0.2, with the value 0.4.");
  }
}
