package org.espalier.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.espalier.journal.HeldOutExamination;
import org.espalier.journal.OutOfFoldFindings;
import org.espalier.journal.StudyEvent;
import org.espalier.space.Configuration;
import org.espalier.study.Interval;

/**
 * Models that a study fits on all training rows when its search has ended. A study that returns its
 * model to a program only fits and scores; a job also refines and saves it.
 *
 * @param <M> type of models
 */
public interface FinalModels<M> extends AutoCloseable {

  /** Model that is left, fitted once more on all rows, held-out ones too. */
  interface OnAllRows {

    /** Number of all rows. */
    long rows();

    /** Expected time of the fits. */
    Duration expected();

    /** Fits the model, and saves it next to the one of the training rows. */
    void save() throws IOException;

    /**
     * Makes the saved model the model of the study, and keeps that of the training rows next to it;
     * does nothing if there is no saved model.
     */
    void adopt() throws IOException;

    /** Removes the saved model. */
    void drop() throws IOException;
  }

  /**
   * Starts work in parallel with the winner's fit.
   *
   * @param winner trial whose model is left
   * @param asFitted true if its model stays as it is fitted, for lack of time
   */
  default void begin(StudySearch.Result search, int winner, boolean asFitted) {}

  /** True if a winner's model that an earlier driver left is not fitted again. */
  default boolean areKept() {
    return false;
  }

  M fit(Configuration configuration);

  /** True if the model of a configuration was fitted before the search. */
  default boolean isFitted(Configuration configuration) {
    return false;
  }

  /** Score of a model in the metric's own direction; empty without held-out rows. */
  OptionalDouble heldOut(M model);

  /** 95 % interval of a model's gain over another; empty where it cannot be computed. */
  Optional<Interval> gain(M model, M baseline);

  /** Examination of a configuration's model on the held-out rows, which must exist. */
  HeldOutExamination examined(M model, Configuration configuration);

  /**
   * Model that is left of the winner's.
   *
   * @param fitted model of the configuration
   * @param fit time of its fit
   */
  default M refined(M fitted, Configuration configuration, Duration fit) {
    return fitted;
  }

  /**
   * Saves a model.
   *
   * @param refined the model that is left
   * @param fitted model of the configuration that it is made of
   */
  default void save(M refined, M fitted, Configuration configuration) throws IOException {}

  /** Events that describe the refined model. */
  default List<StudyEvent> findings() {
    return List.of();
  }

  /** Saves the winner's out-of-fold predictions, if the study keeps them. */
  default void savePredictions() throws IOException {}

  /**
   * Event that compares the refined model with the winner's own on the held-out rows; empty if they
   * are the same.
   */
  default Optional<StudyEvent> compared(Confirmation<M> confirmation, M refined) {
    return Optional.empty();
  }

  /**
   * The model that is left, to be fitted on all rows; empty if the study does not request it, or
   * holds no rows out.
   *
   * @param confirmed the winner, whose model is saved
   * @param findings recorded findings that the model consists of
   */
  default Optional<OnAllRows> onAllRows(
      StudySearch.Result search,
      StudyEvent.Confirmed confirmed,
      Optional<OutOfFoldFindings> findings) {
    return Optional.empty();
  }

  /** Cancels all work that still runs; also called after a failure. */
  @Override
  default void close() throws IOException {}
}
