package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class ListSamplerTest extends SamplerContract {

  private static Configuration c(String value) {
    return new Configuration(Map.of("c", value));
  }

  @Override
  protected Sampler sampler() {
    return new ListSampler(List.of(c("b"), c("a"), c("b")), "maps");
  }

  @Override
  protected SearchSpace space() {
    return new SearchSpace(List.of(Dimension.always(new ChoiceParameter("c", List.of("a", "b")))));
  }

  @Test
  void proposes_its_list_in_order_repeats_included() {
    assertThat(proposals(sampler(), 10)).containsExactly(c("b"), c("a"), c("b"));
    assertThat(sampler().origin(Studies.empty(1), 2)).isEqualTo("maps");
  }
}
