package org.espalier.job.rehearse;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;

/** Folder next to that of a study, in which models are saved before the search. */
final class ScratchFolder implements AutoCloseable {

  private interface Access<R> {
    R run() throws IOException;
  }

  private final SparkSession spark;
  private final StudyFolder folder;
  private final InstantSource clock;
  private final Path path;
  private final FileSystem system;
  private Optional<DetachedWork<Duration>> writing = Optional.empty();

  ScratchFolder(SparkSession spark, StudyFolder folder, InstantSource clock) throws IOException {
    this.spark = spark;
    this.folder = folder;
    this.clock = clock;
    Path root = folder.path().getParent();
    this.system = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    this.path = new Path(root, ".pre-flight-" + UUID.randomUUID());
  }

  Path path(String name) {
    return new Path(path, name);
  }

  /**
   * Makes the folder, and begins to check that the cluster can write there.
   *
   * @throws InvalidStudyException if it cannot be made
   */
  void make() throws IOException {
    writing(
        () -> {
          if (!system.mkdirs(path)) {
            throw new InvalidStudyException(folder.unwritable("no folder can be made there"));
          }
          system.deleteOnExit(path); // the study's time may be up at any step
          writing = Optional.of(DetachedWork.begin(() -> writeSmall("first")));
          return path;
        });
  }

  /**
   * Waits for the check.
   *
   * @throws InvalidStudyException if the cluster cannot write there
   */
  void awaitWritten() throws IOException {
    writing(() -> writing.map(DetachedWork::result));
  }

  /**
   * Time of a small file, once the classes that write are loaded.
   *
   * @throws InvalidStudyException if the cluster cannot write there
   */
  Duration written() throws IOException {
    awaitWritten();
    return writing(() -> writeSmall("second"));
  }

  private <R> R writing(Access<R> part) throws IOException {
    try {
      return part.run();
    } catch (CancellationException | InvalidStudyException e) {
      throw e;
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (Outage.isOfCluster(e, spark.sparkContext())) {
        throw e;
      }
      List<String> shown = List.of(path.getParent().toString());
      throw new InvalidStudyException(folder.unwritable(Reason.of(e, shown)));
    }
  }

  private Duration writeSmall(String file) {
    Instant before = clock.instant();
    spark.range(0, 1, 1, 1).write().parquet(path(file).toString());
    return Duration.between(before, clock.instant());
  }

  /** Removes what was written. */
  @Override
  public void close() throws IOException {
    writing.ifPresent(DetachedWork::cancel);
    writing.ifPresent(DetachedWork::awaitEnd);
    system.delete(path, true);
  }
}
