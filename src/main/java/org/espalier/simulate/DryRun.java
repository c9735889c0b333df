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
import org.espalier.study.Trial;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningListener;
import org.espalier.tune.TuningLoop;

/**
 * A study played with made-up scores, to count what it will ask for. Earlier trials score worse, so
 * that a learner's defaults are carried along beside the promoted ones: the counts are the most
 * there can be.
 *
 * @param cells cells that will be asked for, by rung; those of a configuration that repeats another
 *     are answered from the record
 * @param units planned units of all of them
 */
public record DryRun(int trials, List<Integer> cells, long units) {

  public DryRun {
    cells = List.copyOf(cells);
  }

  /** Plays a study to its end. */
  public static DryRun of(Scheduler scheduler, RungLadder ladder, Seed seed) {
    Count count = new Count(ladder.rungs().size());
    TuningLoop loop =
        new TuningLoop(
            Study.of(new Objective("made up", Direction.MINIMIZE), seed),
            scheduler,
            ladder,
            new InventedPool(ladder),
            TuningLoop.UNLIMITED,
            Budget.UNLIMITED,
            InstantSource.fixed(Instant.EPOCH),
            count);
    try {
      loop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while nothing was waited for.", e);
    }
    return new DryRun(loop.study().trials().size(), count.cells(), count.units);
  }

  /** Cells of all rungs together. */
  public int allCells() {
    return cells.stream().mapToInt(Integer::intValue).sum();
  }

  private static final class Count implements TuningListener {
    private final int[] cells;
    private long units = 0;

    Count(int rungs) {
      this.cells = new int[rungs];
    }

    List<Integer> cells() {
      return Arrays.stream(cells).boxed().toList();
    }

    @Override
    public void proposed(Trial trial, Proposal proposal) {
      cells[proposal.rung()] += proposal.folds().size();
      units += proposal.units();
    }
  }

  private static final class InventedPool implements EvaluationPool {
    private final RungLadder ladder;
    private final Map<Long, Proposal> submitted = new HashMap<>();

    InventedPool(RungLadder ladder) {
      this.ladder = ladder;
    }

    @Override
    public void submit(Proposal proposal, Configuration configuration) {
      submitted.put(proposal.number(), proposal);
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
