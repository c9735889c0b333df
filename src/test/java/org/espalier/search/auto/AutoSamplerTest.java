package org.espalier.search.auto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.gp.GpSampler;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.LearningSamplerContract;
import org.espalier.testing.Studies;
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
    for (Study blind : List.of(study, told(study, 1))) {
      assertThat(next(blind).origin()).isEqualTo("sobol");
      assertThat(next(blind).reason()).contains("fewer than 2 outcomes, too few to learn from");
    }
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
  void waits_for_no_outcome_where_all_there_is_will_be_tried() {
    SearchSpace few =
        new SearchSpace(
            List.of(Dimension.always(new ChoiceParameter("c", List.of("a", "b", "c")))));
    assertThat(over(few, new Seed(1)).readsOutcomes()).isFalse();
    assertThat(over(few, new Seed(1)).origin(Studies.empty(1), 0)).isEqualTo("random");
    assertThat(sampler().readsOutcomes()).isTrue();
  }

  @Test
  void no_worse_than_its_parts_by_more_than_a_tenth_of_what_random_draws_leave() {
    double random = mean(RandomSampler::new);
    double parts = Math.max(mean(TpeSampler::new), mean(GpSampler::new));
    assertThat(mean(this::over)).isLessThan(parts + random / 10);
  }

  private static double mean(BiFunction<SearchSpace, Seed, Sampler> sampler) {
    return IntStream.range(0, 8)
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
