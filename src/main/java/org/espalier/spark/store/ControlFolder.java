package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.ControlRequest;
import org.espalier.journal.StudyEvent;
import org.espalier.study.Inline;

/**
 * Requests to the driver of a study. Each is a file in the folder {@code control} next to the
 * journal. File names are unique, so several processes can leave requests at once on any file
 * system.
 */
public final class ControlFolder {

  private static final String SUFFIX = ".json";

  private final LeaseWatch watch;
  private final Path folder;

  ControlFolder(LeaseWatch watch, Path folder) {
    this.watch = watch;
    this.folder = folder;
  }

  /**
   * Request with its addressee.
   *
   * @param study name of the study
   * @param openedAt start of the study in milliseconds since the epoch, which distinguishes studies
   *     of the same name
   * @param driver number of the driver
   */
  public record Addressed(@Inline ControlRequest request, String study, long openedAt, int driver) {

    /**
     * Returns the reason why the request is not for the current driver of a study; empty if it is.
     */
    public Optional<String> objection(StudyEvent.Opened opened, int current) {
      if (!study.equals(opened.study()) || openedAt != opened.at()) {
        return Optional.of("is for another study, '%s'".formatted(study));
      }
      if (!request.action().equals(ControlRequest.STOP)) {
        return Optional.of("requests '%s', which is not known".formatted(request.action()));
      }
      return driver == current
          ? Optional.empty()
          : Optional.of("is for driver %d of the study, and this is %d".formatted(driver, current));
    }
  }

  /**
   * File in the folder.
   *
   * @param content content; empty if it cannot be read, for example while it is being written
   */
  public record Left(String name, Optional<Addressed> content) {}

  private FileSystem system() {
    return watch.epochs().system();
  }

  /** Returns the number of the driver that started last; 0 if none has started. */
  public int driver() throws IOException {
    return watch.epochs().last();
  }

  /**
   * Leaves a request for the driver that started last.
   *
   * @return request with its id
   */
  public ControlRequest leave(StudyEvent.Opened study) throws IOException {
    String id =
        "%013d-%s"
            .formatted(
                watch.environment().clock().millis(), UUID.randomUUID().toString().substring(0, 8));
    StudyEvent.Driver self = watch.environment().process().driver();
    ControlRequest request =
        new ControlRequest(id, ControlRequest.STOP, "%s@%s".formatted(self.user(), self.host()));
    system().mkdirs(folder);
    Addressed addressed = new Addressed(request, study.study(), study.at(), driver());
    WholeFile.replace(system(), file(request.id()), Epoch.text(addressed));
    return request;
  }

  private Path file(String id) {
    return new Path(folder, id + SUFFIX);
  }

  /** Returns true while a request has not been answered. */
  public boolean waits(ControlRequest request) throws IOException {
    return system().exists(file(request.id()));
  }

  /** Returns the files in the folder, sorted by the time at which they were left. */
  public List<Left> read() throws IOException {
    List<Left> all = new ArrayList<>();
    for (String name : FolderContent.names(system(), folder)) {
      if (WholeFile.isUnfinished(name)) {
        continue;
      }
      try {
        String text = WholeFile.read(system(), new Path(folder, name));
        all.add(new Left(name, Epoch.read(text, Addressed.class)));
      } catch (FileNotFoundException e) {
        // The file is removed, but a delayed listing still contains it.
      }
    }
    return all;
  }

  public void remove(Left left) throws IOException {
    system().delete(new Path(folder, left.name()), false);
  }
}
