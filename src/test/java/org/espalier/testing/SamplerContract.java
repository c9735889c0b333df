package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.espalier.search.Sampler;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.junit.jupiter.api.Test;

/** What every sampler keeps to, whatever it samples. */
public abstract class SamplerContract {

  /** Enough to exhaust a small finite space. */
  private static final int MANY = 200;

  /** A fresh sampler; all that this returns are equal. */
  protected abstract Sampler sampler();

  /** What it may propose. */
  protected abstract SearchSpace space();

  /** What a fresh sampler proposes one after the other, nothing told between. */
  protected static List<Configuration> proposals(Sampler sampler, int atMost) {
    List<Configuration> proposals = new ArrayList<>();
    Study study = Studies.empty(1);
    for (int number = 0; number < atMost; number++) {
      Optional<Configuration> proposed = sampler.propose(study, number);
      if (proposed.isEmpty()) {
        break;
      }
      proposals.add(proposed.get());
      study = Studies.asked(study, proposed.get());
    }
    return proposals;
  }

  @Test
  void proposes_only_configurations_of_the_space() {
    assertThat(proposals(sampler(), MANY)).isNotEmpty().allMatch(space()::contains);
  }

  @Test
  void a_fresh_instance_proposes_the_same() {
    assertThat(proposals(sampler(), MANY)).isEqualTo(proposals(sampler(), MANY));
  }

  @Test
  void a_fresh_instance_continues_a_study_that_another_began() {
    List<Configuration> all = proposals(sampler(), MANY);
    Study study = Studies.empty(1);
    for (int number = 0; number < all.size(); number++) {
      assertThat(sampler().propose(study, number)).contains(all.get(number));
      study = Studies.asked(study, all.get(number));
    }
  }

  @Test
  void being_called_changes_nothing_that_can_be_seen() {
    Sampler sampler = sampler();
    Study study = Studies.empty(1);
    Optional<Configuration> first = sampler.propose(study, 0);
    sampler.propose(study, 1);
    assertThat(sampler.propose(study, 0)).isEqualTo(first);
  }

  @Test
  void proposes_exactly_as_many_as_its_limit_says() {
    sampler()
        .limit(Set.of())
        .ifPresent(
            limit -> assertThat(proposals(sampler(), MANY)).hasSize((int) Math.min(MANY, limit)));
  }

  @Test
  void one_that_reads_no_outcomes_proposes_the_same_whatever_is_told() {
    if (sampler().readsOutcomes()) {
      return;
    }
    List<Configuration> all = proposals(sampler(), MANY);
    Random random = new Random(5);
    for (int round = 0; round < 20; round++) {
      int number = random.nextInt(all.size());
      Study study = Studies.empty(1);
      for (Configuration configuration : all.subList(0, number)) {
        study = Studies.asked(study, configuration);
      }
      List<Double> losses = new ArrayList<>(random.doubles(number).boxed().toList());
      Collections.shuffle(losses, random);
      assertThat(sampler().propose(Studies.told(study, losses), number)).contains(all.get(number));
    }
  }

  @Test
  void names_the_origin_of_each_proposal() {
    List<Configuration> all = proposals(sampler(), MANY);
    Study study = Studies.empty(1);
    for (int number = 0; number < all.size(); number++) {
      Trial trial = sampler().trial(study, number).orElseThrow();
      assertThat(trial.number()).isEqualTo(number);
      assertThat(trial.configuration()).isEqualTo(all.get(number));
      assertThat(trial.origin()).isNotBlank().isEqualTo(sampler().origin(study, number));
      study = Studies.asked(study, trial.configuration());
    }
  }
}
