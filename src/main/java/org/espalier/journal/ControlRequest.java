package org.espalier.journal;

import java.util.Locale;

/**
 * Request to the driver of a running study.
 *
 * @param id unique to a request from another process; empty of one from this one
 * @param action {@value #STOP}; journals of earlier versions hold others
 * @param by user and host, or the part of the program that asks
 */
public record ControlRequest(String id, String action, String by) {

  /** Ends the search; the winner is one of what has completed. */
  public static final String STOP = "STOP";

  /** Request in words, such as {@code stop, asked by ann@host}. */
  @Override
  public String toString() {
    return "%s, requested by %s".formatted(action.toLowerCase(Locale.ROOT), by);
  }
}
