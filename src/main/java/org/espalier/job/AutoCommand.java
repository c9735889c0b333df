package org.espalier.job;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.job.model.StudyOutput;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.run.AutoStudy;
import org.espalier.job.run.CommandStart;
import org.espalier.job.run.StudyDriver;
import org.espalier.job.sketch.TableInspection;
import org.espalier.job.sketch.TableRequest;
import org.espalier.job.terminal.Announcement;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.StudyPlan;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Command from a table to a model: inspects the table, composes a study for the table and the given
 * time, writes its file next to the model, and runs it.
 */
@Command(
    name = "auto",
    description =
        "Inspects a table, composes a study file for it and a time, and runs the study: from a"
            + " table to a model by one command.",
    mixinStandardHelpOptions = true)
final class AutoCommand extends JobCommand {

  @Mixin
  @SuppressWarnings("NullAway.Init") // set by picocli
  private TableOptions table;

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
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Further settings, for reading the table or to override a choice; can be repeated.")
  private List<String> sets = new ArrayList<>();

  @ArgGroup(exclusive = true)
  private SettingsOptions.Existing existing = new SettingsOptions.Existing();

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Commands parent;

  @Override
  public Integer call() throws Exception {
    InstantSource clock = InstantSource.system();
    TypedCommand typed = TypedCommand.of(spec.commandLine().getParseResult().originalArgs());
    StudyDriver.Caller caller =
        new StudyDriver.Caller(
            out(),
            spec.commandLine().getErr(),
            parent.interruption(),
            typed.resumed(),
            /* newData= */ false);
    if (!existing.isResumed()) {
      return new AutoStudy(asked(), existing.sets(), caller, clock).run();
    }
    Settings.Checked checked = begun();
    StudyPlan plan = checked.settings().plan();
    new Announcement(plan, out()).say();
    StudyDriver driver =
        new StudyDriver(caller, plan, AutoStudy.origins(), clock, CommandStart.startTime(clock));
    return driver.guarded(
        () ->
            driver.tune(driver.open(), spark -> PreparedStudy.read(checked, spark, clock, out())));
  }

  private TableRequest asked() {
    List<String> options = new ArrayList<>();
    options.add("budget.timeout=" + (timeout.isEmpty() ? "5m" : timeout));
    if (!metric.isEmpty()) {
      options.add("metric=" + metric);
    }
    return new TableRequest(
        "auto", table.name(), table.source(), table.label(), options, sets, table.output());
  }

  /** Settings of the study that was begun, with what was typed now. */
  private Settings.Checked begun() throws IOException {
    StudyPlan plan = TableInspection.plan(asked(), existing.sets());
    String folder = "%s/%s".formatted(table.output(), plan.name());
    String text =
        StudyOutput.settings(plan)
            .orElseThrow(
                () ->
                    new InvalidStudyException(
                        new Problem(
                            "auto",
                            "--resume",
                            "'%s' has no study that auto started".formatted(folder),
                            "leave it out to start one")));
    List<String> all = new ArrayList<>(sets);
    Stream.of("budget.timeout=" + timeout, "metric=" + metric)
        .filter(set -> !set.endsWith("="))
        .forEach(all::add);
    all.addAll(existing.sets());
    return new SettingsReader(Map.of(), System.getenv())
        .reread(folder + "/study.conf", text, all, PreparedStudy::catalogue);
  }
}
