package org.espalier.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.espalier.schedule.Scheduler;
import org.espalier.search.Sampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.junit.jupiter.api.Test;

final class StrategiesTest {

  private static final SearchSpace SPACE =
      new SearchSpace(List.of(Dimension.always(new ChoiceParameter("c", List.of(1, 2, 3)))));

  private static Sampler sampler(String name) {
    return Strategies.sampler(new SearchPlan(name, 9), SPACE, new Seed(1));
  }

  private static Scheduler scheduler(String name, Sampler sampler) {
    SchedulePlan plan = new SchedulePlan(name, SchedulePlan.Resource.ROWS, OptionalLong.empty(), 3);
    return Strategies.scheduler(plan, sampler, 2, RungLadder.full(9, 2));
  }

  @Test
  void every_listed_name_makes_a_strategy() {
    assertThat(Strategies.samplers()).isNotEmpty();
    assertThat(Strategies.schedulers()).isNotEmpty();
    for (String sampler : Strategies.samplers()) {
      assertThat(sampler(sampler).origin(0)).isIn(sampler, "random"); // a model begins at random
      for (String scheduler : Strategies.schedulers()) {
        assertThat(scheduler(scheduler, sampler(sampler)).plannedTrials()).isEqualTo(2);
      }
    }
  }

  @Test
  void every_listed_name_is_described() {
    assertThat(Strategies.describedSamplers())
        .extracting(Strategy::name)
        .isEqualTo(Strategies.samplers());
    assertThat(Strategies.describedSchedulers())
        .extracting(Strategy::name)
        .isEqualTo(Strategies.schedulers());
  }

  @Test
  void an_unknown_name_is_answered_with_the_known_ones() {
    assertThatThrownBy(() -> sampler("bayes"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no strategy 'bayes', only %s.".formatted(Strategies.samplers()));
    assertThatThrownBy(() -> scheduler("asap", sampler("grid")))
        .hasMessage("There is no strategy 'asap', only %s.".formatted(Strategies.schedulers()));
  }
}
