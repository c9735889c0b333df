package org.espalier.simulate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.espalier.evaluate.Cell;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Scheduler;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningLoop;

/**
 * Dry run of a study with made-up scores, which counts what it will request. Learners' defaults
 * score worse than all others, so that they are promoted in addition, and all others score the
 * same, so that a race stops no trial: the counts are upper bounds. With an asynchronous scheduler
 * the number of promotions depends on the order of scores; the counts are then those of complete
 * rungs.
 *
 * <p>For a study of more than {@value #PLAYED} trials only that many are played, and the counts are
 * scaled up.
 *
 * @param cells cells that will be requested, by rung; those of a configuration that repeats another
 *     are answered from the record
 * @param units planned units of all of them
 * @param scaled true if only some of the trials were played
 */
public record DryRun(int trials, List<Long> cells, long units, boolean scaled) {

  /**
   * About a second on a cold JVM, several for a race, whose steps compare all trials; shares of so
   * many trials are within a percent of those of all.
   */
  public static final int PLAYED = 10_000;

  public DryRun {
    cells = List.copyOf(cells);
  }

  /**
   * Plays a study of any size, until the next request would exceed {@code most} planned units.
   *
   * @param schedulers factory of a fresh scheduler by its maximum number of trials
   * @param most maximum of planned units; {@link Long#MAX_VALUE} for no limit
   */
  public static DryRun of(
      IntFunction<Scheduler> schedulers, RungLadder ladder, Seed seed, long most) {
    int planned = schedulers.apply(Integer.MAX_VALUE).plannedTrials();
    DryRun played = of(schedulers.apply(PLAYED), ladder, seed, most);
    boolean ended = planned <= PLAYED || played.trials < PLAYED; // in the latter case by its budget
    return ended ? played : played.scaled(planned, most);
  }

  private DryRun scaled(int planned, long most) {
    double factor = Math.min((double) planned / trials, (double) most / units);
    return new DryRun(
        (int) Math.round(trials * factor),
        cells.stream().map(of -> Math.round(of * factor)).toList(),
        Math.round(units * factor),
        true);
  }

  /** Runs a study to its end, or until the next request would exceed {@code most} planned units. */
  public static DryRun of(Scheduler scheduler, RungLadder ladder, Seed seed, long most) {
    Budget budget = Budget.UNLIMITED.withUnits(most);
    Count count = new Count(ladder.rungs().size());
    CellByCell madeUp = count::scored;
    SimulatedPool pool = new SimulatedPool(madeUp, 1, cell -> 0);
    Study study =
        new StudyPlayer(ladder, TuningLoop.UNLIMITED, seed)
            .toTheEnd(scheduler, pool, count, budget);
    return new DryRun(study.trials().size(), count.cells(), count.units, false);
  }

  /** Cells of all rungs together. */
  public long allCells() {
    return cells.stream().mapToLong(Long::longValue).sum();
  }

  private static final class Count implements Consumer<StudyEvent> {
    private final long[] cells;
    private final Set<Integer> defaults = new HashSet<>();
    private long units = 0;

    Count(int rungs) {
      this.cells = new long[rungs];
    }

    CellOutcome scored(Cell cell) {
      int loss = defaults.contains(cell.proposal().trial()) ? 1 : 0;
      return CellOutcome.completed(cell.fold(), cell.proposal().rows(), loss);
    }

    List<Long> cells() {
      return Arrays.stream(cells).boxed().toList();
    }

    @Override
    public void accept(StudyEvent step) {
      if (step instanceof StudyEvent.Proposed proposed) {
        count(proposed.trial(), proposed.proposal());
      }
    }

    private void count(Trial trial, Proposal proposal) {
      if (trial.isDefault()) {
        defaults.add(trial.number());
      }
      cells[proposal.rung()] += proposal.folds().size();
      units += proposal.units();
    }
  }
}
