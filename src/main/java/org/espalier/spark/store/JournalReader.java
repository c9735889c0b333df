package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyEvent.Position;
import org.espalier.journal.StudyHistory;
import org.espalier.spark.store.Epochs.Turn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reader of a journal. It reads the last epoch that has begun, and of each earlier epoch the part
 * up to the line that the first line of the next epoch names. Later writes of a superseded driver
 * are ignored.
 *
 * <p>Segments are found by name. A listing only serves to detect a missing segment before others.
 */
record JournalReader(Epochs epochs) {

  private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

  static final String REPAIR =
      "to resume from the events before it, remove it, all after it and all files after this one; or start again with output.overwrite = true";
  private static final byte[] LINE_FEED = {'\n'};

  /** Number of bytes read at a time. */
  private static final int CHUNK = 1 << 16;

  private static final String NEWER = "read it with the version that wrote it";

  /** Receiver of the lines of a journal, in order. */
  @FunctionalInterface
  private interface Lines {
    void take(byte[] line, LineNumber place) throws UnreadableJournalException;
  }

  /** Position of a line in a file, from 1. */
  record LineNumber(Path file, int line) {
    @Override
    public String toString() {
      return "%s: %d".formatted(file, line);
    }
  }

  /**
   * End of a journal.
   *
   * @param position position of its last line; empty if there is none
   * @param link link to its last line
   */
  record End(Optional<Position> position, EventLine.Link link) {}

  /** Receiver that checks that each line follows the one before it. */
  private static final class Linked implements Lines {

    private final Lines lines;
    private EventLine.Link last = EventLine.Link.NONE;

    Linked(Lines lines) {
      this.lines = lines;
    }

    @Override
    public void take(byte[] line, LineNumber place) throws UnreadableJournalException {
      try {
        last = last.next(line);
      } catch (IllegalArgumentException e) {
        throw unreadable(line, place, e);
      }
      lines.take(line, place);
    }
  }

  /**
   * Content of a segment.
   *
   * @param lines number of complete lines
   * @param torn number of bytes after the last complete line
   */
  private record Contents(int lines, int torn) {}

  /**
   * Returns all events in order. Events of an unknown type are skipped with a warning, as is an
   * incomplete line at the end.
   *
   * @throws UnreadableJournalException if a line is damaged, or of a higher format
   */
  List<StudyEvent> read() throws IOException {
    List<StudyEvent> events = new ArrayList<>();
    lines(new Linked((line, place) -> event(line, place).ifPresent(events::add)));
    return events;
  }

  /**
   * Returns the history of the study, from the events that {@link #read} returns.
   *
   * @throws UnreadableJournalException if a line is damaged or of a higher format, or if an event
   *     does not follow those before it
   */
  StudyHistory history() throws IOException {
    StudyHistory history = new StudyHistory();
    lines(
        new Linked(
            (line, place) -> {
              Optional<StudyEvent> event = event(line, place);
              if (event.isPresent()) {
                add(event.get(), history, place);
              }
            }));
    return history;
  }

  private static void add(StudyEvent event, StudyHistory history, LineNumber place)
      throws UnreadableJournalException {
    try {
      history.add(event);
    } catch (IllegalArgumentException e) {
      throw new UnreadableJournalException(
          place.toString(), "does not follow the events before it: " + e.getMessage(), REPAIR);
    }
  }

  /**
   * Returns the end of the journal. Warns about an incomplete last line, which is ignored silently
   * once another driver has appended to the journal.
   *
   * @throws UnreadableJournalException if a line is damaged, or does not follow the one before it
   */
  End end() throws IOException {
    Linked lines = new Linked((line, place) -> {});
    Optional<Position> last = lines(lines);
    return new End(last, lines.last);
  }

  /** Returns true if there is a line besides the first events of drivers. */
  boolean hasEvents() throws IOException {
    for (Turn turn : epochs.turns()) {
      if (hasEvents(turn.epoch())) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads up to two lines. If segments are written once, a driver's first event is alone in its
   * segment.
   */
  private boolean hasEvents(Epoch epoch) throws IOException {
    int lines = 0;
    for (int segment = 0; lines <= 1; segment++) {
      Optional<Contents> contents = contents(epoch, segment, 2 - lines, (line, place) -> {});
      if (contents.isEmpty()) {
        return false;
      }
      lines += contents.get().lines();
    }
    return true;
  }

  static Optional<StudyEvent> event(byte[] line, LineNumber place)
      throws UnreadableJournalException {
    try {
      Optional<StudyEvent> event = EventLine.parse(line);
      if (event.isEmpty()) {
        LOG.warn("{}: an event of unknown type '{}' is left out", place, EventLine.type(line));
      }
      return event;
    } catch (IllegalArgumentException e) {
      throw unreadable(line, place, e);
    }
  }

  private static UnreadableJournalException unreadable(
      byte[] line, LineNumber place, IllegalArgumentException wrong) {
    return new UnreadableJournalException(
        place.toString(),
        String.valueOf(wrong.getMessage()),
        EventLine.isNewer(line) ? NEWER : REPAIR);
  }

  /** Passes on all valid lines, and returns the position of the last one. */
  private Optional<Position> lines(Linked lines) throws IOException {
    List<Turn> chain = epochs.turns();
    for (int i = 1; i < chain.size(); i++) {
      upTo(chain.get(i).after().orElseThrow(), chain.get(i - 1).epoch(), lines);
    }
    return chain.isEmpty()
        ? Optional.empty()
        : toTheEnd(chain.get(chain.size() - 1).epoch(), lines);
  }

  /** Passes on the lines of an epoch up to a position. */
  private void upTo(Position end, Epoch epoch, Lines lines) throws IOException {
    for (int segment = 0; segment <= end.segment(); segment++) {
      boolean last = segment == end.segment();
      Optional<Contents> contents =
          contents(epoch, segment, last ? end.line() : Integer.MAX_VALUE, lines);
      if (contents.isEmpty()) {
        throw new UnreadableJournalException(
            epoch.segment(epochs.folder(), segment).toString(), "is missing", REPAIR);
      }
      if (last ? contents.get().lines() < end.line() : contents.get().torn() > 0) {
        throw cutOff(epoch, segment, contents.get());
      }
    }
  }

  /** Passes on all lines of an epoch, and returns the position of the last one. */
  private Optional<Position> toTheEnd(Epoch epoch, Lines lines) throws IOException {
    Optional<Position> last = Optional.empty();
    for (int segment = 0; ; segment++) {
      Optional<Contents> contents = contents(epoch, segment, Integer.MAX_VALUE, lines);
      if (contents.isEmpty()) {
        refuseGap(epoch, segment);
        return last;
      }
      if (contents.get().lines() > 0) {
        last = Optional.of(new Position(epoch.number(), segment, contents.get().lines()));
      }
      if (contents.get().torn() > 0) {
        if (epochs.system().exists(epoch.segment(epochs.folder(), segment + 1))) {
          throw cutOff(epoch, segment, contents.get());
        }
        LineNumber torn =
            new LineNumber(epoch.segment(epochs.folder(), segment), contents.get().lines() + 1);
        LOG.warn("{}: was torn during a write, and is dropped", torn);
      }
    }
  }

  private UnreadableJournalException cutOff(Epoch epoch, int segment, Contents contents) {
    LineNumber place =
        new LineNumber(epoch.segment(epochs.folder(), segment), contents.lines() + 1);
    return new UnreadableJournalException(
        place.toString(), "is torn, and others follow it", REPAIR);
  }

  private Optional<Contents> contents(Epoch epoch, int segment, int most, Lines lines)
      throws IOException {
    Path file = epoch.segment(epochs.folder(), segment);
    try (LineReader reader = lines(epochs.system(), file)) {
      Text line = new Text();
      int count = 0;
      while (count < most) {
        int read = reader.readLine(line);
        if (read == line.getLength()) { // without a line feed
          return Optional.of(new Contents(count, read));
        }
        count++;
        lines.take(line.copyBytes(), new LineNumber(file, count));
      }
      return Optional.of(new Contents(count, 0));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }

  /** Opens a reader of lines that end with a line feed. A carriage return does not end a line. */
  static LineReader lines(FileSystem system, Path file) throws IOException {
    return new LineReader(system.open(file), CHUNK, LINE_FEED);
  }

  /** Throws an exception if later segments exist, because then the missing one was lost. */
  private void refuseGap(Epoch epoch, int missing) throws IOException {
    int[] later =
        listed().stream().mapToInt(epoch::segment).filter(n -> n > missing).sorted().toArray();
    for (int segment : later) {
      Path file = epoch.segment(epochs.folder(), segment);
      if (epochs.system().exists(file)) { // a listing may still contain removed files
        throw new UnreadableJournalException(
            file.toString(),
            "%s is missing before it".formatted(epoch.segment(epochs.folder(), missing).getName()),
            REPAIR);
      }
    }
  }

  private List<String> listed() {
    try {
      return FolderContent.names(epochs.system(), epochs.folder());
    } catch (IOException e) {
      LOG.warn("{}: cannot be listed to see whether all is there", epochs.folder(), e);
      return List.of();
    }
  }
}
