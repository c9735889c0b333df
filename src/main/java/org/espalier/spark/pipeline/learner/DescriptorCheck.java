package org.espalier.spark.pipeline.learner;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.espalier.learner.FeatureNeeds;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.space.Domain;
import org.espalier.spark.ClassByName;
import org.espalier.spec.learner.Catalogue.Param;
import org.espalier.spec.problem.Problem;
import org.espalier.spec.problem.Suggestion;
import org.espalier.spec.space.ParamCheck;

/**
 * Check of a learner's descriptor against the classes that it names: that they can be made, have
 * its params, and take its values.
 *
 * @param by class name of its provider
 */
public record DescriptorCheck(LearnerDescriptor learner, String by) {

  /** Columns of ratings and their predictions. */
  private static final List<String> RATINGS = List.of("userCol", "itemCol", "predictionCol");

  /** All problems; only those of its classes if these cannot be used. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    classes(learner).forEach(wrong -> problems.add(problem("estimator", wrong, "")));
    if (!problems.isEmpty()) {
      return problems;
    }
    values(learner).forEach((param, wrong) -> problems.add(problem(param, wrong, "")));
    Set<String> known = new TreeSet<>();
    estimators(learner).forEach(estimator -> known.addAll(StageParams.names(estimator)));
    learner.params().stream()
        .filter(param -> !known.contains(param))
        .forEach(param -> problems.add(unknown(param, param, known)));
    iterations(known).ifPresent(problems::add);
    Map<String, Param> searched = searched();
    learner.space().forEach((param, tried) -> space(searched, param, tried.domain(), problems));
    return problems;
  }

  /** Reasons why no estimator of a learner can be made; empty if there are none. */
  static List<String> obstacles(LearnerDescriptor learner) {
    List<String> classes = classes(learner);
    return classes.isEmpty() ? List.copyOf(values(learner).values()) : classes;
  }

  private static List<String> classes(LearnerDescriptor learner) {
    return learner.estimators().values().stream()
        .distinct()
        .flatMap(
            name ->
                (learner.needs() == FeatureNeeds.RATINGS
                        ? EstimatorClass.objection(name, RATINGS)
                        : EstimatorClass.objection(name))
                    .stream())
        .toList();
  }

  /** Objections to the values that are set, by param. */
  private static Map<String, String> values(LearnerDescriptor learner) {
    Map<String, String> wrong = new LinkedHashMap<>();
    List<Estimator<?>> estimators = estimators(learner);
    learner
        .values()
        .forEach(
            (param, value) ->
                estimators.forEach(
                    estimator ->
                        verdict(estimator, param, value)
                            .ifPresent(says -> wrong.putIfAbsent(param, says))));
    return wrong;
  }

  private static Optional<String> verdict(Estimator<?> estimator, String param, Object value) {
    if (!estimator.hasParam(param)) {
      return Optional.of("is not a param of '%s'".formatted(estimator.getClass().getName()));
    }
    return StageParams.typed(estimator, param, value)
        .map(typed -> StageParams.verdict(estimator, param, typed))
        .orElseGet(() -> Optional.of("cannot be %s".formatted(value)));
  }

  /** Fresh estimators, one of each class. */
  private static List<Estimator<?>> estimators(LearnerDescriptor learner) {
    return learner.estimators().values().stream()
        .distinct()
        .<Estimator<?>>map(name -> ClassByName.create(name, Estimator.class))
        .toList();
  }

  private Optional<Problem> iterations(Set<String> known) {
    if (learner.iterations().equals(LearnerDescriptor.ITERATIONS)) {
      return Optional.empty();
    }
    String param = learner.iterations().get(0);
    if (!known.contains(param)) {
      return Optional.of(unknown("iterations", param, known));
    }
    boolean whole =
        estimators(learner).stream()
            .filter(estimator -> estimator.hasParam(param))
            .allMatch(estimator -> estimator.getParam(param) instanceof IntParam);
    return whole
        ? Optional.empty()
        : Optional.of(problem("iterations", "'%s' is no integer param".formatted(param), ""));
  }

  /** Params that can be searched, by name. */
  private Map<String, Param> searched() {
    Map<String, Param> searched = new LinkedHashMap<>();
    estimators(learner).stream()
        .flatMap(estimator -> StageParams.of(estimator, learner.texts()).stream())
        .filter(param -> !learner.hidden().contains(param.name()))
        .forEach(param -> searched.putIfAbsent(param.name(), param));
    return searched;
  }

  /** Checks a suggested domain by the param's type, and by the validator of some estimator. */
  private void space(
      Map<String, Param> searched, String param, Domain domain, List<Problem> problems) {
    String path = "space." + param;
    Param found = searched.get(param);
    if (found == null) {
      problems.add(unknown(path, param, searched.keySet()));
      return;
    }
    List<Estimator<?>> estimators =
        estimators(learner).stream().filter(estimator -> estimator.hasParam(param)).toList();
    new ParamCheck(
            found,
            value -> verdict(estimators, param, value),
            (wrong, right) -> problems.add(problem(path, wrong, right)))
        .parameters(param, domain);
  }

  private Optional<String> verdict(List<Estimator<?>> estimators, String param, Object value) {
    List<Optional<String>> verdicts =
        estimators.stream().map(estimator -> StageParams.verdict(estimator, param, value)).toList();
    return verdicts.stream().anyMatch(Optional::isEmpty)
        ? learner.refusal(param, value)
        : verdicts.get(0);
  }

  private Problem unknown(String path, String param, Set<String> known) {
    return problem(path, "has no param '%s'".formatted(param), Suggestion.of(param, known));
  }

  private Problem problem(String path, String wrong, String right) {
    return new Problem(by, learner.type() + "." + path, wrong, right);
  }
}
