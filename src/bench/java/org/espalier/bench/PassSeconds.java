package org.espalier.bench;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.StageInfo;
import org.apache.spark.storage.RDDInfo;
import scala.collection.Iterator;

/** Seconds of the jobs that pass over packed rows, without those that pack them. */
final class PassSeconds extends SparkListener {

  /** Beginning of the names of packed rows. */
  private static final String PACKED = "Espalier: packed";

  private final Set<Integer> packed = new HashSet<>(); // their ids
  private final Map<Integer, Long> begun = new HashMap<>(); // milliseconds by job
  private long millis = 0;

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    Set<Integer> read = new HashSet<>();
    Iterator<StageInfo> stages = start.stageInfos().iterator();
    while (stages.hasNext()) {
      Iterator<RDDInfo> infos = stages.next().rddInfos().iterator();
      while (infos.hasNext()) {
        RDDInfo rows = infos.next();
        if (rows.name().startsWith(PACKED)) {
          read.add(rows.id());
        }
      }
    }
    if (!read.isEmpty() && !packed.addAll(read)) { // the first job packs them
      begun.put(start.jobId(), start.time());
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd end) {
    Long from = begun.remove(end.jobId());
    millis += from == null ? 0 : end.time() - from;
  }

  synchronized double seconds() {
    return millis / 1e3;
  }
}
