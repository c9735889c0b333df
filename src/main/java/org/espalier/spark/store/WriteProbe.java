package org.espalier.spark.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;

/**
 * Test write to a folder. Only a write shows whether access rights, quotas and mounts permit it.
 */
record WriteProbe(FileSystem system, Path folder) {

  /**
   * Returns the reason why nothing can be written; empty if writing works. It writes and removes a
   * file, with the folders created for it.
   */
  Optional<String> objection() throws IOException {
    Path probe = new Path(folder, ".espalier-%s.tmp".formatted(UUID.randomUUID()));
    List<Path> made = missing(system, folder);
    Path around = made.isEmpty() ? folder : made.get(made.size() - 1).getParent();
    if (around != null && system.getFileStatus(around).isFile()) {
      return Optional.of("'%s' is a file".formatted(around));
    }
    try {
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

  /** Returns the missing folders of a path, the innermost first. */
  static List<Path> missing(FileSystem system, Path folder) throws IOException {
    List<Path> missing = new ArrayList<>();
    for (Path one = folder; one != null && !exists(system, one); one = one.getParent()) {
      missing.add(one);
    }
    return missing;
  }

  /** Returns false also for a path below a file, where some file systems throw an exception. */
  private static boolean exists(FileSystem system, Path path) throws IOException {
    try {
      return system.exists(path);
    } catch (ParentNotDirectoryException below) {
      return false;
    }
  }

  private void remove(Path probe, List<Path> made) {
    try {
      system.delete(probe, false);
      removeEmpty(system, made);
    } catch (IOException | FSError e) {
      // The file could not be created either, or is no longer ours.
    }
  }

  /** Removes only empty folders, because another study may have started in one meanwhile. */
  static void removeEmpty(FileSystem system, List<Path> made) throws IOException {
    for (Path one : made) {
      if (FolderContent.names(system, one).isEmpty()) {
        system.delete(one, false);
      }
    }
  }
}
