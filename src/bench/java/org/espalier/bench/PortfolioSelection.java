package org.espalier.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Greedy selection of a learner's portfolio (Feurer et al., JMLR 23 (2022), section 3.1): one after
 * the other, the configuration that most lowers the mean over tables of the least regret so far,
 * which begins with that of the defaults.
 *
 * <p>The regret on a table is (best − score) / (best − median over the learner's configurations),
 * cut to [0, 1]; 1 without a score. A table on which best and median are equal tells nothing. Of
 * equally useful configurations, the one with the least mean regret by itself is taken, and of
 * those the first.
 */
final class PortfolioSelection {

  /** Points of a learner. */
  static final int SIZE = 10;

  private PortfolioSelection() {}

  /**
   * The portfolio of a learner.
   *
   * @param lines its defaults, then its configurations
   * @param sign 1 if a larger score is better, else -1
   * @return at most {@link #SIZE} of the configurations, the most useful first; none if no table
   *     tells anything
   */
  static List<PortfolioScores.Line> select(List<PortfolioScores.Line> lines, int sign) {
    double[][] regrets = regrets(lines, sign);
    if (regrets.length == 0) {
      return List.of();
    }
    double[] least = Arrays.stream(regrets).mapToDouble(table -> table[0]).toArray();
    Set<Integer> chosen = new LinkedHashSet<>();
    while (chosen.size() < Math.min(SIZE, lines.size() - 1)) {
      int best = -1;
      for (int i = 1; i < lines.size(); i++) {
        if (!chosen.contains(i) && (best < 0 || isMoreUseful(i, best, regrets, least))) {
          best = i;
        }
      }
      chosen.add(best);
      for (int table = 0; table < least.length; table++) {
        least[table] = Math.min(least[table], regrets[table][best]);
      }
    }
    return chosen.stream().map(lines::get).toList();
  }

  private static boolean isMoreUseful(int one, int other, double[][] regrets, double[] least) {
    int order = Double.compare(mean(one, regrets, least), mean(other, regrets, least));
    double[] none = new double[least.length];
    Arrays.fill(none, 1);
    return order == 0 ? mean(one, regrets, none) < mean(other, regrets, none) : order < 0;
  }

  /** Mean over tables of the least regret with a further configuration. */
  private static double mean(int further, double[][] regrets, double[] least) {
    return IntStream.range(0, least.length)
        .mapToDouble(table -> Math.min(least[table], regrets[table][further]))
        .average()
        .orElse(0);
  }

  /** Regrets by table, of those that tell something, and line. */
  static double[][] regrets(List<PortfolioScores.Line> lines, int sign) {
    int tables = lines.get(0).scores().size();
    List<double[]> regrets = new ArrayList<>();
    for (int table = 0; table < tables; table++) {
      int column = table;
      List<OptionalDouble> scores = lines.stream().map(line -> line.scores().get(column)).toList();
      double[] known =
          scores.stream()
              .filter(OptionalDouble::isPresent)
              .mapToDouble(score -> sign * score.getAsDouble())
              .sorted()
              .toArray();
      if (known.length == 0 || known[known.length - 1] <= known[(known.length - 1) / 2]) {
        continue;
      }
      double best = known[known.length - 1];
      double range = best - known[(known.length - 1) / 2];
      regrets.add(
          scores.stream()
              .mapToDouble(
                  score ->
                      score.isPresent()
                          ? Math.min(1, (best - sign * score.getAsDouble()) / range)
                          : 1)
              .toArray());
    }
    return regrets.toArray(double[][]::new);
  }
}
