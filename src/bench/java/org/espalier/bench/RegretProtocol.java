package org.espalier.bench;

import java.util.List;
import java.util.stream.IntStream;
import org.espalier.bench.blackbox.Blackbox;

/**
 * Protocol 2: one strategy for all problems of the suite, against the best that was published at
 * each point and against Optuna's samplers, whichever was better.
 */
final class RegretProtocol {

  /** Mean normalized regret at each fraction that must be beaten by two standard errors. */
  private static final List<Double> MUST = List.of(0.029, 0.0167, 0.0126);

  /** The best of Optuna's GP and grouped TPE on the same problems, at 100 evaluations at most. */
  private static final List<Double> OPTUNA = List.of(0.0286, 0.0167, 0.0133);

  private static final double ERRORS = 2;

  /** A regret below this is as good as none in a geometric mean. */
  private static final double FLOOR = 1e-4;

  private static final List<String> METHODS =
      List.of("Random", "HB", "BOHB", "DEHB", "Optuna", "SMAC-HB", "SMAC");

  private final PublishedBlackboxes blackboxes;
  private final Curves curves;

  RegretProtocol(PublishedBlackboxes blackboxes) {
    this.blackboxes = blackboxes;
    this.curves = new Curves(blackboxes);
  }

  /**
   * Adds the lines of a strategy.
   *
   * @param judged whether it is the one that the targets are for
   */
  void run(SearchResult result, Strategy strategy, int window, int seeds, boolean judged)
      throws InterruptedException {
    int fractions = Curves.FRACTIONS.size();
    double[][] means = new double[fractions][Curves.PROBLEMS.size()];
    double[] squares = new double[fractions];
    for (int p = 0; p < Curves.PROBLEMS.size(); p++) {
      String problem = Curves.PROBLEMS.get(p);
      Blackbox blackbox = blackboxes.named(problem);
      double[][] regrets = Curves.of(strategy, blackbox, window, seeds);
      for (int f = 0; f < fractions; f++) {
        means[f][p] = Significance.mean(regrets[f]);
        double error = Significance.error(regrets[f]);
        squares[f] += error * error;
        String name = "%s %s at %s".formatted(strategy.name(), problem, percent(f));
        result.add(
            SearchResult.Row.shown(2, name, window, means[f][p], error)
                .beside(best(problem, f), "best published"));
      }
    }
    for (int f = 0; f < fractions; f++) {
      summary(result, strategy, window, judged, f, means[f], Math.sqrt(squares[f]));
    }
  }

  private void summary(
      SearchResult result,
      Strategy strategy,
      int window,
      boolean judged,
      int f,
      double[] means,
      double errorOfSum) {
    double mean = Significance.mean(means);
    double error = errorOfSum / means.length;
    String name = "%s, mean of %d at %s".formatted(strategy.name(), means.length, percent(f));
    SearchResult.Row row =
        SearchResult.Row.shown(2, name, window, mean, error)
            .beside(OPTUNA.get(f), "Optuna GP, TPE");
    String words = "below %s by %.0f se".formatted(MUST.get(f), ERRORS);
    result.add(judged ? row.judged(words, mean + ERRORS * error < MUST.get(f)) : row);
    double logs =
        IntStream.range(0, means.length)
            .mapToDouble(p -> Math.log(Math.max(FLOOR, means[p])))
            .average()
            .orElseThrow();
    double rank =
        IntStream.range(0, means.length)
            .mapToDouble(p -> rank(Curves.PROBLEMS.get(p), f, means[p]))
            .average()
            .orElseThrow();
    String of = "%s, geometric mean at %s".formatted(strategy.name(), percent(f));
    result.add(SearchResult.Row.shown(2, of, window, Math.exp(logs), 0));
    String ranked = "%s, mean rank of 8 at %s".formatted(strategy.name(), percent(f));
    result.add(SearchResult.Row.shown(2, ranked, window, rank, 0));
  }

  private static String percent(int fraction) {
    return "%.0f %%".formatted(100 * Curves.FRACTIONS.get(fraction));
  }

  private double best(String problem, int f) {
    return METHODS.stream()
        .mapToDouble(method -> curves.published(method, problem, Curves.FRACTIONS.get(f)))
        .min()
        .orElseThrow();
  }

  /** Place among the published methods, from 1. */
  private double rank(String problem, int f, double ours) {
    return 1
        + METHODS.stream()
            .filter(method -> curves.published(method, problem, Curves.FRACTIONS.get(f)) < ours)
            .count();
  }
}
