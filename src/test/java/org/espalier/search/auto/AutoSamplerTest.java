package org.espalier.search.auto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.espalier.search.RandomSampler;
import org.espalier.search.Sampler;
import org.espalier.search.gp.GpSampler;
import org.espalier.search.tpe.TpeSampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.Outcome;
import org.espalier.study.PriorObservations;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.study.TrialState;
import org.espalier.testing.LearningSamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class AutoSamplerTest extends LearningSamplerContract {

  private static final int FOLDS = 5;
  private static final int TRIALS = 50;

  @Override
  protected Sampler over(SearchSpace space, Seed seed, PriorObservations prior) {
    return new AutoSampler(space, seed, prior, TRIALS);
  }

  /**
   * A study on five folds, each trial told before the next is asked.
   *
   * @param noise of each fold's score, by its standard deviation
   */
  private static Study played(Sampler sampler, int trials, double noise) {
    Study study = Studies.empty(1);
    for (int number = 0; number < trials; number++) {
      Trial trial = sampler.trial(study, number).orElseThrow();
      Proposal proposal =
          new Proposal(number, number, 0, IntStream.range(0, FOLDS).boxed().toList(), 500);
      List<CellOutcome> cells = new ArrayList<>();
      double sum = 0;
      for (int fold = 0; fold < FOLDS; fold++) {
        double deviate =
            new Seed(number).child("noise", fold).random().nextGaussian(); // of trial and fold
        double score = mixed(trial.configuration()) + noise * deviate;
        sum += score;
        cells.add(CellOutcome.completed(fold, 100, score));
      }
      OptionalDouble mean = OptionalDouble.of(sum / FOLDS);
      study =
          study
              .asked(trial, proposal)
              .told(
                  new Outcome(
                      proposal, TrialState.COMPLETED, mean, mean, OptionalLong.empty(), cells, ""));
    }
    return study;
  }

  private static List<String> origins(Study study) {
    return study.trials().stream().map(Trial::origin).toList();
  }

  @Test
  void begins_evenly_while_there_is_nothing_to_learn_from_however_many_are_asked() {
    Study study = Studies.empty(1);
    for (int number = 0; number < 30; number++) {
      Trial trial = sampler().trial(study, number).orElseThrow();
      assertThat(trial.origin()).isEqualTo("sobol");
      assertThat(trial.reason()).isEmpty();
      study = Studies.asked(study, trial.configuration());
    }
    study = Studies.told(study, IntStream.range(0, 30).mapToObj(i -> (double) i).toList());
    assertThat(sampler().origin(study, 30)).isEqualTo("gp");
  }

  @Test
  void where_folds_differ_as_much_as_trials_every_second_is_random_and_says_so() {
    Study study = played(sampler(), 40, 1000);
    assertThat(origins(study).subList(8, 16)).doesNotContain("sobol");
    for (int number = 16; number < 40; number++) {
      Trial trial = study.trials().get(number);
      if (number % 2 == 1) {
        assertThat(trial.origin()).isEqualTo("random");
        assertThat(trial.reason().orElseThrow())
            .startsWith("every second, as %d trials".formatted(number < 32 ? 16 : 32))
            .contains("their 5 folds do by chance (F ");
      } else {
        assertThat(trial.reason()).isEmpty();
      }
    }
  }

  @Test
  void where_trials_differ_by_more_than_their_folds_nothing_is_revised() {
    Study study = played(sampler(), 40, 0.01);
    assertThat(study.trials()).allSatisfy(trial -> assertThat(trial.reason()).isEmpty());
    assertThat(origins(study).subList(8, 40)).contains("gp").doesNotContain("tpe");
  }

  @Test
  void of_trials_that_are_all_the_same_one_study_in_twenty_looks_as_if_they_differed() {
    int differ = 0;
    for (int seed = 0; seed < 400; seed++) {
      Study study = Studies.empty(1);
      for (int trial = 0; trial < 16; trial++) {
        study = told(study, seed, trial);
      }
      Evidence.Noise noise = Evidence.of(Evidence.seen(study)).noise().orElseThrow();
      assertThat(noise.trials()).isEqualTo(16);
      differ += noise.drowns() ? 0 : 1;
    }
    // Of 400 with 5 % each: from 7 to 36 but for a thousandth.
    assertThat(differ).isBetween(7, 36);
  }

  /** A trial on three folds, each of another level, with noise alone. */
  private static Study told(Study study, int seed, int number) {
    Configuration c = MIXED.draw(new Seed(seed).child("trial", number).random());
    Proposal proposal = new Proposal(number, number, 0, List.of(0, 1, 2), 300);
    List<CellOutcome> cells =
        IntStream.range(0, 3)
            .mapToObj(
                fold ->
                    CellOutcome.completed(
                        fold,
                        100,
                        10 * fold
                            + new Seed(seed)
                                .child("n", 3L * number + fold)
                                .random()
                                .nextGaussian()))
            .toList();
    OptionalDouble mean = cells.stream().mapToDouble(cell -> cell.score().getAsDouble()).average();
    return study
        .asked(new Trial(number, c, "test"), proposal)
        .told(
            new Outcome(
                proposal, TrialState.COMPLETED, mean, mean, OptionalLong.empty(), cells, ""));
  }

  @Test
  void a_single_fold_says_nothing_of_noise() {
    Study study = Studies.empty(1);
    for (int number = 0; number < 16; number++) {
      study = Studies.asked(study, sampler().propose(study, number).orElseThrow());
      study = Studies.told(study, List.of(1.0));
    }
    assertThat(Evidence.of(Evidence.seen(study)).noise()).isEmpty();
    assertThat(sampler().reason(study, 17)).isEmpty();
  }

  @Test
  void no_worse_than_its_parts_by_more_than_a_tenth_of_what_random_draws_leave() {
    double random = mean(RandomSampler::new);
    double parts = Math.max(mean(TpeSampler::new), mean(GpSampler::new));
    assertThat(mean(this::over)).isLessThan(parts + random / 10);
  }

  private static double mean(BiFunction<SearchSpace, Seed, Sampler> sampler) {
    double sum = 0;
    for (int seed = 0; seed < 8; seed++) {
      Study study = played(sampler.apply(MIXED, new Seed(seed)), 30, 0.1);
      Optional<Outcome> best = study.incumbent();
      sum += mixed(study.trials().get(best.orElseThrow().proposal().trial()).configuration());
    }
    return sum / 8;
  }
}
