package org.espalier.tune;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.search.gp.RegretBound;
import org.espalier.study.CellOutcome;
import org.espalier.study.Outcome;
import org.espalier.study.RungLadder;
import org.espalier.study.ScoredCells;
import org.espalier.study.Study;

/**
 * Stopping rule on the remaining regret: the study ends once a model bounds the possible gain over
 * the best score below a limit. The limit is given or, by default, the standard error of the
 * incumbent's mean over its k folds, √((1/k + 1/(k − 1)) · s²), which accounts for shared training
 * rows (Makarova et al., AutoML-Conf 2022, section 4; Nadeau and Bengio 2003).
 *
 * @param limit in units of the metric, positive; empty for the standard error of cross-validation,
 *     by which a study on a single fold never ends
 */
public record RegretRule(RegretBound bound, OptionalDouble limit) {

  public RegretRule {
    if (!(limit.orElse(1) > 0) || Double.isInfinite(limit.orElse(1))) {
      throw new IllegalArgumentException(
          "The limit of regret must be positive and finite, not %s.".formatted(limit));
    }
  }

  /** True if the study has reached the limit. */
  boolean isMet(Study study, RungLadder ladder) {
    OptionalDouble least = limit.isPresent() ? limit : noise(study, ladder);
    if (least.isEmpty()) {
      return false;
    }
    OptionalDouble regret = bound.of(study);
    return regret.isPresent() && regret.getAsDouble() < least.getAsDouble();
  }

  private static OptionalDouble noise(Study study, RungLadder ladder) {
    Optional<Outcome> incumbent = study.incumbent();
    if (incumbent.isEmpty()) {
      return OptionalDouble.empty();
    }
    List<CellOutcome> cells = ScoredCells.of(study, ladder, incumbent.get());
    int k = cells.size();
    if (k < 2) {
      return OptionalDouble.empty();
    }
    double mean =
        cells.stream().mapToDouble(cell -> cell.score().getAsDouble()).average().orElseThrow();
    double squares =
        cells.stream().mapToDouble(cell -> cell.score().getAsDouble() - mean).map(d -> d * d).sum();
    return OptionalDouble.of(Math.sqrt((1.0 / k + 1.0 / (k - 1)) * squares / (k - 1)));
  }
}
