package org.espalier.spark.store;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.espalier.evaluate.ScoreStore;
import org.espalier.journal.StudyEvent;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.Summary;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.Problem;

/**
 * Folder of a study, {@code <output.path>/<study>/}. Only the entries of a study are changed, and
 * only if the folder contains an Espalier study.
 */
public final class StudyFolder {

  /** State of the folder before a study starts. */
  public enum State {
    /** Nothing that a new study would overwrite. */
    ABSENT,
    /** Journal without the summary of a finished study. */
    UNFINISHED,
    /** Study that finished, with or without a model. */
    FINISHED,
    /** Journal that another driver writes to. */
    HELD,
    /** Content that is not a study. */
    FOREIGN
  }

  private static final String SETTING = "output.path";
  private static final String KEEP =
      "choose another name or output.path, or set output.overwrite = true to replace it";

  /**
   * Entry with the states of a function's trials, in one folder per trial that is named by its
   * number.
   */
  public static final String STATE = "state";

  private final FileSystem system;
  private final Path path;
  private final OutputPlan output;
  private final Origins origins;
  private final LeaseWatch watch;

  private StudyFolder(
      FileSystem system,
      Path path,
      OutputPlan output,
      Origins origins,
      DriverEnvironment environment) {
    this.system = system;
    this.path = path;
    this.output = output;
    this.origins = origins;
    this.watch =
        new LeaseWatch(new Epochs(system, events()), output.journal().lease(), environment);
  }

  /**
   * Returns the folder of a study. It creates nothing yet.
   *
   * @throws InvalidStudyException if there is no file system for the path
   */
  public static StudyFolder of(
      OutputPlan output, String study, Origins origins, Configuration hadoop) {
    try {
      FileSystem system = WholeFile.system(new Path(output.path()), hadoop);
      return of(output, study, origins, system, DriverEnvironment.current());
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      String wrong = "'%s' cannot be written to: %s".formatted(output.path(), e.getMessage());
      String right = "give a path such as /data/tuning or hdfs:///tuning";
      throw new InvalidStudyException(List.of(origins.problem(SETTING, wrong, right)));
    }
  }

  static StudyFolder of(
      OutputPlan output,
      String study,
      Origins origins,
      FileSystem system,
      DriverEnvironment environment) {
    Path path = system.makeQualified(new Path(new Path(output.path()), study));
    return new StudyFolder(system, path, output, origins, environment);
  }

  /** Returns the folder of another study next to this one. */
  public StudyFolder beside(String study) {
    return new StudyFolder(
        system, new Path(path.getParent(), study), output, origins, DriverEnvironment.current());
  }

  public Path path() {
    return path;
  }

  /** Returns the path of the fitted pipeline. */
  public Path model() {
    return new Path(path, FolderContent.MODEL);
  }

  /**
   * Returns the path of the model fitted on the training rows, if the final model is fitted on all
   * rows.
   */
  public Path trainingModel() {
    return new Path(path, FolderContent.TRAINING_MODEL);
  }

  /** Returns the path of a model fitted on all rows, until it becomes the final model. */
  public Path allRowsModel() {
    return new Path(path, FolderContent.ALL_ROWS_MODEL);
  }

  /**
   * Returns the path of the model that has not seen the held-out rows and whose scores on them are
   * recorded.
   */
  public Path scoredModel() throws IOException {
    return has(trainingModel()) ? trainingModel() : model();
  }

  /** Returns the path of the code that creates the model's pipeline before its fit. */
  public Path code() {
    return new Path(path, FolderContent.CODE);
  }

  /**
   * Returns the path of a fitted pipeline that becomes the model if no better one is ready in time.
   */
  public Path spare() {
    return new Path(path, FolderContent.SPARE);
  }

  /**
   * Returns the path of the finalists' predictions for rows they were not fitted on. It may not
   * exist.
   */
  public Path predictions() {
    return new Path(path, FolderContent.PREDICTIONS);
  }

  /** Returns the scores of the cells of trials that may become finalists. */
  public ScoreStore scores() {
    return new ScoreFiles(system, new Path(path, FolderContent.SCORES));
  }

  /**
   * Returns the path of the study file, which is written if the user started the study without one.
   */
  public Path settings() {
    return new Path(path, FolderContent.SETTINGS);
  }

  public Path report() {
    return new Path(path, FolderContent.REPORT);
  }

  public Path summary() {
    return new Path(path, FolderContent.SUMMARY);
  }

  /**
   * Returns the path of a table.
   *
   * @param name one of the names in {@link Tables}
   */
  public Path table(String name) {
    return new Path(path, name);
  }

  /** Returns true if a path in the folder exists. */
  public boolean has(Path entry) throws IOException {
    return system.exists(entry);
  }

  /** Returns the requests to the driver of the study. */
  public ControlFolder control() {
    return new ControlFolder(watch, new Path(path, FolderContent.CONTROL));
  }

  /** Returns the files below an entry by their paths within it, without hidden files. */
  public SortedMap<String, FileStatus> files(Path entry) throws IOException {
    SortedMap<String, FileStatus> files = new TreeMap<>();
    RemoteIterator<LocatedFileStatus> all = system.listFiles(entry, true);
    while (all.hasNext()) {
      FileStatus file = all.next();
      if (!file.getPath().getName().startsWith(".")) {
        files.put(entry.toUri().relativize(file.getPath().toUri()).getPath(), file);
      }
    }
    return files;
  }

  /** Returns the total bytes of the files below an entry. */
  public long size(Path entry) throws IOException {
    return system.getContentSummary(entry).getLength();
  }

  /** Opens a file in the folder for reading. */
  public InputStream open(Path file) throws IOException {
    return system.open(file);
  }

  private Path events() {
    return new Path(path, FolderContent.JOURNAL);
  }

  /** Returns a description of the driver that writes to the journal; empty if there is none. */
  public Optional<String> holder() throws IOException {
    return watch.holder();
  }

  /**
   * Watches the driver that may hold the journal for the time of its lease, because it may have
   * died on another machine. Returns at once if no study can start or be resumed here anyway.
   *
   * @param says called once with the maximum wait and the holder
   */
  public void awaitHolder(BiConsumer<Duration, String> says)
      throws IOException, InterruptedException {
    if (mayReplace() || new FolderContent(system, path).state() == State.ABSENT) {
      watch.await(says);
    }
  }

  private boolean mayReplace() {
    return output.overwrite() || output.resume() != OutputPlan.Resume.NEVER;
  }

  public State state() throws IOException {
    return holder().isPresent() ? State.HELD : new FolderContent(system, path).state();
  }

  /**
   * Returns the problem that prevents a study from starting or resuming here; empty if there is
   * none.
   */
  public Optional<Problem> problem() throws IOException {
    boolean allowed = mayReplace();
    return switch (state()) {
      case ABSENT ->
          output.resume() == OutputPlan.Resume.ALWAYS
              ? Optional.of(
                  problem(
                      "has no study to continue",
                      "run without --resume, or set output.resume = auto, to start one"))
              : Optional.empty();
      case HELD ->
          Optional.of(
              problem(
                  "is written to by %s".formatted(holder().orElse("another driver")),
                  "choose another name or output.path, or wait until it has ended"));
      case FINISHED ->
          allowed ? Optional.empty() : Optional.of(problem("holds a finished study", KEEP));
      case UNFINISHED ->
          allowed
              ? Optional.empty()
              : Optional.of(
                  problem("has an interrupted study", "use --resume to continue it, " + KEEP));
      case FOREIGN ->
          Optional.of(
              problem(
                  "holds files that are not a study of Espalier",
                  "name an empty folder, or one that does not exist"));
    };
  }

  /**
   * Returns a problem if nothing can be written here; empty otherwise. It writes and removes a
   * file.
   */
  public Optional<Problem> unwritable() throws IOException {
    return new WriteProbe(system, path).objection().map(this::unwritable);
  }

  /** Returns the problem of a folder to which nothing can be written. */
  public Problem unwritable(String why) {
    return problem("cannot be written to: " + why, "name a folder that you may write to");
  }

  /** Returns true if the existing study is resumed, false if a new one starts. */
  public boolean resumes() throws IOException {
    State state = state();
    return output.resume() != OutputPlan.Resume.NEVER
        && (state == State.UNFINISHED || state == State.FINISHED);
  }

  private Problem problem(String wrong, String right) {
    return origins.problem(SETTING, "'%s' %s".formatted(path, wrong), right);
  }

  /**
   * Removes the files of an earlier study. Other files are kept.
   *
   * @throws IllegalStateException if there is a {@link #problem()}, or if the study {@link
   *     #resumes()}
   */
  public void clear() throws IOException {
    Optional<Problem> problem = problem();
    if (problem.isPresent()) {
      throw new IllegalStateException(problem.get().toString());
    }
    if (resumes()) {
      throw new IllegalStateException("'%s' has a study that is running.".formatted(path));
    }
    // Remove claims by name first, so that files missed by a delayed listing no longer form a
    // journal.
    watch.epochs().clear();
    for (String name : FolderContent.ENTRIES) {
      system.delete(new Path(path, name), true);
    }
  }

  /**
   * Opens the journal for writing. Existing events are kept, and new ones follow them.
   *
   * @throws InvalidStudyException if another driver writes to it
   * @throws UnreadableJournalException if it is damaged
   */
  public JsonJournal journal() throws IOException {
    try {
      return JsonJournal.open(watch, output.journal());
    } catch (JournalHeldException e) {
      throw held(e);
    }
  }

  private InvalidStudyException held(JournalHeldException e) {
    return new InvalidStudyException(
        List.of(problem("is written to by " + e.getMessage(), "wait until it has ended")));
  }

  /**
   * Claims the folder until its journal is opened, or until no study is started after all.
   *
   * @throws InvalidStudyException if another driver has claimed it, or writes to its journal
   */
  public JournalClaim claim() throws IOException {
    try {
      return JournalClaim.of(watch, output.journal().lease());
    } catch (JournalHeldException e) {
      throw held(e);
    }
  }

  /**
   * Returns the history of the study from the events written so far.
   *
   * @throws UnreadableJournalException if the journal is damaged, or its events are not in a valid
   *     order
   */
  public StudyHistory history() throws IOException {
    return new JournalReader(watch.epochs()).history();
  }

  /** Returns the size of the journal in bytes. It grows with each write. */
  public long journalSize() throws IOException {
    return system.getContentSummary(events()).getLength();
  }

  /**
   * Returns all events written to the journal so far, in order.
   *
   * @throws UnreadableJournalException if it is damaged
   */
  public List<StudyEvent> readJournal() throws IOException {
    return new JournalReader(watch.epochs()).read();
  }

  /** Writes the summary and replaces an earlier one. */
  public void writeSummary(Summary summary) throws IOException {
    WholeFile.replace(system, summary(), SummaryJson.text(summary));
  }

  /** Writes the study file and replaces an earlier one. */
  public void writeSettings(String text) throws IOException {
    WholeFile.replace(system, settings(), text);
  }

  /** Returns the text of the study file. */
  public String readSettings() throws IOException {
    return WholeFile.read(system, settings());
  }

  /** Writes the code of the model's pipeline and replaces earlier code. */
  public void writeCode(String code) throws IOException {
    WholeFile.replace(system, code(), code);
  }

  /** Returns the path of the model card for people, who may edit it. */
  public Path card() {
    return new Path(path, FolderContent.CARD_TEXT);
  }

  /** Returns the text of the model card; empty if there is none. */
  public Optional<String> readCard() throws IOException {
    return WholeFile.readIfThere(system, card());
  }

  /**
   * Writes the model card for people and for programs, and replaces earlier ones.
   *
   * @param markdown text for people
   * @param fields fields of the card for programs
   */
  public void writeCard(String markdown, Record fields) throws IOException {
    WholeFile.replace(system, card(), markdown);
    Path json = new Path(path, FolderContent.CARD);
    WholeFile.replace(system, json, SummaryJson.lines(RecordJson.tree(fields)));
  }

  /** Writes the report page and replaces an earlier one. */
  public void writeReport(String html) throws IOException {
    WholeFile.replace(system, report(), html);
  }
}
