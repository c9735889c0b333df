package org.espalier.numeric;

/**
 * Search for the length of a step along a direction, which requests the value and the slope at one
 * length after the other.
 */
sealed interface LineSearch permits StrongWolfe, Backtracking {

  /** State of a search after a value. */
  enum Verdict {
    /** It requests the value at another length. */
    ASKS,
    /** The length requested last is accepted. */
    FOUND,
    /** No length is accepted. */
    FAILED
  }

  /** The length at which the value is requested. */
  double length();

  /** Takes the value and the slope at {@link #length()}. */
  Verdict told(double value, double slope);
}
