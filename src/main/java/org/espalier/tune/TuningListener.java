package org.espalier.tune;

import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Hears of every step before the loop acts on it: what records a study, and what shows its
 * progress.
 */
public interface TuningListener {

  /** A proposal was asked for and is about to be submitted. */
  default void proposed(Trial trial, Proposal proposal) {}

  /**
   * An outcome is about to be told.
   *
   * @param study the study before it
   */
  default void told(Study study, Outcome outcome) {}

  /**
   * A decision was made.
   *
   * @param study the study after the outcome it followed from
   */
  default void decided(Study study, Decision decision) {}

  /**
   * What was recorded of the study by an earlier driver was gone through; no step of it was heard.
   */
  default void resumed(Study study) {}

  /** Each step to this listener, then to another. */
  default TuningListener then(TuningListener next) {
    TuningListener first = this;
    return new TuningListener() {
      @Override
      public void proposed(Trial trial, Proposal proposal) {
        first.proposed(trial, proposal);
        next.proposed(trial, proposal);
      }

      @Override
      public void told(Study study, Outcome outcome) {
        first.told(study, outcome);
        next.told(study, outcome);
      }

      @Override
      public void decided(Study study, Decision decision) {
        first.decided(study, decision);
        next.decided(study, decision);
      }

      @Override
      public void resumed(Study study) {
        first.resumed(study);
        next.resumed(study);
      }
    };
  }
}
