package org.espalier.job.simulate;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.espalier.journal.StudyHistory;
import org.espalier.settings.Settings;
import org.espalier.settings.SettingsReader;
import org.espalier.settings.WrittenPlan;
import org.espalier.space.Configuration;
import org.espalier.space.SearchSpace;
import org.espalier.spark.pipeline.LearnerCatalogue;
import org.espalier.spec.Redaction;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SchedulePlan.Resource;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.StudyPlan;
import org.espalier.spec.TuningPlan;
import org.espalier.spec.problem.InvalidStudyException;
import org.espalier.spec.problem.Origins;
import org.espalier.spec.problem.Problem;
import org.espalier.spec.space.StudySpace;
import org.espalier.study.Door;
import org.espalier.study.Fidelity;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;

/**
 * Search of a recorded study, of a job or of a function, which strategies replay.
 *
 * @param defaults the learners' defaults; none for a function
 * @param points start points of the user
 */
record ReplayedSearch(
    SearchPlan search,
    SchedulePlan schedule,
    long seed,
    SearchSpace space,
    List<Configuration> defaults,
    List<Configuration> points) {

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
      List<Configuration> points =
          history.study().trials().stream()
              .filter(trial -> trial.origin().equals(Trial.USER))
              .map(Trial::configuration)
              .toList();
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
          plan.search(),
          new SchedulePlan(asked.type(), Resource.ITERATIONS, asked.min(), asked.eta()),
          plan.seed(),
          function.space(),
          List.of(),
          points);
    }
    Settings.Checked checked =
        new SettingsReader(Map.of(), Map.of(), Redaction.SPARK)
            .reread(dir, settings, sets, LearnerCatalogue::of);
    StudyPlan plan = checked.settings().plan();
    StudySpace space = checked.space();
    return new ReplayedSearch(
        plan.tuning().search(),
        plan.tuning().schedule(),
        plan.tuning().seed(),
        space.space(),
        space.defaults(),
        space.points());
  }

  /**
   * Ladder of a scheduler.
   *
   * @param full highest rung of the study; if it counts no iterations, a schedule of them goes by
   *     folds
   */
  RungLadder ladder(String scheduler, Fidelity full) {
    SchedulePlan other = schedule.withType(scheduler);
    long whole = full.rows() * full.iterations().orElse(1);
    return switch (other.ladderKind()) {
      case FULL -> RungLadder.full(whole, full.folds());
      case FOLD_BY_FOLD -> RungLadder.foldByFold(full.folds(), whole);
      case RUNGS -> rungs(other, full);
    };
  }

  private static RungLadder rungs(SchedulePlan schedule, Fidelity full) {
    boolean byFolds = schedule.resource() == Resource.ITERATIONS && full.iterations().isEmpty();
    SchedulePlan possible =
        byFolds
            ? new SchedulePlan(
                schedule.type(), Resource.FOLDS, OptionalLong.empty(), schedule.eta())
            : schedule;
    return possible.ladder(full, 1);
  }
}
