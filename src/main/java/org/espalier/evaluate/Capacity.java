package org.espalier.evaluate;

/** How many cells run at a time: as many as there is room for, and at least one. */
public interface Capacity {

  /** Room there is now; asked again and again, as a cluster grows and shrinks. */
  int total();

  /** Room that a cell takes. */
  int needed(Cell cell);

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
