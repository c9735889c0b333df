package org.espalier.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.evaluate.CellRunner;
import org.espalier.schedule.FullResource;
import org.espalier.search.gp.GpSampler;
import org.espalier.search.gp.RegretBound;
import org.espalier.simulate.SimulatedPool;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.testing.Recording;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class RegretRuleTest {

  private static final int TRIALS = 45;

  private static final SearchSpace LINE =
      new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));

  /** A parabola; folds differ by 0.1, the same for all. */
  private static final CellRunner CELLS =
      cell ->
          CellOutcome.completed(
              cell.fold(),
              100,
              Math.pow(cell.configuration().number("x") - 0.4, 2) + 0.1 * cell.fold());

  private record End(StopReason reason, Study study) {}

  private static End play(int folds, OptionalDouble limit) throws InterruptedException {
    RungLadder ladder = RungLadder.full(100, folds);
    RegretRule rule = new RegretRule(new RegretBound(LINE, new Seed(3)), limit);
    TuningLoop loop =
        new TuningLoop(
            Studies.empty(1),
            new FullResource(new GpSampler(LINE, new Seed(4)), TRIALS, ladder),
            ladder,
            new SimulatedPool(CELLS, 1, cell -> 1),
            1,
            Budgets.ofRegret(rule),
            () -> Instant.EPOCH,
            new Recording());
    return new End(loop.run(), loop.study());
  }

  @Test
  void ends_a_study_when_the_rest_is_below_what_cross_validation_can_tell() throws Exception {
    End end = play(3, OptionalDouble.empty());
    assertThat(end.reason()).isEqualTo(StopReason.REGRET);
    assertThat(end.reason().isMeasured()).isFalse();
    assertThat(end.study().outcomes()).hasSizeBetween(20, TRIALS - 1);
    assertThat(end.study().incumbent().orElseThrow().loss().getAsDouble()).isLessThan(0.1 + 0.01);
  }

  @Test
  void a_limit_that_is_given_counts_instead() throws Exception {
    assertThat(play(3, OptionalDouble.of(1e-12)).reason()).isEqualTo(StopReason.FINISHED);
    assertThat(play(1, OptionalDouble.of(0.05)).reason()).isEqualTo(StopReason.REGRET);
  }

  @Test
  void a_single_fold_tells_of_no_noise() throws Exception {
    assertThat(play(1, OptionalDouble.empty()).reason()).isEqualTo(StopReason.FINISHED);
  }

  @Test
  void refuses_a_limit_that_is_none() {
    for (double limit : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(
              () -> new RegretRule(new RegretBound(LINE, new Seed(1)), OptionalDouble.of(limit)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be positive and finite");
    }
  }
}
