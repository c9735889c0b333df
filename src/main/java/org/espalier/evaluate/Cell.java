package org.espalier.evaluate;

import java.util.OptionalInt;
import org.espalier.space.Configuration;
import org.espalier.study.Proposal;

/**
 * Cell: one fold of a proposal, the unit of work of a slot of the cluster.
 *
 * @param iterations number up to which it continues a fold of a proposal that is evaluated in steps
 *     ({@link JointCells}); empty for the first or only step
 */
public record Cell(
    Proposal proposal, Configuration configuration, int fold, OptionalInt iterations) {

  /** The first step of a fold, or the only one. */
  public Cell(Proposal proposal, Configuration configuration, int fold) {
    this(proposal, configuration, fold, OptionalInt.empty());
  }
}
