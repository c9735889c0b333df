package org.espalier.job;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.espalier.job.terminal.LearnerDescription;
import org.espalier.journal.StudyStatus;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.search.StrategySpec;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.Strategies;
import org.espalier.spec.Suggestion;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.study.Direction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Command that lists the available choices, and when to use which. */
@Command(
    name = "describe",
    description =
        "Lists samplers, schedulers, learners, metrics or stages, or the params of a learner.",
    mixinStandardHelpOptions = true)
final class DescribeCommand extends JobCommand {

  private static final List<String> TOPICS =
      List.of("samplers", "schedulers", "learners", "metrics", "stages");

  @Parameters(
      index = "0",
      paramLabel = "WHAT",
      description = "samplers, schedulers, learners, metrics, stages, or the type of a learner.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String what;

  @Override
  public Integer call() {
    switch (what) {
      case "samplers" -> print("search.sampler", Strategies.samplerSpecs());
      case "schedulers" -> print("schedule.scheduler", Strategies.schedulerSpecs());
      case "learners" -> new LearnerDescription(catalogue(), out()).list();
      case "metrics" -> metrics();
      case "stages" ->
          new LearnerDescription(new LearnerCatalogue(), out()).stages(LearnerCatalogue.stages());
      default -> learner();
    }
    out().flush();
    return StudyStatus.FINISHED.exitCode();
  }

  private void print(String setting, List<? extends StrategySpec> strategies) {
    for (StrategySpec strategy : strategies) {
      out().printf("%s = %s%n", setting, strategy.name());
      out().printf("  %s%n", strategy.texts().what());
      out().printf("  When    %s%n", strategy.texts().when());
      out().printf("  Cost    %s%n", strategy.texts().cost());
      out().printf("  Source  %s%n%n", strategy.texts().source());
    }
  }

  private void metrics() {
    for (Metric metric : Metric.values()) {
      String better = metric.direction().orElseThrow() == Direction.MAXIMIZE ? "larger" : "smaller";
      String tasks =
          metric.tasks().stream().map(ProblemType::text).collect(Collectors.joining(", "));
      out().printf("%-30s %-7s is better; %s%n", metric.key(), better, tasks);
    }
    out().println();
    out().println("Any other Evaluator on the class path: its class name.");
  }

  /**
   * @throws InvalidStudyException if a learner's descriptor on the class path is wrong
   */
  private static ClassPathCatalogue catalogue() {
    ClassPathCatalogue catalogue = new LearnerCatalogue();
    InvalidStudyException.throwIfAny(catalogue.problems());
    return catalogue;
  }

  private void learner() {
    ClassPathCatalogue catalogue = catalogue();
    ClassPathCatalogue.Stage learner =
        catalogue.learner(what).orElseThrow(() -> unknown(catalogue));
    new LearnerDescription(catalogue, out()).print(learner);
  }

  private InvalidStudyException unknown(ClassPathCatalogue catalogue) {
    List<String> known = new ArrayList<>(TOPICS);
    known.addAll(catalogue.learners());
    String objection = catalogue.objection(what);
    String right = objection.contains("; ") ? "" : Suggestion.of(what, known);
    return new InvalidStudyException(new Problem("describe", "", objection, right));
  }
}
