package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Reader and writer of small files that appear completely or not at all, as far as their file
 * system supports it. Local disks and HDFS show a file before it is closed, so a finished file is
 * renamed. Object stores show a file only once it is complete, and some of them cannot rename.
 */
final class WholeFile {

  private static final String HDFS = "hdfs";
  private static final String PREFIX = ".";
  private static final String SUFFIX = ".tmp";

  private WholeFile() {}

  /**
   * Returns the file system of a path. A local one does not write Hadoop's checksum files.
   *
   * @throws IOException if the file system cannot be opened, or if its class is not on the class
   *     path
   */
  static FileSystem system(Path path, Configuration hadoop) throws IOException {
    try {
      FileSystem system = path.getFileSystem(hadoop);
      return system instanceof LocalFileSystem local ? local.getRaw() : system;
    } catch (RuntimeException e) {
      if (e.getCause() instanceof ClassNotFoundException missing) {
        throw new IOException(missing.getMessage(), e);
      }
      throw e;
    }
  }

  static boolean isLocal(FileSystem system) {
    return system instanceof RawLocalFileSystem;
  }

  private static boolean isHdfs(FileSystem system) {
    return HDFS.equals(system.getUri().getScheme());
  }

  /**
   * Returns true if only one of two processes can create a file at the same time, and the other
   * gets an exception.
   */
  static boolean createsAtomically(FileSystem system) {
    return isLocal(system) || isHdfs(system);
  }

  static boolean isUnfinished(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /**
   * Writes a new file.
   *
   * @throws FileAlreadyExistsException if it exists
   */
  static void create(FileSystem system, Path path, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (system instanceof RawLocalFileSystem local) {
      try {
        Files.write(
            local.pathToFile(path).toPath(),
            bytes,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SYNC);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        throw new FileAlreadyExistsException(path.toString());
      }
      return;
    }
    write(system, path, bytes, false);
  }

  /** Writes a file and replaces an existing one. */
  static void replace(FileSystem system, Path path, String text) throws IOException {
    replace(system, path, text.getBytes(StandardCharsets.UTF_8));
  }

  static void replace(FileSystem system, Path path, byte[] bytes) throws IOException {
    if (!isLocal(system) && !isHdfs(system)) {
      write(system, path, bytes, true);
      return;
    }
    Path unfinished = new Path(path.getParent(), PREFIX + path.getName() + SUFFIX);
    write(system, unfinished, bytes, true);
    if (isHdfs(system)) {
      FileContext.getFileContext(system.getUri(), system.getConf())
          .rename(unfinished, path, Options.Rename.OVERWRITE);
    } else if (!system.rename(unfinished, path)) {
      throw new IOException("%s cannot be renamed to %s.".formatted(unfinished, path));
    }
  }

  /** Writes a file durably. An object store shows it once it is complete. */
  static void write(FileSystem system, Path path, byte[] bytes, boolean overwrite)
      throws IOException {
    try (FSDataOutputStream out = system.create(path, overwrite)) {
      out.write(bytes);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
  }

  static String read(FileSystem system, Path path) throws IOException {
    try (FSDataInputStream in = system.open(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Returns the content of a file; empty if it does not exist. */
  static Optional<String> readIfThere(FileSystem system, Path path) throws IOException {
    try {
      return Optional.of(read(system, path));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    }
  }
}
