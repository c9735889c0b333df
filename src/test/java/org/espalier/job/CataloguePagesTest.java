package org.espalier.job;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.espalier.testing.GeneratedPage.code;
import static org.espalier.testing.GeneratedPage.escaped;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.job.terminal.LearnerDescription;
import org.espalier.job.terminal.ValidValues;
import org.espalier.learner.LearnerDescriptor.Suggested;
import org.espalier.metric.Metric;
import org.espalier.metric.ProblemType;
import org.espalier.search.StrategySpec;
import org.espalier.spark.SparkLine;
import org.espalier.spark.estimator.LearnerCatalogue;
import org.espalier.spec.Strategies;
import org.espalier.spec.learners.ClassPathCatalogue;
import org.espalier.spec.learners.ClassPathCatalogue.Param;
import org.espalier.spec.learners.Learners;
import org.espalier.study.Direction;
import org.espalier.testing.GeneratedPage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The pages that say what {@code describe} and {@code --help} say. */
final class CataloguePagesTest {

  private static String tasks(Set<ProblemType> tasks) {
    return tasks.stream().sorted().map(ProblemType::text).collect(Collectors.joining(", "));
  }

  @Test
  void the_page_of_metrics_lists_all_of_them() throws IOException {
    StringBuilder page = new StringBuilder();
    page.append("Set `metric` to one of these names, to the class of an `Evaluator` on the class");
    page.append(" path, or to `auto`. The number in names that end in `-at-10` may be any other.");
    page.append(
        " In a `Tuner`, `MetricEvaluator` takes the same names. Where MLlib has a metric, the");
    page.append(" definition is [MLlib's](../guide/library.md), also of weighted rows: `r2` has");
    page.append(" the variance of reliability weights there.");
    page.append("\n\n| metric | better | tasks |\n|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      String better = metric.direction().orElseThrow() == Direction.MAXIMIZE ? "larger" : "smaller";
      page.append("| `%s` | %s | %s |%n".formatted(metric.key(), better, tasks(metric.tasks())));
    }
    page.append("\n## What auto chooses\n\n| task | metric |\n|---|---|\n");
    for (ProblemType task : ProblemType.values()) {
      page.append("| %s | `%s` |%n".formatted(task.text(), Metric.defaultFor(task).key()));
    }
    GeneratedPage.check("metrics.md", "Metrics", page.toString());
  }

  @Test
  void the_page_of_strategies_describes_all_of_them() throws IOException {
    String page =
        "`describe samplers` and `describe schedulers` print the same."
            + strategies("Samplers", "search.sampler", Strategies.samplerSpecs())
            + strategies("Schedulers", "schedule.scheduler", Strategies.schedulerSpecs());
    GeneratedPage.check("strategies.md", "Samplers and schedulers", page);
  }

  private static String strategies(
      String title, String setting, List<? extends StrategySpec> strategies) {
    StringBuilder part = new StringBuilder("\n\n## %s\n".formatted(title));
    for (StrategySpec strategy : strategies) {
      part.append("\n### %s = %s%n%n".formatted(setting, strategy.name()));
      part.append(escaped(strategy.texts().what()));
      part.append("\n\n- When: %s\n- Cost: %s\n- Source: %s\n".formatted(told(strategy)));
    }
    return part.toString();
  }

  private static Object[] told(StrategySpec strategy) {
    return Stream.of(strategy.texts().when(), strategy.texts().cost(), strategy.texts().source())
        .map(GeneratedPage::escaped)
        .toArray();
  }

  @Test
  void the_page_of_learners_lists_every_param() throws IOException {
    assumeThat(SparkLine.sparkVersion()).as("MLlib's own texts differ by line").startsWith("4.1");
    LearnerCatalogue catalogue = new LearnerCatalogue();
    StringBuilder page =
        new StringBuilder(
            "`describe TYPE` prints the same, and what each param is. A jar can bring");
    page.append(" [learners of your own](../guide/learners.md).");
    page.append(
        "\n\n| learner | learns | [trained](../explanation/training.md) |\n|---|---|---|\n");
    List<ClassPathCatalogue.Stage> learners =
        catalogue.learners().stream().flatMap(type -> catalogue.learner(type).stream()).toList();
    learners.forEach(
        learner ->
            page.append(
                "| [%1$s](#%1$s) | %2$s | %3$s |%n"
                    .formatted(
                        learner.name(),
                        tasks(learner.tasks()),
                        LearnerCatalogue.trained(learner.name()))));
    learners.forEach(learner -> page.append(learner(learner)));
    page.append("\n## Feature stages\n\n`features = auto` chooses among these; a space searches");
    page.append(" their params as `STAGE.PARAM`.\n\n| stage | params |\n|---|---|\n");
    catalogue.featureStages().forEach(stage -> page.append(stage(stage)));
    page.append(
        "\n## Stages of your own\n\n`features = [ … ]` also takes these, and the class of any");
    page.append(" other `PipelineStage`.\n\n| stage | params |\n|---|---|\n");
    LearnerCatalogue.stages().forEach(stage -> page.append(stage(stage)));
    GeneratedPage.check("learners.md", "Learners and feature stages", page.toString());
  }

  private static String stage(ClassPathCatalogue.Stage stage) {
    return "| `%s` | %s |%n"
        .formatted(
            stage.name(),
            stage.params().stream().map(Param::name).collect(Collectors.joining(", ")));
  }

  private static String learner(ClassPathCatalogue.Stage learner) {
    StringBuilder part = new StringBuilder("\n## %s%n%n".formatted(learner.name()));
    part.append("| param | type | default | valid | `space = auto` |\n|---|---|---|---|---|\n");
    Map<String, Suggested> suggested = Learners.known().suggested(learner.name());
    ValidValues valid = new ValidValues(learner);
    for (Param param : learner.params()) {
      Suggested tried = suggested.get(param.name());
      part.append(
          "| `%s` | %s | %s | %s | %s |%n"
              .formatted(
                  param.name(),
                  param.type().name().toLowerCase(Locale.ROOT),
                  code(param.defaultValue().map(String::valueOf).orElse("")),
                  valid.describe(param),
                  tried == null ? "" : code(LearnerDescription.text(tried))));
    }
    if (!suggested.isEmpty()) {
      part.append("\nSources of the suggested ranges:\n\n");
      suggested.forEach(
          (param, tried) -> part.append("- `%s`: %s%n".formatted(param, escaped(tried.source()))));
    }
    return part.toString();
  }

  @Test
  void the_page_of_commands_shows_the_help_of_each_and_the_exit_codes() throws IOException {
    CommandLine all = new CommandLine(new Commands());
    StringBuilder page = new StringBuilder("`./submit/local.sh COMMAND …` runs a command on this");
    page.append(" machine; a study file alone means `tune`.\n\n## Exit codes\n\n");
    page.append("| exit code | meaning |\n|---|---|\n");
    all.getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> page.append("| %s | %s |%n".formatted(code, meaning)));
    page.append("\nA study that ended writes its exit code to `summary.json` too.\n");
    all.getSubcommands().forEach((name, command) -> page.append(help(name, command)));
    GeneratedPage.check("commands.md", "Commands and exit codes", page.toString());
  }

  private static String help(String name, CommandLine command) {
    String usage = command.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing();
    return "\n## %s%n%n```text%n%s%n```%n".formatted(name, usage);
  }
}
