package org.espalier.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.espalier.numeric.Counted;

/**
 * Result of a strategy on a past study, with the share of it that is based on recorded cells.
 *
 * @param score of the incumbent, in the metric's own direction
 * @param cells number of cells requested
 * @param recorded number of these that were recorded exactly
 * @param otherRows number of these that were recorded only with other numbers of training rows
 * @param meanDistance mean distance of the cells that were not recorded exactly from the
 *     configurations that answered for them; in [0, 1]
 * @param taskSeconds recorded cost of the cells
 * @param wallSeconds duration of the study on the slots
 */
public record StrategyReplay(
    OptionalDouble score,
    int trials,
    int cells,
    int recorded,
    int otherRows,
    double meanDistance,
    double taskSeconds,
    double wallSeconds) {

  /** Share of cells that were not recorded exactly. */
  public double interpolated() {
    return cells == 0 ? 0 : 1 - (double) recorded / cells;
  }

  /** Warnings about interpolated answers; empty if there are none. */
  public List<String> caveats() {
    List<String> caveats = new ArrayList<>();
    if (recorded < cells) {
      caveats.add(
          "%d of %s %s not recorded; the nearest recorded ones, at a mean distance of %.2f,"
                  .formatted(
                      cells - recorded,
                      Counted.of(cells, "cell"),
                      were(cells - recorded),
                      meanDistance)
              + " answered for them");
    }
    if (otherRows > 0) {
      caveats.add(
          "%s %s only recorded with other numbers of rows, so that the effect of fewer rows"
                  .formatted(Counted.of(otherRows, "cell"), were(otherRows))
              + " is not visible");
    }
    return caveats;
  }

  private static String were(long number) {
    return number == 1 ? "was" : "were";
  }
}
