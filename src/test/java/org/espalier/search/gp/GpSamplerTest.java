package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.SamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class GpSamplerTest extends SamplerContract {

  private static final SearchSpace MIXED =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("booster", List.of("linear", "tree"))),
              Dimension.always(new FloatParameter("rate", 1e-4, 1, Scale.LOG)),
              new Dimension(
                  new IntParameter("depth", 1, 15, Scale.LINEAR),
                  List.of(Condition.oneOf("booster", "tree")))));

  private static final SearchSpace SMALL =
      new SearchSpace(
          List.of(
              Dimension.always(new ChoiceParameter("kind", List.of("a", "b", "c"))),
              Dimension.always(new IntParameter("depth", 1, 7, Scale.LINEAR))));

  @Override
  protected Sampler sampler() {
    return new GpSampler(MIXED, new Seed(1));
  }

  @Override
  protected SearchSpace space() {
    return MIXED;
  }

  private static double mixed(Configuration configuration) {
    double rate = Math.log10(configuration.number("rate")) + 2;
    boolean tree = "tree".equals(configuration.values().get("booster"));
    return rate * rate + (tree ? Math.abs(configuration.number("depth") - 6) / 5 : 2);
  }

  /** What a sampler proposes when each is told before the next is asked. */
  private static List<Configuration> played(
      Sampler sampler, ToDoubleFunction<Configuration> loss, int trials) {
    Study study = Studies.empty(1);
    List<Configuration> proposals = new ArrayList<>();
    for (int number = 0; number < trials; number++) {
      Optional<Configuration> proposed = sampler.propose(study, number);
      if (proposed.isEmpty()) {
        break;
      }
      proposals.add(proposed.get());
      study =
          Studies.told(
              Studies.asked(study, proposed.get()), List.of(loss.applyAsDouble(proposed.get())));
    }
    return proposals;
  }

  @Test
  void a_fresh_instance_proposes_the_same_from_what_was_told() {
    List<Configuration> all = played(sampler(), GpSamplerTest::mixed, 20);
    Study study = Studies.empty(1);
    for (int number = 0; number < all.size(); number++) {
      assertThat(sampler().propose(study, number)).contains(all.get(number));
      study = Studies.told(Studies.asked(study, all.get(number)), List.of(mixed(all.get(number))));
    }
  }

  @Test
  void a_parameter_that_does_not_exist_has_no_value() {
    assertThat(played(sampler(), GpSamplerTest::mixed, 30)).allMatch(MIXED::contains);
  }

  @Test
  void a_finite_space_is_gone_through_without_repeats() {
    Sampler sampler = new GpSampler(SMALL, new Seed(3));
    List<Configuration> all = played(sampler, c -> c.number("depth"), 100);
    assertThat(all).hasSize(21).doesNotHaveDuplicates();
    assertThat(sampler.limit(Set.of())).hasValue(21);
  }

  @Test
  void pending_proposals_spread() {
    Study study = Studies.empty(1);
    List<Configuration> first = played(sampler(), GpSamplerTest::mixed, 12);
    for (Configuration configuration : first) {
      study = Studies.told(Studies.asked(study, configuration), List.of(mixed(configuration)));
    }
    Set<Configuration> pending = new HashSet<>();
    for (int number = 12; number < 20; number++) {
      Configuration proposed = sampler().propose(study, number).orElseThrow();
      pending.add(proposed);
      study = Studies.asked(study, proposed);
    }
    assertThat(pending).hasSize(8);
    double spread =
        pending.stream().mapToDouble(c -> Math.log10(c.number("rate"))).max().orElseThrow()
            - pending.stream().mapToDouble(c -> Math.log10(c.number("rate"))).min().orElseThrow();
    assertThat(spread).isGreaterThan(0.1);
  }

  @Test
  void a_failed_trial_is_never_taken_for_a_good_one() {
    // Everything with a high rate fails; what is proposed late has a low one.
    Study study = Studies.empty(1);
    int high = 0;
    for (int number = 0; number < 40; number++) {
      Configuration proposed = sampler().propose(study, number).orElseThrow();
      study = Studies.asked(study, proposed);
      Proposal proposal = study.proposals().get(number);
      boolean fails = proposed.number("rate") > 0.02;
      study =
          study.told(
              fails
                  ? Studies.without(proposal, TrialState.FAILED)
                  : Studies.completed(proposal, mixed(proposed)));
      high += fails && number >= 20 ? 1 : 0;
    }
    assertThat(high).isLessThan(10);
  }

  @Test
  void a_default_outside_the_space_is_no_obstacle() {
    Configuration outside = new Configuration(Map.of("booster", "none", "rate", 7.0));
    Study study = Studies.told(Studies.asked(Studies.empty(1), outside), List.of(0.5));
    for (int number = 0; number < 12; number++) {
      Configuration proposed = sampler().propose(study, number).orElseThrow();
      assertThat(MIXED.contains(proposed)).isTrue();
      study = Studies.told(Studies.asked(study, proposed), List.of(mixed(proposed)));
    }
  }

  @Test
  void names_random_and_modelled_proposals() {
    assertThat(sampler().origin(0)).isEqualTo("random");
    assertThat(sampler().origin(20)).isEqualTo("gp");
  }

  @Nested
  final class Optimises {

    private final SearchSpace square =
        new SearchSpace(
            List.of(
                Dimension.always(new FloatParameter("x", -5, 10, Scale.LINEAR)),
                Dimension.always(new FloatParameter("y", 0, 15, Scale.LINEAR))));

    /** Branin's function; its minimum is 0.397887. */
    private double branin(Configuration configuration) {
      double x = configuration.number("x");
      double y = configuration.number("y");
      double valley = y - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
      return valley * valley + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
    }

    private double best(Sampler sampler, int trials) {
      return played(sampler, this::branin, trials).stream()
          .mapToDouble(this::branin)
          .min()
          .orElseThrow();
    }

    /**
     * The seeds are fixed, so that it passes always or never; drawn anew, two of five would have to
     * miss: 1.5 % where one in twenty-five does.
     */
    @Test
    void a_smooth_function_in_few_trials() {
      int near = 0;
      for (int seed = 0; seed < 5; seed++) {
        near += best(new GpSampler(square, new Seed(seed)), 30) < 0.45 ? 1 : 0;
      }
      assertThat(near).isGreaterThanOrEqualTo(4);
    }

    @Test
    void better_than_random_draws() {
      double modelled = 0;
      double random = 0;
      for (int seed = 0; seed < 4; seed++) {
        modelled += Math.log(best(new GpSampler(square, new Seed(seed)), 25) - 0.3978);
        random += Math.log(best(new RandomSampler(square, new Seed(seed)), 25) - 0.3978);
      }
      assertThat(modelled).isLessThan(random - 4);
    }
  }

  @Test
  void what_low_rungs_say_leads_the_search_at_the_top() {
    // Rung 0 is shifted by 5 and otherwise the same: the top has been seen at two places only.
    SearchSpace line =
        new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));
    Study study = Studies.empty(1);
    for (int i = 0; i <= 10; i++) {
      double x = i / 10.0;
      Configuration configuration = line.build(p -> p.quantile(x));
      Trial trial = new Trial(i, configuration, "test");
      study = rung(study, trial, 0, 5 + (x - 0.73) * (x - 0.73));
    }
    study = rung(study, study.trials().get(0), 1, 0.73 * 0.73);
    study = rung(study, study.trials().get(10), 1, 0.27 * 0.27);
    Sampler sampler = new GpSampler(line, new Seed(4));
    int number = 11;
    while (!sampler.origin(number).equals("gp")) {
      number++;
    }
    double proposed = sampler.propose(study, number).orElseThrow().number("x");
    assertThat(proposed).isBetween(0.6, 0.95);
  }

  private static Study rung(Study study, Trial trial, int rung, double loss) {
    Proposal proposal =
        new Proposal(
            study.proposals().size(), trial.number(), rung, List.of(0), rung == 0 ? 100 : 300);
    return study.asked(trial, proposal).told(Studies.completed(proposal, loss));
  }
}
