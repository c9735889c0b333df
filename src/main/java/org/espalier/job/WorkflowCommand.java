package org.espalier.job;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.espalier.analysis.Workflow;
import org.espalier.engine.ConsoleFormat;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsChange;
import org.espalier.job.prepare.PreparedStudy;
import org.espalier.job.prepare.Sessions;
import org.espalier.job.run.CommandStart;
import org.espalier.job.run.StudyDriver;
import org.espalier.job.workflow.WorkflowSettings;
import org.espalier.job.workflow.WorkflowStudy;
import org.espalier.journal.StudyHistory;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.StudyStatus;
import org.espalier.spark.store.StudyFolder;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.OutputPlan;
import org.espalier.spec.Problem;
import org.espalier.spec.learners.StudyPlan;
import org.espalier.study.EntryPoint;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/**
 * Command that runs a workflow: studies that follow each other, from the defaults of the learners
 * to held-out rows, each with its folder.
 */
@Command(
    name = "workflow",
    description =
        "Runs studies that follow each other: defaults, one param at a time, random, fine grid,"
            + " folds, held-out rows.",
    mixinStandardHelpOptions = true)
final class WorkflowCommand extends JobCommand {

  /** Settings that may differ from those of a finished study when the workflow continues. */
  private static final List<String> HARMLESS = List.of("output.", "budget.");

  @Mixin private final SettingsOptions options = new SettingsOptions();

  @ParentCommand
  @SuppressWarnings("NullAway.Init") // set by picocli
  private Commands parent;

  private final InstantSource clock = InstantSource.system();
  private final Instant started = CommandStart.startTime(clock);

  @Override
  public Integer call() throws Exception {
    Settings.Checked file = options.read();
    StudyPlan plan = file.settings().plan();
    WorkflowSettings settings = new WorkflowSettings(plan, file.space());
    InvalidStudyException.throwIfAny(settings.problems());
    boolean resumes = plan.output().resume() != OutputPlan.Resume.NEVER;
    options.read(settings.of(WorkflowStudy.DEFAULTS, Map.of(), resumes)); // refused before Spark
    say("workflow " + plan.name());
    for (WorkflowStudy study : WorkflowStudy.values()) {
      say(
          "  %s%s"
              .formatted(
                  study.folder(),
                  settings
                      .time(study)
                      .map(time -> " within " + ConsoleFormat.text(time))
                      .orElse("")));
    }
    try (Run run = new Run(plan, settings, resumes)) {
      return run.run();
    }
  }

  private void say(String line) {
    out().println(line);
    out().flush();
  }

  private String again() {
    return TypedCommand.of(spec.commandLine().getParseResult().originalArgs()).resumed();
  }

  /** Runs the studies in one session; the first ones share the table, which is read once. */
  private final class Run implements AutoCloseable {

    private final StudyPlan plan;
    private final WorkflowSettings settings;
    private final boolean resumes;
    private final Configuration hadoop;
    private final StudyFolder folder;
    private final List<StudyHistory> done = new ArrayList<>();
    private final Map<WorkflowStudy, StudyRecord> records = new EnumMap<>(WorkflowStudy.class);
    private Instant begun = started;
    private Optional<PreparedStudy> table = Optional.empty();

    private Run(StudyPlan plan, WorkflowSettings settings, boolean resumes) {
      this.plan = plan;
      this.settings = settings;
      this.resumes = resumes;
      this.hadoop = Sessions.open(plan.name()).sparkContext().hadoopConfiguration();
      this.folder = StudyFolder.of(plan.output(), plan.name(), plan.tuning().origins(), hadoop);
    }

    private int run() throws Exception {
      makeRoom();
      parent.interruption().setLastSteps(this::interrupted);
      int code = StudyStatus.FINISHED.exitCode();
      for (WorkflowStudy study : WorkflowStudy.values()) {
        Settings.Checked checked = options.read(settings.of(study, records, resumes));
        StudyFolder its = folder(checked.settings().plan().output(), study);
        code = kept(its, checked).orElse(-1);
        if (code >= 0) {
          say("%n%s kept: it has ended".formatted(study.folder()));
        } else {
          say("");
          code = tune(study, checked);
          parent.interruption().setLastSteps(this::interrupted);
          begun = clock.instant();
        }
        boolean hasModel = study.isLast() && code == StudyStatus.GATE_FAILED.exitCode();
        if (code != StudyStatus.FINISHED.exitCode() && !hasModel) {
          say(
              "%nworkflow %s ends with %s (exit %d)%s"
                  .formatted(plan.name(), study.folder(), code, share(study)));
          break;
        }
        StudyHistory history = its.history();
        done.add(history);
        records.put(study, history.record());
      }
      summary();
      return code;
    }

    private String share(WorkflowStudy study) {
      return plan.tuning().budget().time().isEmpty()
          ? ""
          : ", which has %d %% of the budget".formatted(study.percent());
    }

    private StudyFolder folder(OutputPlan output, WorkflowStudy study) {
      return StudyFolder.of(output, study.folder(), plan.tuning().origins(), hadoop);
    }

    /** Refuses existing output, or removes it if it may be replaced. */
    private void makeRoom() throws IOException {
      StudyFolder.State state = folder.state();
      if (state != StudyFolder.State.ABSENT && state != StudyFolder.State.FOREIGN) {
        throw new InvalidStudyException(
            plan.tuning()
                .origins()
                .problem(
                    "output.path",
                    "'%s' holds a study".formatted(folder.path()),
                    "choose another name or output.path for the workflow"));
      }
      OutputPlan output =
          new OutputPlan(
              folder.path().toString(),
              resumes ? OutputPlan.Resume.AUTO : OutputPlan.Resume.NEVER,
              plan.output().overwrite(),
              plan.output().journal());
      List<StudyFolder> all =
          List.of(WorkflowStudy.values()).stream().map(study -> folder(output, study)).toList();
      for (StudyFolder one : all) {
        Optional<Problem> problem = one.problem();
        if (problem.isPresent()) {
          throw new InvalidStudyException(problem.get());
        }
      }
      if (!resumes) {
        for (StudyFolder one : all) {
          one.clear(); // also of later studies, which would continue with files of another workflow
        }
      }
    }

    /** Exit code of a study that has ended with these settings; empty if it has to run. */
    private Optional<Integer> kept(StudyFolder its, Settings.Checked checked) throws IOException {
      if (!resumes || its.state() != StudyFolder.State.FINISHED) {
        return Optional.empty();
      }
      StudyHistory history = its.history();
      SettingsChange.Comparison settings =
          SettingsChange.between(
              EntryPoint.JOB, history.settings(), checked.settings().effective());
      boolean same =
          settings.changes().stream()
              .map(SettingsChange::path)
              .allMatch(path -> HARMLESS.stream().anyMatch(path::startsWith));
      Optional<Integer> code =
          history
              .closed()
              .filter(end -> same && end.status().isComplete())
              .map(end -> end.exitCode());
      if (code.isPresent()) {
        settings.passedOverInWords().ifPresent(WorkflowCommand.this::say);
      }
      return code;
    }

    private int tune(WorkflowStudy study, Settings.Checked checked) throws Exception {
      StudyPlan its = checked.settings().plan();
      StudyDriver driver =
          new StudyDriver(
              new StudyDriver.Caller(
                  out(), spec.commandLine().getErr(), parent.interruption(), again(), false),
              its,
              its.tuning().origins(),
              clock,
              begun);
      return driver.guarded(() -> driver.tune(prepared(study, checked, driver.open())));
    }

    private PreparedStudy prepared(
        WorkflowStudy study, Settings.Checked checked, SparkSession spark) {
      if (table.isPresent() && !study.isLast()) {
        return table.get().as(checked);
      }
      close(); // the last one cuts further folds
      PreparedStudy read = PreparedStudy.read(checked, spark, clock, out());
      table = Optional.of(read);
      if (records.values().stream()
          .flatMap(one -> one.fingerprint().stream())
          .anyMatch(known -> read.fingerprint().isOther(known))) {
        throw new InvalidStudyException(
            plan.tuning()
                .origins()
                .problem(
                    "data.source",
                    "the rows are not those of the studies that have ended",
                    "use the same rows, or --overwrite to start again"));
      }
      return read;
    }

    private void summary() throws IOException {
      if (done.isEmpty()) {
        return;
      }
      say("");
      Workflow.of(done).lines().forEach(WorkflowCommand.this::say);
      say("");
      StudyFolder last =
          folder(new OutputPlan(folder.path().toString(), false), WorkflowStudy.FINAL);
      if (done.size() < WorkflowStudy.values().length) {
        say("next      " + again());
        return;
      }
      if (last.has(last.model())) {
        say("model     " + last.model());
      }
      say("page      " + last.report());
    }

    /** Leaves what was written between two studies. */
    private boolean interrupted(int code) {
      say("%ninterrupted; finished studies are kept%nnext      %s".formatted(again()));
      return true;
    }

    @Override
    public void close() {
      table.ifPresent(PreparedStudy::close);
      table = Optional.empty();
    }
  }
}
