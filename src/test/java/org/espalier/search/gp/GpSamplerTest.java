package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.testing.LearningSamplerContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class GpSamplerTest extends LearningSamplerContract {

  @Override
  protected Sampler over(SearchSpace space, Seed seed) {
    return new GpSampler(space, seed);
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

  @Nested
  final class With_an_earlier_study {

    private final SearchSpace line =
        new SearchSpace(
            List.of(
                Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR)),
                Dimension.always(new FloatParameter("y", 0, 1, Scale.LINEAR))));

    private double valley(Configuration c) {
      double x = c.number("x") - 0.71;
      double y = c.number("y") - 0.23;
      return 1 + 30 * x * x + 5 * y * y + 3 * Math.sin(9 * x) * Math.sin(9 * x);
    }

    /** Fifty random evaluations, right or turned round, of losses on another level. */
    private PriorObservations prior(int seed, double sign) {
      List<PriorObservations.Observation> observations = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        Configuration c = line.draw(new Seed(seed).child("earlier", i).random());
        observations.add(new PriorObservations.Observation(c, sign * valley(c) + 100));
      }
      return new PriorObservations(observations, PriorObservations.HALF_LIFE);
    }

    /** The mean logarithm of the best regret over seeds. */
    private double regret(int trials, double sign) {
      double sum = 0;
      for (int seed = 0; seed < 5; seed++) {
        PriorObservations prior = sign == 0 ? PriorObservations.NONE : prior(seed, sign);
        Sampler sampler =
            new StartPoints(
                List.of(), List.of(), prior.best(), new GpSampler(line, new Seed(seed), prior));
        sum +=
            Math.log(
                played(sampler, this::valley, trials).stream()
                        .mapToDouble(this::valley)
                        .min()
                        .orElseThrow()
                    - 1
                    + 1e-6);
      }
      return sum / 5;
    }

    @Test
    void a_right_one_is_a_flying_start() {
      assertThat(regret(6, 1)).isLessThan(regret(6, 0) - 1);
    }

    @Test
    void a_wrong_one_costs_no_more_than_the_proposals_that_read_it() {
      // Three start points and every second of the next 44 proposals.
      assertThat(regret(20 + 25, -1)).isLessThan(regret(20, 0));
    }

    @Test
    void a_fresh_instance_proposes_the_same() {
      Sampler one = new GpSampler(line, new Seed(1), prior(1, 1));
      List<Configuration> all = played(one, this::valley, 12);
      assertThat(played(new GpSampler(line, new Seed(1), prior(1, 1)), this::valley, 12))
          .isEqualTo(all);
      assertThat(one.origin(0)).isEqualTo("gp");
      assertThat(one.origin(1)).isEqualTo("random");
    }

    @Test
    void of_another_space_it_says_nothing() {
      Sampler sampler = new GpSampler(MIXED, new Seed(1), prior(1, 1));
      assertThat(played(sampler, LearningSamplerContract::mixed, 12))
          .isEqualTo(played(sampler(), LearningSamplerContract::mixed, 12));
    }
  }
}
