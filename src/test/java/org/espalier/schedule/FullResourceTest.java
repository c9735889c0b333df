package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.espalier.search.Sampler;
import org.espalier.study.Decision;
import org.espalier.study.RungLadder;
import org.espalier.testing.SchedulerContract;
import org.junit.jupiter.api.Test;

final class FullResourceTest extends SchedulerContract {

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new FullResource(sampler, trials, ladder(seed));
  }

  @Override
  protected RungLadder ladder(long seed) {
    return RungLadder.full(100, 1 + (int) (seed % 5));
  }

  @Test
  void asks_for_every_trial_once_on_all_folds_and_never_waits() {
    Run run = play(scheduler(4, sampler(), 12), ladder(4), 3, 1, 4);
    assertThat(run.waits()).isZero();
    assertThat(run.asked()).hasSize(12).allMatch(a -> a.folds().size() == 5 && a.rung() == 0);
  }

  @Test
  void ranks_each_trial_among_those_told_so_far() {
    Run run = play(scheduler(1, sampler(), 40), ladder(1), 1, 9, 0);
    assertThat(run.decisions()).allMatch(d -> d.kind() == Decision.Kind.COMPLETE);
    for (int i = 0; i < run.decisions().size(); i++) {
      Decision decision = run.decisions().get(i);
      long better =
          run.decisions().subList(0, i).stream()
              .filter(d -> d.ranking().value() < decision.ranking().value())
              .count();
      assertThat(decision.ranking().rank()).isEqualTo(better + 1);
      assertThat(decision.ranking().of()).isEqualTo(i + 1);
    }
  }

  @Test
  void refuses_a_ladder_with_rungs() {
    RungLadder ladder = RungLadder.ofRows(1, 2, 2, 5);
    assertThatThrownBy(() -> new FullResource(sampler(), 3, ladder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Full resource has one rung, not %s.".formatted(ladder));
  }
}
