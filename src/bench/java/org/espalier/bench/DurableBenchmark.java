package org.espalier.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.UnreadableJournalException;

/**
 * What a journal costs, and what becomes of it when it is cut or damaged. Protocols: {@code cut},
 * {@code speed}, {@code fuzz}; all unless some are named. No Spark session.
 */
final class DurableBenchmark {

  private static final int EVENTS = 100_000;

  /** Enough lines of every kind, and few enough for a cut at every twelfth of each. */
  private static final int CUT_EVENTS = 300;

  private static final int CUTS_IN_A_LINE = 12;
  private static final int FORCED = 2_000;
  private static final double MEGABYTE = 1 << 20;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Path scratch;

  private DurableBenchmark(Path scratch) {
    this.scratch = scratch;
  }

  /** Runs the named protocols, and says what came of them. */
  static String run(List<String> protocols) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "durable");
    DurableBenchmark benchmark = new DurableBenchmark(scratch);
    StringBuilder text = new StringBuilder();
    if (protocols.isEmpty() || protocols.contains("cut")) {
      text.append(benchmark.cut());
    }
    if (protocols.isEmpty() || protocols.contains("speed")) {
      text.append(benchmark.speed());
    }
    if (protocols.isEmpty() || protocols.contains("fuzz")) {
      text.append(new ReaderFuzz(scratch).run());
    }
    return text.toString();
  }

  /** Of a journal that is cut at any place, what is read is its beginning, or it is refused. */
  private String cut() throws IOException {
    Path below = scratch.resolve("cut");
    write(below, RecordedStudy.events(CUT_EVENTS), 1);
    StudyFolder folder = RecordedStudy.folder(below, 1);
    List<StudyEvent> whole = folder.readJournal();
    Path file = RecordedStudy.files(below).get(0);
    byte[] bytes = Files.readAllBytes(file);
    int begun = 0;
    int refused = 0;
    int wrong = 0;
    int line = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        for (int part = 0; part < CUTS_IN_A_LINE; part++) {
          int at = line + (i - line + 1) * part / CUTS_IN_A_LINE;
          Files.write(file, java.util.Arrays.copyOf(bytes, Math.min(at, bytes.length)));
          try {
            List<StudyEvent> left = folder.readJournal();
            if (left.equals(whole.subList(0, left.size()))) {
              begun++;
            } else {
              wrong++;
            }
          } catch (UnreadableJournalException e) {
            refused++;
          }
        }
        line = i + 1;
      }
    }
    return String.format(
        Locale.ROOT,
        "cut: %,d cuts of %,d events: %,d read as a beginning, %,d refused, %,d wrong%n",
        begun + refused + wrong,
        whole.size(),
        begun,
        refused,
        wrong);
  }

  private String speed() throws IOException {
    Path below = scratch.resolve("speed");
    double batched = write(below, RecordedStudy.events(EVENTS), 100) / EVENTS;
    double forced = write(scratch.resolve("forced"), RecordedStudy.events(FORCED), 1) / FORCED;
    StudyFolder folder = RecordedStudy.folder(below, 100);
    folder.readJournal(); // warm
    long before = used();
    long start = System.nanoTime();
    List<StudyEvent> events = folder.readJournal();
    double seconds = (System.nanoTime() - start) / NANOS_PER_MILLI / 1000;
    long held = used() - before;
    long size = Files.size(RecordedStudy.files(below).get(0));
    return String.format(
        Locale.ROOT,
        "speed: %.4f ms an event, 100 at most kept back; %.3f ms each forced to the disk;"
            + " %,d events of %.1f MB read in %.2f s, %.1f MB of heap%n",
        batched,
        forced,
        events.size(),
        size / MEGABYTE,
        seconds,
        held / MEGABYTE);
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
