package org.espalier.job;

import java.io.PrintWriter;
import org.espalier.evaluate.Reason;
import org.espalier.plan.InvalidStudyException;
import org.espalier.plan.Printable;
import org.espalier.plan.Problem;
import org.espalier.spark.store.JournalHeldException;
import org.espalier.spark.store.UnreadableJournalException;
import org.espalier.tune.StudyInterruptedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. */
@Command(
    name = "espalier",
    description = "Tunes the hyperparameters of Spark MLlib pipelines.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TuneCommand.class,
      CheckCommand.class,
      InitCommand.class,
      ReportCommand.class,
      SimulateCommand.class,
      DescribeCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:finished; a model was left",
      "1:a defect of ours (the stack trace says where)",
      "2:the settings or the data are wrong; nothing was started",
      "3:too many failures, or no trial completed within the budget",
      "4:the winner does not reach what require asks for; a model was left",
      "130, 143:interrupted; --resume goes on from there"
    })
final class Commands implements Runnable {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  /** Runs a command line to its exit code. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(new Commands());
    line.setOut(Console.over(out));
    line.setErr(Console.over(err));
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof InvalidStudyException invalid) {
            for (Problem problem : invalid.problems()) {
              command.getErr().println(problem);
            }
            return ExitCode.INVALID;
          }
          if (failure instanceof UnreadableJournalException) {
            command.getErr().println(Printable.line(String.valueOf(failure.getMessage())));
            return ExitCode.INVALID;
          }
          if (failure.getCause() instanceof JournalHeldException taken) {
            command
                .getErr()
                .println(Printable.line("the study was taken over by " + taken.getMessage()));
            return ExitCode.INVALID;
          }
          if (failure instanceof StudyInterruptedException) {
            return ExitCode.TERMINATED; // the shutdown hook has said what there is to say
          }
          command.getErr().print(Reason.trace(failure));
          return ExitCode.DEFECT;
        });
    return line.execute(args);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Which command? init, check, tune, report, simulate or describe");
  }
}
