package org.espalier.train.tree;

/**
 * Store of the margins of a partition's rows, which keeps them between passes while there is room.
 */
public interface KeptMargins {

  /** Result if no margins are kept. */
  Margins NONE = new Margins(0, new double[0]);

  /**
   * Margins of some rows after a number of trees. Immutable.
   *
   * @param steps number of trees whose predictions are included
   * @param byRow margin of each row
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Margins(int steps, double[] byRow) {}

  /**
   * Returns the margins of some rows; {@link #NONE} if none are kept.
   *
   * @param at index of the rows among the chunks of the partition: 0, then 1, and so on
   */
  Margins margins(Boosting boosting, int at);

  /** Keeps margins and replaces earlier ones of the same rows. */
  void keep(Boosting boosting, int at, Margins margins);

  /** Returns a store that keeps nothing. */
  static KeptMargins none() {
    return new KeptMargins() {
      @Override
      public Margins margins(Boosting boosting, int at) {
        return NONE;
      }

      @Override
      public void keep(Boosting boosting, int at, Margins margins) {}
    };
  }
}
