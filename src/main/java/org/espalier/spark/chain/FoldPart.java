package org.espalier.spark.chain;

/**
 * Part of a table that a cell reads: about so many rows of all folds but one to be trained on, and
 * about so many rows of that fold to be scored on.
 *
 * @param fold the fold; {@link #NONE} if rows of all folds are trained on, {@link #HELD_OUT_TOO} if
 *     held-out rows are, too
 * @param trained number of rows, or {@link #ALL}
 * @param validated number of rows, or {@link #ALL}; 0 if nothing is scored
 */
public record FoldPart(int fold, long trained, long validated) {

  /** Number in place of that of all rows. */
  public static final long ALL = Long.MAX_VALUE;

  /** Number in place of a fold, for rows of all folds. */
  public static final int NONE = -1;

  /** Number in place of a fold, for rows of all folds and held-out ones. */
  public static final int HELD_OUT_TOO = -2;

  public FoldPart {
    if (trained < 1 || validated < 0) {
      throw new IllegalArgumentException(
          "%d rows to be trained on and %d to be scored on".formatted(trained, validated));
    }
  }

  /** All rows of a fold, and of the others. */
  public static FoldPart whole(int fold) {
    return new FoldPart(fold, ALL, ALL);
  }

  /** All rows of all folds, to be trained on. */
  public static FoldPart ofAllFolds() {
    return new FoldPart(NONE, ALL, 0);
  }

  /** All rows, held-out ones too, to be trained on. */
  public static FoldPart ofAllRows() {
    return new FoldPart(HELD_OUT_TOO, ALL, 0);
  }

  public boolean isWhole() {
    return trained == ALL && validated == ALL;
  }
}
