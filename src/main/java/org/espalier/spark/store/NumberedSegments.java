package org.espalier.spark.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Writer of an epoch to numbered files on any file system. Each write creates one file, which never
 * changes again.
 */
final class NumberedSegments implements JsonJournal.Writer {

  private final FileSystem system;
  private final Path folder;
  private final Epoch epoch;
  private int next = 0;

  NumberedSegments(FileSystem system, Path folder, Epoch epoch) {
    this.system = system;
    this.folder = folder;
    this.epoch = epoch;
  }

  @Override
  public void write(byte[] lines) throws IOException {
    // HDFS does not write in an interrupted thread.
    boolean interrupted = Thread.interrupted();
    try {
      write(lines, !interrupted);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    next++;
  }

  /**
   * Overwrites the remains of a failed write. A reader cannot have seen more than a prefix of them.
   *
   * @param again true to retry once if the thread is interrupted during the write
   */
  private void write(byte[] lines, boolean again) throws IOException {
    try {
      WholeFile.write(system, epoch.segment(folder, next), lines, true);
    } catch (InterruptedIOException e) {
      if (!again) {
        throw e;
      }
      Thread.interrupted(); // some clients clear the interrupt status, others do not
      write(lines, false);
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {}
}
