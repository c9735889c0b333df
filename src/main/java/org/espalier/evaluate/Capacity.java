package org.espalier.evaluate;

import java.util.function.Predicate;

/** How many cells run at a time: as many as there is room for, and at least one. */
public interface Capacity {

  /** More room than any cluster has: a cell that needs it runs when no other does. */
  int WHOLE_CLUSTER = 1_000_000;

  /** Room there is now; asked again and again, as a cluster grows and shrinks. */
  int total();

  /** Room that a cell takes. */
  int needed(Cell cell);

  /** The same, for cells some of which have no other beside them. */
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

  /** Room for so many cells, whatever they are. */
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
