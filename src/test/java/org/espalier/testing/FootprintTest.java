package org.espalier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.scheduler.SparkListener;
import org.junit.jupiter.api.Test;

final class FootprintTest extends SparkTest {

  private static final Semaphore OPEN = new Semaphore(0);

  private static void await() {
    try {
      assertThat(OPEN.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void a_leak_of_any_kind_is_found() throws Exception {
    SparkContext context = spark().sparkContext();
    spark().range(1).count(); // what Spark starts with its first job is its own
    Footprint before = Footprint.of(context);
    JavaSparkContext java = JavaSparkContext.fromSparkContext(context);
    JavaRDD<Integer> stored = java.parallelize(List.of(1)).cache();
    Broadcast<String> broadcast = java.broadcast("kept");
    SparkListener listener = new SparkListener() {};
    Runnable hook = () -> {};
    Thread thread = new Thread(FootprintTest::await, "espalier-planted");
    context.addSparkListener(listener);
    context.addJobTag("planted");
    ShutdownHookManager.get().addShutdownHook(hook, 1);
    thread.start();
    JavaFutureAction<Void> job = java.parallelize(List.of(1)).foreachAsync(number -> await());
    try {
      while (context.statusTracker().getActiveJobIds().length == 0) {
        Thread.sleep(1);
      }
      assertThat(before.differences(context))
          .anyMatch(line -> line.equals("stored " + stored.id()))
          .anyMatch(line -> line.startsWith("broadcast broadcast_" + broadcast.id()))
          .anyMatch(line -> line.equals("thread espalier-planted"))
          .anyMatch(line -> line.startsWith("job "))
          .anyMatch(line -> line.startsWith("queries, listeners, hooks: "))
          .anyMatch(line -> line.startsWith("properties: ") && line.contains("planted"));
    } finally {
      OPEN.release(2); // the thread and the job
      job.get();
      thread.join();
      ShutdownHookManager.get().removeShutdownHook(hook);
      context.removeJobTag("planted");
      context.removeSparkListener(listener);
      broadcast.destroy();
      stored.unpersist(true);
    }
    assertThat(before.left(context)).isEmpty();
  }
}
