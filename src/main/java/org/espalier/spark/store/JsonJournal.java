package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.JournalStore;
import org.espalier.journal.StudyEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A journal as JSON lines in numbered segments {@code events-000000.jsonl}, one a flush, each
 * written whole and never touched again.
 *
 * <p>Appended to from many threads, and written to by one driver at a time: a second one fails at
 * its first flush.
 */
public final class JsonJournal implements JournalStore {

  private static final Logger LOG = LoggerFactory.getLogger(JsonJournal.class);
  private static final Pattern SEGMENT = Pattern.compile("events-(\\d{6,})\\.jsonl");
  private static final String REPAIR =
      "move this file and all after it away to go on from what stands before, or begin anew with"
          + " output.overwrite = true";

  private static final String NEWER = "read it with the version that wrote it";

  private final FileSystem system;
  private final Path folder;
  private final List<String> lines = new ArrayList<>();
  private int next;

  private JsonJournal(FileSystem system, Path folder, int next) {
    this.system = system;
    this.folder = folder;
    this.next = next;
  }

  /** The journal in a folder, which need not exist; new events follow those that are there. */
  static JsonJournal open(FileSystem system, Path folder) throws IOException {
    return new JsonJournal(system, folder, segments(system, folder).size());
  }

  /** Whether a folder holds events. */
  static boolean isIn(FileSystem system, Path folder) throws IOException {
    return !segments(system, folder).isEmpty();
  }

  private static List<Path> segments(FileSystem system, Path folder) throws IOException {
    List<Path> segments;
    try {
      segments =
          Arrays.stream(system.listStatus(folder))
              .map(FileStatus::getPath)
              .filter(path -> SEGMENT.matcher(path.getName()).matches())
              .sorted((a, b) -> Integer.compare(number(a), number(b)))
              .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
    for (int i = 0; i < segments.size(); i++) {
      if (number(segments.get(i)) != i) {
        throw new UnreadableJournalException(
            segments.get(i).toString(), "%s is missing before it".formatted(name(i)), REPAIR);
      }
    }
    return segments;
  }

  private static int number(Path segment) {
    Matcher name = SEGMENT.matcher(segment.getName());
    return name.matches() ? Integer.parseInt(name.group(1)) : -1;
  }

  private static String name(int number) {
    return "events-%06d.jsonl".formatted(number);
  }

  /**
   * All events so far, those that were not flushed included; events of a type that this version
   * does not know are left out, and a warning is logged.
   *
   * @throws UnreadableJournalException if a line is damaged, or of a higher format
   */
  @Override
  public synchronized List<StudyEvent> read() throws IOException {
    List<StudyEvent> events = new ArrayList<>();
    for (Path segment : segments(system, folder)) {
      String text = WholeFile.read(system, segment);
      if (!text.endsWith("\n")) {
        throw new UnreadableJournalException(segment.toString(), "is cut off", REPAIR);
      }
      addAll(events, Arrays.asList(text.split("\n", -1)).subList(0, lineCount(text)), segment);
    }
    addAll(events, lines, new Path(folder, name(next)));
    return events;
  }

  private static int lineCount(String text) {
    return Math.toIntExact(text.chars().filter(c -> c == '\n').count());
  }

  private static void addAll(List<StudyEvent> events, List<String> lines, Path segment)
      throws IOException {
    for (int i = 0; i < lines.size(); i++) {
      String where = "%s: %d".formatted(segment, i + 1);
      try {
        Optional<StudyEvent> event = EventLine.parse(lines.get(i));
        event.ifPresent(events::add);
        if (event.isEmpty()) {
          LOG.warn(
              "{}: an event of unknown type '{}' is left out", where, EventLine.type(lines.get(i)));
        }
      } catch (IllegalArgumentException e) {
        String right = EventLine.isNewer(lines.get(i)) ? NEWER : REPAIR;
        throw new UnreadableJournalException(where, String.valueOf(e.getMessage()), right);
      }
    }
  }

  @Override
  public synchronized void append(StudyEvent event) {
    lines.add(EventLine.of(event));
  }

  @Override
  public synchronized void flush() throws IOException {
    if (lines.isEmpty()) {
      return;
    }
    WholeFile.create(system, new Path(folder, name(next)), String.join("\n", lines) + "\n");
    next++;
    lines.clear();
  }

  @Override
  public synchronized void close() throws IOException {
    flush();
  }
}
