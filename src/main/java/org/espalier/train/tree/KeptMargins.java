package org.espalier.train.tree;

/** Margins of the rows of a partition that are kept from pass to pass, as far as there is room. */
public interface KeptMargins {

  /** No margins. */
  Margins NONE = new Margins(0, new double[0]);

  /**
   * Margins of some rows. Immutable.
   *
   * @param steps number of trees that were added
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Margins(int steps, double[] byRow) {}

  /**
   * Margins of some rows; {@link #NONE} if none are kept.
   *
   * @param at place of the rows among those of the partition: 0, then 1, and so on
   */
  Margins margins(Boosting boosting, int at);

  /** Keeps margins in place of those before. */
  void keep(Boosting boosting, int at, Margins margins);

  /** Keeps none. */
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
