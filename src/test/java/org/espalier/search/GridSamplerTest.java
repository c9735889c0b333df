package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.testing.SamplerContract;
import org.junit.jupiter.api.Test;

final class GridSamplerTest extends SamplerContract {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("c", List.of("a", "b"))),
              Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR, 0, 3))));

  @Override
  protected Sampler sampler() {
    return new GridSampler(SPACE);
  }

  @Override
  protected SearchSpace space() {
    return SPACE;
  }

  @Test
  void takes_every_combination_once_the_first_parameter_slowest() {
    assertThat(proposals(sampler(), 100))
        .extracting(Object::toString)
        .containsExactly(
            "{c=a, x=0.0}",
            "{c=a, x=0.5}",
            "{c=a, x=1.0}",
            "{c=b, x=0.0}",
            "{c=b, x=0.5}",
            "{c=b, x=1.0}");
  }

  @Test
  void refuses_a_space_without_a_grid() {
    SearchSpace space =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    assertThatThrownBy(() -> new GridSampler(space))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Parameter 'x': a grid needs choices, a step or points.");
  }
}
