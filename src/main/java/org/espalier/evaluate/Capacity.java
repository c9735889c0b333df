package org.espalier.evaluate;

import java.util.function.Predicate;

/** Capacity of a pool: how many cells run at a time, at least one. */
public interface Capacity {

  /** More slots than any cluster has: a cell that needs them runs alone. */
  int WHOLE_CLUSTER = 1_000_000;

  /** Current number of slots; queried repeatedly, as a cluster grows and shrinks. */
  int total();

  /** Number of slots that a cell takes. */
  int needed(Cell cell);

  /** Capacity in which some cells run alone. */
  default Capacity alone(Predicate<Cell> alone) {
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
