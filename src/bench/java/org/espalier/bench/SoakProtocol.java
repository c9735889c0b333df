package org.espalier.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.espalier.job.Main;

/** Many trials in one driver, and what it holds meanwhile. */
final class SoakProtocol {

  private static final String STUDY =
      """
      study = soak
      data { source = "embedded:wine", label = label, test = none }
      learners = [ { type = naive-bayes, space { smoothing = { from = 1e-3, to = 100, scale = log } } } ]
      metric = accuracy
      folds = 2
      search = { trials = %d }
      """;

  private static final long LOOK_MILLIS = 10_000;
  private static final double MEGABYTE = 1 << 20;

  /**
   * Spark's pools that grow by a thread with each query and let it go after a minute: as many as
   * there were queries in the last minute ({@code ThreadUtils.newDaemonCachedThreadPool}).
   */
  private static final Pattern OF_QUERIES =
      Pattern.compile("(shuffle-exchange|broadcast-exchange|ResultQueryStageExecution)-\\d+");

  /** How much may be more at the end. */
  private static final double FLAT = 1.1;

  /** What there is at one time, after a collection. */
  private record Sample(double heap, double threads, double ofQueries, double blocks) {}

  private final Path scratch;
  private final List<Sample> samples = new ArrayList<>();
  private volatile boolean running = true;

  SoakProtocol(Path scratch) {
    this.scratch = scratch;
  }

  String run(int trials) throws Exception {
    Path file = Files.writeString(scratch.resolve("soak.conf"), STUDY.formatted(trials));
    SparkSession spark = SparkSession.builder().appName("soak").getOrCreate();
    Thread looking = new Thread(() -> look(spark), "soak-look");
    looking.setDaemon(true);
    looking.start();
    long began = System.nanoTime();
    String[] command = {"tune", file.toString(), "--output", scratch.resolve("soak").toString()};
    Main.main(command);
    double seconds = (System.nanoTime() - began) / 1e9;
    running = false;
    looking.interrupt();
    looking.join();
    return String.format(
        Locale.ROOT,
        "soak: %,d trials of 2 cells in %.0f s, looked at %d times; last fifth beside the second%n%s%s%s%s",
        trials,
        seconds,
        samples.size(),
        line("heap after collection, MB", Sample::heap),
        line("threads", Sample::threads),
        "      threads that Spark keeps for a minute after a query: %.0f, then %.0f (not judged)%n"
            .formatted(mean(second(), Sample::ofQueries), mean(last(), Sample::ofQueries)),
        line("cached blocks", Sample::blocks));
  }

  private String line(String what, ToDoubleFunction<Sample> measure) {
    double before = mean(second(), measure);
    double after = mean(last(), measure);
    return String.format(
        Locale.ROOT,
        "      %s: %.1f, then %.1f: %.3f times as much (target at most %.1f, %s)%n",
        what,
        before,
        after,
        after / before,
        FLAT,
        after <= before * FLAT ? "met" : "NOT MET");
  }

  private List<Sample> second() {
    int fifth = samples.size() / 5;
    return samples.subList(fifth, 2 * fifth);
  }

  private List<Sample> last() {
    return samples.subList(samples.size() - samples.size() / 5, samples.size());
  }

  private static double mean(List<Sample> samples, ToDoubleFunction<Sample> measure) {
    return samples.stream().mapToDouble(measure).average().orElse(Double.NaN);
  }

  private void look(SparkSession spark) {
    try {
      while (running) {
        Thread.sleep(LOOK_MILLIS);
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        double blocks = 0;
        for (org.apache.spark.storage.RDDInfo rdd : spark.sparkContext().getRDDStorageInfo()) {
          blocks += rdd.numCachedPartitions();
        }
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        long ofQueries =
            threads.stream().filter(t -> OF_QUERIES.matcher(t.getName()).matches()).count();
        samples.add(
            new Sample(
                (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE,
                threads.size() - ofQueries,
                ofQueries,
                blocks));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
