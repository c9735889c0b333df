package org.espalier.tune;

import java.time.Duration;
import org.espalier.Api;

/** Control of a running study, for any thread. The search answers after the next cell at most. */
@Api
public interface StudyControl {

  /**
   * Ends the search: running cells are cancelled, and the winner is one of the completed trials.
   */
  void stop();

  /**
   * Sets the timeout of the study, counted from its start.
   *
   * @throws IllegalArgumentException unless it is positive
   */
  void setTimeout(Duration timeout);

  /**
   * Sets the planned units (training rows × folds) of all evaluations together.
   *
   * @throws IllegalArgumentException unless it is positive
   */
  void setMaxUnits(long units);
}
