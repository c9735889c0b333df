package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import org.apache.spark.sql.SparkSession;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.spark.store.StudyFolder;
import org.espalier.tune.RecordedSteps;

/**
 * What becomes of a study when its driver is killed, its journal cut or its inputs damaged, what a
 * journal costs, and whether deadlines are kept. Protocols: {@code cut}, {@code speed}, {@code
 * fuzz}, {@code kill}, {@code deadlines}; all unless some are named. A number among the words makes
 * them smaller: so many kills, inputs or deadlines.
 */
final class DurableBenchmark {

  private static final int EVENTS = 100_000;

  private static final List<String> ALL = List.of("cut", "speed", "fuzz", "kill", "deadlines");
  private static final int KILLS = 100;
  private static final int INPUTS = 120_000;
  private static final int FORCED = 2_000;
  private static final double MEGABYTE = 1 << 20;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Path scratch;

  private DurableBenchmark(Path scratch) {
    this.scratch = scratch;
  }

  /** Runs the named protocols, and prints what came of each. */
  static void run(List<String> words) throws Exception {
    OptionalInt size =
        words.stream().filter(word -> word.matches("\\d+")).mapToInt(Integer::parseInt).findFirst();
    List<String> named = words.stream().filter(word -> !word.matches("\\d+")).toList();
    if (!ALL.containsAll(named)) {
      System.err.printf("durable: the protocols are %s, not %s%n", ALL, named);
      System.exit(2);
    }
    Path scratch = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "durable");
    for (String protocol : named.isEmpty() ? ALL : named) {
      System.out.print(
          switch (protocol) {
            case "cut" -> new CutProtocol(scratch).run();
            case "speed" -> new DurableBenchmark(scratch).speed();
            case "fuzz" -> new ReaderFuzz(scratch).run(size.orElse(INPUTS));
            case "deadlines" -> new DeadlinesProtocol(scratch).run(size.orElse(Integer.MAX_VALUE));
            default -> new KillProtocol(scratch).run(size.orElse(KILLS));
          });
    }
    if (SparkSession.getDefaultSession().isDefined()) {
      SparkSession.getDefaultSession().get().stop();
    }
  }

  private String speed() throws IOException {
    Path below = scratch.resolve("speed");
    double batched = write(below, RecordedStudy.events(EVENTS), 100) / EVENTS;
    double forced = write(scratch.resolve("forced"), RecordedStudy.events(FORCED), 1) / FORCED;
    StudyFolder folder = RecordedStudy.folder(below, 100);
    folder.history(); // warm
    long before = used();
    long start = System.nanoTime();
    StudyHistory history = folder.history();
    RecordedSteps past = RecordedSteps.of(history);
    double seconds = (System.nanoTime() - start) / NANOS_PER_MILLI / 1000;
    double held = (used() - before) / MEGABYTE;
    return String.format(
        Locale.ROOT,
        "speed: %.4f ms an event, 100 at most kept back (target below 1, %s); %.3f ms each forced"
            + " to the disk%n       %,d events of %.1f MB replayed, %,d of them told, in %.2f s"
            + " (target below 2, %s), %.1f MB of heap (target below 60, %s)%n",
        batched,
        met(batched < 1),
        forced,
        EVENTS,
        Files.size(RecordedStudy.files(below).get(0)) / MEGABYTE,
        past.toldOutcomes(),
        seconds,
        met(seconds < 2),
        held,
        met(held < 60));
  }

  private static String met(boolean met) {
    return met ? "met" : "NOT MET";
  }

  /** Writes events as a study's journal; milliseconds. */
  private static double write(Path below, List<StudyEvent> events, int lossEvents)
      throws IOException {
    StudyFolder folder = RecordedStudy.folder(below, lossEvents);
    try (JournalStore journal = folder.journal()) {
      long start = System.nanoTime();
      for (StudyEvent event : events) {
        journal.append(event);
      }
      journal.flush();
      return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }
  }

  private static long used() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
