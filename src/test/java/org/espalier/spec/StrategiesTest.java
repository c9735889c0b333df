package org.espalier.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.espalier.schedule.Scheduler;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.search.Sampler;
import org.espalier.search.gp.AutoSampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.testing.Studies;
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

  /** Names of schedulers but auto, which stands for one of them. */
  private static List<String> schedulers() {
    return Strategies.schedulers().stream()
        .filter(name -> !name.equals(ScheduleChoice.AUTO))
        .toList();
  }

  @Test
  void every_listed_name_makes_a_strategy() {
    assertThat(Strategies.samplers()).isNotEmpty();
    assertThat(Strategies.schedulers()).isNotEmpty();
    for (String sampler : Strategies.samplers()) {
      assertThat(sampler(sampler).origin(Studies.empty(1), 0))
          .isIn(sampler, "random", "sobol"); // a model begins with others
      for (String scheduler : schedulers()) {
        assertThat(scheduler(scheduler, sampler(sampler)).plannedTrials()).isEqualTo(2);
      }
    }
  }

  @Test
  void auto_says_what_it_chose_and_why() {
    SearchSpace line =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    List<Dimension> many = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      many.add(Dimension.always(new FloatParameter("x" + i, 0, 1, Scale.LINEAR)));
    }
    many.add(Dimension.always(ChoiceParameter.fixed("f", 1)));
    assertThat(Strategies.automatic(new SearchPlan("auto", 3), SPACE))
        .isEqualTo(new AutoSampler.Choice("gp", "which of all 3 configurations to try first"));
    assertThat(Strategies.automatic(new SearchPlan("auto", 2), SPACE).sampler()).isEqualTo("gp");
    assertThat(Strategies.automatic(new SearchPlan("auto", 200), line))
        .isEqualTo(new AutoSampler.Choice("gp", "200 trials of 1 parameter"));
    assertThat(Strategies.automatic(new SearchPlan("auto", 201), line))
        .isEqualTo(new AutoSampler.Choice("gp", "1 parameter; tpe from 200 outcomes on"));
    assertThat(Strategies.automatic(new SearchPlan("auto", 50), new SearchSpace(many)))
        .isEqualTo(new AutoSampler.Choice("tpe", "101 parameters are many for gp"));
  }

  @Test
  void a_scheduler_says_which_ladders_it_takes_and_which_sampler_it_brings() {
    assertThat(Strategies.schedulerSpecs())
        .filteredOn(spec -> spec.ladder() != LadderKind.RUNGS)
        .extracting(SchedulerSpec::name, SchedulerSpec::ladder)
        .contains(tuple("full", LadderKind.FULL), tuple("racing", LadderKind.FOLD_BY_FOLD));
    assertThat(Strategies.schedulerSpecs())
        .filteredOn(spec -> spec.ownSampler().isPresent())
        .singleElement()
        .satisfies(
            spec -> {
              assertThat(spec.name()).isEqualTo("bohb");
              SchedulerSpec.OwnSampler own = spec.ownSampler().orElseThrow();
              assertThat(Strategies.samplers()).contains(own.name());
              assertThat(Strategies.schedulers()).contains(own.otherwise());
            });
    assertThat(Strategies.samplers()).filteredOn(Strategies::isExhaustive).containsExactly("grid");
    assertThat(Strategies.samplers())
        .filteredOn(Strategies::isFinite)
        .containsExactly("grid", "one-at-a-time");
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
