package org.espalier.simulate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.schedule.Scheduler;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/**
 * A study played with made-up scores, to count what it will ask for. Earlier trials score worse, so
 * that a learner's defaults are carried along beside the promoted ones: the counts are the most
 * there can be.
 *
 * @param cells cells that will be fitted, by rung
 * @param units planned units of all of them
 */
public record DryRun(int trials, List<Integer> cells, long units) {

  public DryRun {
    cells = List.copyOf(cells);
  }

  /** Plays a study to its end. */
  public static DryRun of(Scheduler scheduler, RungLadder ladder, Seed seed) {
    CountingPool pool = new CountingPool(ladder);
    TuningLoop loop =
        new TuningLoop(
            Study.of(new Objective("made up", Direction.MINIMIZE), seed),
            scheduler,
            ladder,
            pool,
            TuningLoop.UNLIMITED,
            Budget.UNLIMITED,
            InstantSource.fixed(Instant.EPOCH),
            new TuningListener() {});
    try {
      loop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while nothing was waited for.", e);
    }
    return new DryRun(loop.study().trials().size(), pool.cells(), pool.units);
  }

  /** Cells of all rungs together. */
  public int allCells() {
    return cells.stream().mapToInt(Integer::intValue).sum();
  }

  private static final class CountingPool implements EvaluationPool {
    private final RungLadder ladder;
    private final int[] cells;
    private final Map<Long, Proposal> submitted = new HashMap<>();
    private long units = 0;

    CountingPool(RungLadder ladder) {
      this.ladder = ladder;
      this.cells = new int[ladder.rungs().size()];
    }

    List<Integer> cells() {
      return Arrays.stream(cells).boxed().toList();
    }

    @Override
    public void submit(Proposal proposal, Configuration configuration) {
      submitted.put(proposal.number(), proposal);
      cells[proposal.rung()] += proposal.folds().size();
      units += proposal.units();
    }

    @Override
    public Optional<List<CellOutcome>> await(long number, Duration atMost) {
      Proposal proposal = Optional.ofNullable(submitted.remove(number)).orElseThrow();
      double score = -proposal.trial();
      return Optional.of(
          proposal.folds().stream()
              .map(
                  fold ->
                      new CellOutcome(
                          fold,
                          CellState.COMPLETED,
                          ladder.rung(proposal.rung()).rows(),
                          OptionalDouble.of(score),
                          Map.of(),
                          "",
                          "",
                          Cost.NONE))
              .toList());
    }

    @Override
    public void cancel(int trial) {}

    @Override
    public void close() {}
  }
}
