package org.espalier.journal;

import java.util.Locale;

/**
 * Request to the driver of a running study.
 *
 * @param id unique to a request from another process; empty of one from this one
 * @param trials number of further trials of an extension; 0 of other requests
 * @param by user and host, or the part of the program that asks
 */
public record ControlRequest(String id, Action action, int trials, String by) {

  /** Change that is asked for. */
  public enum Action {
    /** Ends the search; the winner is one of what has completed. */
    STOP,
    /** Starts no more cells. */
    PAUSE,
    /** Starts cells again. */
    CONTINUE,
    /** Plans further trials. */
    EXTEND
  }

  public ControlRequest {
    if (action == Action.EXTEND ? trials < 1 : trials != 0) {
      throw new IllegalArgumentException(
          "A request to %s has %d further trials.".formatted(action, trials));
    }
  }

  /** Request other than an extension. */
  public ControlRequest(Action action, String by) {
    this("", action, 0, by);
  }

  /** Request for further trials. */
  public static ControlRequest forTrials(int trials, String by) {
    return new ControlRequest("", Action.EXTEND, trials, by);
  }

  /** Request in words, such as {@code extend by 40 trials, asked by ann@host}. */
  @Override
  public String toString() {
    String what = action.name().toLowerCase(Locale.ROOT);
    return "%s%s, asked by %s"
        .formatted(what, trials == 0 ? "" : " by %d trials".formatted(trials), by);
  }
}
