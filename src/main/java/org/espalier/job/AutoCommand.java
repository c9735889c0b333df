package org.espalier.job;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.espalier.engine.ConsoleFormat;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.command.JobCommand;
import org.espalier.job.sketch.ColumnChoice;
import org.espalier.job.sketch.ComposedStudy;
import org.espalier.job.sketch.StudySketch;
import org.espalier.job.sketch.TableInspection;
import org.espalier.job.sketch.TableRequest;
import org.espalier.job.study.FirstFit;
import org.espalier.job.study.PreparedStudy;
import org.espalier.job.study.Reading;
import org.espalier.job.study.StudyOutput;
import org.espalier.job.terminal.Announcement;
import org.espalier.spark.cell.Parallelism;
import org.espalier.spark.pipeline.LearnerCatalogue;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.study.StudyPlan;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Command from a table to a model: inspects the table, composes a study for it and for the time
 * there is, writes its file beside the model, and runs it.
 */
@Command(
    name = "auto",
    description =
        "Inspects a table, composes a study file for it and a time, and runs the study: from a table"
            + " to a model by one command.",
    mixinStandardHelpOptions = true)
final class AutoCommand extends JobCommand {

  /** Time in which Spark starts, a small table is read, and a model is fitted and saved. */
  private static final Duration LEAST = Duration.ofSeconds(30);

  /** Fits of the first model in a time that is enough: its own, and a search of two more. */
  private static final int FITS = 3;

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
      names = "--timeout",
      paramLabel = "TIME",
      description =
          "Time from the start of the process to its end, for example 60s, 5m or 1h; at least 30s."
              + " Unless set, 5m.")
  private String timeout = "";

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      description = "Metric to optimise; unless set, chosen by the label.")
  private String metric = "";

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Where results go: to DIR/NAME of the table's name.")
  private String output = "espalier-out";

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Further settings, for reading the table or in place of what is chosen; can be repeated.")
  private List<String> sets = new ArrayList<>();

  @ArgGroup(exclusive = true)
  private SettingsOptions.Existing existing = new SettingsOptions.Existing();

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Commands parent;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() throws Exception {
    TableRequest asked = asked();
    StudyPlan plan = TableInspection.plan(asked, existing.sets());
    if (existing.isResumed()) {
      Settings.Checked checked = begun(plan);
      StudyDriver driver = driver(checked.settings().plan());
      new Announcement(checked.settings().plan(), out()).say();
      return driver.guarded(
          () -> {
            SparkSession spark = driver.open();
            return driver.tune(spark, folder -> PreparedStudy.read(checked, spark, clock, out()));
          });
    }
    requireTime(plan);
    StudyDriver driver = driver(plan);
    return driver.guarded(() -> begin(asked, plan, driver));
  }

  private TableRequest asked() {
    List<String> options = new ArrayList<>();
    options.add("budget.timeout=" + (timeout.isEmpty() ? "5m" : timeout));
    if (!metric.isEmpty()) {
      options.add("metric=" + metric);
    }
    return new TableRequest("auto", StudySketch.name(source), source, label, options, sets, output);
  }

  private StudyDriver driver(StudyPlan plan) {
    TypedCommand typed = TypedCommand.of(spec.commandLine().getParseResult().originalArgs());
    return new StudyDriver(
        new StudyDriver.Caller(
            out(),
            spec.commandLine().getErr(),
            parent.interruption(),
            typed.resumed(),
            /* newData= */ false),
        plan,
        new Origins("auto", Map.of(), TableRequest.NAMES),
        clock);
  }

  private static void requireTime(StudyPlan plan) {
    Optional<Duration> time = plan.tuning().budget().time();
    if (time.filter(given -> given.compareTo(LEAST) >= 0).isEmpty()) {
      String wrong =
          time.map(
                  given ->
                      "%s are too short to start Spark, to read a table and to fit a model"
                          .formatted(ConsoleFormat.text(given)))
              .orElse("must be a time within which the process ends, but is none");
      throw problem("--timeout", wrong, "at least " + ConsoleFormat.text(LEAST));
    }
  }

  private static InvalidStudyException problem(String option, String wrong, String right) {
    return new InvalidStudyException(new Problem("auto", option, wrong, right));
  }

  /** Settings of the study that was begun, with what was typed now. */
  private Settings.Checked begun(StudyPlan plan) throws IOException {
    String folder = "%s/%s".formatted(output, plan.name());
    String text =
        StudyOutput.settings(plan)
            .orElseThrow(
                () ->
                    problem(
                        "--resume",
                        "'%s' holds no study that auto began".formatted(folder),
                        "leave it out to begin one"));
    List<String> all = new ArrayList<>(sets);
    Stream.of("budget.timeout=" + timeout, "metric=" + metric)
        .filter(set -> !set.endsWith("="))
        .forEach(all::add);
    all.addAll(existing.sets());
    return new SettingsReader(Map.of(), System.getenv())
        .reread(folder + "/study.conf", text, all, PreparedStudy::catalogue);
  }

  private int begin(TableRequest asked, StudyPlan plan, StudyDriver driver)
      throws IOException, InterruptedException {
    SparkSession spark = driver.open();
    try (Composition composition = new Composition(asked, plan, spark, driver)) {
      return driver.tune(spark, composition);
    } catch (InvalidStudyException wrong) {
      throw asked.named(wrong);
    }
  }

  /** Composition of the study once its folder is claimed; the table is read once for both. */
  private final class Composition implements StudyDriver.Preparation, AutoCloseable {

    private final TableRequest asked;
    private final StudyPlan plan;
    private final SparkSession spark;
    private final StudyDriver driver;
    private String text = "";
    private Optional<TableInspection> inspected = Optional.empty();
    private boolean isCut = false; // for the study, which then closes the rows

    Composition(TableRequest asked, StudyPlan plan, SparkSession spark, StudyDriver driver) {
      this.asked = asked;
      this.plan = plan;
      this.spark = spark;
      this.driver = driver;
    }

    @Override
    public PreparedStudy prepare(StudyFolder folder) {
      Reading reading = Reading.begin(plan.data().table(), out(), clock);
      TableInspection table = TableInspection.of(spark, asked);
      inspected = Optional.of(table);
      ColumnChoice choice = table.choice();
      if (!choice.ignored().isEmpty()) {
        table = table.without(choice.ignored());
        inspected = Optional.of(table);
      }
      reading.end(table.rows());
      choice.lines().forEach(out()::println);
      text = table.composed(choice, effort()).text();
      Settings.Checked checked = asked.settings(text, existing.sets());
      new Announcement(checked.settings().plan(), out()).say();
      isCut = true;
      PreparedStudy study = PreparedStudy.of(checked, table.cut(checked));
      try {
        requireTimeOf(study);
        return study;
      } catch (Throwable e) { // a failed job's exception is checked, and not declared
        study.close();
        throw e;
      }
    }

    /** Refuses a table of which not even the first model would be there in time. */
    private void requireTimeOf(PreparedStudy study) {
      Duration time = plan.tuning().budget().time().orElseThrow();
      Duration fit = new FirstFit(study, clock).expected();
      Duration passed = driver.passed();
      if (passed.plus(fit.multipliedBy(3).dividedBy(2)).compareTo(time) > 0) {
        long needed = passed.plus(fit.multipliedBy(FITS)).toSeconds();
        throw problem(
            "--timeout",
            "%s are too short for %,d rows: they were read after %s, and the defaults of %s need about %s"
                .formatted(
                    ConsoleFormat.text(time),
                    study.data().folds().trainingRows(),
                    ConsoleFormat.text(passed),
                    study.plan().learners().get(0).name(),
                    ConsoleFormat.text(fit)),
            "at least " + ConsoleFormat.text(Duration.ofSeconds((needed / 10 + 1) * 10)));
      }
    }

    private ComposedStudy.Effort effort() {
      LearnerCatalogue catalogue = new LearnerCatalogue();
      return new ComposedStudy.Effort(
          plan.tuning().budget().time().orElseThrow(),
          Parallelism.slots(spark.sparkContext()),
          catalogue.learners().stream()
              .filter(type -> catalogue.objection(type).isEmpty())
              .collect(Collectors.toSet()));
    }

    @Override
    public void begin(StudyFolder folder) throws IOException {
      folder.writeSettings(text);
    }

    @Override
    public void close() {
      if (isCut) {
        inspected.ifPresent(table -> table.table().close());
      } else {
        inspected.ifPresent(TableInspection::close);
      }
    }
  }
}
