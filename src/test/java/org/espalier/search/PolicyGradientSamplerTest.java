package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.testing.LearningSamplerContract;
import org.junit.jupiter.api.Test;

final class PolicyGradientSamplerTest extends LearningSamplerContract {

  @Override
  protected Sampler over(SearchSpace space, Seed seed, PriorObservations prior) {
    return new PolicyGradientSampler(space, seed, prior);
  }

  /** A policy learns from what it draws, and no outcome twice. */
  @Override
  protected int patience() {
    return 3;
  }

  /** A rate that exists beside one choice is learned, and so is the choice. */
  @Test
  void the_policy_of_a_conditional_parameter_moves_to_where_losses_are_small() {
    SearchSpace space =
        new SearchSpace(
            List.of(
                Dimension.always(new ChoiceParameter("kind", List.of("a", "b", "c"))),
                new Dimension(
                    new FloatParameter("rate", 0, 1, Scale.LINEAR),
                    List.of(new Condition("kind", "b")))));
    List<Configuration> late =
        played(
                over(space, new Seed(3)),
                c -> c.values().containsKey("rate") ? Math.abs(c.number("rate") - 0.8) : 1.5,
                200)
            .subList(160, 200);
    List<Configuration> right = late.stream().filter(c -> c.values().containsKey("rate")).toList();
    assertThat(right).hasSizeGreaterThan(30);
    assertThat(right.stream().filter(c -> Math.abs(c.number("rate") - 0.8) < 0.15).count())
        .isGreaterThan(right.size() * 2L / 3);
  }

  /** With one loss for all there is no advantage, and the entropy keeps the policy wide. */
  @Test
  void equal_losses_teach_nothing() {
    SearchSpace line =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    List<Configuration> all = played(over(line, new Seed(2)), c -> 1, 100);
    assertThat(all.subList(50, 100).stream().mapToDouble(c -> c.number("x")).min().orElseThrow())
        .isLessThan(0.1);
    assertThat(all.subList(50, 100).stream().mapToDouble(c -> c.number("x")).max().orElseThrow())
        .isGreaterThan(0.9);
  }

  @Test
  void losses_whose_differences_overflow_end_and_teach() {
    SearchSpace line =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    List<Configuration> all =
        played(
            over(line, new Seed(1)),
            c -> c.number("x") > 0.5 ? Double.MAX_VALUE : -Double.MAX_VALUE,
            200);
    assertThat(all).hasSize(200);
    assertThat(all.subList(100, 200).stream().filter(c -> c.number("x") > 0.5).count())
        .isLessThan(25);
  }
}
