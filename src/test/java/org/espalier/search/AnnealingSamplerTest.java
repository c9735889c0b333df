package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.testing.LearningSamplerContract;
import org.junit.jupiter.api.Test;

final class AnnealingSamplerTest extends LearningSamplerContract {

  @Override
  protected Sampler over(SearchSpace space, Seed seed, PriorObservations prior) {
    return new AnnealingSampler(space, seed, prior, 40);
  }

  @Override
  protected int patience() {
    return 2;
  }

  @Test
  void late_steps_are_small_and_around_the_best_state() {
    SearchSpace line =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    Sampler sampler = new AnnealingSampler(line, new Seed(1), PriorObservations.NONE, 100);
    List<Configuration> all = played(sampler, c -> Math.abs(c.number("x") - 0.37), 100);
    assertThat(
            all.subList(80, 100).stream().filter(c -> Math.abs(c.number("x") - 0.37) < 0.1).count())
        .isGreaterThanOrEqualTo(16);
  }
}
