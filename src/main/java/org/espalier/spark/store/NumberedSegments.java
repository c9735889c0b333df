package org.espalier.spark.store;

import java.io.IOException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** An epoch as numbered files on any file system, one a write, never touched again. */
final class NumberedSegments implements EventWriter {

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
    // What a failed write may have left is written over: nobody has read it but as a shorter one.
    WholeFile.write(system, epoch.segment(folder, next), lines, true);
    next++;
  }

  @Override
  public void close() {}
}
