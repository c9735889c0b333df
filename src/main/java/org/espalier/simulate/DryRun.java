package org.espalier.simulate;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.evaluate.CellRunner;
import org.espalier.schedule.Scheduler;
import org.espalier.study.CellOutcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.study.Trial;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/**
 * Dry run of a study with made-up scores, which counts what it will request. Learners' defaults
 * score worse than all others, so that they are promoted in addition, and all others score the
 * same, so that a race stops no trial: the counts are upper bounds. With an asynchronous scheduler
 * the number of promotions depends on the order of scores; the counts are then those of complete
 * rungs.
 *
 * @param cells cells that will be requested, by rung; those of a repeated configuration are
 *     answered from the record
 * @param units planned units of all of them
 */
public record DryRun(int trials, List<Integer> cells, long units) {

  public DryRun {
    cells = List.copyOf(cells);
  }

  /** Runs a study to its end. */
  public static DryRun of(Scheduler scheduler, RungLadder ladder, Seed seed) {
    return of(scheduler, ladder, seed, OptionalLong.empty());
  }

  /** Runs a study to its end, or until the next request would exceed {@code most} planned units. */
  public static DryRun of(Scheduler scheduler, RungLadder ladder, Seed seed, OptionalLong most) {
    Budget budget =
        most.isPresent() ? Budget.UNLIMITED.withUnits(most.getAsLong()) : Budget.UNLIMITED;
    Count count = new Count(ladder.rungs().size());
    CellRunner madeUp =
        cell ->
            CellOutcome.completed(
                cell.fold(),
                cell.proposal().rows(),
                count.defaults.contains(cell.proposal().trial()) ? 1 : 0);
    SimulatedPool pool = new SimulatedPool(madeUp, 1, cell -> 0);
    Study study =
        new Play(Play.ERROR, ladder, TuningLoop.UNLIMITED, seed)
            .toTheEnd(scheduler, pool, count, budget);
    return new DryRun(study.trials().size(), count.cells(), count.units);
  }

  /** Cells of all rungs together. */
  public int allCells() {
    return cells.stream().mapToInt(Integer::intValue).sum();
  }

  private static final class Count implements TuningListener {
    private final int[] cells;
    private final Set<Integer> defaults = new HashSet<>();
    private long units = 0;

    Count(int rungs) {
      this.cells = new int[rungs];
    }

    List<Integer> cells() {
      return Arrays.stream(cells).boxed().toList();
    }

    @Override
    public void proposed(Trial trial, Proposal proposal) {
      if (trial.isDefault()) {
        defaults.add(trial.number());
      }
      cells[proposal.rung()] += proposal.folds().size();
      units += proposal.units();
    }
  }
}
