package org.espalier.ml.param;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.Params;
import org.espalier.search.ContinuedRounds;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Condition;
import org.espalier.space.ConditionCriterion;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.IntParameter;
import org.espalier.space.ParamSchedule;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spark.ParamValues;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.chain.ScheduledParams;
import org.espalier.spec.learners.PerturbationCheck;

/**
 * Configurations of a space, whose dimensions are params of an estimator's stages.
 *
 * <p>With several estimators, the first dimension chooses one by the name of its last stage, as a
 * job's space chooses a learner. A param of that stage is the dimension {@code learner.param}, one
 * of another stage {@code learner.stage.param}; each exists under its estimator alone. The name
 * {@code stage.param} in a space stands for a dimension of each estimator that has the stage.
 */
public final class SpaceConfigurations implements EstimatorConfigurations {

  private record StageParam(Params stage, Param<?> param) {}

  private final StableStageNames stages;
  private final Map<String, Estimator<?>> estimators;
  private final Map<String, StageParam> places = new LinkedHashMap<>();
  private final Map<String, List<String>> dimensions =
      new LinkedHashMap<>(); // by name in the space
  private final SearchSpace space;

  /**
   * @param estimators at least one
   * @throws IllegalArgumentException with all that does not fit the estimators, one per line
   */
  public SpaceConfigurations(SearchSpace asked, List<Estimator<?>> estimators) {
    this.stages = StableStageNames.ofAll(estimators);
    this.estimators = stages.learners(estimators);
    List<Dimension> all = new ArrayList<>();
    if (isChoice()) {
      List<Object> learners = List.copyOf(this.estimators.keySet());
      all.add(Dimension.always(new ChoiceParameter(Configuration.LEARNER, learners)));
    }
    List<String> problems = new ArrayList<>();
    for (Dimension dimension : asked.dimensions()) {
      try {
        all.addAll(placed(dimension.renamed(stages::canonical)));
      } catch (IllegalArgumentException e) {
        problems.add("space: " + e.getMessage());
      }
    }
    if (all.isEmpty() && problems.isEmpty()) {
      problems.add("space: holds no param; add at least one");
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    try {
      this.space = new SearchSpace(all);
    } catch (IllegalArgumentException e) { // two names of one param, for example
      throw new IllegalArgumentException("space: " + e.getMessage(), e);
    }
  }

  private boolean isChoice() {
    return estimators.size() > 1;
  }

  /** Learners that may continue from the rounds of another trial, by name; empty for the others. */
  public Map<String, Optional<PerturbationCheck.Learner>> rounds() {
    Map<String, Optional<PerturbationCheck.Learner>> rounds = new LinkedHashMap<>();
    estimators.forEach(
        (learner, estimator) ->
            rounds.put(
                learner,
                IterationParam.of(estimator).flatMap(iterations -> rounds(learner, iterations))));
    return rounds;
  }

  private Optional<PerturbationCheck.Learner> rounds(String learner, IterationParam iterations) {
    if (!(iterations.owner() instanceof ScheduledParams changing)) {
      return Optional.empty();
    }
    Params owner = iterations.owner();
    StageParam schedule = new StageParam(owner, owner.getParam(ParamSchedule.PARAM));
    String name = "%s.%s".formatted(stages.of(String.valueOf(owner.uid())), ParamSchedule.PARAM);
    String own = dimension(learner, schedule, name);
    places.put(own, schedule);
    ContinuedRounds rounds =
        new ContinuedRounds(
            own.substring(0, own.length() - ParamSchedule.PARAM.length()),
            String.valueOf(iterations.param().name()),
            iterations.inFull(ParamMap.empty()).orElse(1),
            List.of());
    return Optional.of(new PerturbationCheck.Learner(rounds, changing.scheduled()));
  }

  /** A dimension in the name of each estimator that has the param. */
  private List<Dimension> placed(Dimension asked) {
    String name = asked.parameter().name();
    List<Dimension> placed = new ArrayList<>();
    for (String learner : estimators.keySet()) {
      Optional<StageParam> place = place(learner, name);
      Optional<List<Condition>> conditions = conditions(learner, asked);
      if (place.isPresent() && conditions.isPresent()) {
        Parameter values = ParamValues.typed(place.get().param(), asked.parameter());
        ParamValues.requireTaken(name, place.get().param(), values);
        String own = dimension(learner, place.get(), name);
        places.put(own, place.get());
        dimensions.computeIfAbsent(name, n -> new ArrayList<>()).add(own);
        if (!own.equals(name)) {
          dimensions.computeIfAbsent(own, n -> new ArrayList<>()).add(own);
        }
        placed.add(new Dimension(values.named(own), conditions.get()));
      }
    }
    if (placed.isEmpty()) {
      throw nowhere(name);
    }
    return placed;
  }

  private IllegalArgumentException nowhere(String name) {
    String stage = name.substring(0, Math.max(0, name.lastIndexOf('.')));
    if (estimators.keySet().stream().anyMatch(learner -> place(learner, name).isPresent())) {
      return new IllegalArgumentException(
          name + ": depends on a param that its estimator does not have; name one of its own");
    }
    return new IllegalArgumentException(
        stages.names().containsValue(stage)
            ? name + ": the stage has no such param"
            : "%s: the estimator has no such stage; it has %s"
                .formatted(
                    StableStageNames.plain(name), String.join(", ", stages.names().values())));
  }

  /**
   * Place of a param in an estimator.
   *
   * @param name {@code stage.param}, or else as the dimension of the estimator
   */
  private Optional<StageParam> place(String learner, String name) {
    int dot = Math.max(0, name.lastIndexOf('.'));
    String stage = name.substring(0, dot);
    boolean known = stages.names().containsValue(stage);
    return ParamValues.stages(Objects.requireNonNull(estimators.get(learner)))
        .filter(one -> one.hasParam(name.substring(dot + 1)))
        .map(one -> new StageParam(one, one.getParam(name.substring(dot + 1))))
        .filter(
            one ->
                known
                    ? stages.of(one.stage().uid()).equals(stage)
                    : isChoice() && dimension(learner, one, "").equals(name))
        .findFirst(); // as a user's stages may share a uid
  }

  private String dimension(String learner, StageParam place, String only) {
    if (!isChoice()) {
      return only;
    }
    String uid = String.valueOf(place.stage().uid());
    boolean isLast =
        uid.equals(StableStageNames.last(Objects.requireNonNull(estimators.get(learner))).uid());
    String param = String.valueOf(place.param().name());
    return Configuration.name(learner, isLast ? param : "%s.%s".formatted(stages.of(uid), param));
  }

  /** Conditions under an estimator; empty if it lacks a param that one of them names. */
  private Optional<List<Condition>> conditions(String learner, Dimension asked) {
    if (!isChoice()) {
      return Optional.of(asked.conditions());
    }
    List<Condition> all = new ArrayList<>();
    all.add(new Condition(Configuration.LEARNER, new ConditionCriterion.OneOf(List.of(learner))));
    for (Condition condition : asked.conditions()) {
      Optional<StageParam> parent = place(learner, condition.parent());
      if (parent.isEmpty()) {
        return Optional.empty();
      }
      all.add(condition.renamed(name -> dimension(learner, parent.get(), name)));
    }
    return Optional.of(all);
  }

  @Override
  public Map<String, Estimator<?>> estimators() {
    return estimators;
  }

  public SearchSpace space() {
    return space;
  }

  /** Names of dimensions by the names of params in the space. */
  public Map<String, List<String>> dimensions() {
    return dimensions;
  }

  /**
   * A start point by the names of dimensions: of the estimator under {@value Configuration#LEARNER}
   * or, without that, of the only one that has all of its params.
   */
  public Map<String, Object> point(Map<String, Object> point) {
    if (!isChoice()) {
      return point;
    }
    Map<String, Object> params = new LinkedHashMap<>(point);
    Object named = params.remove(Configuration.LEARNER);
    List<Map<String, Object>> fitting =
        estimators.keySet().stream()
            .filter(learner -> named == null || learner.equals(named))
            .flatMap(learner -> point(learner, params).stream())
            .toList();
    return fitting.size() == 1 ? fitting.get(0) : point;
  }

  private Optional<Map<String, Object>> point(String learner, Map<String, Object> params) {
    Map<String, Object> named = new LinkedHashMap<>();
    named.put(Configuration.LEARNER, learner);
    params.forEach(
        (name, value) ->
            dimensions.getOrDefault(name, List.of()).stream()
                .filter(own -> own.startsWith(learner + "."))
                .forEach(own -> named.put(own, value)));
    return named.size() == params.size() + 1 ? Optional.of(named) : Optional.empty();
  }

  /**
   * Value of a param in its estimator; empty if there is none, as for the choice of an estimator.
   */
  public Optional<Object> current(Parameter parameter) {
    return Optional.ofNullable(places.get(parameter.name()))
        .flatMap(place -> ParamValues.current(place.stage(), place.param()));
  }

  /**
   * Defaults: a configuration of each estimator's own params. An estimator without a value for a
   * param of the space is left out.
   */
  public List<Configuration> defaults() {
    return estimators.keySet().stream().flatMap(learner -> defaults(learner).stream()).toList();
  }

  private Optional<Configuration> defaults(String learner) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Dimension dimension : space.dimensions()) {
      Parameter parameter = dimension.parameter();
      Optional<Object> value =
          parameter.name().equals(Configuration.LEARNER)
              ? Optional.of(learner)
              : current(parameter);
      if (dimension.activeIn(values)) {
        if (value.isEmpty()) {
          return Optional.empty();
        }
        values.put(parameter.name(), value.get());
      }
    }
    return Optional.of(new Configuration(values));
  }

  @Override
  public List<Configuration> typical() {
    List<String> varying =
        space.dimensions().stream()
            .map(Dimension::parameter)
            .filter(one -> one instanceof ChoiceParameter choice && !choice.ordered())
            .map(Parameter::name)
            .filter(places::containsKey)
            .toList();
    return defaults().stream()
        .filter(one -> one.values().keySet().stream().noneMatch(varying::contains))
        .toList();
  }

  @Override
  public OptionalInt longest(IterationParam iterations) {
    OptionalInt searched =
        space.dimensions().stream()
            .map(Dimension::parameter)
            .filter(parameter -> isPlace(parameter, iterations.param()))
            .flatMap(
                p -> p instanceof IntParameter whole ? Stream.of(whole.high()) : p.grid().stream())
            .filter(Number.class::isInstance)
            .mapToInt(value -> ((Number) value).intValue())
            .max();
    return searched.isPresent() ? searched : iterations.inFull(ParamMap.empty());
  }

  private boolean isPlace(Parameter parameter, Param<?> param) {
    StageParam place = places.get(parameter.name());
    return place != null && place.param().equals(param);
  }

  @Override
  public ParamMap map(Configuration configuration) {
    ParamMap map = new ParamMap();
    configuration
        .values()
        .forEach(
            (name, value) -> {
              StageParam place = places.get(name);
              if (place != null) {
                ParamValues.put(map, place.param(), value);
              } else if (!name.equals(Configuration.LEARNER)) {
                throw new IllegalArgumentException("The space has no '%s'.".formatted(name));
              }
            });
    return map;
  }
}
