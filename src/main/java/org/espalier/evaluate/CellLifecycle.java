package org.espalier.evaluate;

import java.util.Optional;
import org.espalier.space.Configuration;
import org.espalier.study.Cost;
import org.espalier.study.Proposal;

/**
 * Questions and notices of a pool about cells that it does not run at the moment; called from many
 * threads at a time.
 */
public interface CellLifecycle {

  /** Planned training rows of a cell. */
  default long rows(Cell cell) {
    return cell.proposal().rows();
  }

  /**
   * Precedence of a cell when it is submitted, at least 0, in any unit: of the cells that wait, the
   * one with the highest is run first; of equal ones the first in order. It affects when a cell
   * runs, never its outcome.
   */
  default double precedence(Cell cell) {
    return 0;
  }

  /**
   * Evaluation of a proposal's cells together, before they are announced; empty if each has its
   * outcome by itself.
   */
  default Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
    return Optional.empty();
  }

  /** A cell was submitted and will be run, unless it is settled before. */
  default void announce(Cell cell) {}

  /**
   * A cell that was announced has ended, or will not be run.
   *
   * @return cost of work for it and others that nobody else is left to pay; none for a cell that
   *     ran
   */
  default Cost settled(Cell cell) {
    return Cost.NONE;
  }

  /**
   * True if a cell would only wait for another one that computes what it needs; cheap, and checked
   * again whenever a cell ends.
   */
  default boolean waits(Cell cell) {
    return false;
  }

  /** Sets the callback for the moment when cells that would have waited may run. */
  default void onChange(Runnable listener) {}

  /** Needs delegated to others, except for what a subclass overrides. */
  abstract class Forwarding implements CellLifecycle {
    private final CellLifecycle others;

    protected Forwarding(CellLifecycle others) {
      this.others = others;
    }

    @Override
    public long rows(Cell cell) {
      return others.rows(cell);
    }

    @Override
    public double precedence(Cell cell) {
      return others.precedence(cell);
    }

    @Override
    public Optional<JointCells> joint(Proposal proposal, Configuration configuration) {
      return others.joint(proposal, configuration);
    }

    @Override
    public void announce(Cell cell) {
      others.announce(cell);
    }

    @Override
    public Cost settled(Cell cell) {
      return others.settled(cell);
    }

    @Override
    public boolean waits(Cell cell) {
      return others.waits(cell);
    }

    @Override
    public void onChange(Runnable listener) {
      others.onChange(listener);
    }
  }
}
