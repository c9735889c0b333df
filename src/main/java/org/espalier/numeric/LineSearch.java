package org.espalier.numeric;

/**
 * Search for the length of a step along a direction, which asks for the value and the slope at one
 * length after the other.
 */
sealed interface LineSearch permits StrongWolfe, Backtracking {

  /** What a search makes of a value. */
  enum Verdict {
    /** The value at another length is asked for. */
    ASKS,
    /** The length asked for last is the one. */
    FOUND,
    /** There is none. */
    FAILED
  }

  /** The length at which the value is asked for. */
  double length();

  /** Takes the value and the slope at {@link #length()}. */
  Verdict told(double value, double slope);
}
