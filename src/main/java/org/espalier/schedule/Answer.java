package org.espalier.schedule;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.espalier.study.Continuation;
import org.espalier.study.Trial;

/**
 * Answer of a scheduler to the request for the next proposal, including "not yet" and "finished".
 */
public sealed interface Answer {

  /**
   * Evaluate a trial at a rung on these folds.
   *
   * @param continues state of a completed rung to continue, of this trial or of another one
   */
  record Evaluate(Trial trial, int rung, List<Integer> folds, Optional<Continuation> continues)
      implements Answer {
    public Evaluate {
      folds = List.copyOf(folds);
    }

    /** Evaluate a trial at a rung on these folds, with no state named. */
    public Evaluate(Trial trial, int rung, List<Integer> folds) {
      this(trial, rung, folds, Optional.empty());
    }
  }

  /** Outcomes are outstanding without which nothing can be decided. */
  record Wait() implements Answer {}

  /** Nothing to propose, now or later. */
  record Finished() implements Answer {}

  /** Dispatch on the three cases. */
  default <R> R match(Function<Evaluate, R> evaluate, Supplier<R> wait, Supplier<R> finished) {
    if (this instanceof Evaluate asked) {
      return evaluate.apply(asked);
    }
    return this instanceof Wait ? wait.get() : finished.get();
  }
}
