package org.espalier.engine;

import java.util.List;
import org.espalier.evaluate.Capacity;
import org.espalier.evaluate.TimeLimits;
import org.espalier.schedule.Scheduler;
import org.espalier.spec.BudgetPlan;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Trial;
import org.espalier.tune.TuningLoop;

/**
 * Design of a study whose data are known: the search and its limits.
 *
 * @param name name in the descriptions of Spark jobs
 * @param window virtual slots; 0 or {@link TuningLoop#UNLIMITED} for no limit
 * @param limits time limit of cells
 */
public record StudyDesign(
    String name, Objective objective, StudyStrategies strategies, int window, TimeLimits limits) {

  public StudyDesign {
    window = window == 0 ? TuningLoop.UNLIMITED : window;
  }

  BudgetPlan budget() {
    return strategies.plan().budget();
  }

  /** Cells run at a time; 0 for automatic. */
  public int parallelism() {
    return strategies.plan().run().parallelism();
  }

  public RungLadder ladder() {
    return strategies.ladder();
  }

  public Seed seed() {
    return strategies.seed();
  }

  /**
   * A fresh scheduler over a fresh sampler.
   *
   * @param recorded earlier trials by number
   */
  public Scheduler scheduler(List<Trial> recorded) {
    return strategies.scheduler(recorded);
  }

  /** Number of trials that the scheduler will request. */
  public int plannedTrials() {
    return scheduler(List.of()).plannedTrials();
  }

  /**
   * Number of trials with those that an earlier version added while the study ran.
   *
   * @param extension number of further trials
   */
  public int plannedTrials(int extension) {
    Scheduler scheduler = scheduler(List.of());
    if (extension > 0) {
      scheduler.replan((int) Math.min(Integer.MAX_VALUE, (long) extension + plannedTrials()));
    }
    return scheduler.plannedTrials();
  }

  /** Window as a journal holds it: 0 for no limit. */
  public int recordedWindow() {
    return window == TuningLoop.UNLIMITED ? 0 : window;
  }

  /** The configured number of cells, or an automatic one. */
  Capacity capacity(Capacity automatic) {
    return parallelism() > 0 ? Capacity.cells(parallelism()) : automatic;
  }
}
