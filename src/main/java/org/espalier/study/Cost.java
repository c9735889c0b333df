package org.espalier.study;

import java.time.Duration;

/**
 * Measured cost of a cell. Only reports and time budgets read it; no sampler or scheduler does.
 *
 * @param attempts number of starts: one more whenever the cluster had lost its task, or rows that
 *     it read
 * @param fitSeconds wall time of the fit, feature stages included, and its share of a training that
 *     it had together with others
 * @param scoreSeconds wall time of transforming and scoring the validation rows
 * @param taskSeconds executor run time of all tasks of its jobs, and its share of that of work done
 *     once for several cells
 */
public record Cost(
    int attempts,
    double fitSeconds,
    double scoreSeconds,
    double taskSeconds,
    @Inline Footprint footprint,
    @Inline Span span) {

  /** Cost of a cell that never ran and caused no work. */
  public static final Cost NONE = new Cost(0, 0, 0, 0, Footprint.NONE, Span.NONE);

  /**
   * Memory and disk that the tasks used.
   *
   * @param shuffleBytes bytes that its tasks wrote to the shuffle
   * @param spillBytes bytes that its tasks spilled to disk
   * @param peakMemoryBytes largest peak execution memory of one of its tasks
   */
  public record Footprint(long shuffleBytes, long spillBytes, long peakMemoryBytes) {

    /** Footprint of work without tasks. */
    public static final Footprint NONE = new Footprint(0, 0, 0);

    Footprint plus(Footprint other) {
      return new Footprint(
          shuffleBytes + other.shuffleBytes,
          spillBytes + other.spillBytes,
          Math.max(peakMemoryBytes, other.peakMemoryBytes));
    }
  }

  /**
   * Time from the start of the cell to its end, in milliseconds since the epoch.
   *
   * @param startedAt when it started: milliseconds since the epoch, in the table a timestamp; 0, in
   *     the table null, if it never did
   * @param endedAt when it ended, likewise
   */
  public record Span(long startedAt, long endedAt) {

    /** Span of a cell that never started. */
    public static final Span NONE = new Span(0, 0);
  }

  /** Seconds of a time, in whole milliseconds as all recorded times are. */
  public static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  /** Costs of two runs, the later one second. */
  public Cost plus(Cost later) {
    return new Cost(
        attempts + later.attempts,
        fitSeconds + later.fitSeconds,
        scoreSeconds + later.scoreSeconds,
        taskSeconds + later.taskSeconds,
        footprint.plus(later.footprint),
        attempts == 0 ? later.span : new Span(span.startedAt(), later.span.endedAt()));
  }

  /** Cost without a part of its fit and its tasks; the peak stays. */
  public Cost minus(Cost part) {
    Footprint rest =
        new Footprint(
            footprint.shuffleBytes() - part.footprint.shuffleBytes(),
            footprint.spillBytes() - part.footprint.spillBytes(),
            footprint.peakMemoryBytes());
    return new Cost(
        attempts,
        fitSeconds - part.fitSeconds,
        scoreSeconds,
        taskSeconds - part.taskSeconds,
        rest,
        span);
  }

  /**
   * One cell's part of the cost of the training of several.
   *
   * @param share of it, in [0, 1]
   */
  public Cost ofSeveral(double share) {
    Footprint part =
        new Footprint(
            Math.round(share * footprint.shuffleBytes()),
            Math.round(share * footprint.spillBytes()),
            footprint.peakMemoryBytes());
    return new Cost(attempts, share * fitSeconds, 0, share * taskSeconds, part, span);
  }

  public Cost withAttempts(int number) {
    return new Cost(number, fitSeconds, scoreSeconds, taskSeconds, footprint, span);
  }

  /** Cost at another time. */
  public Cost at(Span time) {
    return new Cost(attempts, fitSeconds, scoreSeconds, taskSeconds, footprint, time);
  }

  public double wallSeconds() {
    return fitSeconds + scoreSeconds;
  }
}
