package org.espalier.job.prepare;

import java.io.PrintWriter;
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
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Scheduler;
import org.espalier.settings.CheckedSettings;
import org.espalier.settings.Settings;
import org.espalier.simulate.CellTimes;
import org.espalier.simulate.DryRun;
import org.espalier.simulate.Utilisation;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.shape.TableFingerprint;
import org.espalier.spark.metric.Scorer;
import org.espalier.spark.pipeline.LearnerCatalogue;
import org.espalier.spark.pipeline.PipelineCells;
import org.espalier.spark.pipeline.StudyPipelines;
import org.espalier.spec.RunPlan;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.data.DataPlan;
import org.espalier.spec.learner.Catalogue;
import org.espalier.spec.learner.FeaturesPlan;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Problem;
import org.espalier.spec.space.StudySpace;
import org.espalier.study.Fidelity;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Trial;
import org.espalier.tune.TuningLoop;

/**
 * Study whose settings, class path and data are valid, with everything needed to run it, and to
 * print what it will do.
 *
 * @param occupancy number of concurrent cells, and the window
 * @param changed changes of the rows since an earlier study, a line each
 */
public record PreparedStudy(
    Settings settings,
    StudySpace space,
    StudyData data,
    StudyPipelines pipelines,
    RungLadder ladder,
    UtilisationForecast occupancy,
    List<String> changed)
    implements AutoCloseable {

  /**
   * Learners and stages that a plan can name. It needs a session only where feature stages lie in a
   * saved pipeline.
   */
  public static Catalogue catalogue(StudyPlan plan) {
    if (plan.features() instanceof FeaturesPlan.Saved) {
      Sessions.open(plan.name());
    }
    return LearnerCatalogue.of(plan);
  }

  /**
   * Reads and cuts the data.
   *
   * @throws InvalidStudyException with all problems of the data
   */
  public static PreparedStudy of(CheckedSettings checked, SparkSession spark) {
    StudyPlan plan = checked.settings().plan();
    StudyData data = StudyData.prepare(spark, plan, checked.space().tasks());
    try {
      return of(checked, data, spark);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      data.close();
      throw e;
    }
  }

  private static PreparedStudy of(CheckedSettings checked, StudyData data, SparkSession spark) {
    StudyPlan plan = checked.settings().plan();
    StudySpace observed =
        EarlierStudy.observed(
            checked.space(),
            plan.tuning(),
            Scorer.objective(data.metric()),
            spark.sparkContext().hadoopConfiguration());
    StudyPipelines pipelines = new StudyPipelines(plan, data);
    RungLadder ladder = ladder(plan, data, pipelines);
    checkBudget(plan, data, ladder);
    int slots = slots(spark.sparkContext(), plan, data);
    CellTimes times = Utilisation.assumed(new Seed(plan.tuning().seed()).child("occupancy", 0));
    UtilisationForecast occupancy = occupancy(plan, observed, ladder, slots, times);
    return new PreparedStudy(
        checked.settings(), observed, data, pipelines, ladder, occupancy, List.of());
  }

  /**
   * A study of the same rows, which this one closes.
   *
   * @param others settings that read and cut the table in the same way
   * @param changed changes of the rows since an earlier study
   * @throws InvalidStudyException if something is wrong with the other settings
   */
  public PreparedStudy as(CheckedSettings others, SparkSession spark, List<String> changed) {
    PreparedStudy study = of(others, data, spark);
    return new PreparedStudy(
        study.settings, study.space, data, study.pipelines, study.ladder, study.occupancy, changed);
  }

  /** Reads and cuts the data, with a line before and after. */
  public static PreparedStudy read(
      CheckedSettings checked, SparkSession spark, InstantSource clock, PrintWriter out) {
    Reading reading = Reading.begin(checked.settings().plan().data().table(), out, clock);
    PreparedStudy study = of(checked, spark);
    StudyEvent.Folds folds = study.data().folds();
    reading.end(folds.trainingRows() + folds.heldOutRows());
    return study;
  }

  private static RungLadder ladder(StudyPlan plan, StudyData data, StudyPipelines pipelines) {
    Fidelity full =
        new Fidelity(
            data.rows().smallestTraining(), data.folds().sizes().size(), pipelines.iterations());
    return plan.tuning().ladder(full, Math.max(1, data.labels().size()));
  }

  /** Checks the budget against the data. */
  private static void checkBudget(StudyPlan plan, StudyData data, RungLadder ladder) {
    List<Problem> problems = new ArrayList<>();
    plan.unreachable(data.metric()).ifPresent(problems::add);
    long full = ladder.units(ladder.top(), data.folds().sizes().size());
    if (plan.tuning().budget().units().orElse(full) < full) {
      problems.add(
          plan.tuning()
              .origins()
              .problem(
                  "budget.max-units",
                  "is %,d, but one trial at full fidelity is %,d training rows x folds"
                      .formatted(plan.tuning().budget().units().getAsLong(), full),
                  ""));
    }
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
  }

  private static int slots(SparkContext context, StudyPlan plan, StudyData data) {
    int wanted = plan.tuning().run().parallelism();
    return wanted > 0 ? wanted : Parallelism.cells(context, data.rows().partitions());
  }

  /**
   * The same by the measured cost of each learner.
   *
   * @param costs in any unit
   */
  public UtilisationForecast occupancy(List<Double> costs) {
    Seed seed = seed().child("occupancy", 0);
    return occupancy(plan(), space, ladder, occupancy.slots(), Utilisation.measured(costs, seed));
  }

  private static UtilisationForecast occupancy(
      StudyPlan plan, StudySpace space, RungLadder ladder, int slots, CellTimes times) {
    StudyStrategies strategies = strategies(plan, space, ladder);
    Scheduler scheduler = strategies.scheduler(List.of());
    if (!scheduler.readsOutcomes() && !plan.tuning().budget().readsOutcomes()) {
      return UtilisationForecast.unlimited(slots);
    }
    int trials = Math.min(scheduler.plannedTrials(), UtilisationForecast.SIMULATED_TRIALS);
    return UtilisationForecast.of(
        slots, plan.tuning().run().window(), () -> strategies.quick(trials), ladder, times);
  }

  /** Virtual slots; {@link TuningLoop#UNLIMITED} for no limit. */
  int window() {
    return occupancy.window();
  }

  public StudyPlan plan() {
    return settings.plan();
  }

  /** Number of fits after the search. */
  public int refits() {
    // Held-out rows judge the baseline, too, which is fitted on all rows for that.
    int judged = data.rows().heldOut().isPresent() ? 2 : 1;
    int predicted = plan().output().predictions() ? data.folds().sizes().size() : 0;
    return judged
        + predicted
        + Finalists.rounds(plan().tuning().winner(), plan().folds().number(), occupancy.slots());
  }

  public Seed seed() {
    return new Seed(plan().tuning().seed());
  }

  /** This study with the window and the rungs that its first driver began it with. */
  public PreparedStudy resuming(StudyEvent.Opened opened) {
    int window = opened.setup().window() == 0 ? TuningLoop.UNLIMITED : opened.setup().window();
    return new PreparedStudy(
        settings,
        space,
        data,
        pipelines.trainedAs(opened.training()),
        opened.setup().ladder(),
        occupancy.withWindow(window),
        changed);
  }

  /**
   * A fresh scheduler over a fresh sampler.
   *
   * @param recorded earlier trials by number
   */
  public Scheduler scheduler(List<Trial> recorded) {
    return strategies().scheduler(recorded);
  }

  /** Identity of the rows and, where names are hidden, of the columns with their roles. */
  public StudyEvent.Fingerprint fingerprint() {
    StudyEvent.Fingerprint rows = data.fingerprint();
    if (!plan().output().hidesNames()) {
      return rows;
    }
    DataPlan columns = plan().data();
    List<Object> roles =
        new ArrayList<>(List.of(columns.target().label().orElse(""), columns.target().positive()));
    roles.addAll(
        List.of(
            columns.ignore(),
            columns.rowKey().key(),
            columns.missing().markers(),
            columns.roles()));
    roles.add(plan().folds().column());
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
    return strategies(plan(), space, ladder);
  }

  private static StudyStrategies strategies(StudyPlan plan, StudySpace space, RungLadder ladder) {
    return new StudyStrategies(
        plan.tuning().search(),
        plan.tuning().schedule(),
        new SearchTarget.Searched(space),
        ladder,
        new Seed(plan.tuning().seed()));
  }

  /** Cells of the study; where none decides about another, those of the longest fits begin. */
  public PipelineCells cells(SparkSession spark) {
    boolean longestFirst = window() == TuningLoop.UNLIMITED;
    return new PipelineCells(spark.sparkContext(), pipelines, data, ladder, longestFirst);
  }

  /** Training of the cells of each learner at each rung, by the number of its rows. */
  public List<Placement> choices() {
    return pipelines.choices(ladder);
  }

  public StudyDesign design() {
    RunPlan run = plan().tuning().run();
    return new StudyDesign(
        plan().name(),
        Scorer.objective(data.metric()),
        strategies(),
        window(),
        plan().tuning().budget(),
        pipelines.limits(),
        run.parallelism());
  }

  @Override
  public void close() {
    data.close();
  }
}
