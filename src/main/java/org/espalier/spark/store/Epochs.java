package org.espalier.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.StudyEvent;

/**
 * Epochs of a journal. They are looked up by name, one number after the other, and not by a
 * listing: some stores list recent files late.
 */
record Epochs(FileSystem system, Path folder) {

  /** Driver of format 1.0, which did not record it. */
  private static final DriverProcess UNKNOWN =
      new DriverProcess(new StudyEvent.Driver("?", "?", 0), "", 0);

  private static final Epoch FIRST = new Epoch(0, "", UNKNOWN, 0);

  /** Number of the last one that was claimed; 0 if none was. */
  int last() throws IOException {
    int number = 0;
    while (isClaimed(number + 1)) {
      number++;
    }
    return number;
  }

  boolean isClaimed(int number) throws IOException {
    return system.exists(new Path(folder, Epoch.claim(number)));
  }

  /** A claim; empty if there is none, or none that can be read. */
  Optional<Epoch> read(int number) throws IOException {
    return WholeFile.readIfThere(system, new Path(folder, Epoch.claim(number)))
        .flatMap(text -> Epoch.read(text, Epoch.class));
  }

  /** Epochs whose claims can be read, by number; that of format 1.0 is the first if it exists. */
  List<Epoch> all() throws IOException {
    List<Epoch> epochs = new ArrayList<>();
    if (system.exists(FIRST.segment(folder, 0))) {
      epochs.add(FIRST);
    }
    for (int number = 1; isClaimed(number); number++) {
      read(number).ifPresent(epochs::add);
    }
    return epochs;
  }

  /** Removes all claims, so that no event is read any more. */
  void clear() throws IOException {
    for (int number = last(); number > 0; number--) {
      system.delete(new Path(folder, Epoch.claim(number)), false);
    }
    system.delete(FIRST.segment(folder, 0), false);
  }
}
