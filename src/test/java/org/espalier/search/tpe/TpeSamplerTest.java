package org.espalier.search.tpe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.espalier.search.Sampler;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.FloatParameter;
import org.espalier.space.Scale;
import org.espalier.space.SearchSpace;
import org.espalier.study.Outcome;
import org.espalier.study.PriorObservations;
import org.espalier.study.Proposal;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.testing.LearningSamplerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class TpeSamplerTest extends LearningSamplerContract {

  private static final SearchSpace LINE =
      new SearchSpace(List.of(Dimension.always(new FloatParameter("x", 0, 1, Scale.LINEAR))));

  @Override
  protected Sampler over(SearchSpace space, Seed seed, PriorObservations prior) {
    return new TpeSampler(space, seed, prior);
  }

  @Test
  void names_random_and_modelled_proposals() {
    assertThat(sampler().origin(Studies.empty(1), 0)).isEqualTo("random");
    assertThat(
            IntStream.range(20, 120)
                .filter(number -> sampler().origin(Studies.empty(1), number).equals("tpe"))
                .count())
        .isBetween(80L, 100L);
  }

  @Test
  void the_order_in_which_outcomes_arrive_changes_nothing() {
    Study asked = Studies.empty(1);
    List<Configuration> first = played(sampler(), LearningSamplerContract::mixed, 20);
    for (Configuration configuration : first) {
      asked = Studies.asked(asked, configuration);
    }
    Random random = new Random(3);
    for (int round = 0; round < 5; round++) {
      List<Proposal> order = new ArrayList<>(asked.proposals());
      Collections.shuffle(order, random);
      Study study = asked;
      for (Proposal proposal : order) {
        Outcome outcome = Studies.completed(proposal, mixed(first.get(proposal.trial())));
        study = study.told(outcome);
      }
      assertThat(sampler().propose(study, 20))
          .isEqualTo(sampler().propose(Studies.told(asked, losses(first)), 20));
    }
  }

  private static List<Double> losses(List<Configuration> configurations) {
    return configurations.stream().map(LearningSamplerContract::mixed).toList();
  }

  @Test
  void losses_of_different_rungs_are_never_compared() {
    // The lower rung is misleading and scores far better; the top says that x is best at 0.2.
    Study study = Studies.empty(1);
    for (int i = 0; i < 40; i++) {
      double x = (i + 0.5) / 40;
      Configuration configuration = LINE.build(p -> p.quantile(x));
      int rung = i % 2;
      Proposal proposal = new Proposal(i, i, rung, List.of(0), rung == 0 ? 100 : 300);
      double loss = rung == 0 ? -100 + Math.abs(x - 0.9) : Math.abs(x - 0.2);
      study =
          study
              .asked(new Trial(i, configuration, "test"), proposal)
              .told(Studies.completed(proposal, loss));
    }
    int near = 0;
    for (int seed = 0; seed < 10; seed++) {
      Sampler sampler = over(LINE, new Seed(seed));
      int number = 40;
      while (!sampler.origin(Studies.empty(1), number).equals("tpe")) {
        number++;
      }
      double x = sampler.propose(study, number).orElseThrow().number("x");
      near += Math.abs(x - 0.2) < 0.25 ? 1 : 0;
    }
    assertThat(near).isGreaterThanOrEqualTo(9); // of ten at random: with probability 0.001
  }
}
