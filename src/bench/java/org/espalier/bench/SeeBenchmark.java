package org.espalier.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.espalier.journal.StudyRecord;
import org.espalier.report.ReportPage;
import org.espalier.testing.SampleStudy;

/**
 * Sizes of pages of an invented study, and the times until Chromium without a window shows their
 * first chart and all charts of the first screens. The page of the largest study has bounds of 6 MB
 * and 2 s, that of 100 trials one of 1.6 MB.
 */
final class SeeBenchmark {
  static final String NAME = "see";

  private static final List<Integer> TRIALS = List.of(10, 100, 1_000, 10_000);
  private static final int ROUNDS = 3;
  private static final Pattern DRAWN = Pattern.compile("data-drawn=\"(\\d+)\"");
  private static final double MEGABYTE = 1e6;

  private SeeBenchmark() {}

  /** Time until the first chart and until the last one, in milliseconds. */
  private record Drawn(OptionalInt first, OptionalInt last) {

    static Drawn of(String document) {
      int[] all =
          DRAWN.matcher(document).results().mapToInt(m -> Integer.parseInt(m.group(1))).toArray();
      return new Drawn(Arrays.stream(all).min(), Arrays.stream(all).max());
    }
  }

  static void run(PrintStream out) throws IOException, InterruptedException {
    Path folder = Files.createDirectories(Path.of("target", "bench", NAME));
    out.printf(
        "%8s %10s %12s %14s %14s  %s%n",
        "trials", "bytes", "written, ms", "first, ms", "all, ms", "bound");
    for (int trials : TRIALS) {
      StudyRecord record = StudyRecord.of(SampleStudy.ofTrials(trials));
      ReportPage.of(record); // warm
      long before = System.nanoTime();
      String page = ReportPage.of(record);
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
      Path file = folder.resolve("page-%d.html".formatted(trials));
      byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
      Files.write(file, bytes);
      out.printf(
          "%8d %10d %12d %14s %14s  %s%n",
          trials,
          bytes.length,
          millis,
          best(file, true),
          best(file, false),
          bound(trials, bytes.length));
    }
    SeeListeners.run(out, folder);
  }

  private static String bound(int trials, int bytes) {
    return switch (trials) {
      case 100 -> "1.6 MB: " + (bytes <= 1.6 * MEGABYTE ? "met" : "missed");
      case 10_000 -> "6 MB: " + (bytes <= 6 * MEGABYTE ? "met" : "missed") + "; first in 2,000 ms";
      default -> "";
    };
  }

  /** The least of several measurements; {@code –} without Chromium. */
  private static String best(Path page, boolean first) throws IOException, InterruptedException {
    int least = Integer.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      Drawn drawn = Drawn.of(document(page));
      least = Math.min(least, (first ? drawn.first() : drawn.last()).orElse(least));
    }
    return least == Integer.MAX_VALUE ? "–" : String.valueOf(least);
  }

  private static String document(Path page) throws IOException, InterruptedException {
    Path out = Files.createTempFile("espalier-see", ".html");
    try {
      Process process =
          new ProcessBuilder(
                  "chromium",
                  "--headless",
                  "--no-sandbox",
                  "--disable-gpu",
                  "--window-size=1200,2600",
                  "--timeout=8000",
                  "--dump-dom",
                  page.toUri().toString())
              .redirectOutput(out.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
      return Files.readString(out);
    } catch (IOException noBrowser) {
      return "";
    } finally {
      Files.delete(out);
    }
  }
}
