package org.espalier.job.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.espalier.job.terminal.StrategyTrials;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyStatus;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.Strategies;
import org.espalier.spec.Suggestion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command that tries other strategies on the record of a study; fits nothing. */
@Command(
    name = "simulate",
    description = "Tries strategies on the record of a study, to find the cheapest.",
    mixinStandardHelpOptions = true)
public final class SimulateCommand extends StudyCommand {

  @Option(
      names = "--sampler",
      paramLabel = "NAME",
      split = ",",
      description = "Samplers to try, one or several; default: the study's own.")
  private List<String> samplers = new ArrayList<>();

  @Option(
      names = "--scheduler",
      paramLabel = "NAME",
      split = ",",
      description = "Schedulers to try, one or several; default: all.")
  private List<String> schedulers = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "path=value",
      description = "Overrides a setting of the study, for example search.trials=40.")
  private List<String> sets = new ArrayList<>();

  @Option(
      names = "--slots",
      paramLabel = "N",
      description = "Concurrent fits; default: as in the study.")
  private int slots = 0;

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description =
          "Runs of each strategy with different seeds, averaged; default:" + " ${DEFAULT-VALUE}.")
  private int repeats = 5;

  @Override
  public Integer call() throws IOException {
    checkOptions();
    StudyHistory history = folder(session()).history();
    StrategyTrials trials = StrategyTrials.of(dir, history, sets, slots);
    trials.compare(samplers, schedulers, repeats).print(out());
    return StudyStatus.FINISHED.exitCode();
  }

  private void checkOptions() {
    List<Problem> problems = new ArrayList<>();
    check("--sampler", samplers, Strategies.samplers(), problems);
    check("--scheduler", schedulers, Strategies.schedulers(), problems);
    if (slots < 0) {
      problems.add(tooFew("--slots", slots));
    }
    if (repeats < 1) {
      problems.add(tooFew("--repeats", repeats));
    }
    InvalidStudyException.throwIfAny(problems);
  }

  private static Problem tooFew(String option, int number) {
    return new Problem(option, "", "must be a whole number of at least 1, but is " + number, "");
  }

  private static void check(
      String option, List<String> names, List<String> known, List<Problem> problems) {
    for (String name : names) {
      if (!known.contains(name)) {
        problems.add(
            new Problem(
                option, "", "there is no '%s'".formatted(name), Suggestion.of(name, known)));
      }
    }
  }
}
