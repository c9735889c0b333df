package org.espalier.tune;

/**
 * Thrown when a resumed study diverges from its record: the strategy, or something it depends on,
 * has changed. Nothing was evaluated or recorded.
 */
public final class DivergedException extends IllegalStateException {

  DivergedException(String message) {
    super(message);
  }
}
