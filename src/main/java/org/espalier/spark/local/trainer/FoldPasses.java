package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import org.espalier.train.Rows;

/**
 * Passes over the rows of a table that stay distributed, each of which yields sums by the fold that
 * the rows validate.
 */
public interface FoldPasses {

  /**
   * Sums over some rows, which add up.
   *
   * @param <S> sums
   */
  interface Sums<S extends Serializable> extends Serializable {

    S of(Rows rows) throws InterruptedException;

    S plus(S one, S other);
  }

  /**
   * Sums of the rows of each fold, by one pass: merged in the order of partitions, so that they do
   * not depend on when a task ends.
   *
   * @return by fold; then those of rows that validate none, but are trained on
   * @throws java.util.concurrent.CancellationException if the pass is cancelled
   */
  <S extends Serializable> List<S> sums(Sums<S> sums) throws InterruptedException;
}
