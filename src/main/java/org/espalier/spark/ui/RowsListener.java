package org.espalier.spark.ui;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerJobStart;

/**
 * Listener that writes rows for the jobs of trials. When an event log is replayed, it also writes
 * the rows of studies, which a running study writes itself.
 */
final class RowsListener extends SparkListener {

  private final TuningRows rows;
  private final boolean replays;

  RowsListener(TuningRows rows, boolean replays) {
    this.rows = rows;
    this.replays = replays;
  }

  @Override
  public void onJobStart(SparkListenerJobStart start) {
    rows.apply(start);
  }

  @Override
  public void onOtherEvent(SparkListenerEvent event) {
    if (replays && event instanceof StudyProgress progress) {
      rows.apply(progress);
    }
  }
}
