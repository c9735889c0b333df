package org.espalier.journal;

import java.time.Duration;

/**
 * Total working time of a study's drivers, from the beginning of each to its last recorded event;
 * the time between two drivers is not counted.
 */
final class WorkedTime {

  private long earlier = 0; // milliseconds of all drivers but the last
  private long began = 0;
  private long last = 0;

  /** A driver begins. */
  void begin(long at) {
    earlier += last - began;
    began = at;
    last = at;
  }

  /** A driver was at work. */
  void seen(long at) {
    last = Math.max(last, at);
  }

  Duration total() {
    return Duration.ofMillis(earlier + last - began);
  }
}
