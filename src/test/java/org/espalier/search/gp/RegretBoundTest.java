package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class RegretBoundTest {

  private static final SearchSpace SQUARE =
      new SearchSpace(
          List.of(
              Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR)),
              Dimension.always(new FloatParameter("y", 0, 1, Scale.LINEAR))));

  /** Its minimum is 0. */
  private static double bowl(Configuration c) {
    double x = c.number("x") - 0.3;
    double y = c.number("y") - 0.8;
    return x * x + 2 * y * y;
  }

  private static Study played(Sampler sampler, int trials, ToDoubleFunction<Configuration> loss) {
    Study study = Studies.empty(1);
    for (int i = 0; i < trials; i++) {
      Configuration configuration = sampler.propose(study, i).orElseThrow();
      study =
          Studies.told(
              Studies.asked(study, configuration), List.of(loss.applyAsDouble(configuration)));
    }
    return study;
  }

  private static double bound(Study study) {
    return new RegretBound(SQUARE, new Seed(7)).of(study).orElseThrow();
  }

  @Test
  void says_nothing_while_too_little_is_known() {
    Study study = played(new RandomSampler(SQUARE, new Seed(1)), 19, RegretBoundTest::bowl);
    assertThat(new RegretBound(SQUARE, new Seed(7)).of(study)).isEmpty();
  }

  @Test
  void falls_as_the_search_comes_closer() {
    double blind = bound(played(new RandomSampler(SQUARE, new Seed(1)), 20, RegretBoundTest::bowl));
    double close = bound(played(new GpSampler(SQUARE, new Seed(1)), 40, RegretBoundTest::bowl));
    assertThat(close).isNotNegative().isLessThan(blind / 2);
  }

  @Test
  void is_seldom_below_the_regret_that_is_left() {
    int below = 0;
    for (int seed = 0; seed < 20; seed++) {
      Study study = played(new RandomSampler(SQUARE, new Seed(seed)), 25, RegretBoundTest::bowl);
      double left = study.incumbent().orElseThrow().loss().getAsDouble();
      below += bound(study) < left ? 1 : 0;
    }
    // One in ten may be, so that more than five of twenty have a probability of 1 %.
    assertThat(below).isLessThanOrEqualTo(5);
  }

  @Test
  void is_in_the_unit_of_the_loss() {
    Sampler sampler = new RandomSampler(SQUARE, new Seed(2));
    double one = bound(played(sampler, 25, RegretBoundTest::bowl));
    double thousand = bound(played(sampler, 25, c -> 1000 * bowl(c) + 5));
    assertThat(thousand).isCloseTo(1000 * one, within(10 * one));
  }

  @Test
  void the_expected_improvement_falls_in_the_unit_of_the_loss_and_is_below_the_bound() {
    Study blind = played(new RandomSampler(SQUARE, new Seed(1)), 20, RegretBoundTest::bowl);
    Study close = played(new GpSampler(SQUARE, new Seed(1)), 40, RegretBoundTest::bowl);
    Study scaled = played(new RandomSampler(SQUARE, new Seed(1)), 20, c -> 1000 * bowl(c) + 5);
    RegretBound model = new RegretBound(SQUARE, new Seed(7));
    double expected = model.outlook(blind).orElseThrow().expected();
    assertThat(expected).isPositive().isLessThan(model.of(blind).orElseThrow());
    assertThat(model.outlook(blind).orElseThrow().bound()).isEqualTo(bound(blind));
    assertThat(model.outlook(close).orElseThrow().expected())
        .isNotNegative()
        .isLessThan(expected / 2);
    assertThat(model.outlook(scaled).orElseThrow().expected())
        .isCloseTo(1000 * expected, within(50 * expected));
    Study few = played(new RandomSampler(SQUARE, new Seed(1)), 19, RegretBoundTest::bowl);
    assertThat(model.outlook(few)).isEmpty();
  }

  @Test
  void of_losses_that_are_all_the_same_is_finite() {
    assertThat(bound(played(new RandomSampler(SQUARE, new Seed(2)), 25, c -> 3))).isFinite();
  }

  @Test
  void its_gradient_is_that_of_finite_differences() {
    Criterion criterion = new LowerConfidence(1.7);
    double[] gradient = new double[1];
    Posterior posterior = new Posterior(0.4, 0.9, new double[] {0.3}, new double[] {-0.2});
    criterion.of(posterior, gradient);
    double step = 1e-6;
    double rise =
        criterion.of(0.4 + 0.3 * step, 0.9 - 0.2 * step)
            - criterion.of(0.4 - 0.3 * step, 0.9 + 0.2 * step);
    assertThat(gradient[0]).isCloseTo(rise / (2 * step), within(1e-8));
  }
}
