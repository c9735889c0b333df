package org.espalier.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.Trajectory;

/**
 * The anytime curves of YAHPO Gym's single-objective suite: normalized regret of the least error
 * seen at any fidelity, at fractions of a budget of ⌈20 M + 40 M √d⌉ units, where M is the full
 * resource and d the number of dimensions.
 */
final class Curves {

  /** Fractions of the budget at which curves are read. */
  static final List<Double> FRACTIONS = List.of(0.25, 0.5, 1.0);

  /** The problems of the suite whose surrogates are there. */
  static final List<String> PROBLEMS =
      PublishedBlackboxes.reported().stream().filter(name -> !name.startsWith("fcnet/")).toList();

  private final Map<String, Double> published = new LinkedHashMap<>();

  Curves(PublishedBlackboxes blackboxes) {
    Reading.of(() -> blackboxes.csv("yahpo/published/yahpo_so_v1_anytime.csv"))
        .forEach(
            row ->
                published.put(
                    key(
                        row.text("method"),
                        row.text("scenario") + "/" + row.text("instance"),
                        row.number("budget_fraction")),
                    row.number("mean_normalized_regret")));
  }

  private static String key(String method, String problem, double fraction) {
    return "%s %s %.2f".formatted(method, problem, fraction);
  }

  /** The published mean over 30 seeds. */
  double published(String method, String problem, double fraction) {
    String key = key(method, problem, fraction);
    return Objects.requireNonNull(published.get(key), key);
  }

  static long budget(Blackbox blackbox) {
    double full = blackbox.resource().max();
    double dimensions = blackbox.space().dimensions().size();
    return (long) Math.ceil(20 * full + 40 * full * Math.sqrt(dimensions));
  }

  /** Normalized regret by fraction, then by seed. */
  static double[][] of(Strategy strategy, Blackbox blackbox, int window, int seeds)
      throws InterruptedException {
    long budget = budget(blackbox);
    // Of a scheduler with rungs, the budget ends the study and not the number of trials.
    long rungs = blackbox.resource().max() / blackbox.resource().min();
    long full = (budget + blackbox.resource().max() - 1) / blackbox.resource().max();
    int trials = Math.toIntExact(strategy.scheduler().equals("full") ? full : full * rungs);
    List<Trajectory> runs =
        Repeats.of(seeds, seed -> strategy.play(blackbox, window, trials, budget, seed));
    double[][] regrets = new double[FRACTIONS.size()][seeds];
    for (int f = 0; f < regrets.length; f++) {
      for (int seed = 0; seed < seeds; seed++) {
        double best = runs.get(seed).bestWithin(FRACTIONS.get(f) * budget).orElseThrow();
        regrets[f][seed] = blackbox.errors().normalizedRegret(best);
      }
    }
    return regrets;
  }
}
