package org.espalier.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Gain by portfolios: the best score of ten trials of one learner that begin with its defaults,
 * expected over the random draws from the configurations that are stored. Either all others are
 * draws, or half of the trials are points of the portfolio that is learned without the table.
 *
 * @param sign 1 if a larger score is better, else -1
 */
record PortfolioGain(PortfolioScores scores, int sign) {

  private static final int TRIALS = 10;

  private static final int POINTS = TRIALS / 2;

  /** Best scores: of the defaults, of draws, and of portfolio and draws. */
  private record Best(double defaults, double drawn, double portfolio) {

    String text() {
      return String.format(
          Locale.ROOT, "defaults %.5g, random %.5g, portfolio %.5g", defaults, drawn, portfolio);
    }
  }

  /** A line for each learner and table, and the mean regrets of each learner behind its own. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (String learner : scores.learners()) {
      List<Best> regrets = new ArrayList<>();
      for (String table : scores.tables()) {
        PortfolioScores here = scores.only(table);
        if (PortfolioSelection.regrets(here.of(learner), sign).length > 0) {
          text.append("%s, %s: %s%n".formatted(table, learner, best(learner, table).text()));
          regrets.add(regret(learner, table));
        }
      }
      if (!regrets.isEmpty()) {
        Best mean =
            new Best(
                regrets.stream().mapToDouble(Best::defaults).average().orElseThrow(),
                regrets.stream().mapToDouble(Best::drawn).average().orElseThrow(),
                regrets.stream().mapToDouble(Best::portfolio).average().orElseThrow());
        text.append("%s, mean regret: %s%n".formatted(learner, mean.text()));
      }
    }
    return text.toString();
  }

  private Best best(String learner, String table) {
    double worst =
        values(learner, table, Double.POSITIVE_INFINITY).stream()
            .mapToDouble(Double::doubleValue)
            .filter(Double::isFinite)
            .max()
            .orElseThrow();
    Best losses = least(learner, table, values(learner, table, worst));
    return new Best(-sign * losses.defaults, -sign * losses.drawn, -sign * losses.portfolio);
  }

  private Best regret(String learner, String table) {
    double[] regrets = PortfolioSelection.regrets(scores.only(table).of(learner), sign)[0];
    return least(learner, table, Arrays.stream(regrets).boxed().toList());
  }

  /** Losses by line. */
  private List<Double> values(String learner, String table, double otherwise) {
    return scores.only(table).of(learner).stream()
        .map(line -> line.scores().get(0))
        .map(score -> score.isPresent() ? -sign * score.getAsDouble() : otherwise)
        .toList();
  }

  private Best least(String learner, String table, List<Double> losses) {
    List<PortfolioScores.Line> lines = scores.of(learner);
    List<PortfolioScores.Line> others = scores.without(table).of(learner);
    List<Integer> chosen =
        PortfolioSelection.select(others, sign).stream()
            .limit(POINTS)
            .map(others::indexOf)
            .toList();
    double first = losses.get(0);
    for (int line : chosen) {
      first = Math.min(first, losses.get(line));
    }
    List<Double> all = new ArrayList<>();
    List<Double> rest = new ArrayList<>();
    for (int line = 1; line < lines.size(); line++) {
      all.add(losses.get(line));
      if (!chosen.contains(line)) {
        rest.add(losses.get(line));
      }
    }
    return new Best(
        losses.get(0),
        expected(losses.get(0), all, TRIALS - 1),
        expected(first, rest, TRIALS - 1 - chosen.size()));
  }

  /** Expected minimum of a loss and of so many others that are drawn without replacement. */
  static double expected(double known, List<Double> losses, int draws) {
    double[] sorted = losses.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int count = Math.min(draws, sorted.length);
    double sum = 0;
    double above = 1; // probability that all draws are behind the first losses
    for (int i = 0; i < sorted.length && above > 0; i++) {
      double takesIt = Math.min(1, (double) count / (sorted.length - i));
      sum += above * takesIt * Math.min(known, sorted[i]);
      above *= 1 - takesIt;
    }
    return sum + above * known;
  }
}
