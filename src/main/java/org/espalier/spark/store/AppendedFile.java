package org.espalier.spark.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writer of an epoch to one growing file on a local disk; every write is synced to the disk.
 *
 * <p>Not a channel, which would be closed for all threads when one is interrupted during a write.
 */
final class AppendedFile implements JsonJournal.Writer {

  private final RandomAccessFile file;
  private long size = 0; // of the completely written part

  AppendedFile(Path path) throws IOException {
    Files.createFile(path);
    this.file = new RandomAccessFile(path.toFile(), "rw");
    forceEntry(path);
  }

  /**
   * Syncs the folder, where that is possible, so that the file's name survives a failure of the
   * machine.
   */
  private static void forceEntry(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // Windows cannot open folders; its file system takes care of this.
    }
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (file.length() != size) {
      file.setLength(size); // a partial line that a full disk left
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
