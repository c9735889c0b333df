package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.StudyFolder.State;

/** Content of a folder, from which the state of a study in it is determined. */
record FolderContent(FileSystem system, Path path) {

  static final String JOURNAL = "journal";
  static final String CONTROL = "control";
  static final String SUMMARY = "summary.json";
  static final String REPORT = "report.html";
  static final String MODEL = "model";
  static final String TRAINING_MODEL = "training-model";
  static final String ALL_ROWS_MODEL = "all-rows-model";
  static final String CODE = "pipeline.py";
  static final String SPARE = "defaults";
  static final String PREDICTIONS = "predictions";
  static final String SCORES = "out-of-fold";
  static final String CARD_TEXT = "model-card.md";
  static final String CARD = "model-card.json";

  /** OpenLineage events of earlier versions, whose first event was written before the journal. */
  private static final String EVENTS = "openlineage.ndjson";

  /**
   * Study file. It is kept when a study is replaced, because it may be the file that is being run.
   */
  static final String SETTINGS = "study.conf";

  /** All entries of a study. {@link Tables} lists the tables. */
  static final List<String> ENTRIES =
      List.of(
          JOURNAL,
          CONTROL,
          Tables.TRIALS,
          Tables.CELLS,
          Tables.DECISIONS,
          Tables.CURVES,
          PREDICTIONS,
          SCORES,
          StudyFolder.STATE,
          MODEL,
          TRAINING_MODEL,
          ALL_ROWS_MODEL,
          CODE,
          SPARE,
          CARD_TEXT,
          CARD,
          EVENTS, // of earlier versions, like the next two
          "receipt.json",
          "nested",
          REPORT,
          SUMMARY);

  /** Maximum number of attempts to list a folder. */
  private static final int ATTEMPTS = 3;

  /**
   * Returns the sorted names in a folder. It retries, because the listing of some stores fails
   * occasionally. A missing folder has no names; for a file the result is its own name.
   */
  static List<String> names(FileSystem system, Path folder) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return Arrays.stream(system.listStatus(folder))
            .map(file -> file.getPath().getName())
            .sorted()
            .toList();
      } catch (FileNotFoundException e) {
        return List.of();
      } catch (IOException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private Path entry(String name) {
    return new Path(path, name);
  }

  /** Returns the state of the study in the folder, without {@link State#HELD}. */
  State state() throws IOException {
    List<String> found = found();
    if (found.isEmpty()) {
      return State.ABSENT;
    }
    Optional<StudyStatus> status = found.contains(SUMMARY) ? status() : Optional.empty();
    if (status.filter(StudyStatus::isComplete).isPresent()) {
      return State.FINISHED;
    }
    if (hasEvents()) {
      return State.UNFINISHED;
    }
    // Three kinds of leftovers count as no study: the summary of a refused study, the empty journal
    // of a study that was killed at its very start, and the trial states of a function's study
    // whose journal is elsewhere.
    boolean onlyJournal =
        found.contains(JOURNAL) && List.of(JOURNAL, SETTINGS, EVENTS).containsAll(found);
    boolean nothing =
        status.isPresent()
            || (onlyJournal && journalIsEmpty())
            || (found.equals(List.of(StudyFolder.STATE)) && stateIsOurs());
    return nothing ? State.ABSENT : State.FOREIGN;
  }

  /**
   * Returns true if the journal has events, or is unreadable. An unreadable journal may be
   * replaced.
   */
  private boolean hasEvents() throws IOException {
    try {
      return new JournalReader(new Epochs(system, entry(JOURNAL))).hasEvents();
    } catch (UnreadableJournalException e) {
      return true;
    }
  }

  /**
   * Returns the names in the folder, without unfinished files; the name of the file if the path is
   * a file. The entries of a study are also looked up by name, because some stores list new files
   * with a delay.
   */
  private List<String> found() throws IOException {
    Set<String> found = new TreeSet<>();
    for (String name : ENTRIES) {
      if (system.exists(entry(name))) {
        found.add(name);
      }
    }
    names(system, path).stream().filter(name -> !WholeFile.isUnfinished(name)).forEach(found::add);
    return List.copyOf(found);
  }

  private Optional<StudyStatus> status() throws IOException {
    Path summary = entry(SUMMARY);
    return system.getFileStatus(summary).isFile()
        ? SummaryJson.status(WholeFile.read(system, summary))
        : Optional.empty();
  }

  private boolean journalIsEmpty() throws IOException {
    Path events = entry(JOURNAL);
    if (!system.exists(events)) { // removed, but still listed by a delayed listing
      return true;
    }
    return system.getFileStatus(events).isDirectory()
        && names(system, events).stream()
            .allMatch(name -> WholeFile.isUnfinished(name) || Epoch.isOurs(name));
  }

  private boolean stateIsOurs() throws IOException {
    return names(system, entry(StudyFolder.STATE)).stream()
        .allMatch(name -> name.matches("\\d{1,10}"));
  }
}
