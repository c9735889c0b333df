package org.espalier.function;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.espalier.engine.ResumeRules;
import org.espalier.engine.ResumedStudy;
import org.espalier.journal.StudyEvent;
import org.espalier.settings.SettingsChange;
import org.espalier.spark.store.NamedFolder;
import org.espalier.study.Door;
import org.espalier.tune.JournalRecorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Journal of a study of a function, in the folder that was set or, without one, in memory, with the
 * record of an earlier driver, which this one resumes.
 *
 * @param earlier what the study goes on from; empty if it begins now
 */
record FunctionJournal(JournalRecorder recorder, String settings, Optional<ResumedStudy> earlier)
    implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FunctionJournal.class);

  static final InstantSource CLOCK = InstantSource.system();

  /** Settings that change nothing of what is found. */
  private static final Set<String> OF_NO_EFFECT =
      Set.of("parallelism", "journal", "output", "state-limit", "cores", "gpus");

  /** Identity of the function, of which a study that goes on says that it changed. */
  private static final String CODE = "function-digest";

  private static final String IMPROVEMENT = "require.min-improvement";

  /**
   * Begins to write.
   *
   * @throws IllegalArgumentException if the folder holds something else, or a study with other
   *     settings, a line for each
   */
  static FunctionJournal open(FunctionPlan plan, Configuration hadoop) {
    String path = plan.settings().text("journal");
    String where = SettingsPlan.WHERE + ": journal: ";
    return NamedFolder.open(
        path,
        where,
        hadoop,
        CLOCK,
        recorder -> {
          FunctionJournal journal = of(plan, recorder);
          journal
              .earlier()
              .ifPresent(
                  study ->
                      study.requireSame(
                          Door.FUNCTION, plan.asked(), name -> mayChange(name, study, plan), path));
          return journal;
        });
  }

  private static FunctionJournal of(FunctionPlan plan, JournalRecorder recorder) {
    String settings = text(plan);
    return new FunctionJournal(
        recorder,
        settings,
        ResumedStudy.of(
            recorder.history(),
            plan.asked().run().maxCrashes(),
            recorded -> changes(recorded, settings)));
  }

  private static List<SettingsChange> changes(String recorded, String settings) {
    List<SettingsChange> all = new ArrayList<>(SettingsChange.between(recorded, settings));
    if (all.removeIf(change -> change.path().equals(CODE) && !change.isNew())) {
      LOG.warn("the code of the function changed since; what is recorded stays as it was");
    }
    return all;
  }

  /** The plan with all settings that decide what is found. */
  private static String text(FunctionPlan plan) {
    FunctionSettings settings = plan.settings();
    return settings.plan(settings.checked().effective().without(OF_NO_EFFECT)).write();
  }

  private static boolean mayChange(String name, ResumedStudy study, FunctionPlan plan) {
    StudyEvent.Setup setup = study.opened().setup();
    boolean harmless =
        new ResumeRules(Set.of("run.cell-timeout"), () -> plan.mayPlanMore(setup.ladder()))
            .mayChange(plan.asked().origins().path(name));
    return name.equals(IMPROVEMENT)
        ? hasBaseline(study, plan)
        : harmless || (name.equals("run.window") && setup.window() == 0);
  }

  /** Whether the study has had the first start point as its baseline, and goes on with it. */
  private static boolean hasBaseline(ResumedStudy study, FunctionPlan plan) {
    return plan.settings().has("minImprovement")
        && SettingsChange.isRecorded(study.opened().request().settings(), IMPROVEMENT);
  }

  /** How the study was begun; empty if it begins now. */
  Optional<StudyEvent.Opened> opened() {
    return earlier.map(ResumedStudy::opened);
  }

  /** Whether the study came to its end before, and nothing more is asked for. */
  boolean isDone() {
    return earlier
        .filter(study -> study.closed().isPresent() && study.changes().isEmpty())
        .isPresent();
  }

  @Override
  public void close() {
    try {
      recorder.close();
    } catch (IOException e) {
      throw new UncheckedIOException("The journal cannot be written.", e);
    }
  }
}
