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
 * Folder of a study, {@code <output.path>/<study>/}. Only its own entries are touched, and only if
 * it contains an Espalier study.
 */
public final class StudyFolder {

  /** State of the folder before a study begins. */
  public enum State {
    /** Nothing that a new study would overwrite. */
    ABSENT,
    /** Journal without a summary of an ended study. */
    UNFINISHED,
    /** Study that ended, with or without a model. */
    FINISHED,
    /** Journal that another driver writes to. */
    HELD,
    /** Content that is not a study. */
    FOREIGN
  }

  private static final String SETTING = "output.path";
  private static final String KEEP =
      "choose another name or output.path, or set output.overwrite = true to replace it";

  /** Entry with the states of a function's trials, a folder for each trial by its number. */
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
   * The folder of a study; nothing is created yet.
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

  /** Folder of another study next to this one. */
  public StudyFolder beside(String study) {
    return new StudyFolder(
        system, new Path(path.getParent(), study), output, origins, DriverEnvironment.current());
  }

  public Path path() {
    return path;
  }

  /** Path of the fitted pipeline. */
  public Path model() {
    return new Path(path, FolderContent.MODEL);
  }

  /** Path of the model of the training rows, if the model is fitted on all rows. */
  public Path trainingModel() {
    return new Path(path, FolderContent.TRAINING_MODEL);
  }

  /** Path of a model of all rows until it is the model. */
  public Path allRowsModel() {
    return new Path(path, FolderContent.ALL_ROWS_MODEL);
  }

  /** Path of the model that has not seen the held-out rows, whose scores on them are recorded. */
  public Path scoredModel() throws IOException {
    return has(trainingModel()) ? trainingModel() : model();
  }

  /** Path of the code that makes the model's pipeline before its fit. */
  public Path code() {
    return new Path(path, FolderContent.CODE);
  }

  /** Path of a fitted pipeline that is the model if no better one is ready in time. */
  public Path spare() {
    return new Path(path, FolderContent.SPARE);
  }

  /** Path of the finalists' predictions for rows that they were not fitted on; it is optional. */
  public Path predictions() {
    return new Path(path, FolderContent.PREDICTIONS);
  }

  /** Scores of the cells of trials that may become finalists. */
  public ScoreStore scores() {
    return new ScoreFiles(system, new Path(path, FolderContent.SCORES));
  }

  /** Path of the study file, if the study was begun without one of its user's. */
  public Path settings() {
    return new Path(path, FolderContent.SETTINGS);
  }

  public Path report() {
    return new Path(path, FolderContent.REPORT);
  }

  public Path summary() {
    return new Path(path, FolderContent.SUMMARY);
  }

  /** Path of a table; one of the names in {@link Tables}. */
  public Path table(String name) {
    return new Path(path, name);
  }

  /** True if something is at a path in the folder. */
  public boolean has(Path entry) throws IOException {
    return system.exists(entry);
  }

  /** Requests to the driver of the study. */
  public ControlFolder control() {
    return new ControlFolder(watch, new Path(path, FolderContent.CONTROL));
  }

  /** Files below an entry by their paths within it; hidden ones are left out. */
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

  /** Bytes of the files below an entry. */
  public long size(Path entry) throws IOException {
    return system.getContentSummary(entry).getLength();
  }

  /** Content of a file in the folder. */
  public InputStream open(Path file) throws IOException {
    return system.open(file);
  }

  private Path events() {
    return new Path(path, FolderContent.JOURNAL);
  }

  /** Description of the driver that writes to the journal; empty if there is none. */
  public Optional<String> holder() throws IOException {
    return watch.holder();
  }

  /**
   * Watches the driver that may hold the journal, for the time of its lease: it may have died on
   * another machine. Does not wait where nothing can begin or be resumed anyway.
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

  /** Problem that prevents a study from beginning or resuming here; empty if there is none. */
  public Optional<Problem> problem() throws IOException {
    boolean allowed = mayReplace();
    return switch (state()) {
      case ABSENT ->
          output.resume() == OutputPlan.Resume.ALWAYS
              ? Optional.of(problem("has no study to continue", "set resume = auto to start one"))
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

  /** Problem if nothing can be written here; empty if there is none. */
  public Optional<Problem> unwritable() throws IOException {
    return new WriteProbe(system, path).objection().map(this::unwritable);
  }

  /** Problem of a folder to which nothing can be written. */
  public Problem unwritable(String why) {
    return problem("cannot be written to: " + why, "name a folder that you may write to");
  }

  /** True if the existing study continues; otherwise a new one begins. */
  public boolean resumes() throws IOException {
    State state = state();
    return output.resume() != OutputPlan.Resume.NEVER
        && (state == State.UNFINISHED || state == State.FINISHED);
  }

  private Problem problem(String wrong, String right) {
    return origins.problem(SETTING, "'%s' %s".formatted(path, wrong), right);
  }

  /**
   * Removes the files of another study; other files stay.
   *
   * @throws IllegalStateException if {@link #problem()} or {@link #resumes()} was ignored
   */
  public void clear() throws IOException {
    Optional<Problem> problem = problem();
    if (problem.isPresent()) {
      throw new IllegalStateException(problem.get().toString());
    }
    if (resumes()) {
      throw new IllegalStateException("'%s' has a study that is running.".formatted(path));
    }
    // By name first: files that a late listing leaves are then no journal any more.
    watch.epochs().clear();
    for (String name : FolderContent.ENTRIES) {
      system.delete(new Path(path, name), true);
    }
  }

  /**
   * Journal for writing; existing events are kept, and new ones follow them.
   *
   * @throws InvalidStudyException if another driver writes to it, or it is damaged
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
   * Claims the folder until its journal is opened, or nothing is begun.
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
   * History of the study, as far as its journal is written.
   *
   * @throws UnreadableJournalException if it is damaged, or its events are not in a valid order
   */
  public StudyHistory history() throws IOException {
    return new JournalReader(watch.epochs()).history();
  }

  /** Size of the journal in bytes, which grows with it. */
  public long journalSize() throws IOException {
    return system.getContentSummary(events()).getLength();
  }

  /**
   * All events of the journal that were written so far, in their order.
   *
   * @throws UnreadableJournalException if it is damaged
   */
  public List<StudyEvent> readJournal() throws IOException {
    return new JournalReader(watch.epochs()).read();
  }

  /** Writes the summary, in place of an earlier one. */
  public void writeSummary(Summary summary) throws IOException {
    WholeFile.replace(system, summary(), SummaryJson.text(summary));
  }

  /** Writes the study file, in place of an earlier one. */
  public void writeSettings(String text) throws IOException {
    WholeFile.replace(system, settings(), text);
  }

  /** Text of the study file. */
  public String readSettings() throws IOException {
    return WholeFile.read(system, settings());
  }

  /** Writes the code of the model's pipeline, in place of an earlier one. */
  public void writeCode(String code) throws IOException {
    WholeFile.replace(system, code(), code);
  }

  /** Model card that persons read, and add to. */
  public Path card() {
    return new Path(path, FolderContent.CARD_TEXT);
  }

  /** Text of the model card; empty if there is none. */
  public Optional<String> readCard() throws IOException {
    return WholeFile.readIfThere(system, card());
  }

  /**
   * Writes the model card for persons and for programs, in place of earlier ones.
   *
   * @param fields of the card for programs
   */
  public void writeCard(String markdown, Record fields) throws IOException {
    WholeFile.replace(system, card(), markdown);
    Path json = new Path(path, FolderContent.CARD);
    WholeFile.replace(system, json, SummaryJson.lines(RecordJson.tree(fields)));
  }

  /** Writes the page, in place of an earlier one. */
  public void writeReport(String html) throws IOException {
    WholeFile.replace(system, report(), html);
  }
}
