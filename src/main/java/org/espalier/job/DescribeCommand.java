package org.espalier.job;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.espalier.plan.Strategies;
import org.espalier.plan.Strategy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says what there is to choose from, and when to choose what. */
@Command(
    name = "describe",
    description = "Says what samplers or schedulers there are, and when to choose which.",
    mixinStandardHelpOptions = true)
final class DescribeCommand implements Callable<Integer> {

  /** What can be described, as it is typed. */
  enum Topic {
    samplers("search.sampler"),
    schedulers("schedule.type");

    private final String setting;

    Topic(String setting) {
      this.setting = setting;
    }

    private List<Strategy> strategies() {
      return this == samplers ? Strategies.describedSamplers() : Strategies.describedSchedulers();
    }
  }

  @Parameters(index = "0", paramLabel = "WHAT", description = "${COMPLETION-CANDIDATES}.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private Topic topic;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Strategy strategy : topic.strategies()) {
      out.printf("%s = %s%n", topic.setting, strategy.name());
      out.printf("  %s%n", strategy.what());
      out.printf("  When    %s%n", strategy.when());
      out.printf("  Cost    %s%n", strategy.cost());
      out.printf("  Source  %s%n%n", strategy.source());
    }
    out.flush();
    return ExitCode.FINISHED;
  }
}
