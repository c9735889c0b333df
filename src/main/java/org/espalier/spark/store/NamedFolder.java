package org.espalier.spark.store;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.security.AccessControlException;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.JournalPlan;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.tune.JournalRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Factory for the folder of a study whose full path is given by a program. */
public final class NamedFolder {

  private static final Logger LOG = LoggerFactory.getLogger(NamedFolder.class);

  private NamedFolder() {}

  /**
   * Returns the folder at a path. It creates nothing yet.
   *
   * @throws InvalidStudyException if there is no file system for the path
   */
  public static StudyFolder folder(String path, Configuration hadoop) {
    Path folder = new Path(path);
    Path parent = folder.getParent();
    OutputPlan output =
        new OutputPlan(
            parent == null || parent.toString().isEmpty() ? "." : parent.toString(),
            OutputPlan.Resume.AUTO,
            false,
            JournalPlan.USUAL);
    return StudyFolder.of(output, folder.getName(), Origins.none(path), hadoop);
  }

  /**
   * Opens the journal in a folder, or one in memory, and applies {@code use} to it. If that throws,
   * the journal is closed.
   *
   * @param path path of the folder; empty for a journal in memory
   * @param where prefix of each message
   * @throws IllegalArgumentException if the folder contains something else or cannot be written to,
   *     or if {@code use} throws it
   */
  public static <T> T open(
      String path,
      String where,
      Configuration hadoop,
      InstantSource clock,
      Function<JournalRecorder, T> use) {
    try {
      JournalRecorder recorder =
          path.isEmpty()
              ? JournalRecorder.unkept(clock)
              : JournalRecorder.open(free(path, where, hadoop).journal(), clock);
      try {
        return use.apply(recorder);
      } catch (RuntimeException e) {
        recorder.close();
        throw e;
      }
    } catch (InvalidStudyException e) {
      throw new IllegalArgumentException(where + e.problems().get(0).wrong(), e);
    } catch (ParentNotDirectoryException | FileAlreadyExistsException | AccessControlException e) {
      throw new IllegalArgumentException(
          "%s'%s' cannot be written to: %s; name a folder that you may write to"
              .formatted(where, path, e.getMessage()),
          e);
    } catch (IOException e) {
      String why = "%s: %s".formatted(e.getClass().getSimpleName(), e.getMessage());
      throw new IllegalArgumentException(
          "%s'%s' cannot be written to: %s; name a folder that can be".formatted(where, path, why),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The study was interrupted.", e);
    }
  }

  /**
   * Returns the folder if a study may start or continue in it. Waits for a driver that may have
   * died on another machine.
   *
   * @throws IllegalArgumentException if another driver writes to it, or if it contains something
   *     else
   */
  private static StudyFolder free(String path, String where, Configuration hadoop)
      throws IOException, InterruptedException {
    StudyFolder study = folder(path, hadoop);
    study.awaitHolder(
        (most, holder) -> LOG.warn("Waits up to {} for {}, who may have died", most, holder));
    Optional<String> wrong =
        switch (study.state()) {
          case HELD ->
              Optional.of(
                  "is written to by %s; use another folder, or wait until it has ended"
                      .formatted(study.holder().orElse("another driver")));
          case FOREIGN ->
              Optional.of(
                  "holds files that are not a study of Espalier; name an empty folder, or one that does not exist");
          default -> Optional.empty();
        };
    if (wrong.isPresent()) {
      throw new IllegalArgumentException("%s'%s' %s".formatted(where, path, wrong.get()));
    }
    return study;
  }
}
