package org.espalier.tune;

import java.util.List;
import org.espalier.Api;
import org.espalier.journal.StudyEvent;

/**
 * Listener to the events of a study, from its start to its end, for example a display or a tracker.
 *
 * <p>Each listener is called on a thread of its own, with one event at a time, after the event was
 * recorded; events of cells that run at the same time may come in any order. It neither ends nor
 * slows the study: if it throws or does not return, that is reported once, and it receives the next
 * events; while it does not return, events beyond a limit are dropped.
 */
@Api
@FunctionalInterface
public interface StudyListener {

  /** Takes the control of the study, from the thread that runs it, before all else. */
  default void begins(StudyControl control) {}

  /**
   * Receives the events from before it listened: the opening of the study, and all proposals,
   * outcomes and decisions, in their order. Called before all else, and not for a study that has
   * not begun.
   */
  default void past(List<StudyEvent> events) {}

  /** Name in messages about the listener; by default that of its class. */
  default String name() {
    return getClass().getName();
  }

  /** Takes an event. */
  void happened(StudyEvent event);
}
