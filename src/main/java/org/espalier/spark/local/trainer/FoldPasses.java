package org.espalier.spark.local.trainer;

import java.io.Serializable;
import java.util.List;
import java.util.function.BinaryOperator;
import org.espalier.spark.collected.LearnedRows;
import org.espalier.train.Rows;

/**
 * Passes over the rows of a table that stay distributed. Their results are merged in the order of
 * partitions, so that they do not depend on when a task ends.
 */
public interface FoldPasses {

  /** Adds the second of two results to the first. */
  interface Plus<S> extends BinaryOperator<S>, Serializable {}

  /**
   * Sums over some rows, which add up. Those that are equal are taken from one pass.
   *
   * @param <S> sums
   */
  interface Sums<S extends Serializable> extends Serializable {

    S of(Rows rows) throws InterruptedException;

    S plus(S one, S other);
  }

  /**
   * A pass whose result depends on the folds of the rows.
   *
   * @param <S> its result, which changes as rows are added
   */
  interface Pass<S extends Serializable> extends Serializable {

    S zero();

    /**
     * Adds some rows.
     *
     * @param fold that they validate
     */
    void add(S sums, int fold, Rows rows) throws InterruptedException;

    /** Adds the result of later rows to a result, without what the pass reads. */
    Plus<S> plus();

    /** Bytes that the pass takes with it to each task, and likewise of its result. */
    long bytes();
  }

  /**
   * Rows that a candidate learns from.
   *
   * @param fold that it is not trained on; below 0 if it is trained on all rows
   */
  LearnedRows learned(int fold);

  /** True if all values of all rows are stored. */
  boolean isDense();

  /** Number of results of {@link #sums}: folds, and one more. */
  int folds();

  /** Bytes that a task may return of a pass, at most. */
  long mostBytes();

  /**
   * Sums of the rows of each fold.
   *
   * @param bytes of the sums of a fold, about
   * @return by fold; then those of rows that validate none, but are trained on
   */
  <S extends Serializable> List<S> sums(Sums<S> sums, long bytes) throws InterruptedException;

  /** Result of a pass over all rows. */
  <S extends Serializable> S total(Pass<S> pass) throws InterruptedException;
}
