package org.espalier.journal;

import java.time.Duration;
import java.util.List;
import org.espalier.study.CellOutcome;

/**
 * Total working time of a study's drivers, from the beginning of each to its last recorded event;
 * the time between two drivers is not counted.
 */
public final class WorkedTime {

  private long earlier = 0; // milliseconds of all drivers but the last
  private long began = 0;
  private long last = 0;

  WorkedTime() {}

  /** The time that events took. */
  public static Duration of(List<StudyEvent> events) {
    WorkedTime time = new WorkedTime();
    events.forEach(time::add);
    return time.total();
  }

  void add(StudyEvent event) {
    if (event instanceof StudyEvent.Opened opened) {
      begin(opened.at());
    } else if (event instanceof StudyEvent.Resumed resumed) {
      begin(resumed.at());
    } else if (event instanceof StudyEvent.CellStarted cell) {
      seen(cell.at());
    } else if (event instanceof StudyEvent.CellEnded cell) {
      seen(cell.outcome().cost().endedAt());
    } else if (event instanceof StudyEvent.Told told) {
      told.outcome().cells().stream().map(CellOutcome::cost).forEach(cost -> seen(cost.endedAt()));
    } else if (event instanceof StudyEvent.Closed closed) {
      seen(closed.at());
    }
  }

  private void begin(long at) {
    earlier += last - began;
    began = at;
    last = at;
  }

  private void seen(long at) {
    last = Math.max(last, at);
  }

  Duration total() {
    return Duration.ofMillis(earlier + last - began);
  }
}
