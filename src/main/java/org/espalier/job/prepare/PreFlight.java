package org.espalier.job.prepare;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.numeric.Counted;
import org.espalier.plan.OutputPlan;
import org.espalier.plan.learner.LearnerPlan;
import org.espalier.plan.problem.InvalidStudyException;
import org.espalier.plan.problem.Problem;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.store.StudyFolder;
import org.espalier.tune.Reserve;

/**
 * Pre-flight check before a study: fits each learner's defaults on a few rows and scores them, so
 * that failures of these steps show up before the search. What does not come with Spark is also
 * saved and loaded back; of Spark's own stages only a small file is written where they will be.
 */
public final class PreFlight {

  /** Enough for a few rows of every class, and a second's work for most learners. */
  private static final long ROWS = 300;

  /** Rows of a class there are at least, where there are many classes. */
  private static final long ROWS_PER_CLASS = 10;

  /** Sums of floating-point numbers differ in their last digits from one run to the next. */
  private static final double ROUNDING = 1e-9;

  /** Part of a study's time after which no further learner is checked. */
  private static final int SHARE = 10;

  /** Jobs that save a stage: one writes its params, another one what it has learned. */
  private static final int WRITES_PER_STAGE = 2;

  private static final double MILLIS = 1000;

  private final SparkSession spark;
  private final PreparedStudy study;
  private final StudyFolder folder;
  private final InstantSource clock;
  private final long rows;
  private Duration longestFit = Duration.ZERO;
  private Duration longestRest = Duration.ZERO; // of scoring and saving
  private Duration write = Duration.ZERO; // of a small file
  private boolean saves = false; // some learner was saved

  public PreFlight(
      SparkSession spark, PreparedStudy study, StudyFolder folder, InstantSource clock) {
    this.spark = spark;
    this.study = study;
    this.folder = folder;
    this.clock = clock;
    long wanted = Math.max(ROWS, ROWS_PER_CLASS * study.data().labels().size());
    this.rows = Math.min(wanted, study.data().smallestTraining());
  }

  /**
   * Fits, and says what that cost.
   *
   * @return what is to be kept of the time for what comes after the search, as far as it is known
   *     by now
   * @throws InvalidStudyException with a line for each learner that fails
   */
  public Reserve run(PrintWriter out) throws IOException {
    Instant before = clock.instant();
    int learners = study.plan().learners().size();
    int flown = 0;
    String all = Counted.of(learners, "learner");
    out.printf("pre-flight: fits %s on %s, and scores each%n", all, Counted.of(rows, "row"));
    out.flush();
    Path root = folder.path().getParent();
    FileSystem system = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    boolean there = system.exists(root);
    Path scratch = new Path(root, ".pre-flight-" + UUID.randomUUID());
    List<Problem> problems = new ArrayList<>();
    try (PipelineCells work = study.cells(spark)) {
      makeFolder(system, scratch);
      while (flown < learners && (flown == 0 || !isLong(before))) {
        problem(work, flown++, scratch).ifPresent(problems::add);
      }
    } finally {
      system.delete(scratch, true);
      if (!there) {
        system.delete(root, false); // what a study that is refused has made
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
    double seconds = Duration.between(before, clock.instant()).toMillis() / MILLIS;
    String done = flown == learners ? all : "%d of %s".formatted(flown, all);
    out.printf(
        "pre-flight: %s fitted on %s%s in %.1f s%s%n",
        done,
        Counted.of(rows, "row"),
        saves ? ", scored, saved and loaded back" : " and scored",
        seconds,
        flown == learners ? "" : ", more than a tenth of the budget's time: no more are tried");
    out.flush();
    return new Reserve(study.refits(), longestFit, longestRest);
  }

  /** True under a deadline: then what comes after the search is reserved. */
  private boolean isTimed() {
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

  /** Finds out whether the cluster can write there and, under a deadline, how long that takes. */
  private void makeFolder(FileSystem system, Path scratch) {
    String why = "no folder can be made there";
    try {
      if (system.mkdirs(scratch)) {
        writeSmall(new Path(scratch, "first"));
        if (isTimed()) {
          Instant before = clock.instant(); // the first one has also loaded the classes that write
          writeSmall(new Path(scratch, "second"));
          write = Duration.between(before, clock.instant());
        }
        return;
      }
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      if (Outage.isOfCluster(e, spark.sparkContext())) {
        throw e instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(e);
      }
      why = Reason.of(e, List.of(scratch.getParent().toString()));
    }
    throw new InvalidStudyException(List.of(folder.unwritable(why)));
  }

  private void writeSmall(Path file) {
    spark.range(0, 1, 1, 1).write().parquet(file.toString());
  }

  private Optional<Problem> problem(PipelineCells work, int learner, Path scratch)
      throws IOException {
    Flight flight = new Flight(work, learner, scratch);
    Optional<Problem> problem = flight.problem(rows);
    longestRest = longer(longestRest, flight.rest);
    longestFit = longer(longestFit, flight.fit);
    long all = study.data().smallestTraining();
    // On few rows a class or a value may be missing that the study will have.
    return problem.isPresent() && rows < all && flight.step.compareTo(Step.SAVE) < 0
        ? flight.problem(all)
        : problem;
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  /** What is done with a learner, in this order; how a line says that it cannot be. */
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

  /** One learner's way. */
  private final class Flight {
    private final PipelineCells work;
    private final int learner;
    private final LearnerPlan plan;
    private final ModelFolder saved;
    private Step step = Step.FIT;
    private Duration fit = Duration.ZERO;
    private Duration rest = Duration.ZERO;

    Flight(PipelineCells work, int learner, Path scratch) {
      this.work = work;
      this.learner = learner;
      this.plan = study.plan().learners().get(learner);
      this.saved = new ModelFolder(new Path(scratch, plan.name()), form());
    }

    private OutputPlan.Save form() {
      return study.plan().output().model();
    }

    /**
     * What goes wrong.
     *
     * @param fitted about so many rows to learn from, and to be scored on at most
     */
    Optional<Problem> problem(long fitted) throws IOException {
      Configuration configuration = study.space().defaults().get(learner);
      try {
        step = Step.FIT;
        PipelineModel model = work.fitPart(configuration, fitted);
        step = Step.SCORE;
        Instant before = clock.instant();
        double score = score(model, fitted);
        rest = Duration.between(before, clock.instant());
        if (!Double.isFinite(score)) {
          return Optional.of(problem("%s is %s".formatted(work.metric(), score)));
        }
        if (isTimed() && learner == 0) {
          measure(configuration, fitted);
        }
        if (ModelFolder.isSparks(model)) {
          rest = rest.plus(write.multipliedBy(WRITES_PER_STAGE * (model.stages().length + 1L)));
          return Optional.empty();
        }
        return savedAndLoaded(model, score, fitted);
      } catch (Exception | LinkageError e) { // a failed job's exception is checked, not declared
        if (Outage.isOfCluster(e, spark.sparkContext())) {
          throw e;
        }
        return Optional.of(problem(Reason.of(e, configuration, words())));
      }
    }

    /**
     * Times a fit and a score once more: the first ones have also loaded the classes they need. Of
     * the first learner only, whose trial is the first of the search: after it, fits are known.
     */
    private void measure(Configuration configuration, long fitted) {
      Instant before = clock.instant();
      PipelineModel model = work.fitPart(configuration, fitted);
      Instant between = clock.instant();
      score(model, fitted);
      fit = Duration.between(before, between);
      rest = Duration.between(between, clock.instant());
    }

    private Optional<Problem> savedAndLoaded(PipelineModel model, double score, long fitted)
        throws IOException {
      saves = true;
      step = Step.SAVE;
      Instant before = clock.instant();
      saved.save(model);
      rest = rest.plus(Duration.between(before, clock.instant()));
      step = Step.LOAD;
      Optional<PipelineModel> loaded = saved.load();
      return loaded.isPresent() ? differs(score, score(loaded.get(), fitted)) : Optional.empty();
    }

    private double score(PipelineModel model, long most) {
      return work.score(model, study.data().validation(0, most));
    }

    private Optional<Problem> differs(double before, double after) {
      return Math.abs(after - before) <= ROUNDING * Math.max(1, Math.abs(before))
          ? Optional.empty()
          : Optional.of(problem("it scored %s, and %s then".formatted(before, after)));
    }

    private Set<String> words() {
      return study.plan().output().hidesNames() ? Set.of() : work.words();
    }

    private Problem problem(String why) {
      String wrong = "'%s' %s: %s".formatted(plan.name(), step.failed, why);
      boolean other = step == Step.SAVE && form() == OutputPlan.Save.SPARK;
      String right = other ? "model.save = native if its library has a format of its own" : "";
      return study
          .plan()
          .tuning()
          .origins()
          .problem("learners[%d]".formatted(learner), wrong, right);
    }
  }
}
