package org.espalier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.espalier.analysis.ScoreEstimate;
import org.junit.jupiter.api.Test;

final class GainBarsTest {

  private static final ScoreEstimate BETTER = new ScoreEstimate(3, OptionalDouble.of(1), 5);

  private static final ScoreEstimate WORSE = new ScoreEstimate(-4, OptionalDouble.empty(), 1);

  private static String cell(GainBars bars, ScoreEstimate gain) {
    Html page = new Html();
    bars.cell(page, gain);
    return page.toString();
  }

  @Test
  void a_loss_has_a_bar_of_its_own_kind_left_of_zero_and_only_an_error_has_a_whisker() {
    GainBars bars = GainBars.of(List.of(BETTER, WORSE));
    assertThat(bars).isEqualTo(new GainBars(-4, 4));
    assertThat(cell(bars, BETTER))
        .contains("<rect x=\"80.0\" y=\"3.0\" width=\"57.0\"")
        .contains("<line x1=\"118.0\"")
        .doesNotContain("worse");
    assertThat(cell(bars, WORSE))
        .contains("<rect class=\"worse\" x=\"4.0\" y=\"3.0\" width=\"76.0\"")
        .doesNotContain("<line x1");
  }

  @Test
  void without_any_gain_the_bar_has_no_width() {
    ScoreEstimate none = new ScoreEstimate(0, OptionalDouble.empty(), 1);
    assertThat(cell(GainBars.of(List.of(none)), none))
        .contains("<rect x=\"4.0\" y=\"3.0\" width=\"0.0\"");
  }
}
