package org.espalier.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.LearningCurves;
import org.espalier.bench.blackbox.Trajectory;

/**
 * Protocol 9: {@code auto} under Hyperband against random draws under it, on learning curves whose
 * low rungs mislead and on LCBench's; log10 regret of the best at the highest rung so far, after
 * some numbers of full trainings. {@code bohb} and {@code auto} under {@code asha} are shown.
 */
final class LowRungsProtocol {

  private static final List<Double> FULL_TRAININGS = List.of(7.5, 15.0, 30.0);

  /** More than 30 full trainings have. */
  private static final int TRIALS = 400;

  private static final Strategy RANDOM = new Strategy("random", "hyperband");
  private static final Strategy JUDGED = new Strategy("auto", "hyperband");
  private static final List<Strategy> STRATEGIES =
      List.of(RANDOM, new Strategy("tpe", "bohb"), new Strategy("auto", "asha"), JUDGED);

  private final PublishedBlackboxes blackboxes;
  private final int seeds;

  LowRungsProtocol(PublishedBlackboxes blackboxes, int seeds) {
    this.blackboxes = blackboxes;
    this.seeds = seeds;
  }

  /** Adds the lines of all sets, those of auto under Hyperband judged. */
  void run(SearchResult result) throws InterruptedException {
    for (LearningCurves.Way way : LearningCurves.Way.values()) {
      run(result, "curves, " + way, seed -> new LearningCurves(way, seed));
    }
    for (String name : lcbench()) {
      Blackbox blackbox = blackboxes.named(name);
      run(result, name, seed -> blackbox);
    }
  }

  private static List<String> lcbench() {
    return Curves.PROBLEMS.stream().filter(name -> name.startsWith("lcbench/")).toList();
  }

  private void run(SearchResult result, String set, IntFunction<Blackbox> curves)
      throws InterruptedException {
    Map<Strategy, double[][]> regrets = new LinkedHashMap<>();
    for (Strategy strategy : STRATEGIES) {
      regrets.put(strategy, regrets(strategy, curves));
    }
    double[][] random = Objects.requireNonNull(regrets.get(RANDOM));
    regrets.forEach(
        (strategy, own) -> {
          for (int i = 0; i < own.length; i++) {
            SearchResult.Row row =
                SearchResult.Row.shown(
                    9,
                    "%s, %s at %s".formatted(strategy.name(), set, FULL_TRAININGS.get(i)),
                    1,
                    Significance.mean(own[i]),
                    Significance.error(own[i]));
            result.add(
                strategy.equals(JUDGED)
                    ? row.beside(Significance.mean(random[i]), RANDOM.name())
                        .judged(
                            "not behind random by more than a standard error",
                            Significance.notWorse(own[i], random[i]))
                    : row);
          }
        });
  }

  /** Regrets by number of full trainings, then by seed. */
  private double[][] regrets(Strategy strategy, IntFunction<Blackbox> curves)
      throws InterruptedException {
    List<List<Double>> runs =
        Repeats.of(
            seeds,
            seed -> {
              Blackbox blackbox = curves.apply(seed);
              double full = blackbox.resource().max();
              long budget = (long) (FULL_TRAININGS.get(FULL_TRAININGS.size() - 1) * full);
              Trajectory run = strategy.play(blackbox, 1, TRIALS, budget, seed);
              return FULL_TRAININGS.stream()
                  .map(
                      n ->
                          Experiment.logRegret(blackbox, run.bestAtHighest(n * full).orElseThrow()))
                  .toList();
            });
    return IntStream.range(0, FULL_TRAININGS.size())
        .mapToObj(i -> runs.stream().mapToDouble(run -> run.get(i)).toArray())
        .toArray(double[][]::new);
  }
}
