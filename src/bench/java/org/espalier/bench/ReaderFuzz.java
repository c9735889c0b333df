package org.espalier.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.espalier.hocon.SettingsReader;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.espalier.spark.store.StudyFolder;

/**
 * Reads settings, journals and tables that were changed by chance, from a seed. What is neither
 * read nor refused in its own words would be exit 1.
 */
final class ReaderFuzz {

  private static final int JOURNAL_EVENTS = 30;
  private static final int CHECKSUM_LENGTH = ",\"crc\":\"00000000\"}".length();

  /** A part of the inputs goes through Spark, which takes a second for a table. */
  private static final int TABLES_ONE_IN = 400;

  private final Path scratch;
  private final Mutation mutation = new Mutation();

  ReaderFuzz(Path scratch) {
    this.scratch = scratch;
  }

  /**
   * @param inputs half of them settings, half journals, and some tables beside
   */
  String run(int inputs) throws IOException {
    FuzzTally settings = new FuzzTally();
    settings(inputs / 2, settings);
    System.out.print(settings.text("settings"));
    FuzzTally journals = new FuzzTally();
    journals(inputs - inputs / 2, journals);
    System.out.print(journals.text("journals"));
    FuzzTally tables = new FuzzTally();
    new DataFuzz(scratch, mutation, tables).run(Math.max(3, inputs / TABLES_ONE_IN));
    return tables.text("tables");
  }

  private void settings(int inputs, FuzzTally tally) throws IOException {
    List<String> files = new ArrayList<>();
    try (Stream<Path> conf = Files.list(Path.of("conf"))) {
      for (Path file : conf.filter(f -> f.toString().endsWith(".conf")).sorted().toList()) {
        files.add(Files.readString(file));
      }
    }
    SettingsReader reader = new SettingsReader(Map.of(), Map.of());
    File file = scratch.resolve("study.conf").toFile();
    for (int i = 0; i < inputs; i++) {
      byte[] changed = mutation.of(files.get(i % files.size()).getBytes(StandardCharsets.UTF_8));
      Files.write(file.toPath(), changed);
      tally.attempt(() -> reader.read(file, List.of()).effective(), changed);
    }
  }

  private void journals(int inputs, FuzzTally tally) throws IOException {
    Path below = scratch.resolve("fuzz");
    StudyFolder folder = RecordedStudy.folder(below, 1);
    try (JournalStore journal = folder.journal()) {
      for (StudyEvent event : RecordedStudy.events(JOURNAL_EVENTS)) {
        journal.append(event);
      }
    }
    Path file = RecordedStudy.files(below).get(0);
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < inputs; i++) {
      List<String> copy = new ArrayList<>(lines);
      int line = mutation.below(copy.size());
      byte[] changed;
      if (i % 4 == 0) {
        changed =
            mutation.of(String.join("\n", copy).concat("\n").getBytes(StandardCharsets.UTF_8));
      } else if (i % 4 == 1) {
        copy.add(mutation.below(copy.size()), copy.remove(line));
        changed = bytes(copy);
      } else {
        copy.set(line, resealed(copy.get(line)));
        changed = bytes(copy);
      }
      Files.write(file, changed);
      tally.attempt(() -> record(folder), changed);
    }
  }

  /** What a report would read: a driver may have ended before it opened its study. */
  private static Object record(StudyFolder folder) throws IOException {
    return folder.state() == StudyFolder.State.ABSENT ? folder.state() : folder.history().record();
  }

  private static byte[] bytes(List<String> lines) {
    return String.join("\n", lines).concat("\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A changed line whose checksum fits, so that what reads its fields is reached. */
  private String resealed(String line) {
    byte[] body =
        line.substring(0, line.length() - CHECKSUM_LENGTH).getBytes(StandardCharsets.UTF_8);
    String changed =
        new String(mutation.of(body), StandardCharsets.UTF_8).replace("\n", " ").replace("\r", " ");
    CRC32 crc = new CRC32();
    crc.update(changed.getBytes(StandardCharsets.UTF_8));
    return "%s,\"crc\":\"%08x\"}".formatted(changed, crc.getValue());
  }
}
