package org.espalier.tune;

import org.espalier.study.Decision;
import org.espalier.study.Outcome;
import org.espalier.study.Proposal;
import org.espalier.study.Study;
import org.espalier.study.Trial;

/**
 * Listener to every step of the loop, called before the loop acts on it: for recorders and progress
 * displays.
 */
public interface TuningListener {

  /** A proposal was made and is about to be submitted. */
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

  /** The recorded part of a resumed study was replayed; listeners were not called for its steps. */
  default void resumed(Study study) {}

  /** Listener that passes each step to this one, then to another. */
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
