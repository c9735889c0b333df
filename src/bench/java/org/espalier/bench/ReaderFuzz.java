package org.espalier.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyRecord;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Redaction;
import org.espalier.settings.SettingsReader;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spark.store.UnreadableJournalException;

/**
 * Reads settings and journals that were changed by chance, from a seed. What is neither read nor
 * refused in its own words would be exit 1.
 */
final class ReaderFuzz {

  private static final long SEED = 42;
  private static final int SETTINGS = 60_000;
  private static final int JOURNALS = 60_000;
  private static final int JOURNAL_EVENTS = 30;
  private static final int SHOWN = 5;
  private static final int CHECKSUM_LENGTH = ",\"crc\":\"00000000\"}".length();

  /** What breaks readers more often than any byte. */
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          "\\",
          "=",
          ":",
          ",",
          "\n",
          "null",
          "-1",
          "1e999",
          "NaN",
          "${",
          "}",
          "include",
          "\u0000",
          "\u2028",
          "999999999999999999999",
          "0.5",
          "true",
          "+=",
          "#",
          "{\"long\":1}",
          "auto",
          "none",
          "2 h",
          "\ud800");

  private final Path scratch;
  private final SplittableRandom random = new SplittableRandom(SEED);
  private final List<String> broken = new ArrayList<>();
  private int read = 0;
  private int refused = 0;
  private long slowestNanos = 0;

  ReaderFuzz(Path scratch) {
    this.scratch = scratch;
  }

  String run() throws IOException {
    settings();
    journals();
    return String.format(
        Locale.ROOT,
        "fuzz: %,d settings and %,d journals: %,d read, %,d refused, %,d broke; the slowest took"
            + " %.0f ms%n%s",
        SETTINGS,
        JOURNALS,
        read,
        refused,
        broken.size(),
        slowestNanos / 1e6,
        String.join("", broken.subList(0, Math.min(SHOWN, broken.size()))));
  }

  private void settings() throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> conf = Files.list(Path.of("conf"))) {
      for (Path file : conf.filter(f -> f.toString().endsWith(".conf")).sorted().toList()) {
        files.add(Files.readString(file));
      }
    }
    SettingsReader reader = new SettingsReader(Map.of(), Map.of(), Redaction.SPARK);
    File file = scratch.resolve("study.conf").toFile();
    for (int i = 0; i < SETTINGS; i++) {
      byte[] changed = changed(files.get(i % files.size()).getBytes(StandardCharsets.UTF_8));
      Files.write(file.toPath(), changed);
      attempt(() -> reader.read(file, List.of()).effective(), changed);
    }
  }

  private void journals() throws IOException {
    Path below = scratch.resolve("fuzz");
    StudyFolder folder = RecordedStudy.folder(below, 1);
    try (JournalStore journal = folder.journal()) {
      for (StudyEvent event : RecordedStudy.events(JOURNAL_EVENTS)) {
        journal.append(event);
      }
    }
    Path file = RecordedStudy.files(below).get(0);
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < JOURNALS; i++) {
      List<String> copy = new ArrayList<>(lines);
      int line = random.nextInt(copy.size());
      byte[] changed;
      if (i % 4 == 0) {
        changed = changed(String.join("\n", copy).concat("\n").getBytes(StandardCharsets.UTF_8));
      } else if (i % 4 == 1) {
        copy.add(random.nextInt(copy.size()), copy.remove(line));
        changed = bytes(copy);
      } else {
        copy.set(line, resealed(copy.get(line)));
        changed = bytes(copy);
      }
      Files.write(file, changed);
      attempt(() -> StudyRecord.of(folder.readJournal()), changed);
    }
  }

  private static byte[] bytes(List<String> lines) {
    return String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A changed line whose checksum fits, so that what reads its fields is reached. */
  private String resealed(String line) {
    byte[] body =
        line.substring(0, line.length() - CHECKSUM_LENGTH).getBytes(StandardCharsets.UTF_8);
    String changed =
        new String(changed(body), StandardCharsets.UTF_8).replace("\n", " ").replace("\r", " ");
    CRC32 crc = new CRC32();
    crc.update(changed.getBytes(StandardCharsets.UTF_8));
    return "%s,\"crc\":\"%08x\"}".formatted(changed, crc.getValue());
  }

  /** One to four changes: of a byte, a piece put in, left out or doubled, an end cut off. */
  private byte[] changed(byte[] whole) {
    byte[] bytes = whole;
    for (int changes = random.nextInt(4); changes >= 0 && bytes.length > 1; changes--) {
      int at = random.nextInt(bytes.length);
      int end = Math.min(bytes.length, at + 1 + random.nextInt(40));
      byte[] piece =
          switch (random.nextInt(6)) {
            case 0 -> new byte[] {(byte) random.nextInt(256)};
            case 1, 2 -> PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
            case 3 -> twice(Arrays.copyOfRange(bytes, at, end));
            default -> new byte[0];
          };
      int after = random.nextInt(20) == 0 ? bytes.length : random.nextBoolean() ? at : end;
      bytes =
          joined(Arrays.copyOf(bytes, at), piece, Arrays.copyOfRange(bytes, after, bytes.length));
    }
    return bytes;
  }

  private static byte[] twice(byte[] piece) {
    return joined(piece, piece, new byte[0]);
  }

  private static byte[] joined(byte[] a, byte[] b, byte[] c) {
    byte[] all = Arrays.copyOf(a, a.length + b.length + c.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    System.arraycopy(c, 0, all, a.length + b.length, c.length);
    return all;
  }

  /** Reads something. */
  private interface Attempt {
    Object read() throws IOException;
  }

  private void attempt(Attempt attempt, byte[] input) {
    long start = System.nanoTime();
    try {
      attempt.read();
      read++;
    } catch (InvalidStudyException | UnreadableJournalException e) {
      refused++;
    } catch (IOException | RuntimeException | StackOverflowError e) {
      broken.add(
          "%s at %s%n  %s%n"
              .formatted(
                  e,
                  Arrays.stream(e.getStackTrace()).limit(6).toList(),
                  new String(input, StandardCharsets.UTF_8).lines().limit(3).toList()));
    }
    slowestNanos = Math.max(slowestNanos, System.nanoTime() - start);
  }
}
