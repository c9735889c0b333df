package org.espalier.job.prepare;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.StatedFailure;
import org.espalier.numeric.Counted;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Problem;
import org.espalier.study.Cost;
import org.espalier.tune.FinishReserve;

/**
 * Rehearsal of a study before it starts: fits each learner's defaults on a few rows and scores
 * them, so that failures of these steps show up before the search. Learners that the study trains
 * inside tasks are trained there, on rows that are collected for its cells; the others by their own
 * fits. Models that do not come with Spark are also saved and loaded back; for Spark's own, a small
 * file is written to the same place.
 *
 * <p>Under a deadline the first learner's defaults are fitted on all training rows and saved, to be
 * left if there is no time for a better model; the time for this is reserved after the search.
 */
public final class Rehearsal implements AutoCloseable {

  /** Steps with a learner, in this order, each with the text of its failure. */
  private enum Step {
    FIT("cannot be fitted"),
    SCORE("cannot be scored"),
    SAVE("cannot be saved"),
    LOAD("was saved, but cannot be loaded back");

    private final String failed;

    Step(String failed) {
      this.failed = failed;
    }
  }

  /**
   * Model that is fitted and saved before a search under a deadline, to be left if there is no time
   * for a better one: the first learner's defaults, fitted on all training rows.
   *
   * @param heldOut score on the held-out rows; empty where there are none
   * @param seconds time of the fit
   */
  public record Spare(
      Configuration configuration, PipelineModel model, OptionalDouble heldOut, double seconds) {}

  /** Rows of a fit: a few of every class, and a second's work for most learners. */
  private static final long ROWS = 300;

  /** Minimum number of rows for each class. */
  private static final long ROWS_PER_CLASS = 10;

  /** Maximum planned work of all fits inside tasks: a second. */
  private static final double MOST_NANOS = 1e9;

  /** Divisor of a study's time after which no further learner is tried, and of its planned work. */
  private static final int PART = 10;

  /** Tolerance: sums of floating-point numbers differ in their last digits from run to run. */
  private static final double ROUNDING = 1e-9;

  /** Number of jobs that write the tables of a study. */
  private static final int TABLES = 4;

  /** Time for cells that end, page, summary and the end of the JVM. */
  private static final Duration LEAVING = Duration.ofSeconds(2);

  private final PreparedStudy study;
  private final PipelineCells work;
  private final StudyFolder folder;
  private final InstantSource clock;
  private final Optional<Duration> time; // of a deadline
  private final Path scratch;
  private final FileSystem system;
  private Step step = Step.FIT;
  private Optional<Spare> spare = Optional.empty();
  private FinishReserve reserve;
  private Duration write = Duration.ZERO; // of a small file
  private Optional<DetachedWork<Duration>> writing = Optional.empty();
  private boolean saves = false; // some learner was saved, and loaded back

  /**
   * @param work cells of the study, which use the rows that are collected here; closed by their
   *     owner
   */
  public Rehearsal(PreparedStudy study, PipelineCells work, StudyFolder folder, InstantSource clock)
      throws IOException {
    this.study = study;
    this.work = work;
    this.folder = folder;
    this.clock = clock;
    this.time = study.plan().tuning().budget().time();
    this.reserve = skipped(study);
    Path root = folder.path().getParent();
    this.system = root.getFileSystem(study.spark().sparkContext().hadoopConfiguration());
    this.scratch = new Path(root, ".pre-flight-" + UUID.randomUUID());
  }

  /**
   * Tries the learners, and prints the time it took.
   *
   * @return time kept for what follows the search, as far as known by now
   * @throws InvalidStudyException with a line for each learner that fails
   */
  public FinishReserve run(PrintWriter out) throws IOException {
    boolean asked = study.plan().tuning().run().preFlight();
    if (!asked && time.isEmpty()) {
      return reserve;
    }
    Instant before = clock.instant();
    int learners = asked ? study.plan().learners().size() : 1;
    String all = Counted.of(learners, "learner");
    String first = learners == 1 ? " on all rows" : ", the first on all rows";
    String on = time.isPresent() ? first : "";
    out.printf("pre-flight: fits %s%s, and scores each%n", all, on);
    out.flush();
    List<Problem> problems = new ArrayList<>();
    int tried = 0;
    writing(this::makeFolder);
    do {
      problem(tried++).ifPresent(problems::add);
    } while (tried < learners && !isLong(before));
    // A folder that cannot be written to explains failures of learners.
    writing(() -> writing.ifPresent(DetachedWork::result));
    InvalidStudyException.throwIfAny(problems);
    out.printf(
        "pre-flight: %s fitted%s%s%s in %.1f s%s%n",
        tried == learners ? all : "%d of %s".formatted(tried, all),
        on,
        on.startsWith(",") ? "," : "",
        saves ? ", scored, saved and loaded back" : " and scored",
        Cost.seconds(since(before)),
        tried == learners ? "" : ", more than a tenth of the budget's time: no more are tried");
    out.flush();
    return reserve;
  }

  /** Time kept for what follows a search before which nothing is fitted. */
  public static FinishReserve skipped(PreparedStudy study) {
    boolean timed = study.plan().tuning().budget().time().isPresent();
    return new FinishReserve(study.refits(), Duration.ZERO, timed ? LEAVING : Duration.ZERO);
  }

  private Duration since(Instant before) {
    return Duration.between(before, clock.instant());
  }

  private boolean isLong(Instant before) {
    Duration passed = since(before);
    return time.filter(all -> passed.compareTo(all.dividedBy(PART)) > 0).isPresent();
  }

  /**
   * The model that is kept under a deadline; moves it to the study's folder.
   *
   * @return empty without a deadline
   */
  public Optional<Spare> keep() throws IOException {
    if (spare.isPresent()) {
      saved(0).moveTo(folder.spare());
    }
    return spare;
  }

  /** Removes what was written. */
  @Override
  public void close() throws IOException {
    writing.ifPresent(DetachedWork::cancel);
    writing.ifPresent(DetachedWork::awaitEnd);
    system.delete(scratch, true);
  }

  private interface Part {
    void run() throws IOException;
  }

  private void writing(Part part) throws IOException {
    try {
      part.run();
    } catch (CancellationException | InvalidStudyException e) {
      throw e;
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (Outage.isOfCluster(e, study.spark().sparkContext())) {
        throw e;
      }
      List<String> shown = List.of(scratch.getParent().toString());
      throw new InvalidStudyException(folder.unwritable(Reason.of(e, shown)));
    }
  }

  /**
   * Checks that the cluster can write there: under a deadline with the time that it takes, else
   * while the learners are fitted.
   */
  private void makeFolder() throws IOException {
    if (!system.mkdirs(scratch)) {
      throw new InvalidStudyException(folder.unwritable("no folder can be made there"));
    }
    system.deleteOnExit(scratch); // its time may be up at any step
    if (time.isPresent()) {
      writeSmall("first"); // loads the classes that write
      write = writeSmall("second");
    } else {
      writing = Optional.of(DetachedWork.begin(() -> writeSmall("first")));
    }
  }

  private Duration writeSmall(String file) {
    Instant before = clock.instant();
    study.spark().range(0, 1, 1, 1).write().parquet(new Path(scratch, file).toString());
    return since(before);
  }

  /** Problem of a learner; empty if there is none. */
  private Optional<Problem> problem(int learner) throws IOException {
    long all = study.data().rows().smallestTraining();
    long rows = Math.min(Math.max(ROWS, ROWS_PER_CLASS * study.data().labels().size()), all);
    if (learner == 0 && time.isPresent()) {
      return problem(learner, () -> makeSpare(rows));
    }
    Optional<Problem> problem = problem(learner, () -> rehearse(learner, rows));
    // On few rows a class or a value may be missing that the study will have.
    return problem.isPresent() && rows < all && step.compareTo(Step.SAVE) < 0
        ? problem(learner, () -> rehearse(learner, all))
        : problem;
  }

  private Optional<Problem> problem(int learner, Part part) throws IOException {
    step = Step.FIT;
    try {
      part.run();
      return Optional.empty();
    } catch (Exception | LinkageError e) { // a failed job's exception is checked, not declared
      if (Outage.isOfCluster(e, study.spark().sparkContext())) {
        throw e;
      }
      Set<String> words = study.plan().output().hidesNames() ? Set.of() : work.words();
      String why = Reason.of(e, defaults(learner), words);
      boolean other = step == Step.SAVE && study.plan().output().model() == OutputPlan.Save.SPARK;
      String right = other ? "model.save = native if its library has a format of its own" : "";
      return Optional.of(study.problem(learner, step.failed + ": " + why, right));
    }
  }

  private Configuration defaults(int learner) {
    return study.space().defaults().get(learner);
  }

  private void rehearse(int learner, long rows) throws IOException {
    Configuration defaults = defaults(learner);
    OptionalDouble inTask = work.rehearsed(defaults, rowsInTask(defaults, rows));
    if (inTask.isPresent()) {
      requireFinite(inTask.getAsDouble());
      return;
    }
    PipelineModel model = work.fitPart(defaults, rows);
    step = Step.SCORE;
    double score = requireFinite(score(model, rows));
    if (!ModelFolder.isSparks(model)) {
      step = Step.SAVE;
      saved(learner).save(model);
      saves = true;
      load(learner, score, rows);
    }
  }

  /** Fits the model that is kept on all rows, and times what follows its fit. */
  private void makeSpare(long rows) throws IOException {
    Instant before = clock.instant();
    PipelineModel model = work.refit(defaults(0));
    Duration fit = since(before);
    before = clock.instant();
    step = Step.SCORE;
    Optional<Dataset<Row>> heldOut = study.data().rows().heldOut();
    double score =
        requireFinite(heldOut.isPresent() ? work.score(model, heldOut.get()) : score(model, rows));
    step = Step.SAVE;
    saved(0).save(model);
    Duration rest = since(before);
    Duration tables = write.multipliedBy(TABLES).plus(LEAVING);
    // The model that is kept judges the held-out rows as the baseline.
    int refits = study.refits() - (heldOut.isPresent() ? 1 : 0);
    reserve = new FinishReserve(refits, fit, rest.plus(tables), Optional.of(tables));
    OptionalDouble judged = heldOut.isPresent() ? OptionalDouble.of(score) : OptionalDouble.empty();
    spare = Optional.of(new Spare(defaults(0), model, judged, Cost.seconds(fit)));
    if (!ModelFolder.isSparks(model)) {
      load(0, score(model, rows), rows);
    }
  }

  private void load(int learner, double before, long rows) throws IOException {
    step = Step.LOAD;
    Optional<PipelineModel> loaded = saved(learner).load();
    if (loaded.isPresent()) {
      double after = score(loaded.get(), rows);
      if (!(Math.abs(after - before) <= ROUNDING * Math.max(1, Math.abs(before)))) {
        throw new StatedFailure("it scored %s, and %s then".formatted(before, after));
      }
    }
  }

  private ModelFolder saved(int learner) {
    Path path = new Path(scratch, study.plan().learners().get(learner).name());
    return new ModelFolder(path, study.plan().output().model());
  }

  private double score(PipelineModel model, long most) {
    return work.score(model, study.data().rows().validation(new FoldPart(0, FoldPart.ALL, most)));
  }

  private double requireFinite(double score) {
    if (!Double.isFinite(score)) {
      throw new StatedFailure("%s is %s".formatted(work.metric(), score));
    }
    return score;
  }

  /** Number of rows of a fit inside a task: fewer if so many are too much work. */
  private long rowsInTask(Configuration configuration, long wanted) {
    if (wanted >= study.data().rows().smallestTraining()) {
      return wanted;
    }
    List<Long> cells = study.dryRun().cells();
    double all = 0;
    for (int rung = 0; rung < cells.size(); rung++) {
      all += cells.get(rung) * nanos(configuration, study.ladder().rung(rung).rows());
    }
    double most = Math.min(MOST_NANOS, all / PART) / study.plan().learners().size();
    double part = Math.min(1, most / Math.max(1, nanos(configuration, wanted)));
    long least = Math.min(wanted, ROWS_PER_CLASS * Math.max(2, study.data().labels().size()));
    return Math.max(least, (long) (wanted * part));
  }

  private double nanos(Configuration configuration, long rows) {
    return work.plannedNanos(configuration, rows).orElse(0);
  }
}
