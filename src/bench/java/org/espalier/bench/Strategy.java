package org.espalier.bench;

import java.util.OptionalLong;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.Simulation;
import org.espalier.bench.blackbox.Trajectory;
import org.espalier.schedule.Scheduler;
import org.espalier.search.Sampler;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.SearchPlan;
import org.espalier.spec.Strategies;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/** A sampler under a scheduler, each by the name it has in settings. */
record Strategy(String sampler, String scheduler) {

  /** Reduction factor of the published protocols. */
  static final int ETA = 3;

  /** Whether both names are known. */
  boolean registered() {
    return Strategies.samplers().contains(sampler) && Strategies.schedulers().contains(scheduler);
  }

  String name() {
    return scheduler.equals("full") ? sampler : sampler + "+" + scheduler;
  }

  /**
   * Plays it once.
   *
   * @param seed number of the repeat
   * @param trials at most this many trials
   * @param budget units of resource
   */
  Trajectory play(Blackbox blackbox, int window, int trials, long budget, int seed) {
    Seed root = new Seed(seed).child(blackbox.name(), 0);
    SchedulePlan plan =
        new SchedulePlan(scheduler, SchedulePlan.Resource.ROWS, OptionalLong.empty(), ETA);
    RungLadder ladder =
        plan.isFull()
            ? RungLadder.full(blackbox.resource().max(), 1)
            : blackbox.resource().ladder(ETA);
    Sampler proposing = Strategies.sampler(new SearchPlan(sampler, trials), blackbox.space(), root);
    Scheduler deciding = Strategies.scheduler(plan, proposing, trials, ladder);
    return new Simulation(blackbox, ladder, window, budget).play(deciding, root);
  }
}
