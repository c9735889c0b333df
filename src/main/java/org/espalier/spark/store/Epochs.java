package org.espalier.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Epochs of a journal. They are looked up by name, one number after the other, and not by a
 * listing: some stores list recent files late.
 */
record Epochs(FileSystem system, Path folder) {

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

  /** A claim; empty if it is missing or cannot be read. */
  Optional<Epoch> read(int number) throws IOException {
    return WholeFile.readIfThere(system, new Path(folder, Epoch.claim(number)))
        .flatMap(text -> Epoch.read(text, Epoch.class));
  }

  /** Epochs whose claims can be read, by number. */
  List<Epoch> all() throws IOException {
    List<Epoch> epochs = new ArrayList<>();
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
  }
}
