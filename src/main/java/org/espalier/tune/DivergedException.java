package org.espalier.tune;

/**
 * A study goes another way than its record: the strategy, or what it rests on, is no longer what it
 * was. Nothing was evaluated or recorded.
 */
public final class DivergedException extends IllegalStateException {

  DivergedException(String message) {
    super(message);
  }
}
