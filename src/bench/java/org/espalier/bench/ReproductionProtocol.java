package org.espalier.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.espalier.bench.blackbox.Blackbox;

/**
 * Protocol 1: our random search and Hyperband land on the published curves of theirs, which proves
 * surrogates, budget and scoring at once.
 */
final class ReproductionProtocol {

  /** Repeats behind each published point. */
  private static final int PUBLISHED_SEEDS = 30;

  /** Standard errors of the difference that a single point may be away. */
  private static final double MOST = 3;

  private final PublishedBlackboxes blackboxes;
  private final Curves curves;

  ReproductionProtocol(PublishedBlackboxes blackboxes) {
    this.blackboxes = blackboxes;
    this.curves = new Curves(blackboxes);
  }

  void run(SearchResult result, int seeds) throws InterruptedException {
    GoldenPairs.check(blackboxes, result);
    Map<String, Strategy> methods = new LinkedHashMap<>();
    methods.put("Random", new Strategy("random", "full"));
    methods.put("HB", new Strategy("random", "hyperband"));
    for (Map.Entry<String, Strategy> method : methods.entrySet()) {
      if (method.getValue().registered()) {
        compare(result, method.getKey(), method.getValue(), seeds);
      } else {
        result.say("protocol 1, " + method.getKey(), "skipped: is not registered");
      }
    }
  }

  private void compare(SearchResult result, String method, Strategy strategy, int seeds)
      throws InterruptedException {
    List<SearchResult.Row> rows = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (String problem : Curves.PROBLEMS) {
      Blackbox blackbox = blackboxes.named(problem);
      double[][] regrets = Curves.of(strategy, blackbox, 1, seeds);
      for (int f = 0; f < regrets.length; f++) {
        double fraction = Curves.FRACTIONS.get(f);
        double ours = Significance.mean(regrets[f]);
        double theirs = curves.published(method, problem, fraction);
        // The published spread is not known; both draw from the same distribution if all is right.
        double error =
            Significance.deviation(regrets[f]) * Math.sqrt(1.0 / seeds + 1.0 / PUBLISHED_SEEDS);
        deviations.add(error == 0 ? 0 : (ours - theirs) / error);
        String name = "%s %s at %.0f %%".formatted(strategy.name(), problem, 100 * fraction);
        rows.add(
            SearchResult.Row.shown(1, name, 1, ours, Significance.error(regrets[f]))
                .beside(theirs, "published " + method));
      }
    }
    List<Double> adjusted =
        Significance.holm(
            deviations.stream().map(errors -> Significance.away(errors, seeds)).toList());
    for (int i = 0; i < rows.size(); i++) {
      String words =
          "%+.1f se of the difference, adjusted p %.3f"
              .formatted(deviations.get(i), adjusted.get(i));
      result.add(
          rows.get(i).judged(words, adjusted.get(i) >= Significance.away(MOST, PUBLISHED_SEEDS)));
    }
  }
}
