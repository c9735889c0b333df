package org.espalier.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a strategy would have come to on a past study, and how much of that rests on what was really
 * recorded.
 *
 * @param score of the incumbent, in the metric's own direction
 * @param cells cells it asked for
 * @param recorded of these, how many were recorded just so
 * @param otherRows of these, how many were only recorded with other numbers of training rows
 * @param meanDistance of the cells that were not recorded just so, from the configurations that
 *     answered for them; in [0, 1]
 * @param taskSeconds what the cells cost when they were recorded
 * @param wallSeconds how long they would last on the slots
 */
public record Rehearsal(
    OptionalDouble score,
    int trials,
    int cells,
    int recorded,
    int otherRows,
    double meanDistance,
    double taskSeconds,
    double wallSeconds) {

  /** Share of cells that were not recorded just so. */
  public double interpolated() {
    return cells == 0 ? 0 : 1 - (double) recorded / cells;
  }

  /** Where it had to interpolate, in words; empty if nowhere. */
  public List<String> caveats() {
    List<String> caveats = new ArrayList<>();
    if (recorded < cells) {
      caveats.add(
          "%d of %d cells were not recorded; the nearest recorded ones, at a mean distance of %.2f,"
                  .formatted(cells - recorded, cells, meanDistance)
              + " answered for them");
    }
    if (otherRows > 0) {
      caveats.add(
          "%d cells were only recorded with other numbers of rows, so that the effect of fewer rows"
                  .formatted(otherRows)
              + " is not visible");
    }
    return caveats;
  }
}
