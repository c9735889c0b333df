package org.espalier.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Check that the events of a study are in a valid order, applied one by one as they are read. */
public final class EventOrder {

  private @Nullable Replay replay;

  /**
   * Takes the next event.
   *
   * @throws IllegalArgumentException if it cannot follow the earlier events
   */
  public void follow(StudyEvent event) {
    if (replay != null) {
      replay.accept(event);
    } else if (!(event instanceof StudyEvent.Began)) {
      replay = new Replay(StudyEvent.opening(List.of(event)));
    }
  }
}
