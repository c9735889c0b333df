package org.espalier.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.espalier.bench.blackbox.Blackbox;
import org.espalier.bench.blackbox.Trajectory;

/**
 * Protocol 3: samplers in full resource, one problem at a time, against Optuna's measured on the
 * same blackboxes; log10(max(regret, 1e-6)) after 50 and 100 evaluations.
 */
final class FullResourceProtocol {

  static final List<Integer> EVALUATIONS = List.of(50, 100);

  /** Shown, but not judged: its surrogate saturates, so that luck decides. */
  private static final String SATURATED = "rbv2_xgboost/40499";

  /** Familywise error of "significantly worse". */
  private static final double LEVEL = 0.05;

  /** By how much of log10 regret no line may be worse. */
  private static final double MARGIN = 0.15;

  private final PublishedBlackboxes blackboxes;
  private final OptunaRuns optuna;
  private final int window;
  private final int seeds;
  private final Map<String, double[]> cache = new LinkedHashMap<>();

  FullResourceProtocol(PublishedBlackboxes blackboxes, int window, int seeds) {
    this.blackboxes = blackboxes;
    this.optuna = new OptunaRuns(blackboxes);
    this.window = window;
    this.seeds = seeds;
  }

  /** One of our samplers against one of theirs, on the problems that both were run on. */
  void run(SearchResult result, String sampler, String rival) throws InterruptedException {
    List<SearchResult.Row> rows = new ArrayList<>();
    List<Double> worse = new ArrayList<>();
    for (int evaluations : EVALUATIONS) {
      double ours = 0;
      double theirs = 0;
      double squares = 0;
      int judged = 0;
      for (String problem : PublishedBlackboxes.reported()) {
        Blackbox blackbox = blackboxes.named(problem);
        String of = rival.equals("TPE") ? OptunaRuns.tpe(blackbox) : rival;
        double[] other = optuna.logRegrets(blackbox, of, evaluations);
        if (other.length == 0) {
          continue;
        }
        double[] own = logRegrets(sampler, blackbox, evaluations);
        SearchResult.Row row =
            line(sampler, problem, evaluations, own)
                .beside(Significance.mean(other), "Optuna " + of);
        if (problem.equals(SATURATED)) {
          result.add(row);
          continue;
        }
        rows.add(row);
        worse.add(Significance.larger(own, other));
        ours += row.ours();
        theirs += row.rival();
        squares += row.error() * row.error();
        judged++;
      }
      String name = "%s, mean of %d at %d".formatted(sampler, judged, evaluations);
      result.add(
          SearchResult.Row.shown(3, name, window, ours / judged, Math.sqrt(squares) / judged)
              .beside(theirs / judged, "Optuna " + rival)
              .judged("better in the mean", ours < theirs));
    }
    List<Double> adjusted = Significance.holm(worse);
    for (int i = 0; i < rows.size(); i++) {
      SearchResult.Row row = rows.get(i);
      boolean met = adjusted.get(i) >= LEVEL && row.ours() <= row.rival() + MARGIN;
      String words = "not worse, adjusted p %.2g".formatted(adjusted.get(i));
      result.add(row.judged(words, met));
    }
  }

  /** One of our samplers against our random search. */
  void againstRandom(SearchResult result, String sampler) throws InterruptedException {
    for (int evaluations : EVALUATIONS) {
      for (String problem : PublishedBlackboxes.reported()) {
        Blackbox blackbox = blackboxes.named(problem);
        double random = Significance.mean(logRegrets("random", blackbox, evaluations));
        SearchResult.Row row =
            line(sampler, problem, evaluations, logRegrets(sampler, blackbox, evaluations))
                .beside(random, "random");
        result.add(
            problem.equals(SATURATED) ? row : row.judged("better", row.ours() < row.rival()));
      }
    }
  }

  private SearchResult.Row line(String sampler, String problem, int evaluations, double[] own) {
    String name = "%s %s at %d".formatted(sampler, problem, evaluations);
    return SearchResult.Row.shown(3, name, window, Significance.mean(own), Significance.error(own));
  }

  private double[] logRegrets(String sampler, Blackbox blackbox, int evaluations)
      throws InterruptedException {
    double[] known = cache.get(key(sampler, blackbox, evaluations));
    if (known != null) {
      return known;
    }
    Strategy strategy = new Strategy(sampler, "full");
    int trials = EVALUATIONS.get(EVALUATIONS.size() - 1);
    List<Trajectory> runs =
        Repeats.of(seeds, seed -> strategy.play(blackbox, window, trials, Long.MAX_VALUE, seed));
    long full = blackbox.resource().max();
    for (int n : EVALUATIONS) {
      cache.put(
          key(sampler, blackbox, n),
          runs.stream()
              .mapToDouble(run -> Experiment.logRegret(blackbox, run.bestOfFirst(n, full)))
              .toArray());
    }
    return Objects.requireNonNull(cache.get(key(sampler, blackbox, evaluations)));
  }

  private static String key(String sampler, Blackbox blackbox, int evaluations) {
    return "%s %s %d".formatted(sampler, blackbox.name(), evaluations);
  }
}
