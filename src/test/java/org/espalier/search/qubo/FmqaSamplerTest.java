package org.espalier.search.qubo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.espalier.search.Sampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.testing.LearningSamplerContract;
import org.junit.jupiter.api.Test;

final class FmqaSamplerTest extends LearningSamplerContract {

  @Override
  protected Sampler over(SearchSpace space, Seed seed, PriorObservations prior) {
    return new FmqaSampler(space, seed, prior);
  }

  @Override
  protected int patience() {
    return 2;
  }

  /** Over five, the standard error of a difference (0.9) exceeds the difference (0.5). */
  @Override
  protected int seeds() {
    return 40;
  }

  /** Twelve switches that matter in pairs alone: 4,096 configurations, of which two are best. */
  @Test
  void pairs_of_choices_are_learned() {
    List<Dimension> switches = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      switches.add(Dimension.always(new ChoiceParameter("s" + i, List.of("off", "on"))));
    }
    List<Configuration> all =
        played(
            over(new SearchSpace(switches), new Seed(4)),
            FmqaSamplerTest::neighboursThatDiffer,
            120);
    double best =
        all.stream().mapToDouble(FmqaSamplerTest::neighboursThatDiffer).min().orElseThrow();
    assertThat(best).isZero();
  }

  private static double neighboursThatDiffer(Configuration c) {
    int differ = 0;
    for (int i = 0; i + 1 < 12; i++) {
      differ +=
          c.values().get("s" + i) == c.values().get("s" + (i + 1)) ? 0 : 1; // texts of one list
    }
    return differ;
  }
}
