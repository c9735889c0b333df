package org.espalier.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.LearningCurves;
import org.espalier.bench.blackbox.Trajectory;

/**
 * Protocol 9: {@code auto} and {@code tpe} under Hyperband and ASHA against random draws under the
 * same scheduler, on learning curves whose low rungs mislead and on LCBench's; log10 regret of the
 * best at the highest rung so far, after some numbers of full trainings.
 */
final class LowRungsProtocol {

  private static final List<Double> FULL_TRAININGS = List.of(7.5, 15.0, 30.0);

  /** More than 30 full trainings have. */
  private static final int TRIALS = 400;

  /** Strategies that are judged, each by that of random draws under its scheduler. */
  private static final Map<Strategy, Strategy> RIVALS = rivals();

  private final PublishedBlackboxes blackboxes;
  private final int seeds;

  private static Map<Strategy, Strategy> rivals() {
    Strategy hyperband = new Strategy("random", "hyperband");
    Strategy asha = new Strategy("random", "asha");
    Map<Strategy, Strategy> rivals = new LinkedHashMap<>();
    rivals.put(new Strategy("tpe", "bohb"), hyperband);
    rivals.put(new Strategy("auto", "hyperband"), hyperband);
    rivals.put(new Strategy("tpe", "asha"), asha);
    rivals.put(new Strategy("auto", "asha"), asha);
    return rivals;
  }

  LowRungsProtocol(PublishedBlackboxes blackboxes, int seeds) {
    this.blackboxes = blackboxes;
    this.seeds = seeds;
  }

  /** Adds the lines of all sets. */
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
    for (Strategy strategy : RIVALS.values().stream().distinct().toList()) {
      regrets.put(strategy, regrets(strategy, curves));
    }
    for (Strategy strategy : RIVALS.keySet()) {
      regrets.put(strategy, regrets(strategy, curves));
    }
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
            result.add(judged(row, own[i], Optional.ofNullable(RIVALS.get(strategy)), i, regrets));
          }
        });
  }

  private static SearchResult.Row judged(
      SearchResult.Row row,
      double[] own,
      Optional<Strategy> rival,
      int trainings,
      Map<Strategy, double[][]> regrets) {
    if (rival.isEmpty()) {
      return row;
    }
    double[] random = Objects.requireNonNull(regrets.get(rival.get()))[trainings];
    return row.beside(Significance.mean(random), rival.get().name())
        .judged(
            "not behind random by more than a standard error", Significance.notWorse(own, random));
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
