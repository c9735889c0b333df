package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.schedule.Answer;
import org.espalier.schedule.Scheduler;
import org.espalier.search.ListSampler;
import org.espalier.search.Sampler;
import org.espalier.search.StartPoints;
import org.espalier.space.Configuration;
import org.espalier.study.Decision;
import org.espalier.study.Fidelity;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Study;
import org.espalier.study.TrialState;
import org.junit.jupiter.api.Test;

/** What every scheduler keeps to, at any window and whatever it is told. */
public abstract class SchedulerContract {

  private static final int SCENARIOS = 200;

  /** A fresh scheduler; its numbers of trials and rungs may vary with the seed. */
  protected abstract Scheduler scheduler(long seed, Sampler sampler, int trials);

  /** The ladder that the scheduler of a seed has: of rows, or of folds. */
  protected RungLadder ladder(long seed) {
    return seed % 2 == 0
        ? RungLadder.ofRows(100, 100 + 400 * (seed % 5), eta(seed), 3)
        : RungLadder.ofFolds(1, 5, eta(seed), 1000);
  }

  /** A reduction factor for each seed. */
  protected static int eta(long seed) {
    return 2 + (int) (seed % 3);
  }

  /** Configurations without a learner's defaults among them. */
  protected static Sampler noDefaults(int trials) {
    return new ListSampler(
        IntStream.range(0, trials).mapToObj(SchedulerContract::configuration).toList(), "list");
  }

  /** Everything that was asked and decided in one run. */
  protected record Run(
      List<Answer.Evaluate> asked, List<Decision> decisions, Study study, int waits) {}

  protected static Configuration configuration(int x) {
    return new Configuration(Map.of("x", x));
  }

  /** Two defaults, then other configurations, without end as far as these tests go. */
  protected static Sampler sampler() {
    List<Configuration> rest = new ArrayList<>();
    for (int x = 2; x < 200; x++) {
      rest.add(configuration(x));
    }
    return new StartPoints(
        List.of(configuration(0), configuration(1)), new ListSampler(rest, "list"));
  }

  /**
   * Plays a scheduler with a window; outcomes, one in {@code failOneIn} failed, are told in order.
   */
  protected static Run play(
      Scheduler scheduler, RungLadder ladder, int window, long seed, int failOneIn) {
    Random random = new Random(seed);
    List<Answer.Evaluate> asked = new ArrayList<>();
    List<Decision> decisions = new ArrayList<>();
    Deque<Proposal> running = new ArrayDeque<>();
    Study study = Studies.empty(seed);
    int waits = 0;
    while (true) {
      Answer answer = running.size() < window ? scheduler.ask(study) : new Answer.Wait();
      if (answer instanceof Answer.Evaluate evaluate) {
        asked.add(evaluate);
        Proposal proposal =
            new Proposal(
                study.proposals().size(),
                evaluate.trial().number(),
                evaluate.rung(),
                evaluate.folds(),
                ladder.units(evaluate.rung(), evaluate.folds().size()));
        study = study.asked(evaluate.trial(), proposal);
        running.add(proposal);
        continue;
      }
      if (running.isEmpty()) {
        assertThat(answer).as("waits only while something runs").isEqualTo(new Answer.Finished());
        assertThat(scheduler.ask(study)).as("is final").isEqualTo(new Answer.Finished());
        return new Run(asked, decisions, study, waits);
      }
      waits += running.size() < window && answer instanceof Answer.Wait ? 1 : 0;
      Proposal due = running.remove();
      boolean fails = failOneIn > 0 && random.nextInt(failOneIn) == 0;
      Outcome outcome =
          fails
              ? Studies.without(due, TrialState.FAILED)
              : Studies.completed(due, random.nextInt(8)); // ties are likely
      study = study.told(outcome);
      decisions.addAll(scheduler.tell(study, outcome));
    }
  }

  private Run run(long seed, int trials, int window, int failOneIn) {
    return play(scheduler(seed, sampler(), trials), ladder(seed), window, seed, failOneIn);
  }

  @Test
  void never_more_trials_than_planned_and_each_in_its_order() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      int trials = 1 + seed % 30;
      Run run = run(seed, trials, 1 + seed % 5, seed % 4);
      assertThat(scheduler(seed, sampler(), trials).plannedTrials()).isEqualTo(trials);
      assertThat(run.study().trials()).hasSize(trials);
    }
  }

  @Test
  void the_rung_of_a_trial_rises_and_no_fold_is_evaluated_twice() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      RungLadder ladder = ladder(seed);
      Map<Integer, Integer> rungs = new HashMap<>();
      Map<Integer, Set<List<Long>>> seen = new HashMap<>();
      for (Answer.Evaluate asked : run(seed, 20, 4, 5).asked()) {
        int trial = asked.trial().number();
        assertThat(asked.rung()).isGreaterThan(rungs.getOrDefault(trial, -1));
        rungs.put(trial, asked.rung());
        Fidelity rung = ladder.rung(asked.rung());
        for (int fold : asked.folds()) {
          List<Long> cell = List.of((long) fold, rung.rows(), (long) rung.iterations().orElse(1));
          assertThat(seen.computeIfAbsent(trial, t -> new HashSet<>()).add(cell)).isTrue();
        }
      }
    }
  }

  @Test
  void a_failed_trial_is_not_asked_for_again_and_blocks_nobody() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      Run run = run(seed, 20, 4, 2);
      Set<Integer> failed = new HashSet<>();
      for (Outcome outcome : run.study().outcomes()) {
        assertThat(failed).doesNotContain(outcome.proposal().trial());
        if (!outcome.completed()) {
          failed.add(outcome.proposal().trial());
        }
      }
      int top = ladder(seed).top();
      boolean topReached = run.asked().stream().anyMatch(asked -> asked.rung() == top);
      assertThat(topReached || failed.size() > 1).isTrue();
    }
  }

  @Test
  void ends_when_everything_fails() {
    Run run = run(3, 20, 4, 1);
    assertThat(run.asked()).hasSize(20);
    assertThat(run.decisions()).isEmpty();
  }

  @Test
  void every_completed_outcome_gets_exactly_one_decision() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      Run run = run(seed, 20, 3, 4);
      List<List<Integer>> completed =
          run.study().outcomes().stream()
              .filter(Outcome::completed)
              .map(o -> List.of(o.proposal().trial(), o.proposal().rung()))
              .toList();
      assertThat(run.decisions().stream().map(d -> List.of(d.trial(), d.rung())))
          .containsExactlyInAnyOrderElementsOf(completed);
      assertThat(run.decisions())
          .allMatch(
              d ->
                  1 <= d.ranking().rank()
                      && d.ranking().rank() <= d.ranking().of()
                      && !d.reason().isEmpty());
    }
  }

  @Test
  void a_replayed_scheduler_decides_the_same() {
    for (int seed = 0; seed < SCENARIOS; seed++) {
      Run run = run(seed, 20, 1 + seed % 7, 4);
      Run again = run(seed, 20, 1 + seed % 7, 4);
      assertThat(again.asked()).isEqualTo(run.asked());
      assertThat(again.decisions()).isEqualTo(run.decisions());
    }
  }

  @Test
  void refuses_a_study_without_trials() {
    assertThat(catchThrowable(() -> scheduler(1, sampler(), 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A study needs at least one trial, not 0.");
  }
}
