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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.SparkSession;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.command.JobCommand;
import org.espalier.job.study.Reading;
import org.espalier.job.study.Sessions;
import org.espalier.job.study.StudyOutput;
import org.espalier.journal.StudyStatus;
import org.espalier.metric.ProblemType;
import org.espalier.spark.data.SourceTable;
import org.espalier.spark.data.StudyData;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Command that inspects a table and writes a study file to begin with. */
@Command(
    name = "init",
    description = "Inspects a table and writes a commented study file for it.",
    mixinStandardHelpOptions = true)
final class InitCommand extends JobCommand {

  private static final String EXISTS = "exists already";
  private static final String ANOTHER = "name another file with --file=FILE";

  /** Settings whose problems another way to split the rows may not have. */
  private static final Set<String> SPLITS = Set.of("folds", "data.test");

  @Option(
      names = "--source",
      required = true,
      paramLabel = "TABLE",
      description = "The table, as in data.source.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String source;

  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description = "The column to predict.")
  @SuppressWarnings("NullAway.Init") // required, so set by picocli
  private String label;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "The study file to write; - for the terminal. Unless set, NAME.conf of the table's name.")
  private String file = "";

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where results of the study go: output.path of the file.")
  private String output = "espalier-out";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description = "Further settings for reading the table, for example data.missing=[NA].")
  private List<String> sets = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = out();
    String name = StudySketch.name(source);
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

  /** Text of the study file; the table is read as by a study with settings in a temporary file. */
  private String text(String name, PrintWriter progress) throws IOException {
    Path sketch = Files.createTempFile("espalier-init", ".conf");
    try {
      Settings settings = settings(name, sketch, Splitting.all().get(0), List.of());
      SparkSession spark = Sessions.open(settings.plan().name());
      StudyOutput.looked(spark, settings.plan());
      Reading reading =
          Reading.begin(settings.plan().data().table(), progress, InstantSource.system());
      try (SourceTable table = SourceTable.read(spark, settings.plan())) {
        return text(name, sketch, table, reading);
      }
    } catch (InvalidStudyException wrong) {
      throw named(wrong, sketch);
    } finally {
      Files.delete(sketch);
    }
  }

  /** Text with the first split of the rows that is possible and not too fine for their number. */
  private String text(String name, Path sketch, SourceTable table, Reading reading)
      throws IOException {
    List<Splitting> left = new ArrayList<>(Splitting.all());
    List<String> missing = List.of();
    while (true) {
      Splitting splitting = left.remove(0);
      Settings settings = settings(name, sketch, splitting, missing);
      try (StudyData data = table.cut(settings.plan(), EnumSet.allOf(ProblemType.class))) {
        boolean declared = !settings.plan().data().missing().markers().isEmpty();
        StudySketch.Typed typed =
            new StudySketch.Typed(name, source, label, sets, splitting, missing, output);
        StudySketch study = new StudySketch(typed, data, table);
        Splitting suited = splitting.suitedTo(study.seen());
        if (!data.hidingTexts().isEmpty() && !declared) {
          missing = data.hidingTexts(); // as numbers they look different
          left.add(0, splitting);
        } else if (!suited.equals(splitting)) {
          left = suited.andFewer();
        } else {
          reading.end(study.seen().rows());
          return study.text();
        }
      } catch (InvalidStudyException wrong) {
        if (left.isEmpty() || !wrong.problems().stream().allMatch(p -> SPLITS.contains(p.path()))) {
          throw wrong;
        }
      }
    }
  }

  /** Settings under which the table is read. */
  private Settings settings(String name, Path sketch, Splitting splitting, List<String> missing)
      throws IOException {
    Files.writeString(
        sketch,
        """
        study = %s, data { source = %s, label = %s, duplicates = %s, missing = %s, nan = missing }
        data.test = %s
        learners = [random-forest], folds = %d, output.path = %s
        """
            .formatted(
                StudySketch.quoted(name),
                StudySketch.quoted(source),
                StudySketch.quoted(label),
                splitting.apart() ? "apart" : "together",
                StudySketch.list(missing),
                splitting.heldOut() ? Splitting.PERCENT / 100.0 : "none",
                splitting.folds(),
                StudySketch.quoted(output)));
    return new SettingsReader(Map.of(), System.getenv()).read(sketch.toFile(), sets);
  }

  /** Names the command in place of the temporary file, which the user does not know. */
  private static InvalidStudyException named(InvalidStudyException wrong, Path sketch) {
    return new InvalidStudyException(
        wrong.problems().stream()
            .map(
                p ->
                    new Problem(
                        p.where().startsWith(sketch.toString()) ? "init" : p.where(),
                        p.path(),
                        p.wrong(),
                        p.right()))
            .toList());
  }
}
