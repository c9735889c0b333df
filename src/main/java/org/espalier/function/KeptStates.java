package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.espalier.engine.StudyDesign;
import org.espalier.spark.store.StudyFolder;
import org.espalier.tune.JournalRecorder;
import org.espalier.tune.ListenerThread;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * States that trials of a study store: in its folder or, without one, in local mode in a temporary
 * folder that is deleted with the study; elsewhere none are stored.
 *
 * @param store empty if nothing is kept
 * @param temporary folder to delete at the end
 */
record KeptStates(Optional<StateStore> store, Optional<java.nio.file.Path> temporary)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KeptStates.class);

  static KeptStates of(FunctionPlan plan, SparkContext context) throws IOException {
    Optional<Path> folder = plan.folder();
    Optional<java.nio.file.Path> temporary = Optional.empty();
    if (folder.isEmpty() && context.isLocal()) { // where all tasks see it
      temporary = Optional.of(Files.createTempDirectory("espalier-states"));
      folder = temporary.map(path -> new Path(path.toUri()));
    }
    Optional<StateStore> store = Optional.empty();
    if (folder.isPresent()) {
      Path root = new Path(folder.get(), StudyFolder.STATE);
      store = Optional.of(new StateStore(root, context.hadoopConfiguration()));
    }
    return new KeptStates(store, temporary);
  }

  /** Deletes the states of all trials but the winner. */
  void keepOnly(OptionalInt winner) throws IOException {
    if (store.isPresent()) {
      store.get().deleteAllBut(winner);
    }
  }

  /**
   * Deletion of states that nothing needs any more; empty where none are kept, or where a trial
   * still to come may continue any of them.
   */
  Optional<ListenerThread> cleaning(FunctionPlan plan, StudyDesign design, JournalRecorder recorder)
      throws IOException {
    if (store.isEmpty() || design.scheduler(List.of()).continuesOthers()) {
      return Optional.empty();
    }
    StateCleaner cleaner =
        new StateCleaner(store.get(), design.ladder(), recorder, !plan.choosesAfterwards());
    return Optional.of(recorder.listen(cleaner, LOG::warn));
  }

  @Override
  public void close() {
    temporary.ifPresent(
        folder -> {
          try {
            StateFiles.delete(folder);
          } catch (IOException | UncheckedIOException e) {
            // The system's own folder for temporary files is cleaned by the system.
          }
        });
  }
}
