package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.espalier.metric.ProblemType;
import org.espalier.space.Configuration;
import org.espalier.space.Domain;
import org.espalier.spark.chain.IterationParam;
import org.espalier.spark.data.StudyData;
import org.espalier.spark.estimator.LearnerType;
import org.espalier.spark.stage.StageParams;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.LearnerPlan;
import org.espalier.spec.learners.Learners;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.study.Seed;

/** Learners of a study as estimators: with the values that are fixed or searched, and the rows. */
final class StudyLearners {

  private final Map<String, LearnerPlan> learners = new LinkedHashMap<>();
  private final Map<String, LearnerType> types = new HashMap<>();
  private final StudyPlan plan;
  private final StudyData data;

  StudyLearners(StudyPlan plan, StudyData data) {
    for (LearnerPlan learner : plan.learners()) {
      learners.put(learner.name(), learner);
      types.put(learner.name(), LearnerType.of(learner.type()).orElseThrow());
    }
    this.plan = plan;
    this.data = data;
  }

  /** Learners in the order of the plan. */
  Collection<LearnerPlan> all() {
    return learners.values();
  }

  LearnerPlan learnerOf(Configuration configuration) {
    LearnerPlan learner = learners.get(configuration.learner());
    if (learner == null) {
      throw new IllegalArgumentException("No learner of this study: %s".formatted(configuration));
    }
    return learner;
  }

  LearnerType type(LearnerPlan learner) {
    return Objects.requireNonNull(types.get(learner.name()));
  }

  /** Estimator of a learner with the defaults of its descriptor. */
  Estimator<?> withDefaults(LearnerPlan learner) {
    return type(learner).create(data.task());
  }

  /** Texts that a learner takes for another task than that of the rows. */
  List<Problem> refusals() {
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

  /** Values of params: those that a learner's space fixes, and those of a configuration. */
  static Map<String, Object> values(LearnerPlan learner, Map<String, Object> chosen) {
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

  /** Estimator of a learner under the values of searched params, ready to fit. */
  Estimator<?> estimator(LearnerPlan learner, Map<String, Object> chosen) {
    LearnerType type = type(learner);
    Estimator<?> estimator = estimator(learner, type, data.task(), chosen);
    if (estimator.hasParam("seed")) {
      Seed seed = new Seed(plan.tuning().seed()).child("fit", 0);
      StageParams.set(estimator, "seed", seed.value());
    }
    Estimator<?> whole = type.around(estimator);
    LearnerColumns.setColumns(whole, data);
    return whole;
  }

  private static Estimator<?> estimator(
      LearnerPlan learner, LearnerType type, ProblemType task, Map<String, Object> chosen) {
    Estimator<?> estimator = type.create(task);
    values(learner, chosen)
        .forEach(
            (name, value) -> {
              if (!name.contains(".")) {
                StageParams.set(estimator, name, value);
              }
            });
    return estimator;
  }

  /**
   * Estimator of a configuration by which the cost of fits is planned before there are rows: it
   * knows no columns.
   */
  static Estimator<?> planned(StudyPlan plan, Configuration configuration, ProblemType task) {
    LearnerPlan learner =
        plan.learners().stream()
            .filter(one -> one.name().equals(configuration.learner()))
            .findFirst()
            .orElseThrow();
    LearnerType type = LearnerType.of(learner.type()).orElseThrow();
    return type.around(estimator(learner, type, task, configuration.params()));
  }

  /** Estimator with the largest whole numbers of its learner's space. */
  Estimator<?> largest(LearnerPlan learner) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (ClassPathCatalogue.Param param : type(learner).params()) {
      Domain domain = learner.space().get(param.name());
      boolean isAlways = !learner.rules().conditions().containsKey(param.name());
      if (domain != null && isAlways && param.type() == ClassPathCatalogue.ParamType.INT) {
        domain.numbers().max().ifPresent(most -> values.put(param.name(), most));
      }
    }
    return estimator(learner, values);
  }

  /** Iterations of the longest configuration of a learner; empty if it has none. */
  OptionalInt iterations(LearnerPlan learner) {
    Optional<IterationParam> param = iterations(learner, withDefaults(learner));
    if (param.isEmpty()) {
      return OptionalInt.empty();
    }
    Domain asked = learner.space().get(param.get().param().name());
    return asked == null ? param.get().inFull(ParamMap.empty()) : asked.numbers().max();
  }

  /** Param with the iterations of a learner. */
  static Optional<IterationParam> iterations(LearnerPlan learner, Estimator<?> estimator) {
    return IterationParam.of(estimator, Learners.known().iterations(learner.type()));
  }
}
