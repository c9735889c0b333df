package org.espalier.spark.estimator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.space.Domain;
import org.espalier.spark.stage.StageParams;
import org.espalier.spec.Problem;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.ParamCheck;

/**
 * Check of a learner's descriptor against the classes that it names: that they can be made, have
 * its params, and take its values.
 *
 * @param by class name of its provider
 */
public record DescriptorCheck(LearnerDescriptor descriptor, String by) {

  /** All problems; only those of its classes if these cannot be used. */
  public List<Problem> problems() {
    List<Problem> problems = new ArrayList<>();
    classes().forEach(wrong -> problems.add(problem("estimator", wrong, "")));
    if (!problems.isEmpty()) {
      return problems;
    }
    values().forEach((param, wrong) -> problems.add(problem(param, wrong, "")));
    Set<String> known = new TreeSet<>();
    estimators().forEach(estimator -> known.addAll(StageParams.names(estimator)));
    descriptor.named().stream()
        .filter(param -> !known.contains(param))
        .forEach(param -> problems.add(unknown(param, param, known)));
    iterations(known).ifPresent(problems::add);
    descriptor.space().forEach((param, tried) -> space(param, tried.domain(), problems));
    return problems;
  }

  /** Reasons why none of its estimators can be made; empty if there are none. */
  Optional<String> obstacle() {
    List<String> wrong = classes();
    String reasons = String.join("; ", wrong.isEmpty() ? values().values() : wrong);
    return Optional.of(reasons)
        .filter(text -> !text.isEmpty())
        .or(() -> estimators().flatMap(made -> LearnerType.lacks(made).stream()).findFirst());
  }

  private List<String> classes() {
    return descriptor.estimators().values().stream()
        .distinct()
        .flatMap(name -> LearnerType.objection(name, descriptor.needs()).stream())
        .toList();
  }

  /** Objections to the values that are set, by param. */
  private Map<String, String> values() {
    Map<String, String> wrong = new LinkedHashMap<>();
    descriptor
        .params()
        .values()
        .forEach(
            (task, values) ->
                values.forEach(
                    (param, value) ->
                        LearnerType.give(learner().create(task), param, value)
                            .ifPresent(says -> wrong.putIfAbsent(param, says))));
    return wrong;
  }

  private LearnerType learner() {
    return new LearnerType(descriptor.type(), descriptor, null);
  }

  private Stream<Estimator<?>> estimators() {
    return learner().estimators(descriptor.tasks());
  }

  private Optional<Problem> iterations(Set<String> known) {
    List<String> names = descriptor.params().iterations();
    String param = names.get(0);
    boolean whole =
        estimators()
            .filter(estimator -> estimator.hasParam(param))
            .allMatch(estimator -> estimator.getParam(param) instanceof IntParam);
    if (names.equals(LearnerDescriptor.ITERATIONS) || (whole && known.contains(param))) {
      return Optional.empty();
    }
    return Optional.of(
        whole
            ? unknown("iterations", param, known)
            : problem("iterations", "'%s' is not an integer param".formatted(param), ""));
  }

  /** Checks a suggested domain by the param's type, and by the validator of some estimator. */
  private void space(String param, Domain domain, List<Problem> problems) {
    String path = "space." + param;
    Optional<Param> found = learner().param(param);
    if (found.isEmpty()) {
      List<String> known = learner().params().stream().map(Param::name).toList();
      problems.add(unknown(path, param, known));
      return;
    }
    new ParamCheck(
            found.get(),
            value -> learner().verdict(learner().tasks(), param, value),
            (wrong, right) -> problems.add(problem(path, wrong, right)))
        .parameters(param, domain);
  }

  private Problem unknown(String path, String param, Collection<String> known) {
    return problem(path, "has no param '%s'".formatted(param), Suggestion.of(param, known));
  }

  private Problem problem(String path, String wrong, String right) {
    return new Problem(by, descriptor.type() + "." + path, wrong, right);
  }
}
