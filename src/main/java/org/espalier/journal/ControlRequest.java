package org.espalier.journal;

import java.util.Locale;

/**
 * Request to the driver of a running study.
 *
 * @param id unique for a request from another process; empty for one from this process
 * @param action {@value #STOP}; journals of earlier versions hold others
 * @param by user and host, or the part of the program that requests it
 */
public record ControlRequest(String id, String action, String by) {

  /** Ends the search; the winner is one of the completed trials. */
  public static final String STOP = "STOP";

  /** Request in words, such as {@code stop, requested by ann@host}. */
  @Override
  public String toString() {
    return "%s, requested by %s".formatted(action.toLowerCase(Locale.ROOT), by);
  }
}
