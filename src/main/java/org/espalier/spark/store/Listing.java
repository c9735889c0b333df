package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Listing of a folder, for stores where it fails now and then. */
final class Listing {

  private static final int ATTEMPTS = 3;

  private Listing() {}

  /** Sorted names; none for a missing folder, and for a file its own. */
  static List<String> names(FileSystem system, Path folder) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Arrays.stream(system.listStatus(folder))
            .map(file -> file.getPath().getName())
            .sorted()
            .toList();
      } catch (FileNotFoundException e) {
        return List.of();
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }
}
