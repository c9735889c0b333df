package org.espalier.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.text.Normalizer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;
import org.espalier.job.prepare.Reading;
import org.espalier.job.prepare.Sessions;
import org.espalier.journal.StudyStatus;
import org.espalier.metric.Task;
import org.espalier.plan.Redaction;
import org.espalier.plan.data.TablePlan;
import org.espalier.plan.problem.InvalidStudyException;
import org.espalier.plan.problem.Problem;
import org.espalier.settings.Settings;
import org.espalier.settings.SettingsReader;
import org.espalier.spark.data.StudyData;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that inspects a table and writes a study file to begin with. */
@Command(
    name = "init",
    description = "Inspects a table and writes a commented study file for it.",
    mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {

  /** The last step of a path, up to its first dot. */
  private static final Pattern NAME = Pattern.compile("([^/:.]+)(\\.[^/:]*)?/*$");

  /** Characters of it that no study has in its name, and those that none has at its start. */
  private static final Pattern FOREIGN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}_-]+");

  private static final Pattern NO_START = Pattern.compile("^[^\\p{L}\\p{N}]+|-+$");

  /** Characters of a name at most: of any script, a folder may have it. */
  private static final int LONGEST = 60;

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

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    String name = name(source);
    Path target = Path.of(file.isEmpty() ? name + ".conf" : file);
    boolean printed = file.equals("-");
    if (!printed && Files.exists(target)) {
      throw new InvalidStudyException(
          List.of(new Problem(target.toString(), "", "exists already", "another --file")));
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

  /** Name of the study of a table; file systems have accents apart from their letters. */
  static String name(String source) {
    Matcher matcher = NAME.matcher(Normalizer.normalize(source, Normalizer.Form.NFC));
    String step = matcher.find() ? matcher.group(1) : "";
    int[] first = FOREIGN.matcher(step).replaceAll("-").codePoints().limit(LONGEST).toArray();
    String name = NO_START.matcher(new String(first, 0, first.length)).replaceAll("");
    return name.isEmpty() ? "my-study" : name;
  }

  private static void write(Path target, String text) throws IOException {
    try {
      Files.writeString(target, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new InvalidStudyException(
          List.of(new Problem(target.toString(), "", "exists already", "another --file")));
    }
  }

  /** Looks at the table as a study would whose settings are in a file of a moment. */
  private String text(String name, PrintWriter progress) throws IOException {
    Path sketch = Files.createTempFile("espalier-init", ".conf");
    try {
      List<Splitting> splittings = Splitting.all();
      for (Splitting splitting : splittings) {
        try {
          return text(name, sketch, splitting, List.of(), progress);
        } catch (InvalidStudyException wrong) {
          boolean last = splitting.equals(splittings.get(splittings.size() - 1));
          if (last || !wrong.problems().stream().allMatch(p -> SPLITS.contains(p.path()))) {
            throw wrong;
          }
        }
      }
      throw new IllegalStateException("There is a last splitting.");
    } catch (InvalidStudyException wrong) {
      throw named(wrong, sketch);
    } finally {
      Files.delete(sketch);
    }
  }

  /**
   * The text under one way to split the rows.
   *
   * @param missing texts that were found to stand for a missing value
   * @param progress where it is said that rows are read
   * @throws InvalidStudyException also if the rows cannot be split so
   */
  private String text(
      String name, Path sketch, Splitting splitting, List<String> missing, PrintWriter progress)
      throws IOException {
    Settings settings = settings(name, sketch, splitting, missing);
    TablePlan table = settings.plan().data().table();
    Reading reading = Reading.begin(table, progress, InstantSource.system());
    SparkSession spark = Sessions.open(settings.plan());
    List<String> hiding;
    try (StudyData data = StudyData.prepare(spark, settings.plan(), EnumSet.allOf(Task.class))) {
      reading.end(data.folds().trainingRows() + data.folds().heldOutRows());
      hiding = data.hidingTexts();
      if (hiding.isEmpty() || !settings.plan().data().missing().markers().isEmpty()) {
        return new StudySketch(name, source, label, sets, splitting, missing, output, data).text();
      }
    }
    return text(name, sketch, splitting, hiding, progress); // as numbers they look different
  }

  /** Settings under which the table is read. */
  private Settings settings(String name, Path sketch, Splitting splitting, List<String> missing)
      throws IOException {
    Files.writeString(
        sketch,
        """
        study = %s, data { source = %s, label = %s, duplicates = %s, missing = %s, nan = missing }
        learners = [random-forest], folds = %d
        """
            .formatted(
                StudySketch.quoted(name),
                StudySketch.quoted(source),
                StudySketch.quoted(label),
                splitting.duplicates(),
                StudySketch.list(missing),
                splitting.folds()));
    return new SettingsReader(Map.of(), System.getenv(), Redaction.SPARK)
        .read(sketch.toFile(), sets);
  }

  /** The file of a moment means nothing to whoever typed the command. */
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
