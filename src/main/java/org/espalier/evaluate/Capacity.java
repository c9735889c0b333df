package org.espalier.evaluate;

import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Capacity of a pool: how many cells run at a time, at least one.
 *
 * @param slots current number of slots; queried repeatedly, as a cluster grows and shrinks
 * @param needs number of slots that a cell takes
 */
public record Capacity(IntSupplier slots, ToIntFunction<Cell> needs) {

  /** More slots than any cluster has: a cell that needs them runs alone. */
  public static final int WHOLE_CLUSTER = 1_000_000;

  public int total() {
    return slots.getAsInt();
  }

  public int needed(Cell cell) {
    return needs.applyAsInt(cell);
  }

  /** Capacity in which some cells run alone. */
  public Capacity with(Predicate<Cell> alone) {
    return new Capacity(slots, cell -> alone.test(cell) ? WHOLE_CLUSTER : needed(cell));
  }

  /** Capacity of a fixed number of cells of any kind. */
  public static Capacity cells(int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException(
          "Parallelism must be positive, not %d.".formatted(parallelism));
    }
    return new Capacity(() -> parallelism, cell -> 1);
  }
}
