package org.espalier.ml;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/** Kills executors at tasks that train candidates. */
final class ExecutorKiller extends SparkListener {

  private final int first;
  private final int every;
  private final Set<Integer> training = ConcurrentHashMap.newKeySet();
  private final AtomicInteger tasks = new AtomicInteger();

  /**
   * @param first number of the first task whose executor is killed, from 1
   * @param every distance of the next ones, those that are tried again included
   */
  ExecutorKiller(int first, int every) {
    this.first = first;
    this.every = every;
  }

  @Override
  public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
    if (submitted.stageInfo().details().contains("org.espalier.spark.local.TaskFits.run(")) {
      training.add(submitted.stageInfo().stageId());
    }
  }

  @Override
  public void onTaskStart(SparkListenerTaskStart start) {
    if (!training.contains(start.stageId())) {
      return;
    }
    int after = tasks.incrementAndGet() - first;
    if (after >= 0 && after % every == 0) {
      FaultyCluster.kill(start.taskInfo().executorId());
      System.out.println("an executor was killed");
    }
  }
}
