package org.espalier.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Seed;
import org.espalier.study.Trial;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class StartPointsTest extends SamplerContract {

  private static final SearchSpace SPACE =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("c", List.of("a", "b"))),
              Dimension.always(new IntParameter("n", 1, 5, Scale.LINEAR, 1, 0))));
  private static final Configuration FIRST = new Configuration(Map.of("c", "b", "n", 3));
  private static final Configuration SECOND = new Configuration(Map.of("c", "a", "n", 5));

  @Override
  protected Sampler sampler() {
    return new StartPoints(List.of(FIRST, SECOND), new RandomSampler(SPACE, new Seed(2)));
  }

  @Override
  protected SearchSpace space() {
    return SPACE;
  }

  @Test
  void comes_first_and_is_not_proposed_again() {
    List<Configuration> all = proposals(sampler(), 100);
    assertThat(all).startsWith(FIRST, SECOND).hasSize(10).doesNotHaveDuplicates();
    assertThat(sampler().origin(Studies.empty(1), 1)).isEqualTo(Trial.DEFAULT);
    assertThat(sampler().origin(Studies.empty(1), 2)).isEqualTo("random");
  }

  @Test
  void defaults_then_the_users_points_then_an_earlier_studys_best_then_a_portfolio_each_once() {
    Configuration third = new Configuration(Map.of("c", "a", "n", 1));
    Configuration fourth = new Configuration(Map.of("c", "a", "n", 2));
    Sampler sampler =
        new StartPoints(
            List.of(FIRST),
            List.of(SECOND, FIRST, SECOND),
            List.of(third, SECOND),
            List.of(FIRST, fourth),
            new RandomSampler(SPACE, new Seed(2)));
    assertThat(proposals(sampler, 100))
        .startsWith(FIRST, SECOND, third, fourth)
        .hasSize(10)
        .doesNotHaveDuplicates();
    assertThat(IntStream.range(0, 5).mapToObj(i -> sampler.origin(Studies.empty(1), i)))
        .containsExactly(Trial.DEFAULT, Trial.USER, Trial.EARLIER, Trial.PORTFOLIO, "random");
  }

  @Test
  void leaves_a_grid_whole() {
    Sampler sampler = new StartPoints(List.of(FIRST), new GridSampler(SPACE));
    List<Configuration> all = proposals(sampler, 100);
    assertThat(all).hasSize(11);
    assertThat(all.subList(1, 11)).isEqualTo(proposals(new GridSampler(SPACE), 100));
    assertThat(sampler.readsOutcomes()).isFalse();
  }
}
