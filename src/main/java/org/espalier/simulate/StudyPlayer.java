package org.espalier.simulate;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import org.espalier.evaluate.EvaluationPool;
import org.espalier.journal.StudyEvent;
import org.espalier.schedule.Scheduler;
import org.espalier.study.Direction;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;
import org.espalier.study.Study;
import org.espalier.tune.Budget;
import org.espalier.tune.TuningLoop;

/**
 * Player of studies in virtual time, by the same loop that tunes on a cluster.
 *
 * @param window proposals under way at a time on the virtual clock
 */
public record StudyPlayer(RungLadder ladder, int window, Seed seed) {

  /** Objective of made-up scores, which have no named metric. */
  private static final Objective ERROR = new Objective("error", Direction.MINIMIZE);

  /** Runs the study to its end, and returns it. */
  public Study toTheEnd(Scheduler scheduler, EvaluationPool pool) {
    return toTheEnd(scheduler, pool, step -> {}, Budget.UNLIMITED);
  }

  /**
   * Runs the study to its end or that of a budget, and returns it.
   *
   * @param recorder receives each step before the loop acts on it
   */
  public Study toTheEnd(
      Scheduler scheduler, EvaluationPool pool, Consumer<StudyEvent> recorder, Budget budget) {
    TuningLoop loop =
        new TuningLoop(
            Study.of(ERROR, seed),
            scheduler,
            ladder,
            pool,
            window,
            budget,
            InstantSource.fixed(Instant.EPOCH),
            recorder);
    try {
      loop.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while nothing was waited for.", e);
    }
    return loop.study();
  }
}
