package org.espalier.bench;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.Simulation;
import org.espalier.bench.blackbox.Trajectory;
import org.espalier.schedule.FullResource;
import org.espalier.schedule.Scheduler;
import org.espalier.simulate.CellTimes;
import org.espalier.simulate.SimulatedPool;
import org.espalier.simulate.Utilisation;
import org.espalier.spec.SchedulePlan;
import org.espalier.spec.Strategies;
import org.espalier.study.RungLadder;
import org.espalier.study.Seed;

/**
 * Protocol 6: the share of slots that the loop keeps busy, and what a larger window costs in
 * quality: the regret that the same work comes to.
 */
final class UtilisationProtocol {

  private static final Seed SEED = new Seed(6);
  private static final List<Integer> SLOTS = List.of(8, 64, 512);
  private static final List<Integer> WINDOWS_PER_SLOT = List.of(1, 2, 4, 8, 16);
  private static final List<Double> SIGMAS = List.of(0.5, 1.0);

  /** Of a sampler that learns, whose time grows with the work. */
  private static final List<Integer> LEARNING_SLOTS = List.of(8, 64);

  private static final int SEEDS = 5;

  /** Evaluations in full for each slot: the budget of every line. */
  private static final int WORK_PER_SLOT = 20;

  private final Blackbox blackbox;

  UtilisationProtocol(PublishedBlackboxes blackboxes) {
    this.blackbox = blackboxes.named("lcbench/167168");
  }

  void run(SearchResult result) throws InterruptedException {
    for (int slots : SLOTS) {
      for (double sigma : SIGMAS) {
        for (int perSlot : WINDOWS_PER_SLOT) {
          line(result, slots, sigma, perSlot * slots);
        }
      }
    }
    for (int slots : LEARNING_SLOTS) {
      for (int perSlot : WINDOWS_PER_SLOT) {
        learning(result, slots, perSlot * slots);
      }
    }
    unequal(result);
  }

  private void line(SearchResult result, int slots, double sigma, int window) {
    CellTimes times = new CellTimes(List.of(1.0), sigma, 0, 0, SEED);
    String name = "%%s, %d slots, sigma %.1f".formatted(slots, sigma);
    RungLadder full = RungLadder.full(blackbox.resource().max(), 1);
    int trials = Math.max(WORK_PER_SLOT * slots, 4 * window);
    double busy = Utilisation.of(random(trials, full), full, slots, window, times).share();
    SearchResult.Row row = SearchResult.Row.shown(6, name.formatted("full, busy"), window, busy, 0);
    boolean judged = slots == 512 && window == 4096 && sigma == 0.5;
    result.add(judged ? row.judged("98 % busy", busy >= 0.98) : row);
    if (Strategies.schedulers().contains("asha")) {
      asha(result, name, slots, window, times);
    }
  }

  private void asha(SearchResult result, String name, int slots, int window, CellTimes times) {
    RungLadder ladder = blackbox.resource().ladder(Strategy.ETA);
    long budget = (long) WORK_PER_SLOT * slots * blackbox.resource().max();
    Simulation simulation = new Simulation(blackbox, ladder, window, budget);
    SimulatedPool pool = new SimulatedPool(simulation.runner(SEED), slots, times);
    SchedulePlan plan =
        new SchedulePlan("asha", SchedulePlan.Resource.ROWS, OptionalLong.empty(), Strategy.ETA);
    int trials = Math.toIntExact(budget); // never the limit
    Scheduler scheduler =
        Strategies.scheduler(plan, new Draws(blackbox.space(), SEED), trials, ladder);
    Trajectory trajectory = simulation.play(scheduler, SEED, pool);
    double regret =
        blackbox.errors().normalizedRegret(trajectory.bestWithin((double) budget).orElseThrow());
    result.add(
        SearchResult.Row.shown(
            6, name.formatted("random+asha, busy"), window, pool.utilisation(), 0));
    result.add(SearchResult.Row.shown(6, name.formatted("random+asha, regret"), window, regret, 0));
  }

  /** What a sampler that learns comes to with the same work, told late. */
  private void learning(SearchResult result, int slots, int window) throws InterruptedException {
    int trials = WORK_PER_SLOT * slots;
    Strategy tpe = new Strategy("tpe", "full");
    double[] regrets =
        Repeats.of(SEEDS, seed -> tpe.play(blackbox, window, trials, Long.MAX_VALUE, seed)).stream()
            .mapToDouble(run -> run.bestOfFirst(trials, blackbox.resource().max()))
            .map(blackbox.errors()::normalizedRegret)
            .toArray();
    String name = "tpe, regret, %d slots".formatted(slots);
    result.add(
        SearchResult.Row.shown(
            6, name, window, Significance.mean(regrets), Significance.error(regrets)));
  }

  /** Learners whose costs differ, and what the suggested window makes of it. */
  private void unequal(SearchResult result) {
    CellTimes times = Utilisation.times(Utilisation.COSTS, SEED);
    RungLadder ladder = RungLadder.full(100, 5);
    for (int slots : SLOTS) {
      int trials = 8 * slots + 800;
      Supplier<Scheduler> fresh = () -> random(trials, ladder);
      String name = "learners 1 : 4 : 20, 5 folds, %d slots, busy".formatted(slots);
      double usual = Utilisation.of(fresh.get(), ladder, slots, 16, times).share();
      result.add(SearchResult.Row.shown(6, name, 16, usual, 0));
      Utilisation suggested = Utilisation.suggested(fresh, ladder, slots, times);
      result.add(
          SearchResult.Row.shown(
              6, name + ", suggested", suggested.window(), suggested.share(), 0));
    }
  }

  private Scheduler random(int trials, RungLadder ladder) {
    return new FullResource(new Draws(blackbox.space(), SEED), trials, ladder);
  }
}
