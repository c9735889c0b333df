package org.espalier.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Trial of writing to a folder, as access, quotas and mounts cannot be told otherwise. */
record WriteProbe(FileSystem system, Path folder) {

  /**
   * Why nothing can be written; empty if it can be. A file is written and removed, and folders that
   * were made for it go with it.
   */
  Optional<String> objection() throws IOException {
    Path probe = new Path(folder, ".espalier-%s.tmp".formatted(UUID.randomUUID()));
    List<Path> made = new ArrayList<>();
    try {
      made.addAll(missing(system, folder));
      Path there = made.isEmpty() ? folder : made.get(made.size() - 1).getParent();
      if (there != null && system.getFileStatus(there).isFile()) {
        return Optional.of("'%s' is a file".formatted(there));
      }
      if (!system.mkdirs(folder)) {
        return Optional.of("no folder can be made there");
      }
      WholeFile.write(system, probe, new byte[] {0}, /* overwrite= */ false);
      return Optional.empty();
    } catch (IOException | FSError e) {
      return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
    } finally {
      remove(probe, made);
    }
  }

  /** A folder and those above it, the innermost first, as far as they are not there. */
  static List<Path> missing(FileSystem system, Path folder) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path one = folder; one != null && !system.exists(one); one = one.getParent()) {
      missing.add(one);
    }
    return missing;
  }

  private void remove(Path probe, List<Path> made) {
    try {
      system.delete(probe, false);
      removeEmpty(system, made);
    } catch (IOException | FSError e) {
      // What cannot be removed could not be made either, or is no longer ours.
    }
  }

  /** Removes folders. Another study may have begun in one meanwhile: only empty ones go. */
  static void removeEmpty(FileSystem system, List<Path> made) throws IOException {
    for (Path one : made) {
      if (Listing.names(system, one).isEmpty()) {
        system.delete(one, false);
      }
    }
  }
}
