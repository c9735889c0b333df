package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.util.LineReader;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyEvent.Position;

/**
 * Epochs of a journal. They are looked up by name, one number after the other, and not by a
 * listing, because some stores list new files with a delay.
 */
record Epochs(FileSystem system, Path folder) {

  /**
   * Epoch that has begun.
   *
   * @param after end of the earlier epoch that it follows; empty if there is none
   */
  record Turn(Epoch epoch, Optional<Position> after) {}

  /** Returns the file that claims an epoch. */
  Path claim(int number) {
    return new Path(folder, "epoch-%06d.json".formatted(number));
  }

  /** Returns the file by which the driver of an epoch shows that it is alive. */
  Path lease(int number) {
    return new Path(folder, "lease-%06d.json".formatted(number));
  }

  /** Returns the number of the last claimed epoch; 0 if there is none. */
  int last() throws IOException {
    int number = 0;
    while (isClaimed(number + 1)) {
      number++;
    }
    return number;
  }

  boolean isClaimed(int number) throws IOException {
    return system.exists(claim(number));
  }

  /** Returns the claim of an epoch; empty if it is missing or cannot be read. */
  Optional<Epoch> read(int number) throws IOException {
    return WholeFile.readIfThere(system, claim(number))
        .flatMap(text -> Epoch.read(text, Epoch.class));
  }

  /** Returns the epochs whose claims can be read, by number. */
  List<Epoch> all() throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    for (int number = 1; isClaimed(number); number++) {
      read(number).ifPresent(epochs::add);
    }
    return epochs;
  }

  /** Removes all claims, so that none of the events is read any more. */
  void clear() throws IOException {
    for (int number = last(); number > 0; number--) {
      system.delete(claim(number), false);
    }
  }

  /**
   * Returns the valid epochs, from the first to the last: the last epoch that has begun, and going
   * back, each epoch that the first line of the next one names.
   *
   * @throws UnreadableJournalException if an epoch that is named is missing
   */
  List<Turn> turns() throws IOException {
    NavigableMap<Integer, Epoch> epochs = new TreeMap<>();
    all().forEach(epoch -> epochs.put(epoch.number(), epoch));
    Optional<Turn> turn = Optional.empty();
    for (Epoch epoch : epochs.descendingMap().values()) {
      turn = turn(epoch);
      if (turn.isPresent()) {
        break;
      }
    }
    Deque<Turn> chain = new ArrayDeque<>();
    while (turn.isPresent()) {
      chain.addFirst(turn.get());
      Optional<Position> after = turn.get().after();
      if (after.isEmpty()) {
        break;
      }
      Epoch earlier = epochs.get(after.get().epoch());
      turn = earlier == null ? Optional.empty() : turn(earlier);
      if (turn.isEmpty()) {
        throw new UnreadableJournalException(
            chain.getFirst().epoch().segment(folder, 0).toString(),
            "the events of epoch %d before it are missing".formatted(after.get().epoch()),
            JournalReader.REPAIR);
      }
    }
    return new ArrayList<>(chain);
  }

  /** Returns the turn that an epoch's first line begins; empty while it has no complete line. */
  private Optional<Turn> turn(Epoch epoch) throws IOException {
    JournalReader.LineNumber first = new JournalReader.LineNumber(epoch.segment(folder, 0), 1);
    try (LineReader lines = JournalReader.lines(system, first.file())) {
      Text line = new Text();
      if (lines.readLine(line) == line.getLength()) {
        return Optional.empty();
      }
      if (JournalReader.event(line.copyBytes(), first).orElse(null)
              instanceof StudyEvent.Began began
          && began.epoch() == epoch.number()
          && began.after().filter(after -> after.epoch() >= epoch.number()).isEmpty()) {
        return Optional.of(new Turn(epoch, began.after()));
      }
      throw new UnreadableJournalException(
          first.toString(), "does not begin this epoch", JournalReader.REPAIR);
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
