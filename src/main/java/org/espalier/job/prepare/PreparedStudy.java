package org.espalier.job.prepare;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.EarlierStudy;
import org.espalier.engine.Finalists;
import org.espalier.engine.SearchTarget;
import org.espalier.engine.StudyDesign;
import org.espalier.engine.StudyStrategies;
import org.espalier.hocon.Settings;
import org.espalier.journal.StudyEvent;
import org.espalier.simulate.DryRun;
import org.espalier.simulate.Utilisation;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.TableFingerprint;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.StudyPipelines;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.ModelPlan;
import org.espalier.spec.PlannedCost;
import org.espalier.spec.Problem;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.FeaturesPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.spec.rows.DataPlan;
import org.espalier.study.Cost;
import org.espalier.study.Fidelity;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.tune.FinishReserve;
import org.espalier.tune.TuningLoop;

/**
 * Study whose settings, class path and data are valid, with everything needed to run it, and to
 * print what it will do.
 *
 * @param occupancy number of concurrent cells, and the window
 */
public record PreparedStudy(
    Settings settings,
    StudySpace space,
    StudyData data,
    StudyPipelines pipelines,
    RungLadder ladder,
    Occupancy occupancy)
    implements AutoCloseable {

  /** Divisor of a study's time: at most this part is reserved for fits that may be skipped. */
  private static final int PART = 10;

  /**
   * Learners and stages that a plan can name. It needs a session only where feature stages lie in a
   * saved pipeline.
   */
  public static ClassPathCatalogue catalogue(StudyPlan plan) {
    if (plan.features() instanceof FeaturesPlan.Saved) {
      Sessions.open(plan.name());
    }
    return LearnerCatalogue.of(plan);
  }

  /**
   * Reads and cuts the data, with a line before and after.
   *
   * @throws InvalidStudyException with all problems of the data
   */
  public static PreparedStudy read(
      Settings.Checked checked, SparkSession spark, InstantSource clock, PrintWriter out) {
    StudyPlan plan = checked.settings().plan();
    ReadingMessages reading = ReadingMessages.begin(plan.data().table(), out, clock);
    StudyData data = StudyData.prepare(spark, plan, checked.space().tasks());
    PreparedStudy study = of(checked, data);
    reading.end(data.folds().trainingRows() + data.folds().heldOutRows());
    return study;
  }

  /**
   * A study of rows that were cut for it, which it closes.
   *
   * @throws InvalidStudyException if something is wrong with the settings; the rows are then freed
   */
  public static PreparedStudy of(Settings.Checked checked, StudyData data) {
    try {
      return prepared(checked, data);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      data.close();
      throw e;
    }
  }

  private static PreparedStudy prepared(Settings.Checked checked, StudyData data) {
    SparkContext context = data.rows().context();
    StudyPlan plan = checked.settings().plan();
    StudySpace observed =
        EarlierStudy.observed(
            checked.space(),
            plan.tuning(),
            Scorer.objective(data.metric()),
            context.hadoopConfiguration());
    StudySpace all =
        StudyPortfolio.started(observed, plan, data.task(), context.hadoopConfiguration());
    StudyPipelines pipelines = new StudyPipelines(plan, data);
    InvalidStudyException.throwIfAny(pipelines.contradictions(all.defaults()));
    StudySpace started =
        plan.tuning()
            .budget()
            .time()
            .map(
                time ->
                    all.portfolio()
                        .within(
                            Cost.seconds(time), all, plan.learners(), pipelines::plannedSeconds))
            .map(all::withPortfolio)
            .orElse(all);
    Fidelity full =
        new Fidelity(
            data.rows().smallestTraining(), data.folds().sizes().size(), pipelines.iterations());
    PlannedCost cost = pipelines.plannedCost(started);
    int classes = Math.max(1, data.labels().size());
    TuningPlan tuning =
        plan.tuning()
            .with(started.schedule(plan.tuning(), full, classes, cost, Parallelism.slots(context)));
    RungLadder ladder = tuning.ladder(full, classes, cost);
    checkPlan(plan, data, ladder);
    int wanted = plan.tuning().run().parallelism();
    boolean inTasks = pipelines.places(ladder).planned().stream().allMatch(Placement::isInTask);
    int tasks = inTasks ? 1 : data.rows().partitions();
    int slots = wanted > 0 ? wanted : Parallelism.cells(context, tasks);
    PreparedStudy study =
        new PreparedStudy(
            checked.settings().with(plan.with(tuning)),
            started,
            data,
            pipelines,
            ladder,
            Occupancy.unlimited(slots));
    return study.with(tuning, pipelines, ladder, study.occupancy(Utilisation.COSTS));
  }

  private PreparedStudy with(
      TuningPlan tuning, StudyPipelines trained, RungLadder rungs, Occupancy expected) {
    Settings chosen = settings.with(plan().with(tuning));
    return new PreparedStudy(chosen, space, data, trained, rungs, expected);
  }

  /**
   * A study of the same rows, which this one closes.
   *
   * @param others settings that read and cut the table in the same way
   * @throws InvalidStudyException if something is wrong with the other settings
   */
  public PreparedStudy as(Settings.Checked others) {
    return prepared(others, data);
  }

  /** Checks the budget and the model against the data. */
  private static void checkPlan(StudyPlan plan, StudyData data, RungLadder ladder) {
    List<Problem> problems = new ArrayList<>();
    plan.unreachable(data.metric()).ifPresent(problems::add);
    plan.output()
        .model()
        .check(data.task(), data.labels().size(), plan.tuning().origins().into(problems));
    long full = ladder.units(ladder.top(), data.folds().sizes().size());
    long most = plan.tuning().budget().units().orElse(full);
    if (most < full) {
      String wrong = "is %,d, but one trial at full fidelity is %,d training rows x folds";
      problems.add(
          plan.tuning().origins().problem("budget.max-units", wrong.formatted(most, full), ""));
    }
    InvalidStudyException.throwIfAny(problems);
  }

  /**
   * The expected use of the cluster by the cost of each learner.
   *
   * @param costs in any unit
   */
  public Occupancy occupancy(List<Double> costs) {
    StudyStrategies strategies = strategies();
    if (!strategies.readsOutcomes()) {
      return Occupancy.unlimited(occupancy.slots());
    }
    int planned = strategies.scheduler(List.of()).plannedTrials();
    int trials = Math.min(planned, Occupancy.simulated(occupancy.slots()));
    return Occupancy.of(
        occupancy.slots(),
        plan().tuning().run().window(),
        () -> strategies.quick(trials),
        ladder,
        Utilisation.times(costs, seed().child("occupancy", 0)));
  }

  public Problem problem(int learner, String wrong, String right) {
    String named = "'%s' %s".formatted(plan().learners().get(learner).name(), wrong);
    return plan().tuning().origins().problem("learners[%d]".formatted(learner), named, right);
  }

  /** Number of folds of a repeat; a plan does not know it where a column names folds. */
  public int foldsOfRepeat() {
    return data.folds().sizes().size() / plan().folds().repeats();
  }

  /** Session in which the rows lie. */
  public SparkSession spark() {
    return data.rows().all().sparkSession();
  }

  public StudyPlan plan() {
    return settings.plan();
  }

  /** Number of fits after the search, without those of further members of an ensemble. */
  public int refits() {
    // The baseline is scored on the held-out rows too, after a fit on all training rows.
    int saved = data.rows().heldOut().isPresent() ? 2 : 1;
    int judged = plan().output().savesModel() ? saved : 0;
    return judged
        + Finalists.rounds(plan().tuning().winner(), plan().folds().number(), occupancy.slots());
  }

  /** Fits that are skipped if there is no time for them. */
  public FinishReserve.Further further() {
    int members = plan().output().model().ensemble() - 1;
    return new FinishReserve.Further(
        members,
        isRefitOnAll() ? (1 + members) * moreRows() : 0,
        plan().tuning().budget().time().orElse(Duration.ZERO).dividedBy(PART));
  }

  /** True if the model is fitted again on all rows when the held-out ones have given its score. */
  public boolean isRefitOnAll() {
    return plan().output().savesModel()
        && plan().output().model().refit() == ModelPlan.Refit.ALL
        && data.rows().heldOut().isPresent();
  }

  /** Ratio of all rows, held-out ones included, to the training rows. */
  public double moreRows() {
    return (double) data.rows(FoldPart.ofAllRows()) / data.rows(FoldPart.ofAllFolds());
  }

  public Seed seed() {
    return new Seed(plan().tuning().seed());
  }

  /** Copy with the strategies, window and rungs of the study's first driver. */
  public PreparedStudy resuming(StudyEvent.Opened opened) {
    return with(
        plan().tuning().begunWith(opened.setup().sampler(), opened.setup().scheduler()),
        pipelines.trainedAs(opened.training()),
        opened.setup().ladder(),
        occupancy.withWindow(opened.setup().window()));
  }

  /** Identity of the rows and, where names are hidden, of the columns with their roles. */
  public StudyEvent.Fingerprint fingerprint() {
    StudyEvent.Fingerprint rows = data.fingerprint();
    if (!plan().output().hidesNames()) {
      return rows;
    }
    DataPlan columns = plan().data();
    List<Object> roles =
        List.of(
            columns.target().label().orElse(""),
            columns.target().positive(),
            columns.ignore(),
            columns.rowKey().key(),
            columns.missing().markers(),
            columns.roles(),
            plan().folds().column());
    return TableFingerprint.withoutNames(rows, roles.toString());
  }

  /** Count of what the study will request. */
  public DryRun dryRun() {
    return DryRun.of(
        strategies()::quick,
        ladder,
        seed(),
        plan().tuning().budget().units().orElse(Long.MAX_VALUE));
  }

  public StudyStrategies strategies() {
    return new StudyStrategies(plan().tuning(), new SearchTarget.Searched(space), ladder);
  }

  /**
   * Cells of the study; if no cell decides about another, those with the longest fits start first.
   */
  public PipelineCells cells() {
    boolean longestFirst = occupancy.window() == TuningLoop.UNLIMITED;
    return new PipelineCells(pipelines, data, ladder, longestFirst);
  }

  /** Training of the cells of each learner at each rung, before any row is collected. */
  public List<Placement> planned() {
    return pipelines.places(ladder).planned();
  }

  public StudyDesign design() {
    return new StudyDesign(
        plan().name(),
        Scorer.objective(data.metric()),
        strategies(),
        occupancy.window(),
        pipelines.limits());
  }

  @Override
  public void close() {
    data.close();
  }
}
