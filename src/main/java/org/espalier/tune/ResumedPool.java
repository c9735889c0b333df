package org.espalier.tune;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.espalier.evaluate.CrossValidation;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.space.Configuration;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;

/**
 * Pool of a resumed study: runs only the missing cells of a proposal that was under way when its
 * driver ended. Folds after a failed one do not count as missing.
 */
final class ResumedPool implements EvaluationPool {

  private final EvaluationPool pool;
  private final RecordedSteps past;
  private final Map<Long, Proposal> resumed = new HashMap<>();
  private final Set<Long> running = new HashSet<>();

  ResumedPool(EvaluationPool pool, RecordedSteps past) {
    this.pool = pool;
    this.past = past;
  }

  @Override
  public void submit(Proposal proposal, Configuration configuration, long due) {
    SortedMap<Integer, CellOutcome> ended = past.ended(proposal.number());
    boolean joint =
        ended.values().stream().anyMatch(cell -> cell.training().iterations().isPresent());
    boolean isPart = !ended.keySet().containsAll(proposal.folds());
    if (ended.isEmpty() || (joint && isPart)) { // folds with one number of iterations
      pool.submit(proposal, configuration, due);
      return;
    }
    resumed.put(proposal.number(), proposal);
    OptionalInt failed =
        ended.values().stream()
            .filter(cell -> cell.state() == CellState.FAILED)
            .mapToInt(CellOutcome::fold)
            .min();
    List<Integer> missing =
        proposal.folds().stream()
            .filter(fold -> !ended.containsKey(fold) && fold < failed.orElse(Integer.MAX_VALUE))
            .toList();
    if (!missing.isEmpty()) {
      running.add(proposal.number());
      pool.submit(proposal.on(missing), configuration, due);
    }
  }

  @Override
  public Optional<List<CellOutcome>> await(long number, Duration atMost)
      throws InterruptedException {
    Proposal proposal = resumed.get(number);
    if (proposal == null) {
      return pool.await(number, atMost);
    }
    Map<Integer, CellOutcome> cells = new TreeMap<>(past.ended(number));
    if (running.contains(number)) {
      Optional<List<CellOutcome>> rest = pool.await(number, atMost);
      if (rest.isEmpty()) {
        return Optional.empty();
      }
      running.remove(number);
      rest.get().forEach(cell -> cells.put(cell.fold(), cell));
    }
    List<CellOutcome> all = new ArrayList<>();
    for (int fold : proposal.folds()) {
      all.add(cells.getOrDefault(fold, notRun(fold, proposal.rows())));
    }
    return Optional.of(CrossValidation.upToFailure(all));
  }

  private static CellOutcome notRun(int fold, long rows) {
    return CellOutcome.without(fold, CellState.CANCELLED, rows, "", Cost.NONE);
  }

  @Override
  public boolean isExhausted() {
    return pool.isExhausted();
  }

  @Override
  public void cancel(int trial) {
    pool.cancel(trial);
  }

  @Override
  public void close() {
    pool.close();
  }
}
