package org.espalier.job;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.sql.SparkSession;
import org.espalier.analysis.ParameterImportance;
import org.espalier.analysis.StudyQubo;
import org.espalier.analysis.TrialExplanation;
import org.espalier.hocon.SettingsChange;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.Sessions;
import org.espalier.job.terminal.ClosingSummary;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.report.ComparePage;
import org.espalier.report.view.StudyComparison;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** Command that reads the journal of a study from its folder. */
public abstract class StudyCommand extends JobCommand {

  @Parameters(index = "0", paramLabel = "DIR", description = "The study's folder.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  protected String dir;

  /** Session in which the folder is read. */
  protected final SparkSession session() {
    return Sessions.open(spec.name());
  }

  protected final StudyFolder folder(SparkSession spark) throws IOException {
    return StudyOutput.existing(spark, dir);
  }

  /** Prints lines of text. */
  protected final int say(List<String> lines) {
    lines.forEach(out()::println);
    out().flush();
    return StudyStatus.FINISHED.exitCode();
  }

  /** Command that makes the page, the tables and the summary of a study again. */
  @Command(
      name = "report",
      description = "Writes page, tables and summary of a study again, from its journal.",
      mixinStandardHelpOptions = true)
  public static final class Report extends StudyCommand {

    @Option(
        names = "--study",
        description = "Prints the settings of the study instead, as a study file has them.")
    private boolean study = false;

    @Option(
        names = "--qubo",
        description =
            "Prints a QUBO instead, whose least energy is where a factorisation machine of the"
                + " trials expects the best score: JSON that D-Wave's dimod reads.")
    private boolean qubo = false;

    @Option(
        names = "--watch",
        description = "Shows the page in a browser instead, updated as the journal grows.")
    private boolean watch = false;

    @Option(
        names = "--port",
        paramLabel = "N",
        description = "Port of that page on 127.0.0.1; a free one unless set.")
    private Optional<Integer> port = Optional.empty();

    @Override
    public Integer call() throws IOException, InterruptedException {
      if (watch) {
        return serve(port.orElse(0));
      } else if (port.isPresent()) {
        throw new ParameterException(spec.commandLine(), "--port is for --watch alone");
      }
      SparkSession spark = session();
      StudyFolder folder = folder(spark);
      StudyHistory history = folder.history();
      if (study) {
        out().print(history.settings());
        out().flush();
        return StudyStatus.FINISHED.exitCode();
      }
      if (qubo) {
        return printQubo(history);
      }
      StudyRecord record = history.record();
      StudyOutput.write(spark, folder, record);
      new ClosingSummary(out(), folder, history.entryPoint().resumption()).say(record);
      return StudyStatus.FINISHED.exitCode();
    }

    private int printQubo(StudyHistory history) {
      try {
        return say(List.of(StudyQubo.problem(history.record(), history.study()).toJson()));
      } catch (IllegalArgumentException e) { // too little to learn from
        throw new InvalidStudyException(new Problem(dir, "", String.valueOf(e.getMessage()), ""));
      }
    }

    /** Serves the page until the process is ended. */
    private int serve(int port) throws IOException, InterruptedException {
      StudyFolder folder = StudyOutput.existing(dir);
      try (PageServer server = new PageServer(folder, port)) {
        say(List.of("page      %s, until Ctrl-C".formatted(server.url())));
        new CountDownLatch(1).await();
        return StudyStatus.FINISHED.exitCode();
      } catch (BindException | IllegalArgumentException e) {
        String wrong = "%d cannot be used: %s".formatted(port, e.getMessage());
        throw new InvalidStudyException(
            new Problem("--port", "", wrong, "choose another one, or leave it out for a free one"));
      }
    }
  }

  /** Command that explains a trial. */
  @Command(
      name = "explain",
      description =
          "Shows a trial of a study: its sampler, its scores beside the cutoffs of the rungs, and"
              + " why it was pruned.",
      mixinStandardHelpOptions = true)
  public static final class Explain extends StudyCommand {

    @Parameters(index = "1", paramLabel = "TRIAL", description = "Number of the trial, from 0.")
    private int trial;

    @Override
    public Integer call() throws IOException {
      StudyRecord record = folder(session()).history().record();
      try {
        return say(TrialExplanation.of(record, trial).lines());
      } catch (IllegalArgumentException e) { // no such trial
        throw new InvalidStudyException(new Problem(dir, "", String.valueOf(e.getMessage()), ""));
      }
    }
  }

  /** Command that shows how much each parameter matters. */
  @Command(
      name = "importance",
      description = "Shows how much of the score each parameter explains.",
      mixinStandardHelpOptions = true)
  public static final class Importance extends StudyCommand {

    @Override
    public Integer call() throws IOException {
      return say(ParameterImportance.of(folder(session()).history().record()).lines());
    }
  }

  /** Command that compares several studies. */
  @Command(
      name = "compare",
      description = "Compares studies: data, scores beyond noise, cost, settings that differ.",
      mixinStandardHelpOptions = true)
  public static final class Compare extends JobCommand {

    @Parameters(arity = "2..*", paramLabel = "DIR", description = "Folders of the studies.")
    @SuppressWarnings("NullAway.Init") // required, so set by picocli
    private List<String> dirs;

    @Option(
        names = "--page",
        paramLabel = "FILE",
        description = "Page to write; default: ${DEFAULT-VALUE}.")
    private Path page = Path.of("comparison.html");

    @Override
    public Integer call() throws IOException {
      SparkSession spark = Sessions.open(spec.name());
      List<StudyComparison.Study> studies = new ArrayList<>();
      for (String dir : dirs) {
        StudyHistory history = StudyOutput.existing(spark, dir).history();
        studies.add(
            new StudyComparison.Study(
                dir, history.record(), SettingsChange.leaves(history.settings())));
      }
      try {
        StudyComparison comparison = StudyComparison.of(studies);
        comparison.lines().forEach(line -> out().println(line.text()));
        comparison.sentences().forEach(out()::println);
        Files.writeString(page, ComparePage.of(comparison));
        out().println("page      " + page.toAbsolutePath());
        out().flush();
      } catch (IllegalArgumentException e) { // of other metrics
        String wrong = String.valueOf(e.getMessage());
        throw new InvalidStudyException(
            new Problem("compare", "", wrong, "compare studies of one metric"));
      } catch (IOException e) {
        throw new InvalidStudyException(new Problem("--page", "", "cannot be written: " + e, ""));
      }
      return StudyStatus.FINISHED.exitCode();
    }
  }
}
