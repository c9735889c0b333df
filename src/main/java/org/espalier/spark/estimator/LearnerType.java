package org.espalier.spark.estimator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.Classifier;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.param.ParamPair;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.regression.Regressor;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerBuilder;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.ProblemType;
import org.espalier.spark.ClassByName;
import org.espalier.spark.NeedsLibrary;
import org.espalier.spark.ParamValues;
import org.espalier.spark.chain.ScheduledParams;
import org.espalier.spark.stage.SavedPipeline;
import org.espalier.spark.stage.StageParams;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.ClassPathCatalogue.Stage;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.ParamValue;
import org.jspecify.annotations.Nullable;

/**
 * Learner of a type in settings: one with a descriptor, one-vs-rest around a classifier, the last
 * stage of a saved pipeline, or any other estimator on the class path by the name of its class, of
 * which a descriptor is made.
 *
 * @param name type in settings, for example {@code random-forest}
 * @param descriptor descriptor of the learner, or of the classifier within one-vs-rest, whose
 *     params are searched: those of the wrapper are not worth a search
 * @param saved the pipeline that the learner ends; null of other types
 */
public record LearnerType(String name, LearnerDescriptor descriptor, @Nullable SavedPipeline saved)
    implements Stage {

  /** Feature stage, which learners of all tasks can have. */
  public record FeatureStage(String name, Params stage) implements Stage {

    @Override
    public Set<ProblemType> tasks() {
      return Set.of(ProblemType.values());
    }

    @Override
    public List<Param> params() {
      return StageParams.searchable(stage, Set.of());
    }

    @Override
    public Optional<String> verdict(Set<ProblemType> tasks, String param, Object value) {
      return StageParams.verdict(stage, param, value);
    }
  }

  /** Column params that an estimator needs to follow feature stages and to be scored. */
  private static final List<String> COLUMNS = List.of("featuresCol", "predictionCol");

  /** Columns of ratings and their predictions. */
  private static final List<String> RATINGS = List.of("userCol", "itemCol", "predictionCol");

  /** The learner of a type; empty if there is an objection to it. */
  public static Optional<LearnerType> of(String name) {
    Optional<String> path = LearnerPlan.pathOf(name);
    if (path.isPresent()) {
      return ofPipeline(name, path.get());
    }
    return objection(name).isEmpty()
        ? Optional.of(new LearnerType(name, descriptor(LearnerPlan.single(name)), null))
        : Optional.empty();
  }

  private static Optional<LearnerType> ofPipeline(String name, String path) {
    try {
      SavedPipeline saved = SavedPipeline.load(path);
      return objection(saved).isEmpty()
          ? Optional.of(
              new LearnerType(name, described(saved.learner().getClass().getName()), saved))
          : Optional.empty();
    } catch (IllegalArgumentException e) { // of which objection says why
      return Optional.empty();
    }
  }

  /** Reason why there is no learner of a type; empty if there is one. */
  public static Optional<String> objection(String name) {
    Optional<String> path = LearnerPlan.pathOf(name);
    if (path.isPresent()) {
      try {
        return objection(SavedPipeline.load(path.get()));
      } catch (IllegalArgumentException e) {
        return Optional.of(String.valueOf(e.getMessage()));
      }
    }
    String classifier = LearnerPlan.single(name);
    if (!classifier.equals(name)) {
      String wrong = "'%s' is not a binary classifier, which one-vs-rest needs";
      return of(classifier).filter(LearnerType::isBinaryClassifier).isPresent()
          ? Optional.empty()
          : objection(classifier).or(() -> Optional.of(wrong.formatted(classifier)));
    }
    Optional<LearnerDescriptor> known = Learners.known().ofType(name);
    if (known.isPresent()) {
      return new DescriptorCheck(known.get(), "").obstacle();
    }
    return ClassByName.isName(name)
        ? objectionToClass(name)
        : Optional.of("'%s' is not a learner".formatted(name));
  }

  private static Optional<String> objection(SavedPipeline saved) {
    return saved.objection().or(() -> objectionToClass(saved.learner().getClass().getName()));
  }

  private static Optional<String> objectionToClass(String estimator) {
    return objection(estimator, FeatureNeeds.SCALED)
        .or(() -> lacks(ClassByName.create(estimator, Estimator.class)));
  }

  /** Reason why the library that an estimator needs cannot be used here. */
  static Optional<String> lacks(Estimator<?> estimator) {
    return estimator instanceof NeedsLibrary needing
        ? needing.libraryObjection()
        : Optional.empty();
  }

  /** Problem with a class; empty if it can be used as a learner with such features. */
  static Optional<String> objection(String estimator, FeatureNeeds needs) {
    Optional<String> objection = ClassByName.objection(estimator, Estimator.class);
    if (objection.isPresent()) {
      return objection;
    }
    Estimator<?> made = ClassByName.create(estimator, Estimator.class);
    List<String> columns = needs == FeatureNeeds.RATINGS ? RATINGS : COLUMNS;
    List<String> lacking = columns.stream().filter(column -> !made.hasParam(column)).toList();
    return lacking.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "class '%s' learns no prediction from features: it has no %s"
                .formatted(estimator, String.join(", ", lacking)));
  }

  /** Descriptor of a type or, for the name of a class, of its estimator. */
  private static LearnerDescriptor descriptor(String single) {
    return Learners.known().ofType(single).orElseGet(() -> described(single));
  }

  /** Descriptor of a class without one; tree learners are recognised by their bins. */
  private static LearnerDescriptor described(String name) {
    Estimator<?> estimator = ClassByName.create(name, Estimator.class);
    LearnerBuilder builder =
        LearnerDescriptor.of("estimator")
            .estimator(name, tasks(estimator))
            .needs(estimator.hasParam("maxBins") ? FeatureNeeds.TREE : FeatureNeeds.SCALED);
    Learners.known().ofEstimator(estimator.getClass()).ifPresent(builder::paramsOf);
    return builder.build();
  }

  private static ProblemType[] tasks(Estimator<?> estimator) {
    if (estimator instanceof Classifier<?, ?, ?>) {
      return new ProblemType[] {ProblemType.BINARY, ProblemType.MULTICLASS};
    }
    if (!estimator.hasParam("labelCol")) {
      return new ProblemType[] {ProblemType.CLUSTERING};
    }
    if (estimator.hasParam("censorCol")) {
      return new ProblemType[] {ProblemType.REGRESSION, ProblemType.SURVIVAL};
    }
    return estimator instanceof Regressor<?, ?, ?>
        ? new ProblemType[] {ProblemType.REGRESSION}
        : new ProblemType[] {ProblemType.BINARY, ProblemType.MULTICLASS, ProblemType.REGRESSION};
  }

  /** The pipeline that the learner ends; empty for other types. */
  public Optional<SavedPipeline> pipeline() {
    return Optional.ofNullable(saved);
  }

  private boolean isBinaryClassifier() {
    return tasks().contains(ProblemType.BINARY)
        && create(ProblemType.BINARY) instanceof Classifier<?, ?, ?>;
  }

  private boolean isOneVsRest() {
    return !LearnerPlan.single(name).equals(name);
  }

  @Override
  public Set<ProblemType> tasks() {
    return isOneVsRest() ? Set.of(ProblemType.MULTICLASS) : descriptor.tasks();
  }

  /**
   * A fresh estimator with its own defaults, for a task that it can do; for one-vs-rest the
   * classifier without the wrapper, since it has the params.
   */
  public Estimator<?> create(ProblemType task) {
    String estimator = descriptor.estimators().get(isOneVsRest() ? ProblemType.BINARY : task);
    if (estimator == null) {
      throw new IllegalArgumentException("%s cannot do %s.".formatted(name, task.text()));
    }
    Estimator<?> made = ClassByName.create(estimator, Estimator.class);
    descriptor
        .params()
        .values()
        .getOrDefault(task, Map.of())
        .forEach((param, value) -> give(made, param, value));
    if (saved != null) {
      ParamValues.pairs(saved.learner().paramMap()).forEach(pair -> copy(pair, made));
    }
    return made;
  }

  /** Copies a param of a pipeline's learner; columns are those of the study. */
  private static void copy(ParamPair<?> pair, Estimator<?> made) {
    String name = pair.param().name();
    if (!name.endsWith("Col")) {
      StageParams.set(made, name, pair.value());
    }
  }

  @Override
  public List<Stage> stages() {
    return saved == null
        ? List.of()
        : saved.stages().entrySet().stream()
            .limit(saved.stages().size() - 1)
            .<Stage>map(e -> new FeatureStage(e.getKey(), e.getValue()))
            .toList();
  }

  /** The estimator itself or, for one-vs-rest, the wrapper around it. */
  public Estimator<?> around(Estimator<?> configured) {
    return isOneVsRest()
        ? new OneVsRest().setClassifier((Classifier<?, ?, ?>) configured)
        : configured;
  }

  /** Sets a param to a value of the descriptor, or returns the objection to it. */
  static Optional<String> give(Estimator<?> estimator, String param, Object value) {
    if (!estimator.hasParam(param)) {
      return Optional.of("is not a param of '%s'".formatted(estimator.getClass().getName()));
    }
    Optional<Object> typed =
        StageParams.settable(estimator, param).flatMap(type -> ParamValue.convert(type, value));
    if (typed.isEmpty()) {
      return Optional.of("cannot be %s".formatted(value));
    }
    Optional<String> verdict = StageParams.verdict(estimator, param, typed.get());
    if (verdict.isEmpty()) {
      StageParams.set(estimator, param, typed.get());
    }
    return verdict;
  }

  /** Fresh estimators for those of the tasks that it can do. */
  public Stream<Estimator<?>> estimators(Set<ProblemType> wanted) {
    return tasks().stream().filter(wanted::contains).map(this::create);
  }

  /** Params of all its estimators: impurity, for example, has other values for another task. */
  @Override
  public List<Param> params() {
    Map<String, Param> byName = new TreeMap<>();
    estimators(tasks())
        .flatMap(
            estimator -> StageParams.searchable(estimator, descriptor.params().texts()).stream())
        .filter(param -> !descriptor.params().hidden().contains(param.name()))
        .forEach(param -> byName.putIfAbsent(param.name(), param));
    return List.copyOf(byName.values());
  }

  @Override
  public Optional<String> verdict(Set<ProblemType> tasks, String param, Object value) {
    Optional<String> refusal = descriptor.params().refusal(param, value);
    List<Optional<String>> verdicts =
        estimators(tasks)
            .filter(estimator -> estimator.hasParam(param))
            .map(estimator -> refusal.or(() -> StageParams.verdict(estimator, param, value)))
            .toList();
    return verdicts.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : verdicts.stream().flatMap(Optional::stream).findFirst();
  }

  @Override
  public Set<String> scheduled() {
    return !isOneVsRest() && create(tasks().iterator().next()) instanceof ScheduledParams changing
        ? changing.scheduled()
        : Set.of();
  }

  /** True also for a learner without classification, which needs no probabilities. */
  @Override
  public boolean estimatesProbabilities() {
    return !isOneVsRest()
        && tasks().stream()
            .filter(ProblemType::isClassification)
            .allMatch(task -> create(task).hasParam("probabilityCol"));
  }
}
