package org.espalier.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.espalier.search.Sampler;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.testing.SchedulerContract;
import org.espalier.testing.Studies;
import org.junit.jupiter.api.Test;

final class RefinementBarrierTest extends SchedulerContract {

  private static final List<Integer> BEGINS = List.of(3, 7);

  @Override
  protected Scheduler scheduler(long seed, Sampler sampler, int trials) {
    return new RefinementBarrier(new FullResource(sampler, trials, ladder(seed)), BEGINS);
  }

  @Override
  protected RungLadder ladder(long seed) {
    return RungLadder.full(100, 1 + (int) (seed % 5));
  }

  @Test
  void the_first_trial_of_a_stage_waits_for_all_before_it() {
    Run wide = play(scheduler(4, sampler(), 12), ladder(4), 5, 1, 4);
    assertThat(wide.asked()).hasSize(12);
    assertThat(wide.waits()).isPositive();
    Run narrow = play(scheduler(4, sampler(), 12), ladder(4), 1, 1, 4);
    assertThat(narrow.waits()).isZero();
  }

  @Test
  void waits_only_where_a_stage_begins() {
    Scheduler scheduler = scheduler(0, sampler(), 12);
    Study study = Studies.empty(1);
    for (int i = 0; i < 3; i++) {
      Answer answer = scheduler.ask(study);
      assertThat(answer).isInstanceOf(Answer.Evaluate.class);
      study = Studies.asked(study, ((Answer.Evaluate) answer).trial().configuration());
    }
    assertThat(scheduler.ask(study)).isEqualTo(new Answer.Wait());
  }
}
