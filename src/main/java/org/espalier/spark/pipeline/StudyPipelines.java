package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.TimeLimits;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.spark.NeedsLibrary;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.placement.NativeMemory;
import org.espalier.spark.placement.PlacementPolicy;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spark.placement.TrainingPlaces;
import org.espalier.spark.stage.OwnStages;
import org.espalier.spark.stage.StudyFeatures;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.PlannedCost;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.spec.learners.StudySpace;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;

/**
 * Pipelines of a study: for each configuration its feature stages, its learner and the finished
 * model.
 */
public final class StudyPipelines {

  private static final double NANOS = 1e9;

  private final StudyLearners learners;
  private final StudyPlan plan;
  private final StudyData data;
  private final StudyFeatures features;
  private final TrainingPlaces places; // at full fidelity

  /**
   * @throws InvalidStudyException if feature stages of the study's own do not fit its rows
   */
  public StudyPipelines(StudyPlan plan, StudyData data) {
    this(plan, data, plan.tuning().run().training(), List.of());
  }

  /**
   * @param recorded training choices of a resumed study; empty to choose
   */
  StudyPipelines(StudyPlan plan, StudyData data, TrainingPlan training, List<Placement> recorded) {
    this.learners = new StudyLearners(plan, data);
    this.plan = plan;
    this.data = data;
    OwnStages own = OwnStages.of(plan);
    Map<String, OwnStages> saved = new LinkedHashMap<>();
    for (int i = 0; i < plan.learners().size(); i++) {
      int number = i;
      LearnerPlan learner = plan.learners().get(i);
      learners
          .type(learner)
          .pipeline()
          .map(pipeline -> OwnStages.of(plan, number, pipeline))
          .filter(stages -> !stages.stages().isEmpty())
          .ifPresent(stages -> saved.put(LearnerPlan.pathOf(learner.type()).orElseThrow(), stages));
    }
    this.features = new StudyFeatures(plan, data, own, saved);
    List<Problem> problems = new ArrayList<>(own.problems());
    Stream.concat(Stream.of(own), saved.values().stream())
        .filter(stages -> !stages.stages().isEmpty())
        .flatMap(stages -> stages.unfit(data.rows().all().schema()).stream())
        .forEach(problems::add);
    problems.addAll(learners.refusals());
    InvalidStudyException.throwIfAny(problems);
    this.places =
        new TrainingPlaces(
            training,
            TaskHeap.of(data.rows().context()),
            plan.tuning().origins(),
            learners.all().stream().map(this::trained).toList(),
            recorded,
            RungLadder.full(data.rows().smallestTraining(), data.folds().sizes().size()));
    InvalidStudyException.throwIfAny(places.problems());
  }

  StudyPlan plan() {
    return plan;
  }

  /**
   * Problems of params that contradict each other, of learners that tell them.
   *
   * @param defaults of each learner; params that are searched have other values, too
   */
  public List<Problem> contradictions(List<Configuration> defaults) {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < defaults.size(); i++) {
      if (learner(defaults.get(i)) instanceof NeedsLibrary telling) {
        for (String problem : telling.paramProblems()) {
          String[] parts = problem.split(": ", 2);
          String path = StudyPlan.path(i, parts[0]);
          if (!defaults.get(i).params().containsKey(parts[0])) {
            problems.add(plan.tuning().origins().problem(path, parts[1], ""));
          }
        }
      }
    }
    return problems;
  }

  /** Size of a table of numbers other than 0, all different. */
  private TableSize dense(long rows) {
    double learned = (double) data.rows().smallestTraining() / data.folds().trainingRows();
    int columns = FeatureColumn.places(data.features());
    int classes = data.labels().size();
    return new TableSize(rows, rows, columns, rows * columns, classes).ofWhichLearned(learned);
  }

  /**
   * Memory outside the heap of an executor that fits take, of the learner that takes most: with the
   * largest whole numbers of its space.
   */
  public Optional<NativeMemory> nativeMemory() {
    TableSize size = dense(data.folds().trainingRows());
    int folds = data.folds().sizes().size();
    return learners.all().stream()
        .flatMap(
            learner ->
                NativeMemory.of(
                    learner.name(), learners.largest(learner), size, folds, places.rule().heap())
                    .stream())
        .max(Comparator.comparing(NativeMemory::bytes));
  }

  /** Description of the stages chosen for each learner, one per line. */
  public List<String> chosen() {
    List<String> lines = new ArrayList<>();
    for (LearnerPlan learner : learners.all()) {
      StudyFeatures.Key key = featureKey(learner, Map.of());
      lines.add(
          "features of %s: %s"
              .formatted(
                  learner.name(),
                  String.join("; ", features.build(key, data.features()).chosen())));
      if (data.isWeighted() && !learners.withDefaults(learner).hasParam("weightCol")) {
        lines.add(learner.name() + " takes no weights: they count in its scores only");
      }
    }
    return lines;
  }

  /** Training choices in a line. */
  public String trained(List<Placement> choices) {
    Map<String, PipelineStage> largest = new LinkedHashMap<>();
    learners.all().forEach(learner -> largest.put(learner.name(), learners.largest(learner)));
    return new TrainingText(places, largest, this::dense, data.folds().sizes().size())
        .places(choices);
  }

  /** Where the learners are trained at each rung of a ladder. */
  public TrainingPlaces places(RungLadder ladder) {
    return places.at(ladder);
  }

  private TrainingPlaces.Learner trained(LearnerPlan learner) {
    return new TrainingPlaces.Learner(
        learner.name(),
        learners.estimator(learner, Map.of()),
        Optional.of(learners.withDefaults(learner)));
  }

  /**
   * Number of prepared copies of rows stored at a time: one per fold and prefix of a learner, and
   * one more fold of each for the change of a rung.
   */
  public int copies() {
    return (data.folds().sizes().size() + 1) * prefixes();
  }

  /** Number of feature prefixes if no param of a feature stage is searched. */
  int prefixes() {
    return (int) learners.all().stream().map(l -> featureKey(l, Map.of())).distinct().count();
  }

  StudyFeatures.Key featureKey(Configuration configuration) {
    return featureKey(learners.learnerOf(configuration), configuration.params());
  }

  private StudyFeatures.Key featureKey(LearnerPlan learner, Map<String, Object> chosen) {
    return features.key(
        learner,
        learners.type(learner).descriptor().needs(),
        StudyLearners.values(learner, chosen));
  }

  /**
   * Chain of a configuration's learner after its feature stages.
   *
   * @param learner as {@link #learner(Configuration)} makes it
   * @param fold the fold that the learner's rows leave out
   * @param rows number of these rows
   */
  PipelineSteps chain(Configuration configuration, Estimator<?> learner, int fold, long rows) {
    return features.chain(featureKey(configuration), configuration.learner(), learner, fold, rows);
  }

  /**
   * The learner of a configuration, ready to fit on {@link
   * org.espalier.spark.stage.FeatureStages#FEATURES}. Its seed is the same for every configuration
   * and fold, so that equal configurations have equal fits.
   */
  Estimator<?> learner(Configuration configuration) {
    return learners.estimator(learners.learnerOf(configuration), configuration.params());
  }

  /** Iterations of the longest configuration of the longest learner; empty if none has any. */
  public OptionalInt iterations() {
    return learners.all().stream().flatMapToInt(l -> learners.iterations(l).stream()).max();
  }

  /**
   * Param with the iterations of a configuration's learner.
   *
   * @param estimator as {@link #learner(Configuration)} makes it
   */
  Optional<IterationParam> iterations(Configuration configuration, Estimator<?> estimator) {
    return StudyLearners.iterations(learners.learnerOf(configuration), estimator);
  }

  /** Planned cost of a fit of a search in a space. */
  public PlannedCost plannedCost(StudySpace space) {
    return PlacementPolicy.cost(
        space.typical().stream().map(this::learner).toList(), dense(data.folds().trainingRows()));
  }

  /**
   * Planned cost of a fit of a search before its table is cut.
   *
   * @param table with its share of training rows
   */
  public static PlannedCost plannedCost(
      StudyPlan plan, StudySpace space, ProblemType task, TableSize table) {
    return PlacementPolicy.cost(
        space.typical().stream().map(one -> StudyLearners.planned(plan, one, task)).toList(),
        table);
  }

  /** Planned seconds of a fit of a configuration on the rows that a fold leaves; 0 if by jobs. */
  public double plannedSeconds(Configuration configuration) {
    return PlacementPolicy.nanos(learner(configuration), dense(data.folds().trainingRows()))
        / NANOS;
  }

  /** Limit of the time of a cell. */
  public TimeLimits limits() {
    return plan.tuning().run().limits();
  }

  /** Copy with the training choices that a study began with, which a resumed study keeps. */
  public StudyPipelines trainedAs(List<Placement> choices) {
    return choices.isEmpty() ? this : new StudyPipelines(plan, data, places.plan(), choices);
  }
}
