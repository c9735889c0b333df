package org.espalier.simulate;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.espalier.evaluate.Cell;
import org.espalier.study.Seed;

/**
 * Model of cell durations on a simulated cluster: one second per planned row, times the relative
 * cost of the trial's learner, times a lognormal factor of mean 1, drawn for each cell.
 *
 * @param costs relative costs of learners; each trial has one of them, all equally likely
 * @param sigma deviation of the factor's logarithm
 * @param stragglers share of cells that land on a slow node and last ten times as long
 * @param losses share of attempts that lose their slot part of the way and start again; below 1
 */
public record CellTimes(
    List<Double> costs, double sigma, double stragglers, double losses, Seed seed)
    implements ToDoubleFunction<Cell> {

  /** Slowdown of a straggler, as by a failing disk or a busy neighbour; an assumption. */
  private static final double STRAGGLER = 10;

  public CellTimes {
    costs = List.copyOf(costs);
    if (costs.isEmpty() || !(sigma >= 0) || !(stragglers >= 0) || !(losses >= 0 && losses < 1)) {
      throw new IllegalArgumentException(
          "Costs %s, sigma %s, stragglers %s, losses %s."
              .formatted(costs, sigma, stragglers, losses));
    }
  }

  @Override
  public double applyAsDouble(Cell cell) {
    long number = cell.proposal().number();
    RandomGenerator random = seed.child("proposal", number).child("fold", cell.fold()).random();
    RandomGenerator learner = seed.child("learner", cell.proposal().trial()).random();
    double factor = Math.exp(sigma * random.nextGaussian() - sigma * sigma / 2);
    double slow = random.nextDouble() < stragglers ? STRAGGLER : 1;
    double attempt =
        cell.proposal().rows() * costs.get(learner.nextInt(costs.size())) * factor * slow;
    double seconds = attempt;
    while (random.nextDouble() < losses) {
      seconds += random.nextDouble() * attempt;
    }
    return seconds;
  }
}
