package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.evaluate.Limits;
import org.espalier.space.Configuration;
import org.espalier.space.Domain;
import org.espalier.spark.NeedsLibrary;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.pipeline.feature.FeatureKey;
import org.espalier.spark.pipeline.feature.OwnStages;
import org.espalier.spark.pipeline.feature.StudyFeatures;
import org.espalier.spark.pipeline.learner.LearnerType;
import org.espalier.spark.pipeline.learner.StageParams;
import org.espalier.spark.sharing.stage.IterationParam;
import org.espalier.spark.sharing.stage.PipelineSteps;
import org.espalier.spark.task.NativeMemory;
import org.espalier.spark.task.TaskHeap;
import org.espalier.spark.task.rows.TableSize;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.TrainingPlan;
import org.espalier.spec.learner.Catalogue;
import org.espalier.spec.learner.LearnerPlan;
import org.espalier.spec.learner.Learners;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Problem;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * Pipelines of a study: for each configuration its feature stages, its learner and the finished
 * model.
 */
public final class StudyPipelines {

  private final Map<String, LearnerPlan> learners = new LinkedHashMap<>();
  private final Map<String, LearnerType> types = new HashMap<>();
  private final StudyPlan plan;
  private final StudyData data;
  private final StudyFeatures features;
  private final LearnerTraining training;

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
    for (LearnerPlan learner : plan.learners()) {
      learners.put(learner.name(), learner);
      types.put(learner.name(), LearnerType.of(learner.type()).orElseThrow());
    }
    this.plan = plan;
    this.data = data;
    OwnStages own = OwnStages.of(plan);
    Map<String, OwnStages> saved = new LinkedHashMap<>();
    for (int i = 0; i < plan.learners().size(); i++) {
      int number = i;
      LearnerPlan learner = plan.learners().get(i);
      type(learner)
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
    problems.addAll(refusals());
    InvalidStudyException.throwIfAny(problems);
    this.training = training(training, recorded);
    this.training.problems().stream()
        .map(problem -> plan.tuning().origins().problem("run.training", problem, "auto"))
        .forEach(problems::add);
    this.training
        .shortage(data.rows().smallestTraining(), plan.tuning().origins())
        .ifPresent(problems::add);
    InvalidStudyException.throwIfAny(problems);
  }

  StudyPlan plan() {
    return plan;
  }

  /** Texts that a learner takes for another task than that of the rows. */
  private List<Problem> refusals() {
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < plan.learners().size(); i++) {
      LearnerPlan learner = plan.learners().get(i);
      int number = i;
      values(learner, Map.of())
          .forEach(
              (name, value) -> {
                if (value instanceof String && !name.contains(".")) {
                  type(learner)
                      .verdict(Set.of(data.task()), name, value)
                      .map(
                          wrong ->
                              plan.tuning()
                                  .origins()
                                  .problem(StudyPlan.path(number, name), wrong, ""))
                      .ifPresent(problems::add);
                }
              });
    }
    return problems;
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

  /**
   * Memory outside the heap of an executor that fits take, of the learner that takes most: with the
   * largest whole numbers of its space.
   *
   * @param columns of the features
   */
  public Optional<NativeMemory> nativeMemory(int columns) {
    long rows = data.folds().trainingRows();
    TableSize size =
        new TableSize(
            rows, data.rows().smallestTraining(), columns, rows * columns, data.labels().size());
    int folds = data.folds().sizes().size();
    return learners.values().stream()
        .flatMap(
            learner ->
                NativeMemory.of(
                    learner.name(),
                    learner(learner, largest(learner)),
                    size,
                    folds,
                    training.heap())
                    .stream())
        .max(Comparator.comparing(NativeMemory::bytes));
  }

  private Map<String, Object> largest(LearnerPlan learner) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Catalogue.Param param : type(learner).params()) {
      Domain domain = learner.space().get(param.name());
      boolean isAlways = !learner.rules().conditions().containsKey(param.name());
      if (domain != null && isAlways && param.type() == Catalogue.ParamType.INT) {
        domain.numbers().max().ifPresent(most -> values.put(param.name(), most));
      }
    }
    return values;
  }

  /** Description of the stages chosen for each learner, a line each. */
  public List<String> chosen() {
    List<String> lines = new ArrayList<>();
    for (LearnerPlan learner : learners.values()) {
      FeatureKey key = featureKey(learner, Map.of());
      lines.add(
          "features of %s: %s"
              .formatted(
                  learner.name(),
                  String.join("; ", features.build(key, data.features()).chosen())));
      if (data.isWeighted() && !usual(learner).hasParam("weightCol")) {
        lines.add(learner.name() + " takes no weights: they count in its scores only");
      }
    }
    return lines;
  }

  /** Training choices in a line. */
  public String trained(List<Placement> choices) {
    return training.text(choices);
  }

  /**
   * Training choices for each learner at each rung, by the number of its rows, or else those that a
   * resumed study began with.
   */
  public List<Placement> choices(RungLadder ladder) {
    return training.choices(ladder);
  }

  private LearnerTraining training(TrainingPlan plan, List<Placement> recorded) {
    return new LearnerTraining(
        plan,
        TaskHeap.of(data.rows().context()),
        recorded,
        learners.values().stream()
            .map(
                learner ->
                    new LearnerTraining.Learner(
                        learner.name(), learner(learner, Map.of()), usual(learner)))
            .toList());
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
    return (int) learners.values().stream().map(l -> featureKey(l, Map.of())).distinct().count();
  }

  FeatureKey featureKey(Configuration configuration) {
    return featureKey(asked(configuration), configuration.params());
  }

  private FeatureKey featureKey(LearnerPlan learner, Map<String, Object> chosen) {
    return features.key(learner, type(learner).descriptor().needs(), values(learner, chosen));
  }

  /** Values of params: those that a learner's space fixes, and those of a configuration. */
  private static Map<String, Object> values(LearnerPlan learner, Map<String, Object> chosen) {
    Map<String, Object> values = new LinkedHashMap<>();
    learner
        .space()
        .forEach(
            (name, domain) -> {
              if (domain instanceof Domain.Fixed fixed) {
                values.put(name, fixed.value());
              }
            });
    values.putAll(chosen);
    return values;
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
   * org.espalier.spark.pipeline.feature.FeatureStages#FEATURES}. Its seed is the same for every
   * configuration and fold, so that equal configurations have equal fits.
   */
  Estimator<?> learner(Configuration configuration) {
    return learner(asked(configuration), configuration.params());
  }

  private Estimator<?> learner(LearnerPlan learner, Map<String, Object> chosen) {
    LearnerType type = type(learner);
    Estimator<?> estimator = type.create(data.task());
    if (estimator.hasParam("seed")) {
      Seed seed = new Seed(plan.tuning().seed()).child("fit", 0);
      StageParams.set(estimator, "seed", seed.value());
    }
    values(learner, chosen)
        .forEach(
            (name, value) -> {
              if (!name.contains(".")) {
                StageParams.set(estimator, name, value);
              }
            });
    Estimator<?> whole = type.around(estimator);
    LearnerColumns.tell(whole, data);
    return whole;
  }

  /** Iterations of the longest configuration of the longest learner; empty if none has any. */
  public OptionalInt iterations() {
    return learners.values().stream().flatMapToInt(learner -> iterations(learner).stream()).max();
  }

  private OptionalInt iterations(LearnerPlan learner) {
    Optional<IterationParam> param = iterations(learner, usual(learner));
    if (param.isEmpty()) {
      return OptionalInt.empty();
    }
    Domain asked = learner.space().get(param.get().param().name());
    return asked == null ? param.get().inFull(ParamMap.empty()) : asked.numbers().max();
  }

  private static Optional<IterationParam> iterations(LearnerPlan learner, Estimator<?> estimator) {
    return IterationParam.of(estimator, Learners.known().iterations(learner.type()));
  }

  /**
   * Param with the iterations of a configuration's learner.
   *
   * @param estimator as {@link #learner(Configuration)} makes it
   */
  Optional<IterationParam> iterations(Configuration configuration, Estimator<?> estimator) {
    return iterations(asked(configuration), estimator);
  }

  /** Limits of the time of a cell and of a trial. */
  public Limits limits() {
    return new Limits(plan.tuning().run().cellTimeout(), plan.tuning().run().trialTimeout());
  }

  TrainingPlan training() {
    return training.plan();
  }

  /** The same with the training choices that a study began with. */
  public StudyPipelines trainedAs(List<Placement> choices) {
    return choices.isEmpty()
        ? this
        : new StudyPipelines(
            plan, data, training.plan().resuming(choices.get(0).memory()), choices);
  }

  private LearnerPlan asked(Configuration configuration) {
    LearnerPlan learner = learners.get(configuration.learner());
    if (learner == null) {
      throw new IllegalArgumentException("No learner of this study: %s".formatted(configuration));
    }
    return learner;
  }

  private LearnerType type(LearnerPlan learner) {
    return Objects.requireNonNull(types.get(learner.name()));
  }

  /** Estimator of a learner with the defaults of its descriptor. */
  private Estimator<?> usual(LearnerPlan learner) {
    return type(learner).create(data.task());
  }
}
