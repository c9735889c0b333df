package org.espalier.job.rehearse;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.PipelineModel;
import org.espalier.evaluate.Reason;
import org.espalier.evaluate.StatedFailure;
import org.espalier.job.model.FallbackModel;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.numeric.CountedNoun;
import org.espalier.outoffold.SelectionBias;
import org.espalier.space.Configuration;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.pipeline.ModelFolder;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.PipelineScores;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.ModelPlan;
import org.espalier.spec.Problem;
import org.espalier.study.Cost;
import org.espalier.tune.FinishReserve;

/**
 * Rehearsal of a study before it starts: fits each learner's defaults on a few rows and scores
 * them, so that failures of these steps show up before the search. Learners that the study trains
 * inside tasks are trained there, on rows that are collected for its cells; the others by their own
 * fits. Models that do not come with Spark are also saved and loaded back; for Spark's own, a small
 * file is written to the same place.
 *
 * <p>Under a deadline the first learner's defaults are fitted on all training rows and saved as the
 * model of last resort; the time for this is reserved after the search.
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
   * The fallback model while it is saved.
   *
   * @param saving has the time of the save as its result
   * @param reserve of a study that knows this time
   */
  private record Keeping(
      FallbackModel.Fitted fitted,
      DetachedWork<Duration> saving,
      Function<Duration, FinishReserve> reserve) {}

  /** Divisor of a study's time after which no further learner is tried. */
  private static final int PART = 10;

  /** Tolerance: sums of floating-point numbers differ in their last digits from run to run. */
  private static final double ROUNDING = 1e-9;

  /** Number of jobs that write the tables of a study. */
  private static final int TABLES = 4;

  /** Time for cells that end, page, summary and the end of the JVM: more than its guard leaves. */
  private static final Duration LEAVING = Duration.ofSeconds(3);

  /**
   * Maximum part of a step's first run that the JVM spends on loading and compiling classes. On
   * conf/adult.conf the first score takes 1.1 s and the next 0.4 s, the first save 1.8 to 2.7 s and
   * the next 0.9 s.
   */
  private static final Duration COLD = Duration.ofSeconds(1);

  private final PreparedStudy study;
  private final PipelineCells work;
  private final StudyFolder folder;
  private final InstantSource clock;
  private final Optional<Duration> time; // of a deadline by which there must be a model
  private final RehearsedSample sample;
  private final ScratchFolder scratch;
  private Step step = Step.FIT;
  private Optional<Keeping> keeping = Optional.empty();
  private FinishReserve reserve;
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
    this.time =
        study.plan().tuning().budget().time().filter(all -> study.plan().output().savesModel());
    this.reserve = skipped(study);
    this.sample = new RehearsedSample(study, work);
    this.scratch = new ScratchFolder(study.spark(), folder, clock);
  }

  /**
   * Tries the learners, and prints the time it took.
   *
   * @return time reserved for the steps after the search, as far as known by now
   * @throws InvalidStudyException with a line for each learner that fails
   */
  public FinishReserve run(PrintWriter out) throws IOException {
    boolean asked = study.plan().tuning().run().preFlight();
    if (!asked && time.isEmpty()) {
      return reserve;
    }
    Instant before = clock.instant();
    int learners = asked ? study.plan().learners().size() : 1;
    String all = CountedNoun.of(learners, "learner");
    String first = learners == 1 ? " on all rows" : ", the first on all rows";
    String on = time.isPresent() ? first : "";
    out.printf("pre-flight: fits %s%s, and scores each%n", all, on);
    out.flush();
    List<Problem> problems = new ArrayList<>();
    int tried = 0;
    scratch.make();
    do {
      problem(tried++).ifPresent(problems::add);
    } while (tried < learners && !isLong(before));
    if (keeping.isPresent()) {
      problem(0, this::endFallback).ifPresent(problems::add);
    }
    // A folder that cannot be written to explains failures of learners.
    scratch.awaitWritten();
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

  /** Time reserved for the steps after a search before which nothing was fitted. */
  public static FinishReserve skipped(PreparedStudy study) {
    boolean timed = study.plan().tuning().budget().time().isPresent();
    return new FinishReserve(
        study.refits(),
        Duration.ZERO,
        timed ? Map.of(FinishReserve.Step.LEAVE, LEAVING) : Map.of(),
        study.further(),
        false);
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
  public Optional<FallbackModel.Fitted> keep() throws IOException {
    if (keeping.isPresent()) {
      saved(0).moveTo(folder.spare());
    }
    return keeping.map(Keeping::fitted);
  }

  /** Removes what was written. */
  @Override
  public void close() throws IOException {
    keeping.ifPresent(kept -> kept.saving().cancel());
    keeping.ifPresent(kept -> kept.saving().awaitEnd());
    scratch.close();
  }

  private interface FallibleStep {
    void run() throws IOException;
  }

  /** Problem of a learner; empty if there is none. */
  private Optional<Problem> problem(int learner) throws IOException {
    long all = study.data().rows().smallestTraining();
    long rows = sample.rows();
    if (learner == 0 && time.isPresent()) {
      return problem(learner, () -> fitFallback(rows));
    }
    Optional<Problem> problem = problem(learner, () -> rehearse(learner, rows));
    // On few rows a class or a value may be missing that the study will have.
    return problem.isPresent() && rows < all && step.compareTo(Step.SAVE) < 0
        ? problem(learner, () -> rehearse(learner, all))
        : problem;
  }

  private Optional<Problem> problem(int learner, FallibleStep part) throws IOException {
    step = Step.FIT;
    try {
      part.run();
      return Optional.empty();
    } catch (Exception | LinkageError e) { // a failed job's exception is checked, not declared
      if (FailureCause.isInterrupt(e) || Outage.isOfCluster(e, study.spark().sparkContext())) {
        throw e;
      }
      Set<String> words = study.plan().output().hidesNames() ? Set.of() : work.fits().words();
      String why = Reason.of(e, defaults(learner), words);
      boolean other =
          step == Step.SAVE && study.plan().output().model().save() == ModelPlan.Save.SPARK;
      String right = other ? "model.save = native if its library has a format of its own" : "";
      return Optional.of(study.problem(learner, step.failed + ": " + why, right));
    }
  }

  private Configuration defaults(int learner) {
    return study.space().defaults().get(learner);
  }

  private void rehearse(int learner, long rows) throws IOException {
    Configuration defaults = defaults(learner);
    OptionalDouble inTask = work.rehearsed(defaults, sample.rowsInTask(defaults, rows));
    if (inTask.isPresent()) {
      requireFinite(inTask.getAsDouble());
      return;
    }
    PipelineModel model = work.fitPart(defaults, rows);
    step = Step.SCORE;
    double score = requireFinite(score(model, rows));
    if (study.plan().output().savesModel() && !ModelFolder.isSparks(model)) {
      step = Step.SAVE;
      saved(learner).save(model);
      saves = true;
      load(learner, score, rows);
    }
  }

  /** Fits the fallback model on all rows, and times the steps after its fit. */
  private void fitFallback(long rows) throws IOException {
    Instant before = clock.instant();
    PipelineModel model = work.refit(defaults(0));
    Duration fit = since(before);
    before = clock.instant();
    step = Step.SCORE;
    Optional<PipelineScores.Judged> judged =
        study.data().rows().heldOut().map(heldOut -> work.finishedScores().judged(model));
    requireFinite(judged.isPresent() ? judged.get().score() : score(model, rows));
    Duration scored = warm(since(before));
    step = Step.SAVE;
    Duration tables = scratch.written().multipliedBy(TABLES).plus(LEAVING);
    reserve = reserve(fit, scored, Duration.ZERO, tables);
    keeping =
        Optional.of(
            new Keeping(
                new FallbackModel.Fitted(model, judged, Cost.seconds(fit)),
                DetachedWork.begin(() -> timedSave(model)),
                saved -> reserve(fit, scored, warm(saved), tables)));
  }

  /** Returns the expected time of the next run of a step: at least half of the first one's. */
  static Duration warm(Duration first) {
    Duration half = first.dividedBy(2);
    return first.minus(half.compareTo(COLD) < 0 ? half : COLD);
  }

  /**
   * Reserve by the times of the first model, the baseline, which is scored on the held-out rows.
   */
  private FinishReserve reserve(Duration fit, Duration scored, Duration saved, Duration tables) {
    int refits = study.refits() - (study.data().rows().heldOut().isPresent() ? 1 : 0);
    Map<FinishReserve.Step, Duration> rest = new EnumMap<>(FinishReserve.Step.class);
    rest.put(FinishReserve.Step.JUDGE, scored);
    Duration beside = fit.plus(scored); // of the winner
    Duration analysis = analysis().minus(beside);
    rest.put(FinishReserve.Step.ANALYSE, analysis.isNegative() ? Duration.ZERO : analysis);
    rest.put(FinishReserve.Step.SAVE, saved);
    if (study.plan().output().model().isRefined()) {
      boolean several = study.plan().output().model().ensemble() > 1; // which score rows each
      rest.put(FinishReserve.Step.COMPARE, scored.multipliedBy(several ? 2 : 1));
    }
    if (study.isRefitOnAll()) {
      rest.put(FinishReserve.Step.REFIT, saved);
    }
    rest.put(FinishReserve.Step.LEAVE, tables);
    return new FinishReserve(refits, fit, rest, study.further(), true);
  }

  private Duration timedSave(PipelineModel model) {
    Instant before = clock.instant();
    try {
      saved(0).save(model);
    } catch (IOException e) {
      throw new CompletionException(e);
    }
    return since(before);
  }

  /** Waits until the model that is kept is saved, and loads it back unless it is Spark's own. */
  private void endFallback() throws IOException {
    Keeping kept = keeping.orElseThrow();
    step = Step.SAVE;
    reserve = kept.reserve().apply(kept.saving().result());
    PipelineModel model = kept.fitted().model();
    if (!ModelFolder.isSparks(model)) {
      long rows = sample.rows();
      load(0, score(model, rows), rows);
    }
  }

  /** Time in which out-of-fold scores are analysed. */
  private Duration analysis() {
    if (!study.plan().keepsScores()) {
      return Duration.ZERO;
    }
    Duration corrected = SelectionBias.expected(study.data().folds().trainingRows());
    boolean selects = study.plan().output().model().ensemble() > 1; // takes as long again
    return corrected.multipliedBy(selects ? 2 : 1);
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
    Path path = scratch.path(study.plan().learners().get(learner).name());
    return new ModelFolder(path, study.plan().output().model().save());
  }

  private double score(PipelineModel model, long most) {
    return work.finishedScores()
        .score(model, study.data().rows().parts().validation(new FoldPart(0, FoldPart.ALL, most)));
  }

  private double requireFinite(double score) {
    if (!Double.isFinite(score)) {
      throw new StatedFailure("%s is %s".formatted(work.fits().metric(), score));
    }
    return score;
  }
}
