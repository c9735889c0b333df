package org.espalier.spark.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** Small files that are there as a whole or not at all. */
final class WholeFile {

  private static final String PREFIX = ".";
  private static final String SUFFIX = ".tmp";

  private WholeFile() {}

  /**
   * The file system of a path; a local one without the checksum files that Hadoop would put beside
   * everything.
   */
  static FileSystem system(Path path, Configuration hadoop) throws IOException {
    FileSystem system = path.getFileSystem(hadoop);
    return system instanceof LocalFileSystem local ? local.getRaw() : system;
  }

  /** Whether a name is that of a file which was never finished. */
  static boolean isUnfinished(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /** Writes a file that is not there yet, durably. */
  static void create(FileSystem system, Path path, String text) throws IOException {
    if (system.exists(path)) {
      throw new FileAlreadyExistsException(
          "%s is there already: another driver writes to the same study.".formatted(path));
    }
    Path unfinished = unfinished(system, path, text);
    if (!renamed(system, unfinished, path)) {
      throw new IOException("%s cannot be renamed to %s.".formatted(unfinished, path));
    }
  }

  /** Writes a file, in place of one that may be there. */
  static void replace(FileSystem system, Path path, String text) throws IOException {
    Path unfinished = unfinished(system, path, text);
    if (renamed(system, unfinished, path)) {
      return;
    }
    // Only a local file system renames over a file; elsewhere there is none for a moment.
    system.delete(path, false);
    if (!renamed(system, unfinished, path)) {
      throw new IOException("%s cannot be renamed to %s.".formatted(unfinished, path));
    }
  }

  private static Path unfinished(FileSystem system, Path path, String text) throws IOException {
    Path unfinished = new Path(path.getParent(), PREFIX + path.getName() + SUFFIX);
    try (FSDataOutputStream out = system.create(unfinished, true)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
    return unfinished;
  }

  private static boolean renamed(FileSystem system, Path from, Path to) throws IOException {
    try {
      return system.rename(from, to);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** All of a file. */
  static String read(FileSystem system, Path path) throws IOException {
    try (FSDataInputStream in = system.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
