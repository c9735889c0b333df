package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.ReadingMessages;
import org.espalier.job.prepare.Sessions;
import org.espalier.job.sketch.TableInspection;
import org.espalier.job.sketch.TableRequest;
import org.espalier.journal.StudyStatus;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.StudyPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that inspects a table and writes a study file to begin with. */
@Command(
    name = "init",
    description = "Inspects a table and writes a commented study file for it.",
    mixinStandardHelpOptions = true)
final class InitCommand extends JobCommand {

  private static final String EXISTS = "exists already";
  private static final String ANOTHER = "name another file with --file=FILE";

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private TableOptions table;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "The study file to write; - for the terminal. Unless set, NAME.conf of the table's name.")
  private String file = "";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Further settings for reading the table, for example data.missing=[NA].")
  private List<String> sets = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = out();
    String name = table.name();
    Path target = Path.of(file.isEmpty() ? name + ".conf" : file);
    boolean printed = file.equals("-");
    if (!printed) {
      checkFree(target);
    }
    String text = text(name, printed ? spec.commandLine().getErr() : out);
    if (printed) {
      out.print(text);
    } else {
      write(target, text);
      TypedCommand next = TypedCommand.of(List.of("check", target.toString()));
      out.printf("%s is written; next: %s%n", target, next);
    }
    out.flush();
    return StudyStatus.FINISHED.exitCode();
  }

  /** Checks the target before the table is read, which may take long. */
  private static void checkFree(Path target) throws IOException {
    if (Files.isDirectory(target)) {
      throw refused(target, "is a folder", "--file=" + target.resolve("study.conf"));
    }
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw refused(target, EXISTS, ANOTHER);
    }
    Path folder = target.toAbsolutePath().resolveSibling("");
    if (!Files.isDirectory(folder)) {
      String wrong = "there is no folder '%s'".formatted(folder);
      throw refused(target, wrong, "make it, or name a file in another one with --file=FILE");
    }
    try {
      Files.delete(Files.createTempFile(folder, ".espalier-init", ".tmp"));
    } catch (IOException e) {
      String wrong = "'%s' cannot be written to: %s".formatted(folder, e.getMessage());
      throw refused(
          target, wrong, "name a file in a folder that you may write to with --file=FILE");
    }
  }

  private static InvalidStudyException refused(Path target, String wrong, String right) {
    return new InvalidStudyException(new Problem(target.toString(), "", wrong, right));
  }

  private static void write(Path target, String text) throws IOException {
    try {
      Files.writeString(target, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw refused(target, EXISTS, ANOTHER);
    }
  }

  private String text(String name, PrintWriter progress) throws IOException {
    TableRequest asked =
        new TableRequest(
            "init", name, table.source(), table.label(), List.of(), sets, table.output());
    StudyPlan plan = TableInspection.plan(asked, List.of());
    SparkSession spark = Sessions.open(plan.name());
    try {
      StudyOutput.looked(spark, plan);
      ReadingMessages reading =
          ReadingMessages.begin(plan.data().table(), progress, InstantSource.system());
      try (TableInspection inspected = TableInspection.of(spark, asked)) {
        reading.end(inspected.rows());
        return inspected.sketch().text();
      }
    } catch (InvalidStudyException wrong) {
      throw asked.named(wrong);
    }
  }
}
