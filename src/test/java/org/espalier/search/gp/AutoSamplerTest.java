package org.espalier.search.gp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.IntParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.LearningSamplerContract;
import org.espalier.testing.Sample;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class AutoSamplerTest extends LearningSamplerContract {

  private static final int TRIALS = 50;

  @Override
  protected Sampler over(SearchSpace space, Seed seed, PriorObservations prior) {
    return new AutoSampler(space, seed, prior, TRIALS);
  }

  private static Study asked(Sampler sampler, int trials) {
    Study study = Studies.empty(1);
    for (int number = 0; number < trials; number++) {
      study = Studies.asked(study, sampler.propose(study, number).orElseThrow());
    }
    return study;
  }

  /** The study after the first of its pending proposals were told. */
  private static Study told(Study study, int outcomes) {
    Study result = study;
    for (int i = 0; i < outcomes; i++) {
      Configuration configuration = study.trials().get(i).configuration();
      result = result.told(Studies.completed(study.proposals().get(i), mixed(configuration)));
    }
    return result;
  }

  private Trial next(Study study) {
    return sampler().trial(study, study.trials().size()).orElseThrow();
  }

  @Test
  void begins_with_even_points_and_says_so() {
    Study study = told(asked(sampler(), 7), 7);
    assertThat(next(study).origin()).isEqualTo("sobol");
    assertThat(next(study).reason()).contains("8 evenly spread points to begin with");
  }

  @Test
  void goes_on_with_even_points_while_nothing_is_told_however_many_are_asked() {
    Study study = asked(sampler(), 30);
    Map<Study, String> blind = new LinkedHashMap<>();
    blind.put(study, "no score so far that a model may learn from");
    blind.put(told(study, 1), "a single score so far, so nothing to learn from");
    blind.put(
        Studies.told(asked(sampler(), 30), Collections.nCopies(30, 0.5)),
        "all 30 scores so far are equal, so nothing to learn from");
    blind.forEach(
        (so, reason) -> {
          assertThat(next(so).origin()).isEqualTo("sobol");
          assertThat(next(so).reason()).contains(reason);
        });
    assertThat(next(told(study, 2)).origin()).isEqualTo("gp");
    assertThat(next(told(study, 2)).reason()).isEmpty();
  }

  @Test
  void gives_way_to_tpe_once_so_much_is_told_that_gp_would_be_slow() {
    Study study = asked(new RandomSampler(MIXED, new Seed(7)), 210);
    assertThat(next(told(study, 199)).origin()).isEqualTo("gp");
    Trial late = next(told(study, 200));
    assertThat(late.origin()).isEqualTo("tpe");
    assertThat(late.reason()).contains("gp would be slow with 200 outcomes");
  }

  @Test
  void goes_on_with_even_points_while_all_losses_are_equal() {
    Study study = Studies.told(asked(sampler(), 12), Collections.nCopies(12, 0.5));
    assertThat(next(study).origin()).isEqualTo("sobol");
    Study better = Studies.told(Studies.asked(study, next(study).configuration()), List.of(0.4));
    assertThat(next(better).origin()).isEqualTo("gp");
  }

  @Test
  void takes_turns_with_tpe_while_gp_improves_nothing() {
    Study study = told(asked(sampler(), 13), 13);
    Configuration some = study.trials().get(0).configuration();
    List<String> origins = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      String origin = next(study).origin();
      origins.add(origin);
      study = Studies.told(Studies.asked(study, some, origin), List.of(1e3));
    }
    assertThat(origins)
        .containsExactly("gp", "gp", "gp", "gp", "tpe", "gp", "gp", "gp", "gp", "tpe");
    assertThat(next(study).reason()).isEmpty();
    study = Studies.told(Studies.asked(study, some, "tpe"), List.of(-1e3));
    assertThat(next(study).origin()).isEqualTo("tpe");
    assertThat(next(study).reason()).contains("8 trials of gp in a row improved nothing");
    study = Studies.told(Studies.asked(study, some, "gp"), List.of(-2e3));
    assertThat(next(study).origin()).isEqualTo("gp");
  }

  @Test
  void goes_through_a_small_space_in_an_order_that_learns() {
    SearchSpace small =
        new SearchSpace(
            List.of(
                Dimension.always(new IntParameter("a", 1, 7, Scale.LINEAR)),
                Dimension.always(new IntParameter("b", 1, 7, Scale.LINEAR))));
    ToDoubleFunction<Configuration> loss =
        c -> Math.pow(c.number("a") - 2, 2) + Math.pow(c.number("b") - 6, 2);
    Sampler sampler = over(small, new Seed(1));
    assertThat(sampler.readsOutcomes()).isTrue();
    List<Configuration> all = played(sampler, loss, TRIALS);
    assertThat(all).hasSize(49).doesNotHaveDuplicates();
    // All of a squared distance up to 2 among the first 20: random draws have 4 of these 9 there.
    assertThat(all.subList(0, 20)).filteredOn(c -> loss.applyAsDouble(c) <= 2).hasSize(9);
  }

  @Tag(Sample.TAG)
  @Test
  void no_worse_than_its_parts_by_more_than_a_tenth_of_what_random_draws_leave() {
    double random = mean(RandomSampler::new);
    double parts = Math.max(mean(TpeSampler::new), mean(GpSampler::new));
    assertThat(mean(this::over)).isLessThan(parts + random / 10);
  }

  private static double mean(BiFunction<SearchSpace, Seed, Sampler> sampler) {
    return IntStream.range(0, Sample.rounds(8))
        .mapToDouble(
            seed ->
                played(sampler.apply(MIXED, new Seed(seed)), LearningSamplerContract::mixed, 30)
                    .stream()
                    .mapToDouble(LearningSamplerContract::mixed)
                    .min()
                    .orElseThrow())
        .average()
        .orElseThrow();
  }
}
