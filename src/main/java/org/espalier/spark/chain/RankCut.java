package org.espalier.spark.chain;

/**
 * Cut of a part by two numbers of each row: the fold that it validates, and its rank in [0, 1).
 *
 * @param fold number of the fold; {@link FoldPart#NONE} if rows of all folds are trained on
 * @param trained rank below which rows of the other folds are trained on; infinity for all
 * @param validated rank below which rows of the fold are scored; infinity for all
 * @param fitted number of partitions, at most, in which feature stages are fitted
 * @param learned number of partitions, at most, in which a learner is fitted after them
 */
public record RankCut(int fold, double trained, double validated, int fitted, int learned) {

  /** All rows of a fold, and of the others, in all partitions. */
  public static RankCut whole(int fold) {
    double all = Double.POSITIVE_INFINITY;
    return new RankCut(fold, all, all, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * True if a row is trained on or scored.
   *
   * @param validates the fold that it validates
   */
  public boolean takes(int validates, double rank) {
    return rank < (validates == fold ? validated : trained);
  }
}
