package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.testing.LearningSamplerContract;
import org.espalier.testing.Sample;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class GpSamplerTest extends LearningSamplerContract {

  @Override
  protected Sampler over(SearchSpace space, Seed seed, PriorObservations prior) {
    return new GpSampler(space, seed, prior);
  }

  @Test
  void names_random_and_modelled_proposals() {
    assertThat(sampler().origin(Studies.empty(1), 0)).isEqualTo("random");
    assertThat(sampler().origin(Studies.empty(1), 20)).isEqualTo("gp");
  }

  @Test
  void draws_at_random_while_all_losses_are_equal() {
    List<Configuration> equal = played(sampler(), c -> 1, 30);
    List<Configuration> random = played(new RandomSampler(MIXED, new Seed(1)), c -> 1, 30);
    assertThat(equal).isEqualTo(random);
  }

  /**
   * A bowl in steps of an eighth. Taken for smooth, its best cube has an improvement expected all
   * around each trial that repeats its value.
   */
  @Tag(Sample.TAG)
  @Test
  void moves_away_from_a_plateau_whose_value_trials_repeat_exactly() {
    ToDoubleFunction<Configuration> steps =
        c ->
            IntStream.range(0, 4)
                .mapToDouble(i -> Math.floor(8 * c.number("x" + i)) - 1.5 - i)
                .map(d -> d * d)
                .sum();
    SearchSpace cube =
        new SearchSpace(
            IntStream.range(0, 4)
                .mapToObj(i -> Dimension.always(new FloatParameter("x" + i, 0, 1, Scale.LINEAR)))
                .toList());
    for (int seed = 0; seed < Sample.rounds(3); seed++) {
      double best = Double.POSITIVE_INFINITY;
      int repeats = 0;
      for (Configuration configuration : played(new GpSampler(cube, new Seed(seed)), steps, 60)) {
        double loss = steps.applyAsDouble(configuration);
        repeats += loss == best ? 1 : 0;
        best = Math.min(best, loss);
      }
      assertThat(repeats).isLessThan(15);
    }
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

    /** The mean of the later half: an optimiser of noise moves along the edges. */
    @Tag(Sample.TAG)
    @Test
    void under_noise_better_places_than_random_draws() {
      double later = 0;
      double random = 0;
      for (int seed = 0; seed < Sample.rounds(3); seed++) {
        Seed noise = new Seed(seed);
        int[] number = {0};
        ToDoubleFunction<Configuration> noisy =
            c -> branin(c) + 100 * noise.child("noise", number[0]++).random().nextGaussian();
        later += later(played(new GpSampler(square, noise), noisy, 50));
        random += later(played(new RandomSampler(square, noise), noisy, 50));
      }
      assertThat(later).isLessThan(0.6 * random);
    }

    private double later(List<Configuration> proposals) {
      return proposals.subList(25, 50).stream().mapToDouble(this::branin).sum();
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
}
