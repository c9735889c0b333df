package org.espalier.evaluate;

import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** Capacity of a pool: how many cells run at a time, at least one. */
public interface Capacity {

  /** More slots than any cluster has: a cell that needs them runs alone. */
  int WHOLE_CLUSTER = 1_000_000;

  /** Current number of slots; queried repeatedly, as a cluster grows and shrinks. */
  int total();

  /** Number of slots that a cell takes. */
  int needed(Cell cell);

  /** True unless no cell is to be started for now. */
  default boolean isOpen() {
    return true;
  }

  /**
   * Capacity in which some cells run alone.
   *
   * @param open false while no cell is to be started
   */
  default Capacity with(Predicate<Cell> alone, BooleanSupplier open) {
    Capacity shared = this;
    return new Capacity() {
      @Override
      public int total() {
        return shared.total();
      }

      @Override
      public int needed(Cell cell) {
        return alone.test(cell) ? WHOLE_CLUSTER : shared.needed(cell);
      }

      @Override
      public boolean isOpen() {
        return open.getAsBoolean();
      }
    };
  }

  /** Capacity of a fixed number of cells of any kind. */
  static Capacity cells(int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "Parallelism must be positive, not %d.".formatted(parallelism));
    }
    return new Capacity() {
      @Override
      public int total() {
        return parallelism;
      }

      @Override
      public int needed(Cell cell) {
        return 1;
      }
    };
  }
}
