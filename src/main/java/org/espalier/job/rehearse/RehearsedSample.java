package org.espalier.job.rehearse;

import java.util.List;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.PipelineCells;

/** Size of the sample of rows on which learners are tried. */
record RehearsedSample(PreparedStudy study, PipelineCells work) {

  /** Rows of a fit: a few of every class, and a second's work for most learners. */
  private static final long ROWS = 300;

  /** Minimum number of rows for each class. */
  private static final long ROWS_PER_CLASS = 10;

  /** Maximum planned work of all fits inside tasks: a second. */
  private static final double MOST_NANOS = 1e9;

  /** Divisor of the planned work of a study, for that of the fits inside tasks. */
  private static final int PART = 10;

  /** Number of rows of a fit by jobs. */
  long rows() {
    long all = study.data().rows().smallestTraining();
    return Math.min(Math.max(ROWS, ROWS_PER_CLASS * study.data().labels().size()), all);
  }

  /** Number of rows of a fit inside a task: fewer if so many are too much work. */
  long rowsInTask(Configuration configuration, long wanted) {
    if (wanted >= study.data().rows().smallestTraining()) {
      return wanted;
    }
    List<Long> cells = study.dryRun().cells();
    double all = 0;
    for (int rung = 0; rung < cells.size(); rung++) {
      all += cells.get(rung) * nanos(configuration, study.ladder().rung(rung).rows());
    }
    double most = Math.min(MOST_NANOS, all / PART) / study.plan().learners().size();
    double part = Math.min(1, most / Math.max(1, nanos(configuration, wanted)));
    long least = Math.min(wanted, ROWS_PER_CLASS * Math.max(2, study.data().labels().size()));
    return Math.max(least, (long) (wanted * part));
  }

  private double nanos(Configuration configuration, long rows) {
    return work.fits().places().plannedNanos(configuration, rows).orElse(0);
  }
}
