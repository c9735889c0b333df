package org.espalier.spark.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * An epoch as one file on a local disk that grows; every write is forced to the disk.
 *
 * <p>Not a channel: that would be closed for all when a thread is interrupted as it writes.
 */
final class AppendedFile implements EventWriter {

  private final RandomAccessFile file;
  private long size = 0; // of what was written as a whole

  AppendedFile(Path path) throws IOException {
    Files.createFile(path);
    this.file = new RandomAccessFile(path.toFile(), "rw");
    forceEntry(path);
  }

  /** So that the file's name outlives a failure of the machine, where a folder can be forced. */
  private static void forceEntry(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // Windows opens no folder; there the file system sees to it.
    }
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (file.length() != size) {
      file.setLength(size); // a part of a line that a full disk left behind
    }
    file.seek(size);
    file.write(lines);
    file.getFD().sync();
    size += lines.length;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
