package org.espalier.spark.store;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writer of an epoch to one growing file on a local disk. Every write is synced to the disk.
 *
 * <p>It does not use a {@link FileChannel} for writing, because an interrupt of one thread during a
 * write would close the channel for all threads.
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
   * Syncs the folder, if that is possible, so that the file's name survives a crash of the machine.
   */
  private static void forceEntry(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
      entries.force(true);
    } catch (IOException e) {
      // Windows cannot open folders. Its file system makes the name durable by itself.
    }
  }

  @Override
  public void write(byte[] lines) throws IOException {
    if (file.length() != size) {
      file.setLength(size); // drops a partial line, left by a full disk
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
