package org.espalier.spec.learners;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.espalier.metric.ProblemType;
import org.espalier.schedule.SchedulerSpec;
import org.espalier.search.ContinuedRounds;
import org.espalier.search.Neighbourhood;
import org.espalier.space.ChoiceParameter;
import org.espalier.space.Configuration;
import org.espalier.space.Dimension;
import org.espalier.space.Domain;
import org.espalier.space.ParamSchedule;
import org.espalier.space.Parameter;
import org.espalier.space.SearchSpace;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.ClassPathCatalogue.Stage;

/**
 * Builder of a {@link StudySpace}, which continues after a problem so that all problems are
 * reported at once.
 */
final class StudySpaceBuilder {

  /** Settings allowed in the section of a param. */
  private static final List<String> DOMAIN_SETTINGS =
      List.of("from", "to", "scale", "step", "points", "values", "ordered", "elements", "when");

  private final StudyPlan plan;
  private final ClassPathCatalogue catalogue;
  private final List<Problem> problems = new ArrayList<>();
  private final Origins.Report report;

  StudySpaceBuilder(StudyPlan plan, ClassPathCatalogue catalogue) {
    this.plan = plan;
    this.catalogue = catalogue;
    this.report = plan.tuning().origins().into(problems);
  }

  StudySpace build() {
    problems.addAll(plan.contradictions());
    problems.addAll(catalogue.problems());
    Map<Integer, Stage> learners = learners();
    Set<ProblemType> tasks =
        new CommonTasks(plan, catalogue, List.copyOf(learners.values()), report).find();
    iterations(learners);
    int before = problems.size();
    List<CheckedLearner> checked = new ArrayList<>();
    learners.forEach(
        (i, stage) ->
            // Without a common task the study is rejected; MLlib's validators still check values.
            learner(i, stage, tasks.isEmpty() ? stage.tasks() : tasks).ifPresent(checked::add));
    if (checked.isEmpty() || problems.size() > before || !areAll(checked)) {
      throw new InvalidStudyException(problems);
    }
    SearchSpace space = space(checked);
    requireGrid(space);
    List<Configuration> points = points(checked);
    List<Neighbourhood> refinements =
        new RefinementCheck(RefinementParams.searched(checked), report)
            .neighbourhoods(plan.tuning().search().then());
    Map<String, ContinuedRounds> rounds = rounds(learners, space);
    InvalidStudyException.throwIfAny(problems);
    List<Configuration> defaults =
        checked.stream()
            .map(learner -> Configuration.of(learner.name(), learner.defaults()))
            .toList();
    return new StudySpace(space, defaults, points, refinements, tasks).withRounds(rounds);
  }

  /**
   * Rounds of the learners if the schedule exchanges the states of trials.
   *
   * @param learners by their index in the plan
   */
  private Map<String, ContinuedRounds> rounds(Map<Integer, Stage> learners, SearchSpace space) {
    SchedulePlan schedule = plan.tuning().schedule();
    if (schedule.ladderKind() != SchedulerSpec.LadderKind.GENERATIONS) {
      return Map.of();
    }
    Map<String, Optional<PerturbationCheck.Learner>> rounds = new LinkedHashMap<>();
    learners.forEach(
        (i, stage) -> {
          LearnerPlan learner = plan.learners().get(i);
          rounds.put(learner.name(), rounds(learner, stage));
          if (learner.space().containsKey(ParamSchedule.PARAM)) {
            report.problem(
                StudyPlan.path(i, ParamSchedule.PARAM),
                "is what %s finds".formatted(schedule.type()),
                "leave it out");
          }
        });
    return new PerturbationCheck(schedule, space, report).learners(rounds);
  }

  private static Optional<PerturbationCheck.Learner> rounds(LearnerPlan learner, Stage stage) {
    return stage
        .iterations()
        .filter(param -> !stage.scheduled().isEmpty())
        .map(
            param ->
                new PerturbationCheck.Learner(
                    new ContinuedRounds(
                        Configuration.name(learner.name(), ""),
                        param.name(),
                        usual(learner, param),
                        List.of()),
                    stage.scheduled()));
  }

  /** Number of iterations of a learner that are not searched. */
  private static int usual(LearnerPlan learner, Param param) {
    Object value =
        learner.space().get(param.name()) instanceof Domain.Fixed fixed
            ? fixed.value()
            : param.defaultValue().orElse(1);
    return ((Number) value).intValue();
  }

  /** True if they are all learners of the plan, each with a name of its own. */
  private boolean areAll(List<CheckedLearner> checked) {
    return checked.stream().map(CheckedLearner::name).distinct().count() == plan.learners().size();
  }

  private static SearchSpace space(List<CheckedLearner> learners) {
    List<Object> names = learners.stream().map(learner -> (Object) learner.name()).toList();
    List<Dimension> dimensions = new ArrayList<>();
    dimensions.add(Dimension.always(new ChoiceParameter(Configuration.LEARNER, names)));
    learners.forEach(learner -> dimensions.addAll(learner.dimensions()));
    return new SearchSpace(
        dimensions, learners.stream().flatMap(learner -> learner.constraints().stream()).toList());
  }

  private List<Configuration> points(List<CheckedLearner> learners) {
    List<Configuration> points = new ArrayList<>();
    int number = 0;
    for (Map<String, Object> point : plan.tuning().search().points()) {
      String path = "search.start-points[%d]".formatted(number++);
      new UserPoint(learners, report).configuration(point, path).ifPresent(points::add);
    }
    return points;
  }

  private void requireGrid(SearchSpace space) {
    if (plan.tuning().search().isExhaustive()) {
      try {
        space.gridSize();
      } catch (IllegalArgumentException tooLarge) {
        report.problem("search.sampler", String.valueOf(tooLarge.getMessage()), "");
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
        String key = LearnerPlan.pathOf(type).isPresent() ? "path" : "type";
        String objection = catalogue.objection(type);
        String advice = objection.contains("; ") ? "" : advice(type); // it says what would be right
        report.problem("learners[%d].%s".formatted(i, key), objection, advice);
      }
    }
    return known;
  }

  private String advice(String type) {
    String single = LearnerPlan.single(type);
    if (LearnerPlan.pathOf(type).isPresent()) {
      return "the folder of a Pipeline that was saved before fit and ends in its learner";
    }
    if (catalogue.learners().contains(single)) {
      return "name a binary classifier: classifier = linear-svc";
    }
    return type.contains(".")
        ? "give a class that extends Estimator, or a name that describe learners lists"
        : Suggestion.of(single, catalogue.learners());
  }

  /** Checks that every learner has the resource of the schedule. */
  private void iterations(Map<Integer, Stage> learners) {
    SchedulePlan schedule = plan.tuning().schedule();
    boolean exchanges = schedule.ladderKind() == SchedulerSpec.LadderKind.GENERATIONS;
    if (schedule.cutsIterations() && !exchanges) {
      learners.forEach(
          (i, stage) -> {
            if (stage.iterations().isEmpty()) {
              String names = String.join(" and no ", Learners.known().iterations(stage.name()));
              report.problem(
                  "schedule.resource",
                  "is iterations, but %s has no %s".formatted(stage.name(), names),
                  "take rows or folds");
            }
          });
    }
  }

  /** The learner with its searched params; empty after a problem. */
  private Optional<CheckedLearner> learner(int index, Stage stage, Set<ProblemType> tasks) {
    LearnerPlan learner = plan.learners().get(index);
    LearnerSpace space = new LearnerSpace(index, learner, report);
    Map<String, Object> defaults = new LinkedHashMap<>();
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
              value -> owner.get().verdict(tasks, param.get().name(), value),
              (wrong, right) -> report.problem(path, wrong, right));
      List<Parameter> parameters = check.parameters(key, setting.getValue());
      space.add(key, check, parameters);
      if (!parameters.isEmpty()) {
        defaultOf(param.get()).ifPresent(value -> defaults.put(key, value));
      }
    }
    return space.build().map(own -> new CheckedLearner(space, own, defaults));
  }

  private static Optional<Object> defaultOf(Param param) {
    return param.defaultValue().flatMap(value -> ParamValue.convert(param.type(), value));
  }

  /** The stage whose param a key names: the learner itself, or a feature stage before it. */
  private Optional<Stage> owner(Stage learner, String path, String key) {
    int dot = key.indexOf('.');
    if (dot < 0) {
      return Optional.of(learner);
    }
    String name = key.substring(0, dot);
    List<Stage> stages = learner.stages().isEmpty() ? catalogue.featureStages() : learner.stages();
    Optional<Stage> found = stages.stream().filter(stage -> stage.name().equals(name)).findFirst();
    if (found.isEmpty() && isInvalidStage(name)) {
      return found;
    }
    if (found.isEmpty() && learner.param(name).isPresent()) {
      String setting = key.substring(dot + 1);
      String hint =
          DOMAIN_SETTINGS.contains(setting)
              ? "set 'from' and 'to', or 'values', with it"
              : Suggestion.of(setting, DOMAIN_SETTINGS);
      report.problem(path, "is not a setting of a param's space", hint);
    } else if (found.isEmpty()) {
      List<String> known = stages.stream().map(Stage::name).toList();
      report.problem(
          path, "'%s' is not a feature stage".formatted(name), Suggestion.of(name, known));
    }
    return found;
  }

  /** True for one of the study's own stages that the catalogue lacks because of a problem. */
  private boolean isInvalidStage(String name) {
    boolean own =
        plan.features() instanceof FeaturesPlan.Stages listed
            ? listed.stages().stream().anyMatch(stage -> stage.name().equals(name))
            : catalogue.featureStages().isEmpty();
    return own && !catalogue.problems().isEmpty();
  }

  private Optional<Param> param(Stage stage, String path, String key) {
    String name = key.substring(key.indexOf('.') + 1);
    Optional<Param> found = stage.param(name);
    if (found.isEmpty()) {
      List<String> known = stage.params().stream().map(Param::name).toList();
      report.problem(
          path, "is not a param of %s".formatted(stage.name()), Suggestion.of(name, known));
    }
    return found;
  }
}
