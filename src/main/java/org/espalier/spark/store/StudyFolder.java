package org.espalier.spark.store;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.espalier.journal.Summary;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Origins;
import org.espalier.plan.OutputPlan;
import org.espalier.plan.Problem;

/**
 * The folder of a study, {@code <output.path>/<study>/}. It touches nothing but its own entries,
 * and those only where it finds a study of ours.
 */
public final class StudyFolder {

  /** What is there before a study begins. */
  public enum State {
    /** Nothing that a new study would destroy. */
    ABSENT,
    /** A journal, and no summary of a study that ended. */
    UNFINISHED,
    /** A study that ended, with or without a model. */
    FINISHED,
    /** Something, but no study. */
    FOREIGN
  }

  private static final String SETTING = "output.path";
  private static final String JOURNAL = "journal";
  private static final String SUMMARY = "summary.json";
  private static final String REPORT = "report.html";
  private static final String MODEL = "model";

  /** All that a study leaves; the tables stand in {@link Tables}. */
  private static final List<String> ENTRIES =
      List.of(JOURNAL, Tables.TRIALS, Tables.CELLS, Tables.DECISIONS, MODEL, REPORT, SUMMARY);

  /** Statuses of a study that nothing is to be added to; all others may be taken up again. */
  private static final Set<String> ENDED = Set.of("finished", "gave-up", "gate-failed");

  private final FileSystem system;
  private final Path path;
  private final boolean overwrite;
  private final Origins origins;

  private StudyFolder(FileSystem system, Path path, boolean overwrite, Origins origins) {
    this.system = system;
    this.path = path;
    this.overwrite = overwrite;
    this.origins = origins;
  }

  /**
   * The folder of a study; nothing is created yet.
   *
   * @throws InvalidStudyException if there is no file system for the path
   */
  public static StudyFolder of(
      OutputPlan output, String study, Origins origins, Configuration hadoop) {
    try {
      Path path = new Path(new Path(output.path()), study);
      FileSystem system = WholeFile.system(path, hadoop);
      return new StudyFolder(system, system.makeQualified(path), output.overwrite(), origins);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      String wrong = "'%s' is no place to write to: %s".formatted(output.path(), e.getMessage());
      String right = "a path like /data/tuning or hdfs:///tuning";
      throw new InvalidStudyException(List.of(origins.problem(SETTING, wrong, right)));
    }
  }

  public Path path() {
    return path;
  }

  /** Where the fitted pipeline goes. */
  public Path model() {
    return new Path(path, MODEL);
  }

  /** Where the report goes. */
  public Path report() {
    return new Path(path, REPORT);
  }

  /** Where the summary goes. */
  public Path summary() {
    return new Path(path, SUMMARY);
  }

  /** Where a table goes; one of the names in {@link Tables}. */
  public Path table(String name) {
    return new Path(path, name);
  }

  /** What is there. */
  public State state() throws IOException {
    List<String> found = found();
    if (found.isEmpty()) {
      return State.ABSENT;
    }
    Optional<String> status = found.contains(SUMMARY) ? status() : Optional.empty();
    if (status.isPresent() && ENDED.contains(status.get())) {
      return State.FINISHED;
    }
    if (JsonJournal.isIn(system, new Path(path, JOURNAL))) {
      return State.UNFINISHED;
    }
    // A study that was refused leaves a summary alone, and one that was killed at its very start an
    // empty journal.
    boolean nothing = status.isPresent() || (found.equals(List.of(JOURNAL)) && journalIsEmpty());
    return nothing ? State.ABSENT : State.FOREIGN;
  }

  /** Names in the folder, without files that were never finished; a file in its place is named. */
  private List<String> found() throws IOException {
    try {
      return Arrays.stream(system.listStatus(path))
          .map(FileStatus::getPath)
          .map(Path::getName)
          .filter(name -> !WholeFile.isUnfinished(name))
          .sorted()
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private Optional<String> status() throws IOException {
    return system.getFileStatus(summary()).isFile()
        ? SummaryJson.status(WholeFile.read(system, summary()))
        : Optional.empty();
  }

  private boolean journalIsEmpty() throws IOException {
    FileStatus journal = system.getFileStatus(new Path(path, JOURNAL));
    return journal.isDirectory()
        && Arrays.stream(system.listStatus(journal.getPath()))
            .allMatch(file -> WholeFile.isUnfinished(file.getPath().getName()));
  }

  /** Why a new study may not begin here; empty if it may. */
  public Optional<Problem> problem() throws IOException {
    String keep = "another name or output.path, or output.overwrite = true to replace it";
    return switch (state()) {
      case ABSENT -> Optional.empty();
      case FINISHED -> overwrite ? Optional.empty() : problem("holds a finished study", keep);
      case UNFINISHED ->
          overwrite ? Optional.empty() : problem("holds a study that was broken off", keep);
      case FOREIGN ->
          problem("holds files that are no study of ours", "an empty folder, or one not yet there");
    };
  }

  private Optional<Problem> problem(String wrong, String right) {
    return Optional.of(origins.problem(SETTING, "'%s' %s".formatted(path, wrong), right));
  }

  /**
   * Removes what another study left here; files that are not of a study stay.
   *
   * @throws IllegalStateException if {@link #problem()} was not heeded
   */
  public void clear() throws IOException {
    Optional<Problem> problem = problem();
    if (problem.isPresent()) {
      throw new IllegalStateException(problem.get().toString());
    }
    for (String name : ENTRIES) {
      system.delete(new Path(path, name), true);
    }
  }

  /** The journal; events that are there stay, and new ones follow them. */
  public JsonJournal journal() throws IOException {
    return JsonJournal.open(system, new Path(path, JOURNAL));
  }

  /** Writes the summary, in place of an earlier one. */
  public void writeSummary(Summary summary) throws IOException {
    WholeFile.replace(system, summary(), SummaryJson.of(summary));
  }

  /** Writes the page, in place of an earlier one. */
  public void writeReport(String html) throws IOException {
    WholeFile.replace(system, report(), html);
  }
}
