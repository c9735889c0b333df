package org.espalier.search.gp;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * Residuals of scores in the two-way layout of trials and folds, as the source of the variance of a
 * trial's mean. Levels of folds that all trials share are no noise.
 */
final class FoldResiduals {

  /** Trials of a layout, from which on its residuals have about ten degrees of freedom. */
  private static final int TRIALS = 4;

  private FoldResiduals() {}

  /**
   * Variance of a mean over folds, the residual mean square divided by the number of folds, in
   * squared units of the loss: of the better half of the trials at the highest rung where that has
   * enough trials; empty if no rung does, or its trials share a single fold.
   */
  static OptionalDouble variance(Study study) {
    List<Outcome> scored =
        study.outcomes().stream().filter(o -> o.completed() && scored(o.cells())).toList();
    int highest = scored.stream().mapToInt(o -> o.proposal().rung()).max().orElse(-1);
    return IntStream.iterate(highest, rung -> rung >= 0, rung -> rung - 1)
        .mapToObj(rung -> betterHalf(scored, rung))
        .filter(half -> half.size() >= TRIALS)
        .findFirst()
        .map(FoldResiduals::residual)
        .orElse(OptionalDouble.empty());
  }

  private static boolean scored(List<CellOutcome> cells) {
    return cells.size() > 1 && cells.stream().allMatch(cell -> cell.state() == CellState.COMPLETED);
  }

  private static List<Outcome> betterHalf(List<Outcome> scored, int rung) {
    List<Outcome> all = scored.stream().filter(o -> o.proposal().rung() == rung).toList();
    double[] losses = all.stream().mapToDouble(FoldResiduals::loss).sorted().toArray();
    return all.isEmpty()
        ? all
        : all.stream().filter(o -> loss(o) <= losses[(losses.length - 1) / 2]).toList();
  }

  private static double loss(Outcome outcome) {
    return outcome.loss().orElseThrow();
  }

  private static OptionalDouble residual(List<Outcome> outcomes) {
    Set<Integer> folds = new LinkedHashSet<>(folds(outcomes.get(0)));
    outcomes.forEach(o -> folds.retainAll(folds(o)));
    if (folds.size() < 2) {
      return OptionalDouble.empty();
    }
    double[][] centred =
        outcomes.stream().map(o -> centred(scores(o, folds))).toArray(double[][]::new);
    double squares = 0;
    for (int f = 0; f < folds.size(); f++) {
      int fold = f;
      double level = Arrays.stream(centred).mapToDouble(row -> row[fold]).average().orElseThrow();
      for (double[] row : centred) {
        squares += (row[f] - level) * (row[f] - level);
      }
    }
    double freedom = (outcomes.size() - 1.0) * (folds.size() - 1.0);
    return OptionalDouble.of(squares / freedom / folds.size());
  }

  private static List<Integer> folds(Outcome outcome) {
    return outcome.cells().stream().map(CellOutcome::fold).toList();
  }

  private static double[] scores(Outcome outcome, Set<Integer> folds) {
    return outcome.cells().stream()
        .filter(cell -> folds.contains(cell.fold()))
        .mapToDouble(cell -> cell.score().orElseThrow())
        .toArray();
  }

  private static double[] centred(double[] scores) {
    double mean = Arrays.stream(scores).average().orElseThrow();
    return Arrays.stream(scores).map(score -> score - mean).toArray();
  }
}
