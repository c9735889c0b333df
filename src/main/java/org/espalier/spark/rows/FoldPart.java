package org.espalier.spark.rows;

/**
 * Part of a table that a cell reads: about so many rows of all folds but one to be trained on, and
 * about so many rows of that fold to be scored on.
 *
 * @param trained number of rows, or {@link #ALL}
 * @param validated number of rows, or {@link #ALL}
 */
public record FoldPart(int fold, long trained, long validated) {

  /** All rows there are. */
  public static final long ALL = Long.MAX_VALUE;

  public FoldPart {
    if (trained < 1 || validated < 1) {
      throw new IllegalArgumentException(
          "%d rows to be trained on and %d to be scored on".formatted(trained, validated));
    }
  }

  /** All rows of a fold, and of the others. */
  public static FoldPart whole(int fold) {
    return new FoldPart(fold, ALL, ALL);
  }

  public boolean isWhole() {
    return trained == ALL && validated == ALL;
  }
}
