package org.espalier.job.terminal;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.espalier.hocon.Settings;
import org.espalier.hocon.SettingsReader;
import org.espalier.hocon.WrittenPlan;
import org.espalier.journal.StudyHistory;
import org.espalier.schedule.SchedulerSpec.LadderKind;
import org.espalier.space.Configuration;
import org.espalier.spark.pipeline.LearnerCatalogue;
import org.espalier.spec.InvalidStudyException;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SchedulePlan.Resource;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.study.StudySpace;
import org.espalier.study.Door;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;

/**
 * Search of a recorded study, of a job or of a function, which strategies replay.
 *
 * @param space with the learners' defaults, of which a function has none, the start points of the
 *     user, and those points of the portfolio that were tried
 */
record ReplayedSearch(TuningPlan plan, StudySpace space) {

  /**
   * The search that a history records.
   *
   * @param dir name of the study in messages
   * @param sets overrides of its settings
   * @throws InvalidStudyException if its space is not known, or an override is wrong
   */
  static ReplayedSearch of(String dir, StudyHistory history, List<String> sets) {
    String settings = history.opened().request().settings();
    if (settings.isBlank() || !(history.door() == Door.JOB || history.door() == Door.FUNCTION)) {
      String wrong = "holds no settings, so that its space is not known";
      throw new InvalidStudyException(new Problem(dir, "", wrong, ""));
    }
    if (history.door() == Door.FUNCTION) {
      WrittenPlan function = WrittenPlan.read(dir, settings, Door.FUNCTION).with(sets);
      List<Configuration> points = tried(history, Trial.USER);
      TuningPlan plan =
          TuningPlan.of(
              function.values(),
              function.values().longOrNone("seed").orElseThrow(),
              function.values().whole("num-folds"),
              List.of(),
              List.of(),
              Origins.none(dir));
      SchedulePlan asked = plan.schedule();
      return new ReplayedSearch(
          plan.with(
              new SchedulePlan(asked.type(), Resource.ITERATIONS, asked.min(), asked.eta()),
              plan.budget()),
          new StudySpace(function.space(), List.of(), points, List.of(), Set.of()));
    }
    Settings.Checked checked =
        new SettingsReader(Map.of(), Map.of()).reread(dir, settings, sets, LearnerCatalogue::of);
    return new ReplayedSearch(
        checked.settings().plan().tuning(),
        checked.space().withPortfolio(tried(history, Trial.PORTFOLIO)));
  }

  /** Configurations of an origin, in the order of their trials. */
  private static List<Configuration> tried(StudyHistory history, String origin) {
    return history.study().trials().stream()
        .filter(trial -> trial.origin().equals(origin))
        .map(Trial::configuration)
        .toList();
  }

  /**
   * Ladder of a scheduler.
   *
   * @param full highest rung of the study; if it counts no iterations, a schedule of them goes by
   *     folds
   */
  RungLadder ladder(String scheduler, Fidelity full) {
    SchedulePlan other = plan.schedule().withType(scheduler);
    if (other.ladderKind() != LadderKind.RUNGS) {
      long whole = full.rows() * full.iterations().orElse(1);
      return other.ladder(new Fidelity(whole, full.folds(), full.iterations()), 1);
    }
    boolean byFolds = other.resource() == Resource.ITERATIONS && full.iterations().isEmpty();
    SchedulePlan possible =
        byFolds
            ? new SchedulePlan(scheduler, Resource.FOLDS, OptionalLong.empty(), other.eta())
            : other;
    return possible.ladder(full, 1);
  }
}
