package org.espalier.ml;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.TaskContext;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Plugin of Spark that ends executors when they begin a task that trains candidates. The executor
 * asks the driver before it goes on, so that no task ends before its executor does.
 */
public final class ExecutorLoss implements SparkPlugin {

  /** Local property of such tasks alone. */
  private static final String TRAINING = "spark.job.interruptOnCancel";

  private static final AtomicInteger TASKS = new AtomicInteger(); // that train, in the driver
  private static volatile int first = Integer.MAX_VALUE;
  private static volatile int every = Integer.MAX_VALUE;

  /**
   * Ends executors of tasks that begin from now on.
   *
   * @param first number of the first task whose executor is ended, from 1
   * @param every distance of the next ones, those that are tried again included
   */
  static void begin(int first, int every) {
    TASKS.set(0);
    ExecutorLoss.every = every;
    ExecutorLoss.first = first;
  }

  private static boolean isLost() {
    int after = TASKS.incrementAndGet() - first;
    boolean lost = after >= 0 && after % every == 0;
    if (lost) {
      System.out.println("an executor was killed");
    }
    return lost;
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverPlugin() {
      @Override
      public Object receive(Object executor) {
        return isLost();
      }
    };
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new Executor();
  }

  private static final class Executor implements ExecutorPlugin {
    @SuppressWarnings("NullAway.Init") // set by Spark
    private PluginContext context;

    @Override
    public void init(PluginContext own, Map<String, String> extra) {
      context = own;
    }

    @Override
    public void onTaskStart() {
      if ("true".equals(TaskContext.get().getLocalProperty(TRAINING)) && asks()) {
        Runtime.getRuntime().halt(137); // 128 + SIGKILL
      }
    }

    private boolean asks() {
      try {
        return (Boolean) context.ask(context.executorID());
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
