package org.espalier.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.bench.blackbox.Trajectory;

/**
 * Protocol 10: {@code auto} where many configurations share a value, on {@link Plateaus}, against
 * random draws and {@code tpe}: log10 regret after some numbers of trials, and how many different
 * values all trials saw.
 */
final class PlateauProtocol {

  private static final List<Integer> TRIALS = List.of(50, 100);

  private static final List<String> SAMPLERS = List.of("random", "tpe", "gp", "auto");

  private final int seeds;

  PlateauProtocol(int seeds) {
    this.seeds = seeds;
  }

  /** Adds the lines of all families, those of auto after all trials judged. */
  void run(SearchResult result) throws InterruptedException {
    for (String family : Plateaus.FAMILIES) {
      Map<String, List<double[]>> figures = new LinkedHashMap<>();
      for (String sampler : SAMPLERS) {
        figures.put(sampler, Repeats.of(seeds, seed -> figures(sampler, family, seed)));
      }
      for (int i = 0; i <= TRIALS.size(); i++) {
        add(result, family, figures, i);
      }
    }
  }

  /** Regrets by number of trials, then the number of different values. */
  private static double[] figures(String sampler, String family, int seed) {
    HardObjective objective = Plateaus.of(family, seed);
    int all = TRIALS.get(TRIALS.size() - 1);
    Trajectory run = new Strategy(sampler, "full").play(objective, 1, all, Long.MAX_VALUE, seed);
    List<Double> figures = new ArrayList<>();
    TRIALS.forEach(n -> figures.add(objective.logRegret(run.bestOfFirst(n, 1))));
    figures.add(
        (double) run.evaluations().stream().map(Trajectory.Evaluation::error).distinct().count());
    return figures.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void add(
      SearchResult result, String family, Map<String, List<double[]>> figures, int i) {
    boolean values = i == TRIALS.size();
    boolean judged = i == TRIALS.size() - 1;
    figures.forEach(
        (sampler, runs) -> {
          double[] own = column(runs, i);
          SearchResult.Row row =
              SearchResult.Row.shown(
                  10,
                  values
                      ? "%s, %s: different values".formatted(sampler, family)
                      : "%s, %s at %d".formatted(sampler, family, TRIALS.get(i)),
                  1,
                  Significance.mean(own),
                  Significance.error(own));
          result.add(judged && sampler.equals("auto") ? judged(row, own, figures, i) : row);
        });
  }

  private static SearchResult.Row judged(
      SearchResult.Row row, double[] own, Map<String, List<double[]>> figures, int i) {
    double[] random = column(Objects.requireNonNull(figures.get("random")), i);
    double[] tpe = column(Objects.requireNonNull(figures.get("tpe")), i);
    double best = Math.min(Significance.mean(random), Significance.mean(tpe));
    return row.beside(best, Significance.mean(tpe) == best ? "tpe" : "random")
        .judged(
            "not behind random or tpe by more than a standard error",
            Significance.notWorse(own, random) && Significance.notWorse(own, tpe));
  }

  private static double[] column(List<double[]> runs, int i) {
    return runs.stream().mapToDouble(run -> run[i]).toArray();
  }
}
