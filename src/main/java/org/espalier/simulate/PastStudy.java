package org.espalier.simulate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.espalier.evaluate.Cell;
import org.espalier.schedule.Scheduler;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;

/**
 * Finished study, used as a table on which other strategies are tried.
 *
 * <p>A cell is answered by the recorded cell of the same fold, of the nearest number of training
 * rows by their ratio, and of the nearest configuration by Gower's distance (Biometrics 27 (1971)):
 * the mean over all parameters of the difference of positions on their scale, 1 where a choice
 * differs or a parameter exists on one side only. Ties go to the earlier trial. {@link
 * StrategyReplay} counts the cells that were not recorded; if most were not, the result means
 * little.
 */
public final class PastStudy {

  private record Recorded(int trial, long rows, Configuration configuration, CellOutcome cell) {}

  /** Recorded cell, and its distance from the requested one. */
  private record Nearest(Recorded recorded, double rowsRatio, double distance) {

    boolean exactRows() {
      return rowsRatio == 0;
    }
  }

  private final SearchSpace space;
  private final Objective objective;
  private final Map<Integer, List<Recorded>> byFold = new HashMap<>();

  /**
   * Table of the cells of a study.
   *
   * @param space search space for the strategies: the study's own, or a part of it
   * @throws IllegalArgumentException if no cell of it ended
   */
  public PastStudy(Study study, SearchSpace space) {
    this.space = space;
    this.objective = study.objective();
    for (Outcome outcome : study.outcomes()) {
      Proposal proposal = outcome.proposal();
      Configuration configuration = study.trials().get(proposal.trial()).configuration();
      outcome.cells().stream()
          .filter(cell -> ended(cell.state()))
          .map(cell -> new Recorded(proposal.trial(), proposal.rows(), configuration, cell))
          .forEach(
              recorded ->
                  byFold
                      .computeIfAbsent(recorded.cell().fold(), fold -> new ArrayList<>())
                      .add(recorded));
    }
    if (byFold.isEmpty()) {
      throw new IllegalArgumentException("No cell of the study ended, so nothing can be replayed.");
    }
  }

  private static boolean ended(CellState state) {
    return state == CellState.COMPLETED || state == CellState.FAILED;
  }

  /**
   * Runs a strategy on the record.
   *
   * @param scheduler fresh
   * @param slots number of concurrent cells
   */
  public StrategyReplay rehearse(
      Scheduler scheduler, RungLadder ladder, int window, int slots, Seed seed) {
    Tally tally = new Tally();
    SimulatedPool pool =
        new SimulatedPool(
            cell -> tally.count(nearest(cell)),
            slots,
            cell -> nearest(cell).recorded().cell().cost().wallSeconds());
    Study study = new StudyPlayer(objective, ladder, window, seed).toTheEnd(scheduler, pool);
    return new StrategyReplay(
        study.incumbent().map(Outcome::score).orElseThrow(() -> noneCompleted(study)),
        study.trials().size(),
        tally.cells,
        tally.exact,
        tally.otherRows,
        tally.cells == tally.exact ? 0 : tally.distance / (tally.cells - tally.exact),
        tally.taskSeconds,
        pool.seconds());
  }

  private static IllegalArgumentException noneCompleted(Study study) {
    return new IllegalArgumentException(
        "None of %d trials completed on the record.".formatted(study.trials().size()));
  }

  private Nearest nearest(Cell cell) {
    List<Recorded> fold = byFold.get(cell.fold());
    if (fold == null) {
      throw new IllegalArgumentException(
          "Fold %d was not recorded, only %s.".formatted(cell.fold(), byFold.keySet()));
    }
    return fold.stream()
        .map(recorded -> nearest(cell, recorded))
        .min(
            Comparator.comparing(Nearest::rowsRatio)
                .thenComparing(Nearest::distance)
                .thenComparing(near -> near.recorded().trial()))
        .orElseThrow();
  }

  private Nearest nearest(Cell cell, Recorded recorded) {
    double ratio = Math.abs(Math.log((double) recorded.rows() / cell.proposal().rows()));
    return new Nearest(
        recorded,
        ratio,
        ConfigurationDistance.of(space, cell.configuration(), recorded.configuration()));
  }

  /** Count of where answers came from. */
  private static final class Tally {
    private int cells = 0;
    private int exact = 0;
    private int otherRows = 0;
    private double distance = 0;
    private double taskSeconds = 0;

    CellOutcome count(Nearest nearest) {
      cells++;
      exact += nearest.exactRows() && nearest.distance() == 0 ? 1 : 0;
      otherRows += nearest.exactRows() ? 0 : 1;
      distance += nearest.distance();
      taskSeconds += nearest.recorded().cell().cost().taskSeconds();
      return nearest.recorded().cell();
    }
  }

  /** Gower's distance between configurations of a space. */
  private static final class ConfigurationDistance {

    private ConfigurationDistance() {}

    /** The mean difference over the parameters that exist on either side; in [0, 1]. */
    static double of(SearchSpace space, Configuration a, Configuration b) {
      double sum = 0;
      int parameters = 0;
      for (Dimension dimension : space.dimensions()) {
        Parameter parameter = dimension.parameter();
        Optional<Object> left = space.value(a, parameter);
        Optional<Object> right = space.value(b, parameter);
        if (left.isPresent() || right.isPresent()) {
          parameters++;
          sum +=
              left.isPresent() && right.isPresent()
                  ? difference(parameter, left.get(), right.get())
                  : 1;
        }
      }
      return parameters == 0 ? 0 : sum / parameters;
    }

    private static double difference(Parameter parameter, Object left, Object right) {
      if (left.equals(right)) {
        return 0;
      }
      boolean comparable =
          parameter.ordered() && parameter.contains(left) && parameter.contains(right);
      return comparable ? Math.abs(parameter.unit(left) - parameter.unit(right)) : 1;
    }
  }
}
