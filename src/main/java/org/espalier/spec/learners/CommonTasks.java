package org.espalier.spec.learners;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.espalier.learner.LearnerDescriptor;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.spec.Origins;
import org.espalier.spec.learners.ClassPathCatalogue.Stage;
import org.espalier.spec.rows.ColumnRoles;

/**
 * Tasks that a study's data allow, that all its learners can do and that its metric applies to.
 *
 * @param learners the known learners, in the order of the plan
 */
record CommonTasks(
    StudyPlan plan, ClassPathCatalogue catalogue, List<Stage> learners, Origins.Report report) {

  CommonTasks {
    learners = List.copyOf(learners);
  }

  /** The tasks; none after a problem with one of them. */
  Set<ProblemType> find() {
    Set<ProblemType> common = common();
    metrics(common);
    return common;
  }

  private Set<ProblemType> common() {
    Set<ProblemType> possible = plan.data().tasks();
    Set<ProblemType> judged =
        plan.scoring().metric().map(Metric::tasks).orElse(EnumSet.allOf(ProblemType.class));
    Set<ProblemType> common = both(possible, judged);
    boolean reported = learners.isEmpty();
    for (Stage stage : learners) {
      Set<ProblemType> able = both(stage.tasks(), possible);
      if (able.isEmpty()) {
        reported = true;
        unfit(stage);
      } else if (both(able, judged).isEmpty()) {
        reported = true;
        String metric = plan.scoring().metric().map(Metric::key).orElse("");
        Set<ProblemType> here = plan.scoring().metric().map(this::judgedHere).orElse(judged);
        report.problem(
            "metric",
            "'%s' is a metric for %s, but %s does %s"
                .formatted(metric, text(here), stage.name(), text(able)),
            "known metrics for that: " + Metric.keysFor(able));
      }
      common.retainAll(able);
    }
    if (common.isEmpty() && !reported) {
      report.problem("learners", "have no task in common" + asked(), tasksOf());
    }
    return common;
  }

  private static Set<ProblemType> both(Set<ProblemType> some, Set<ProblemType> others) {
    Set<ProblemType> both = EnumSet.noneOf(ProblemType.class);
    both.addAll(some);
    both.retainAll(others);
    return both;
  }

  /** Reports a learner that does not fit the columns of the data. */
  private void unfit(Stage stage) {
    ColumnRoles roles = plan.data().roles();
    String name = stage.name();
    if (plan.data().target().label().isEmpty()) {
      report.problem(
          "data.label",
          "is missing, and %s learns from one".formatted(name),
          "name it: label = column");
    } else if (stage.tasks().equals(Set.of(ProblemType.CLUSTERING))) {
      report.problem(
          "data.label",
          name + " learns without a label",
          "leave it out, or put the column into data.ignore");
    } else if (roles.censor().isPresent()) {
      report.problem(
          "data.censor",
          name + " does not support censored times",
          "take learners = [%s], or leave it out".formatted(learnersOf(ProblemType.SURVIVAL)));
    } else if (roles.user().isPresent()) {
      report.problem(
          "data.user",
          name + " does not learn from users and items",
          "take learners = [%s], or leave both out"
              .formatted(learnersOf(ProblemType.RECOMMENDATION)));
    } else {
      report.problem(
          "data.user",
          "is missing, and so is data.item: " + name + " learns from them",
          "name both columns: user = column, item = column");
    }
  }

  private static String learnersOf(ProblemType task) {
    return Learners.known().all().stream()
        .filter(learner -> learner.tasks().contains(task))
        .map(LearnerDescriptor::type)
        .collect(Collectors.joining(", "));
  }

  /** Checks the further requirements of metrics. */
  private void metrics(Set<ProblemType> tasks) {
    plan.scoring().metric().ifPresent(metric -> evaluator("metric", metric));
    if (plan.scoring().metric().stream().anyMatch(Metric::needsProbabilities)) {
      learners.stream()
          .filter(stage -> !stage.estimatesProbabilities())
          .map(Stage::name)
          .distinct()
          .forEach(
              type ->
                  report.problem(
                      "metric",
                      "'%s' needs probabilities, which %s does not estimate"
                          .formatted(plan.scoring().metric().orElseThrow(), type),
                      "take another metric or another learner"));
    }
    for (int i = 0; i < plan.scoring().metrics().size(); i++) {
      Metric metric = plan.scoring().metrics().get(i);
      String path = "metrics[%d]".formatted(i);
      evaluator(path, metric);
      if (!tasks.isEmpty() && tasks.stream().noneMatch(metric::fits)) {
        report.problem(
            path,
            "'%s' is a metric for %s, but the learners do %s"
                .formatted(metric, text(judgedHere(metric)), text(tasks)),
            "known metrics for that: " + Metric.keysFor(tasks));
      }
    }
  }

  /**
   * Tasks of a metric among those that the data allow; all tasks of the metric if there is none.
   */
  private Set<ProblemType> judgedHere(Metric metric) {
    Set<ProblemType> here = both(metric.tasks(), plan.data().tasks());
    return here.isEmpty() ? metric.tasks() : here;
  }

  private void evaluator(String path, Metric metric) {
    if (metric.family() == Metric.Family.EVALUATOR) {
      catalogue
          .evaluatorObjection(metric.name())
          .ifPresent(
              wrong ->
                  report.problem(
                      path, wrong, "give a class that extends Evaluator, or a metric's name"));
    }
  }

  private String asked() {
    return plan.scoring()
        .metric()
        .map(metric -> " that '%s' is a metric for".formatted(metric.key()))
        .orElse("");
  }

  private String tasksOf() {
    return learners.stream()
        .map(stage -> "%s does %s".formatted(stage.name(), text(stage.tasks())))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  private static String text(Set<ProblemType> tasks) {
    return EnumSet.copyOf(tasks).stream()
        .map(ProblemType::text)
        .collect(Collectors.joining(" and "));
  }
}
