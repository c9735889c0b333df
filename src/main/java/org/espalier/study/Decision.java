package org.espalier.study;

import java.util.OptionalDouble;

/**
 * What a scheduler decided about a trial, and why.
 *
 * @param value the loss it was decided on
 * @param cutoff the loss that separated the kept from the dropped, where there was one
 * @param rank place among the trials of the rung, from 1
 * @param of trials that were ranked
 */
public record Decision(
    int trial,
    int rung,
    Kind kind,
    String rule,
    double value,
    OptionalDouble cutoff,
    int rank,
    int of,
    String reason) {

  /** What happens to the trial next. */
  public enum Kind {
    PROMOTE,
    PRUNE,
    COMPLETE
  }
}
