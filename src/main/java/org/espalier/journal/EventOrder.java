package org.espalier.journal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the events of a study follow each other, looked at one by one as they are read. */
public final class EventOrder {

  private @Nullable Replay replay;

  /**
   * Takes the next event.
   *
   * @throws IllegalArgumentException if no study in which the earlier ones happened comes to it
   */
  public void follow(StudyEvent event) {
    if (replay != null) {
      replay.accept(event);
    } else if (!(event instanceof StudyEvent.Began)) {
      replay = new Replay(StudyEvent.opening(List.of(event)));
    }
  }
}
