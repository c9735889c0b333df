package org.espalier.train.linear;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Training of several candidates on the rows of a fold, pass by pass.
 *
 * <pre>{@code
 * while (training.asks()) {
 *   training.pass();
 * }
 * List<M> models = training.models();
 * }</pre>
 *
 * @param <M> model of a candidate
 */
public sealed interface Training<M> permits LeastSquaresTraining, BatchTraining {

  /** Number of candidates, which are numbered from 0. */
  int size();

  /** True while a candidate needs another pass over the rows. */
  boolean asks(int candidate);

  /**
   * Goes over the rows once for all candidates that ask for it.
   *
   * @throws InterruptedException if the thread is interrupted, noticed every {@value Rows#BLOCK}
   *     rows; training can go on with another pass
   */
  void pass() throws InterruptedException;

  /** Leaves a candidate out of the passes that follow; its model is the one reached so far. */
  void drop(int candidate);

  /** The model that a candidate has reached; its final model once it asks for no more passes. */
  M model(int candidate);

  /** True while some candidate needs another pass over the rows. */
  default boolean asks() {
    return IntStream.range(0, size()).anyMatch(this::asks);
  }

  /** The models that the candidates have reached, in their order. */
  default List<M> models() {
    return IntStream.range(0, size()).mapToObj(this::model).toList();
  }
}
