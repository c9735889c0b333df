package org.espalier.job;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.espalier.evaluate.Reason;
import org.espalier.job.model.OutputFailedException;
import org.espalier.job.run.ShutdownHook;
import org.espalier.job.run.Version;
import org.espalier.job.terminal.Console;
import org.espalier.job.terminal.ErrorLines;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.cell.Outage;
import org.espalier.spark.store.JournalHeldException;
import org.espalier.spark.store.UnreadableJournalException;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.SafeText;
import org.espalier.tune.StudyInterruptedException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Command line of Espalier. */
@Command(
    name = Commands.NAME,
    description = "Tunes the hyperparameters of Spark MLlib pipelines.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      TuneCommand.class,
      WorkflowCommand.class,
      CheckCommand.class,
      InitCommand.class,
      AutoCommand.class,
      StopCommand.class,
      StudyCommand.Report.class,
      StudyCommand.Explain.class,
      StudyCommand.Importance.class,
      StudyCommand.Compare.class,
      TrackCommand.class,
      DescribeCommand.class,
      HelpCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:finished; a model was saved",
      "1:a defect of Espalier (see the stack trace)",
      "2:settings or data are wrong, or nothing can be written",
      "3:too many failures, no trial completed within the budget, or no room for the output",
      "4:the winner misses a requirement (section require); a model was saved",
      "130, 143:interrupted, or the cluster was lost; --resume continues the study"
    })
final class Commands implements Runnable {

  static final String NAME = "espalier";

  private static final Pattern HOME = Pattern.compile("^((?:[\\w.-]+=)*)~(?=/)");

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // set before a command is run
  private ShutdownHook interruption;

  /** Runs a command line to its exit code, without colours. */
  static int run(String[] args, PrintWriter out, PrintWriter err) {
    return run(args, out, new ErrorLines(err, /* coloured= */ false));
  }

  /** Runs a command line to its exit code. */
  static int run(String[] args, PrintWriter out, ErrorLines errors) {
    Locale before = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      return runInOneLocale(args, out, errors);
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, before);
    }
  }

  /** Runs in one locale, for the same digits, points and commas on every machine. */
  private static int runInOneLocale(String[] args, PrintWriter out, ErrorLines errors) {
    Commands commands = new Commands();
    CommandLine line = new CommandLine(commands);
    line.setOut(Console.over(out));
    line.setErr(Console.over(errors.err()));
    // The console would filter them out, like control sequences in a column name.
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setParameterExceptionHandler((wrong, given) -> refuse(wrong, given, errors));
    line.setExecutionExceptionHandler((failure, command, parsed) -> code(failure, errors));
    try (ShutdownHook hook = new ShutdownHook(code -> ended(line.getOut()))) {
      commands.interruption = hook;
      return line.execute(Stream.of(args).map(Commands::atHome).toArray(String[]::new));
    } catch (OutOfMemoryError | LinkageError e) { // picocli handles only exceptions
      return code(e, errors);
    }
  }

  /** Shells expand a ~ at the beginning of a word, but not behind {@code --file=}. */
  private static String atHome(String arg) {
    String home = Matcher.quoteReplacement(System.getProperty("user.home", "~"));
    return HOME.matcher(arg).replaceFirst("$1" + home);
  }

  /** Reports that a command was ended from outside before it wrote anything. */
  private static boolean ended(PrintWriter out) {
    out.printf("%nended from outside before anything was stored; the same command starts again%n");
    out.flush();
    return true;
  }

  /** Hook that runs if the process is ended from outside. */
  ShutdownHook interruption() {
    return interruption;
  }

  private static int refuse(ParameterException wrong, String[] given, ErrorLines errors) {
    errors.say(new CommandProblem(wrong, List.of(given)).problem().toString());
    if (given.length == 0) {
      wrong.getCommandLine().usage(wrong.getCommandLine().getErr());
    }
    return StudyStatus.INVALID.exitCode();
  }

  /** Reports why a command failed, and returns its exit code. */
  static int code(Throwable failure, ErrorLines errors) {
    if (failure instanceof StudyInterruptedException || ShutdownHook.isEnding()) {
      return ShutdownHook.code(); // the shutdown hook has reported it
    }
    if (failure instanceof InvalidStudyException invalid) {
      invalid.problems().forEach(problem -> errors.say(problem.toString()));
      return StudyStatus.INVALID.exitCode();
    }
    if (failure instanceof UnreadableJournalException) {
      errors.say(SafeText.line(String.valueOf(failure.getMessage())));
      return StudyStatus.INVALID.exitCode();
    }
    if (failure instanceof OutputFailedException) {
      errors.say(String.valueOf(failure.getMessage()));
      return StudyStatus.GAVE_UP.exitCode();
    }
    if (failure.getCause() instanceof JournalHeldException taken) {
      errors.say(SafeText.line("the study was taken over by " + taken.getMessage()));
      return StudyStatus.INVALID.exitCode();
    }
    Optional<Outage> outage = Outage.of(failure);
    if (outage.isPresent()) {
      errors.say(outage.get().text());
      return outage.get().exitCode();
    }
    Console.over(errors.err()).print(Reason.trace(failure));
    errors.err().flush();
    return StudyStatus.DEFECT.exitCode();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: "
            + spec.subcommands().keySet().stream()
                .filter(name -> !name.equals("help"))
                .collect(Collectors.joining(", ")));
  }
}
