package org.espalier.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.NotebookView;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.mlflow.MlflowTracker;
import org.espalier.mlflow.TrackingTarget;
import org.espalier.spark.ui.TuningTab;
import org.espalier.spec.TrackPlan;
import org.espalier.testing.SampleStudy;
import org.espalier.tune.StudyListener;

/**
 * Processor time that each listener takes of a driver for a trial of an invented study, the longest
 * that one event takes, and the bytes that a study leaves in Spark's event log. A trial may take 2
 * ms and 200 bytes, and a server that does not answer 1 % of the driver's processor time.
 */
final class SeeListeners {

  private static final List<Integer> TRIALS = List.of(10, 1_000, 10_000);
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final double MILLIS = 1e6; // nanoseconds
  private static final double MOST_MILLIS = 2;
  private static final int MOST_BYTES = 200;
  private static final double MOST_SHARE = 0.01;

  /** Time of a driver beside a server that does not answer. */
  private static final Duration BESIDE = Duration.ofSeconds(60);

  private SeeListeners() {}

  static void run(PrintStream out, Path folder) throws IOException, InterruptedException {
    Path log = Files.createDirectories(folder.resolve("events"));
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "true")
            .config("spark.ui.port", "0")
            .config("spark.eventLog.enabled", "true")
            .config("spark.eventLog.dir", log.toUri().toString())
            .config("spark.eventLog.compress", "false")
            .config("spark.eventLog.rolling.enabled", "false")
            .getOrCreate();
    String application = spark.sparkContext().applicationId();
    out.printf(
        "%n%8s %12s %14s %14s  %s%n", "trials", "listener", "ms a trial", "longest, ms", "bound");
    long[] from = new long[TRIALS.size() + 1];
    try (ServerSocket silent =
        new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      time(out, false, 10, "tab", tab(spark.sparkContext(), 10), SampleStudy.ofTrials(10));
      for (int i = 0; i < TRIALS.size(); i++) {
        List<StudyEvent> events = SampleStudy.ofTrials(TRIALS.get(i));
        for (int round = 0; round < 2; round++) { // the first one warms
          boolean shown = round == 1;
          time(out, shown, TRIALS.get(i), "view", new NotebookView(InstantSource.system()), events);
          time(out, shown, TRIALS.get(i), "dead", tracker(9), events);
          time(out, shown, TRIALS.get(i), "silent", tracker(silent.getLocalPort()), events);
        }
        from[i] = progressBytes(log, application);
        time(out, true, TRIALS.get(i), "tab", tab(spark.sparkContext(), TRIALS.get(i)), events);
        awaitBus(spark.sparkContext());
        from[i + 1] = progressBytes(log, application);
      }
      share(out, silent.getLocalPort());
    } finally {
      spark.stop();
    }
    out.printf("%n%8s %14s %14s  %s%n", "trials", "bytes", "bytes a trial", "bound");
    for (int i = 0; i < TRIALS.size(); i++) {
      long bytes = from[i + 1] - from[i];
      double each = (double) bytes / TRIALS.get(i);
      out.printf(
          "%8d %14d %14.0f  %d: %s%n",
          TRIALS.get(i), bytes, each, MOST_BYTES, each <= MOST_BYTES ? "met" : "missed");
    }
  }

  private static StudyListener tab(SparkContext context, int trials) {
    return TuningTab.listeners(context, UUID.randomUUID(), trials).get(0);
  }

  /** Tracker by a server on a port that does not answer. */
  private static MlflowTracker tracker(int port) {
    TrackPlan plan =
        new TrackPlan(Optional.of("http://127.0.0.1:" + port), Optional.empty(), Optional.empty());
    return new MlflowTracker(
        TrackingTarget.of(plan, Map.of(), line -> {}).orElseThrow(),
        new StudyHistory(),
        "later",
        line -> {});
  }

  private static void time(
      PrintStream out,
      boolean shown,
      int trials,
      String name,
      StudyListener listener,
      List<StudyEvent> events) {
    long longest = 0;
    long before = THREADS.getCurrentThreadCpuTime();
    for (StudyEvent event : events) {
      long begun = System.nanoTime();
      listener.happened(event);
      longest = Math.max(longest, System.nanoTime() - begun);
    }
    double each = (THREADS.getCurrentThreadCpuTime() - before) / MILLIS / trials;
    if (listener instanceof MlflowTracker tracker) {
      tracker.end(List.of(), Duration.ofMillis(1));
    }
    if (shown) {
      out.printf(
          "%8d %12s %14.4f %14.1f  %.0f ms: %s%n",
          trials,
          name,
          each,
          longest / MILLIS,
          MOST_MILLIS,
          each <= MOST_MILLIS ? "met" : "missed");
    }
  }

  /** Share of one busy driver thread's processor time that sending to a silent server takes. */
  private static void share(PrintStream out, int port) throws InterruptedException {
    List<StudyEvent> events = SampleStudy.ofTrials(1_000);
    for (Map.Entry<String, Integer> server :
        List.of(Map.entry("dead", 9), Map.entry("silent", port))) {
      MlflowTracker tracker = tracker(server.getValue());
      events.forEach(tracker::happened);
      long before = cpu("espalier-mlflow", "HttpClient");
      TimeUnit.MILLISECONDS.sleep(BESIDE.toMillis());
      double used = (cpu("espalier-mlflow", "HttpClient") - before) / 1e9;
      tracker.end(List.of(), Duration.ofMillis(1));
      double share = used / BESIDE.toSeconds();
      out.printf(
          "%8s %12s %13.3f%% of a thread that is busy all the time  %.0f %%: %s%n",
          "",
          server.getKey(),
          share * 100,
          MOST_SHARE * 100,
          share <= MOST_SHARE ? "met" : "missed");
    }
  }

  /** Processor time of threads by the beginnings of their names, in nanoseconds. */
  private static long cpu(String... names) {
    return Stream.of(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(info -> info != null && Stream.of(names).anyMatch(info.getThreadName()::startsWith))
        .mapToLong(info -> Math.max(0, THREADS.getThreadCpuTime(info.getThreadId())))
        .sum();
  }

  private static void awaitBus(SparkContext context) throws InterruptedException {
    try {
      context.listenerBus().waitUntilEmpty();
    } catch (Exception e) { // a timeout, which Spark does not declare
      throw new IllegalStateException(e);
    }
  }

  private static long progressBytes(Path log, String application) throws IOException {
    try (Stream<Path> files = Files.walk(log)) {
      List<Path> ours =
          files.filter(file -> file.getFileName().toString().contains(application)).toList();
      Supplier<Stream<Path>> regular = () -> ours.stream().filter(Files::isRegularFile);
      long bytes = 0;
      for (Path file : regular.get().toList()) {
        for (String line : Files.readAllLines(file)) {
          bytes += line.contains("\"Event\":\"org.espalier.spark.ui") ? line.length() + 1 : 0;
        }
      }
      return bytes;
    }
  }
}
