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
      Path there = folder;
      while (there != null && !system.exists(there)) {
        made.add(there);
        there = there.getParent();
      }
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

  /** Another study may have begun in a folder meanwhile: only empty ones go. */
  private void remove(Path probe, List<Path> made) {
    try {
      system.delete(probe, false);
      for (Path one : made) {
        if (Listing.names(system, one).isEmpty()) {
          system.delete(one, false);
        }
      }
    } catch (IOException | FSError e) {
      // What cannot be removed could not be made either, or is no longer ours.
    }
  }
}
