package org.espalier.job.prepare;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.numeric.Counted;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Problem;
import org.espalier.tune.FinishReserve;

/**
 * Pre-flight check before a study: fits each learner's defaults on a few rows and scores them, so
 * that failures of these steps show up before the search. Learners that the study trains inside
 * tasks are trained there, on rows that are collected for its cells; the others by their own fits.
 * Models that do not come with Spark are also saved and loaded back; for Spark's own, a small file
 * is written to the same place.
 *
 * <p>Under a deadline the first learner's defaults are fitted on all training rows and saved, to be
 * left if there is no time for a better model; the time for this is reserved after the search.
 */
public final class PreFlight implements AutoCloseable {

  /** Rows of a fit: a few of every class, and a second's work for most learners. */
  private static final long ROWS = 300;

  /** Part of a study's time after which no further learner is checked. */
  private static final int SHARE = 10;

  /** Number of jobs that write the tables of a study. */
  private static final int TABLES = 4;

  /** Time for cells that end, page, summary and the end of the JVM. */
  private static final Duration LEAVING = Duration.ofSeconds(2);

  private static final double MILLIS = 1000;

  private final SparkSession spark;
  private final PreparedStudy study;
  private final PipelineCells work;
  private final StudyFolder folder;
  private final InstantSource clock;
  private final long rows;
  private final Path root;
  private final Path scratch;
  private final FileSystem system;
  private final boolean there;
  private Optional<SpareModel> spare = Optional.empty();
  private Duration rest = Duration.ZERO; // of scoring and saving
  private Duration write = Duration.ZERO; // of a small file
  private Optional<DetachedWork<Boolean>> writing = Optional.empty();
  private boolean saves = false; // some learner was saved, and loaded back
  private boolean kept = false; // in the study's folder

  /**
   * @param work cells of the study, which use the rows that are collected here; closed by their
   *     owner
   */
  public PreFlight(
      SparkSession spark,
      PreparedStudy study,
      PipelineCells work,
      StudyFolder folder,
      InstantSource clock)
      throws IOException {
    this.spark = spark;
    this.study = study;
    this.work = work;
    this.folder = folder;
    this.clock = clock;
    long wanted = Math.max(ROWS, Flight.ROWS_PER_CLASS * study.data().labels().size());
    this.rows = Math.min(wanted, study.data().rows().smallestTraining());
    this.root = folder.path().getParent();
    this.system = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    this.there = system.exists(root);
    this.scratch = new Path(root, ".pre-flight-" + UUID.randomUUID());
  }

  /**
   * Checks the learners, and prints the time it took.
   *
   * @return time kept for what follows the search, as far as known by now
   * @throws InvalidStudyException with a line for each learner that fails
   */
  public FinishReserve run(PrintWriter out) throws IOException {
    if (!study.plan().tuning().run().preFlight() && !isTimed()) {
      return skipped(study);
    }
    Instant before = clock.instant();
    int learners = study.plan().tuning().run().preFlight() ? study.plan().learners().size() : 1;
    int flown = 0;
    String all = Counted.of(learners, "learner");
    String first = learners == 1 ? " on all rows" : ", the first on all rows";
    String on = isTimed() ? first : "";
    out.printf("pre-flight: fits %s%s, and scores each%n", all, on);
    out.flush();
    List<Problem> problems = new ArrayList<>();
    makeFolder();
    while (flown < learners && (flown == 0 || !isLong(before))) {
      problem(flown++).ifPresent(problems::add);
    }
    awaitWritten(); // a folder that cannot be written to explains failures of learners
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
    String done = flown == learners ? all : "%d of %s".formatted(flown, all);
    out.printf(
        "pre-flight: %s fitted%s%s%s in %.1f s%s%n",
        done,
        on,
        on.startsWith(",") ? "," : "",
        saves ? ", scored, saved and loaded back" : " and scored",
        seconds(before),
        flown == learners ? "" : ", more than a tenth of the budget's time: no more are tried");
    out.flush();
    return reserve();
  }

  /** Time kept for what follows a search before which nothing is fitted. */
  public static FinishReserve skipped(PreparedStudy study) {
    return new FinishReserve(
        study.refits(), Duration.ZERO, isTimed(study) ? LEAVING : Duration.ZERO);
  }

  private FinishReserve reserve() {
    if (!isTimed()) {
      return skipped(study);
    }
    // The model that is kept judges the held-out rows as the baseline.
    int refits =
        study.refits() - (spare.isPresent() && study.data().rows().heldOut().isPresent() ? 1 : 0);
    Duration fit = spare.map(SpareModel::seconds).map(PreFlight::duration).orElse(Duration.ZERO);
    Duration tables = write.multipliedBy(TABLES).plus(LEAVING);
    return new FinishReserve(refits, fit, rest.plus(tables), spare.map(fitted -> tables));
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis((long) (seconds * MILLIS));
  }

  private double seconds(Instant before) {
    return Duration.between(before, clock.instant()).toMillis() / MILLIS;
  }

  /**
   * The model that is kept under a deadline; moves it to the study's folder.
   *
   * @return empty without a deadline
   */
  public Optional<SpareModel> keep() throws IOException {
    if (spare.isPresent()) {
      kept = true;
      Path saved = new Path(scratch, study.plan().learners().get(0).name());
      new ModelFolder(saved, study.plan().output().model()).moveTo(folder.spare());
    }
    return spare;
  }

  /** Removes what was written. */
  @Override
  public void close() throws IOException {
    writing.ifPresent(DetachedWork::cancel);
    writing.ifPresent(DetachedWork::awaitEnd);
    system.delete(scratch, true);
    if (!there && !kept) {
      system.delete(root, false); // made by a study that is refused
    }
  }

  /** True under a deadline: time is then reserved for what follows the search. */
  private boolean isTimed() {
    return isTimed(study);
  }

  private static boolean isTimed(PreparedStudy study) {
    return study.plan().tuning().budget().time().isPresent();
  }

  private boolean isLong(Instant before) {
    Duration passed = Duration.between(before, clock.instant());
    return study
        .plan()
        .tuning()
        .budget()
        .time()
        .filter((Duration time) -> passed.compareTo(time.dividedBy(SHARE)) > 0)
        .isPresent();
  }

  /**
   * Checks that the cluster can write there: under a deadline with the time that it takes, else
   * while the learners are fitted.
   */
  private void makeFolder() {
    try {
      if (system.mkdirs(scratch)) {
        system.deleteOnExit(scratch); // its time may be up at any step
        if (isTimed()) {
          writeSmall(new Path(scratch, "first"));
          Instant before = clock.instant(); // the first one has also loaded the classes that write
          writeSmall(new Path(scratch, "second"));
          write = Duration.between(before, clock.instant());
        } else {
          writing =
              Optional.of(
                  DetachedWork.begin(
                      () -> {
                        writeSmall(new Path(scratch, "first"));
                        return true;
                      }));
        }
        return;
      }
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      throw new InvalidStudyException(List.of(unwritable(e)));
    }
    throw new InvalidStudyException(List.of(folder.unwritable("no folder can be made there")));
  }

  private Problem unwritable(Exception e) {
    if (Outage.isOfCluster(e, spark.sparkContext())) {
      throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
    }
    return folder.unwritable(Reason.of(e, List.of(scratch.getParent().toString())));
  }

  /** Waits for what is written beside the fits. */
  private void awaitWritten() {
    try {
      writing.ifPresent(DetachedWork::result);
    } catch (CancellationException e) {
      throw e;
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      throw new InvalidStudyException(List.of(unwritable(e)));
    }
  }

  private void writeSmall(Path file) {
    spark.range(0, 1, 1, 1).write().parquet(file.toString());
  }

  private Optional<Problem> problem(int learner) throws IOException {
    Flight flight = new Flight(spark, study, work, clock, learner, scratch);
    if (learner == 0 && isTimed()) {
      Optional<Problem> problem = flight.kept(rows);
      spare = flight.spare();
      rest = flight.rest();
      return problem;
    }
    Optional<Problem> problem = flight.problem(rows);
    saves |= flight.saves();
    long all = study.data().rows().smallestTraining();
    // On few rows a class or a value may be missing that the study will have.
    return problem.isPresent() && rows < all && flight.mayGoWithMoreRows()
        ? flight.problem(all)
        : problem;
  }
}
