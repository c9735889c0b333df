package org.espalier.bench.blackbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Answer;
import org.espalier.schedule.DelegatingScheduler;
import org.espalier.schedule.Scheduler;
import org.espalier.simulate.CellByCell;
import org.espalier.simulate.SimulatedPool;
import org.espalier.simulate.StudyPlayer;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;

/**
 * Simulation of a strategy on a blackbox, by the same loop that tunes on a cluster.
 *
 * @param ladder rungs, whose rows are the blackbox's resource
 * @param window proposals under way at a time on the virtual clock; 1 is the sequential protocol
 * @param budget units of resource after which there are no more requests; the evaluation that
 *     crosses it is the last
 */
public record Simulation(Blackbox blackbox, RungLadder ladder, int window, long budget) {

  /** Failures are part of an objective here: any number in a row. */
  private static final Budget ANY_FAILURES = new Budget(Optional.empty(), Integer.MAX_VALUE);

  /** Simulation of evaluations at full fidelity, one after the other. */
  public static Simulation sequential(Blackbox blackbox) {
    RungLadder full = RungLadder.full(blackbox.resource().max(), 1);
    return new Simulation(blackbox, full, 1, Long.MAX_VALUE);
  }

  /** Runs a study from the beginning; evaluations take no virtual time. */
  public Trajectory play(Scheduler scheduler, Seed seed) {
    return play(scheduler, seed, new SimulatedPool(runner(seed), 1, cell -> 0));
  }

  /** Runs a study from the beginning on a pool that runs {@link #runner}. */
  public Trajectory play(Scheduler scheduler, Seed seed, EvaluationPool pool) {
    Recorder recorder = new Recorder();
    new StudyPlayer(ladder, window, seed)
        .toTheEnd(new Budgeted(scheduler), pool, recorder, ANY_FAILURES);
    return new Trajectory(recorder.evaluations);
  }

  /** Evaluates the blackbox, with noise by the number of the proposal and the fold. */
  public CellByCell runner(Seed seed) {
    return cell -> {
      Proposal proposal = cell.proposal();
      Seed first = seed.child("noise", proposal.number());
      Seed draw = cell.fold() == 0 ? first : first.child("fold", cell.fold());
      double observed = blackbox.observed(cell.configuration(), proposal.rows(), draw);
      return CellOutcome.completed(cell.fold(), proposal.rows(), observed);
    };
  }

  /** Scheduler that makes no more requests once the budget is spent. */
  private final class Budgeted extends DelegatingScheduler {
    private long spent = 0;

    Budgeted(Scheduler inner) {
      super(inner);
    }

    @Override
    public Answer ask(Study study) {
      if (spent >= budget) {
        return new Answer.Finished();
      }
      Answer answer = super.ask(study);
      if (answer instanceof Answer.Evaluate asked) {
        spent += ladder.units(asked.rung(), asked.folds().size());
      }
      return answer;
    }
  }

  /** Recorder that collects the outcomes. */
  private final class Recorder implements Consumer<StudyEvent> {
    private final List<Trajectory.Evaluation> evaluations = new ArrayList<>();
    private final Map<Integer, Configuration> configurations = new HashMap<>();
    private long spent = 0;

    @Override
    public void accept(StudyEvent step) {
      if (step instanceof StudyEvent.Proposed proposed) {
        configurations.put(proposed.trial().number(), proposed.trial().configuration());
      } else if (step instanceof StudyEvent.Told told) {
        told(told.outcome());
      }
    }

    private void told(Outcome outcome) {
      Proposal proposal = outcome.proposal();
      Configuration configuration = Objects.requireNonNull(configurations.get(proposal.trial()));
      spent += proposal.units();
      if (outcome.completed()) {
        evaluations.add(
            new Trajectory.Evaluation(
                spent,
                proposal.trial(),
                proposal.rows(),
                outcome.score().getAsDouble(),
                blackbox.error(configuration, proposal.rows())));
      }
    }
  }
}
