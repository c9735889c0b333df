package org.espalier.job.rehearse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.PipelineCells;

/**
 * Expectation of the time in which the first learner's defaults are fitted on all training rows, by
 * fits on parts of them. A fit's time is taken to be linear in its rows.
 */
public record FirstFit(PreparedStudy study, InstantSource clock) {

  /** Rows that are fitted in seconds; smaller tables need no estimate. */
  static final long MANY_ROWS = 200_000;

  private static final long FEW = 5_000;
  private static final long MORE = 50_000;

  /** Expected time; 0 for a table that is not large. */
  public Duration expected() {
    long all = study.data().rows().smallestTraining();
    if (all < MANY_ROWS) {
      return Duration.ZERO;
    }
    try (PipelineCells work = study.cells()) {
      fit(work, FEW / 2); // also compiles what the next ones need
      return linear(fit(work, FEW), fit(work, MORE), all);
    }
  }

  private Duration fit(PipelineCells work, long rows) {
    Configuration defaults = study.space().defaults().get(0);
    Instant before = clock.instant();
    work.fitPart(defaults, rows);
    return Duration.between(before, clock.instant());
  }

  /** Time on all rows by the times on the two parts. */
  static Duration linear(Duration few, Duration more, long all) {
    double each = Math.max(0, more.minus(few).toNanos()) / (double) (MORE - FEW);
    return more.plusNanos((long) (each * (all - MORE)));
  }
}
