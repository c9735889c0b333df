package org.espalier.analysis;

import java.util.Optional;
import org.espalier.journal.ModelRefit;
import org.espalier.journal.Summary;

/**
 * Sentence about the rows that a study's model is fitted on, and about the model that its scores
 * belong to.
 */
public final class RefitSentence {

  private RefitSentence() {}

  /** The sentence; empty for a study that leaves the model of its training rows anyway. */
  public static Optional<String> of(Summary.Result result) {
    return result.refit().map(RefitSentence::of);
  }

  public static String of(ModelRefit refit) {
    return refit
        .skipped()
        .map("The model is fitted on the training rows alone: %s."::formatted)
        .orElseGet(
            () ->
                ("The model was fitted again on all %,d rows, held-out ones too. All scores are of"
                        + " the model of the training rows, which is kept in training-model.")
                    .formatted(refit.rows()));
  }
}
