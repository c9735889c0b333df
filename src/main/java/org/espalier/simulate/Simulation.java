package org.espalier.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.schedule.Answer;
import org.espalier.schedule.Scheduler;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Decision;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/**
 * Plays a strategy on a blackbox by the very loop that tunes on a cluster.
 *
 * @param ladder rungs of one fold each, whose rows are the blackbox's resource
 * @param window proposals under way at a time on the virtual clock; 1 is the sequential protocol
 * @param budget units of resource after which nothing is asked any more; the evaluation that
 *     crosses it is the last
 */
public record Simulation(Blackbox blackbox, RungLadder ladder, int window, long budget) {

  /** All evaluations in full, one after the other. */
  public static Simulation sequential(Blackbox blackbox) {
    RungLadder full = RungLadder.full(blackbox.resource().max(), 1);
    return new Simulation(blackbox, full, 1, Long.MAX_VALUE);
  }

  /** Plays a study from the beginning. */
  public Trajectory play(Scheduler scheduler, Seed seed) {
    Recorder recorder = new Recorder(seed);
    TuningLoop loop =
        new TuningLoop(
            Study.of(new Objective("error", Direction.MINIMIZE), seed),
            new Budgeted(scheduler),
            ladder,
            recorder,
            window,
            Budget.UNLIMITED,
            InstantSource.fixed(Instant.EPOCH),
            recorder);
    try {
      loop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while nothing was waited for.", e);
    }
    return new Trajectory(recorder.evaluations);
  }

  /** Asks no more once the budget is spent. */
  private final class Budgeted implements Scheduler {
    private final Scheduler inner;
    private long spent = 0;

    Budgeted(Scheduler inner) {
      this.inner = inner;
    }

    @Override
    public Answer ask(Study study) {
      if (spent >= budget) {
        return new Answer.Finished();
      }
      Answer answer = inner.ask(study);
      if (answer instanceof Answer.Evaluate asked) {
        spent += ladder.units(asked.rung(), asked.folds().size());
      }
      return answer;
    }

    @Override
    public List<Decision> tell(Study study, Outcome outcome) {
      return inner.tell(study, outcome);
    }

    @Override
    public boolean readsOutcomes() {
      return inner.readsOutcomes();
    }

    @Override
    public int plannedTrials() {
      return inner.plannedTrials();
    }
  }

  /** Answers from the blackbox and keeps what was told. */
  private final class Recorder implements EvaluationPool, TuningListener {
    private final Seed seed;
    private final Map<Long, Configuration> submitted = new HashMap<>();
    private final Map<Long, Proposal> proposals = new HashMap<>();
    private final List<Trajectory.Evaluation> evaluations = new ArrayList<>();
    private long spent = 0;

    Recorder(Seed seed) {
      this.seed = seed;
    }

    @Override
    public void submit(Proposal proposal, Configuration configuration) {
      submitted.put(proposal.number(), configuration);
      proposals.put(proposal.number(), proposal);
    }

    @Override
    public Optional<List<CellOutcome>> await(long number, Duration atMost) {
      Proposal proposal = Optional.ofNullable(proposals.get(number)).orElseThrow();
      long resource = proposal.rows();
      double observed =
          blackbox.observed(submitted.get(number), resource, seed.child("noise", number));
      return Optional.of(List.of(CellOutcome.completed(0, resource, observed)));
    }

    @Override
    public void told(Study study, Outcome outcome) {
      Proposal proposal = outcome.proposal();
      Configuration configuration = study.trials().get(proposal.trial()).configuration();
      spent += proposal.units();
      evaluations.add(
          new Trajectory.Evaluation(
              spent,
              proposal.trial(),
              proposal.rows(),
              outcome.score().getAsDouble(),
              blackbox.error(configuration, proposal.rows())));
    }

    @Override
    public void cancel(int trial) {}

    @Override
    public void close() {}
  }
}
