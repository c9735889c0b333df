package org.espalier.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.metric.Task;
import org.espalier.plan.Catalogue.Param;
import org.espalier.plan.Catalogue.ParamType;
import org.espalier.plan.Catalogue.Stage;
import org.espalier.search.Neighbourhood;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Constraint;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.study.PriorObservations;

/**
 * Builder of a {@link StudySpace}, which continues after a problem so that all problems are
 * reported at once.
 */
final class StudySpaceBuilder {

  /** Settings allowed in the section of a param. */
  private static final String DOMAIN_SETTINGS =
      "from, to, scale, step, points, values, ordered, elements, when";

  private final StudyPlan plan;
  private final Catalogue catalogue;
  private final List<Problem> problems = new ArrayList<>();

  /** Types of searched params, by the name of the dimension, or of the array. */
  private final Map<String, ParamType> types = new HashMap<>();

  StudySpaceBuilder(StudyPlan plan, Catalogue catalogue) {
    this.plan = plan;
    this.catalogue = catalogue;
  }

  StudySpace build() {
    problems.addAll(plan.contradictions());
    problems.addAll(catalogue.problems());
    Map<Integer, Stage> learners = learners();
    Set<Task> tasks =
        new CommonTasks(plan, catalogue, List.copyOf(learners.values()), this::report).find();
    iterations(learners);
    List<Dimension> dimensions = new ArrayList<>();
    List<Constraint> constraints = new ArrayList<>();
    List<Configuration> defaults = new ArrayList<>();
    learners.forEach(
        (i, stage) -> {
          LearnerSpace space = new LearnerSpace(i, plan.learners().get(i), this::report);
          // Without a common task the study is rejected; MLlib's validators still check the values.
          defaults.add(addParams(i, stage, tasks.isEmpty() ? stage.tasks() : tasks, space));
          List<Dimension> own = space.dimensions();
          dimensions.addAll(own);
          constraints.addAll(space.constraints(own));
        });
    throwProblems();
    List<Object> names = plan.learners().stream().map(learner -> (Object) learner.name()).toList();
    dimensions.add(0, Dimension.always(new ChoiceParameter(StudySpace.LEARNER, names)));
    SearchSpace space = new SearchSpace(dimensions, constraints);
    requireGrid(space);
    List<Configuration> points = points(space, defaults);
    List<Neighbourhood> stages =
        new RefinementSpaces(plan, catalogue, tasks, space, types, this::report).neighbourhoods();
    throwProblems();
    return new StudySpace(space, defaults, points, PriorObservations.NONE, stages, tasks);
  }

  private List<Configuration> points(SearchSpace space, List<Configuration> defaults) {
    List<Configuration> points = new ArrayList<>();
    for (Map<String, Object> point : plan.search().points()) {
      String path = "search.points[%d]".formatted(points.size());
      points.add(
          new UserPoint(plan, space, defaults, types, this::report)
              .configuration(point, path)
              .orElse(defaults.get(0)));
    }
    return points;
  }

  private void throwProblems() {
    if (!problems.isEmpty()) {
      throw new InvalidStudyException(problems);
    }
  }

  private void requireGrid(SearchSpace space) {
    if (plan.search().isExhaustive()) {
      try {
        space.gridSize();
      } catch (IllegalArgumentException tooLarge) {
        report("search.sampler", String.valueOf(tooLarge.getMessage()), "");
      }
    }
  }

  /** The learners that are known, by their index in the plan. */
  private Map<Integer, Stage> learners() {
    Map<Integer, Stage> known = new LinkedHashMap<>();
    for (int i = 0; i < plan.learners().size(); i++) {
      String type = plan.learners().get(i).type();
      Optional<Stage> stage = catalogue.learner(type);
      if (stage.isPresent()) {
        known.put(i, stage.get());
      } else {
        report(
            "learners[%d].type".formatted(i),
            catalogue.objection(type),
            type.contains(".")
                ? "a class that extends Estimator, or " + named(catalogue)
                : Suggestion.of(LearnerPlan.innerOf(type).orElse(type), catalogue.learners()));
      }
    }
    return known;
  }

  private static String named(Catalogue catalogue) {
    return "one of " + String.join(", ", catalogue.learners());
  }

  /** Checks that every learner has the resource of the schedule. */
  private void iterations(Map<Integer, Stage> learners) {
    if (plan.schedule().cutsIterations()) {
      learners.forEach(
          (i, stage) -> {
            if (stage.iterations().isEmpty()) {
              String names = String.join(" and no ", Learners.known().iterations(stage.name()));
              report(
                  "schedule.resource",
                  "is iterations, but %s has no %s".formatted(stage.name(), names),
                  "rows or folds");
            }
          });
    }
  }

  /** Adds the searched params of a learner; returns its defaults. */
  private Configuration addParams(int index, Stage stage, Set<Task> tasks, LearnerSpace space) {
    LearnerPlan learner = plan.learners().get(index);
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.put(StudySpace.LEARNER, learner.name());
    for (Map.Entry<String, Domain> setting : learner.space().entrySet()) {
      String key = setting.getKey();
      String path = StudyPlan.path(index, key);
      Optional<Stage> owner = owner(stage, path, key);
      Optional<Param> param = owner.flatMap(of -> param(of, path, key));
      if (param.isEmpty()) {
        continue;
      }
      ParamCheck check =
          new ParamCheck(
              param.get(),
              value -> catalogue.verdict(owner.get().name(), tasks, param.get().name(), value),
              (wrong, right) -> report(path, wrong, right));
      List<Parameter> parameters = check.parameters(space.name(key), setting.getValue());
      space.add(key, param.get().type(), parameters);
      if (!parameters.isEmpty()) {
        types.put(space.name(key), param.get().type());
      }
      if (!parameters.isEmpty()) {
        defaultOf(param.get()).ifPresent(value -> defaults.put(space.name(key), value));
      }
    }
    return new Configuration(defaults);
  }

  private static Optional<Object> defaultOf(Param param) {
    return param.defaultValue().flatMap(value -> ParamValue.of(param.type(), value));
  }

  /** The stage whose param a key names: the learner itself, or a feature stage before it. */
  private Optional<Stage> owner(Stage learner, String path, String key) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      return Optional.of(learner);
    }
    String name = key.substring(0, dot);
    Optional<Stage> found =
        catalogue.featureStages().stream().filter(stage -> stage.name().equals(name)).findFirst();
    if (found.isEmpty() && learner.param(name).isPresent()) {
      report(path, "says nothing about a param", "one of " + DOMAIN_SETTINGS);
    } else if (found.isEmpty()) {
      List<String> known = catalogue.featureStages().stream().map(Stage::name).toList();
      report(path, "'%s' is not a feature stage".formatted(name), Suggestion.of(name, known));
    }
    return found;
  }

  private Optional<Param> param(Stage stage, String path, String key) {
    String name = key.substring(key.indexOf('.') + 1);
    Optional<Param> found = stage.param(name);
    if (found.isEmpty()) {
      List<String> known = stage.params().stream().map(Param::name).toList();
      report(path, "is not a param of %s".formatted(stage.name()), Suggestion.of(name, known));
    }
    return found;
  }

  private void report(String path, String wrong, String right) {
    problems.add(plan.origins().problem(path, wrong, right));
  }
}
