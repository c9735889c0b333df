package org.espalier.job.prepare;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.espalier.evaluate.Reason;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.learner.LearnerPlan;
import org.espalier.spec.problem.Problem;

/** Way of one learner through a {@link PreFlight}: its defaults are fitted, scored and saved. */
final class Flight {

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

  /** Tolerance: sums of floating-point numbers differ in their last digits from run to run. */
  private static final double ROUNDING = 1e-9;

  /** Minimum number of rows for each class. */
  static final long ROWS_PER_CLASS = 10;

  /** Maximum planned work of all fits inside tasks: a second. */
  private static final double MOST_NANOS = 1e9;

  /** Divisor for the share of a study's planned work in these fits. */
  private static final int PART = 10;

  private final SparkSession spark;
  private final PreparedStudy study;
  private final PipelineCells work;
  private final InstantSource clock;
  private final int learner;
  private final LearnerPlan plan;
  private final ModelFolder saved;
  private Step step = Step.FIT;
  private boolean saves = false;
  private Duration rest = Duration.ZERO;
  private Optional<SpareModel> spare = Optional.empty();

  /**
   * @param work cells of the study; closed by their owner
   * @param learner index of the learner
   * @param scratch folder in which the learner is saved, below its name
   */
  Flight(
      SparkSession spark,
      PreparedStudy study,
      PipelineCells work,
      InstantSource clock,
      int learner,
      Path scratch) {
    this.spark = spark;
    this.study = study;
    this.work = work;
    this.clock = clock;
    this.learner = learner;
    this.plan = study.plan().learners().get(learner);
    this.saved = new ModelFolder(new Path(scratch, plan.name()), form());
  }

  private OutputPlan.Save form() {
    return study.plan().output().model();
  }

  /** Number of rows of a fit inside a task: fewer if so many are too much work. */
  private long rows(Configuration configuration, long wanted) {
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

  private interface Way {
    Optional<Problem> go(Configuration configuration) throws IOException;
  }

  private Optional<Problem> gone(Way way) throws IOException {
    Configuration configuration = study.space().defaults().get(learner);
    step = Step.FIT;
    try {
      return way.go(configuration);
    } catch (Exception | LinkageError e) { // a failed job's exception is checked, not declared
      if (Outage.isOfCluster(e, spark.sparkContext())) {
        throw e;
      }
      return Optional.of(problem(Reason.of(e, configuration, words())));
    }
  }

  /**
   * Problem of the learner; empty if there is none.
   *
   * @param fitted approximate number of training rows, and maximum number of scored rows
   */
  Optional<Problem> problem(long fitted) throws IOException {
    return gone(
        configuration -> {
          OptionalDouble inTask = work.rehearsed(configuration, rows(configuration, fitted));
          if (inTask.isPresent()) {
            double score = inTask.getAsDouble();
            return Double.isFinite(score) ? Optional.empty() : isNot(score);
          }
          PipelineModel model = work.fitPart(configuration, fitted);
          step = Step.SCORE;
          double score = score(model, fitted);
          if (!Double.isFinite(score)) {
            return isNot(score);
          }
          if (ModelFolder.isSparks(model)) {
            return Optional.empty();
          }
          step = Step.SAVE;
          saved.save(model);
          return loaded(score, fitted);
        });
  }

  /**
   * Problem of the model that is kept; times what follows its fit.
   *
   * @param rows maximum number of scored rows if none are held out
   */
  Optional<Problem> kept(long rows) throws IOException {
    return gone(
        configuration -> {
          Instant before = clock.instant();
          PipelineModel model = work.refit(configuration);
          double seconds = Duration.between(before, clock.instant()).toMillis() / 1000.0;
          before = clock.instant();
          step = Step.SCORE;
          Optional<Dataset<Row>> heldOut = study.data().rows().heldOut();
          double score =
              heldOut.isPresent() ? work.score(model, heldOut.get()) : score(model, rows);
          if (!Double.isFinite(score)) {
            return isNot(score);
          }
          step = Step.SAVE;
          saved.save(model);
          rest = Duration.between(before, clock.instant());
          spare =
              Optional.of(
                  new SpareModel(
                      configuration,
                      model,
                      heldOut.isPresent() ? OptionalDouble.of(score) : OptionalDouble.empty(),
                      seconds));
          return ModelFolder.isSparks(model) ? Optional.empty() : loaded(score(model, rows), rows);
        });
  }

  private Optional<Problem> loaded(double score, long fitted) throws IOException {
    saves = true;
    step = Step.LOAD;
    Optional<PipelineModel> loaded = saved.load();
    return loaded.isPresent() ? differs(score, score(loaded.get(), fitted)) : Optional.empty();
  }

  private Optional<Problem> isNot(double score) {
    return Optional.of(problem("%s is %s".formatted(work.metric(), score)));
  }

  /** True if the model was saved and loaded back, as all are that do not come with Spark. */
  boolean saves() {
    return saves;
  }

  /** True if it may succeed with more rows, as it failed before saving. */
  boolean mayGoWithMoreRows() {
    return step.compareTo(Step.SAVE) < 0;
  }

  /** Time in which the model that is kept was scored and saved. */
  Duration rest() {
    return rest;
  }

  /** The model that is kept, once it is saved. */
  Optional<SpareModel> spare() {
    return spare;
  }

  private double score(PipelineModel model, long most) {
    return work.score(model, study.data().rows().validation(new FoldPart(0, FoldPart.ALL, most)));
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
    return study.plan().tuning().origins().problem("learners[%d]".formatted(learner), wrong, right);
  }
}
