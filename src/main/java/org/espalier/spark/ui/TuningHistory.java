package org.espalier.spark.ui;

import org.apache.spark.SparkConf;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.status.AppHistoryServerPlugin;
import org.apache.spark.status.ElementTrackingStore;
import org.apache.spark.ui.SparkUI;
import scala.collection.immutable.List$;
import scala.collection.immutable.Seq;

/**
 * Plugin that adds the tab to Spark's history server, for applications whose event log contains
 * studies.
 */
public final class TuningHistory implements AppHistoryServerPlugin {

  @Override
  public Seq<SparkListener> createListeners(SparkConf conf, ElementTrackingStore store) {
    return List$.MODULE$
        .<SparkListener>empty()
        .$colon$colon(new RowsListener(new TuningRows(store), /* replays= */ true));
  }

  @Override
  public void setupUI(SparkUI ui) {
    TuningRows rows = new TuningRows(ui.store().store());
    if (!rows.studies().isEmpty()) {
      ui.attachTab(new TuningTab(ui, rows));
    }
  }
}
