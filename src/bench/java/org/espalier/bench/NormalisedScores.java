package org.espalier.bench;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Scores of tools on tables, each as the part of the way from the score of the defaults, 0, to the
 * best score on the table, 1. A tool without a score on a table has 0 there, and so have all tools
 * where none is better than the defaults.
 *
 * @param tables scores by tool, larger is better, a map for each table; the defaults are in each
 */
record NormalisedScores(List<Map<String, Double>> tables) {

  static final String DEFAULTS = "defaults";

  NormalisedScores {
    tables = tables.stream().map(Map::copyOf).toList();
  }

  /** Normalised score by table. */
  double[] of(String tool) {
    return tables.stream().mapToDouble(scores -> normalised(scores, tool)).toArray();
  }

  private static double normalised(Map<String, Double> scores, String tool) {
    double none = requireNonNull(scores.get(DEFAULTS));
    double best = scores.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    return best > none ? (scores.getOrDefault(tool, none) - none) / (best - none) : 0;
  }

  double mean(String tool) {
    return Significance.mean(of(tool));
  }

  /** Tool of the best mean but for the defaults. */
  String first() {
    return tools().stream().max(Comparator.comparingDouble(this::mean)).orElse(DEFAULTS);
  }

  /** Tools but for the defaults. */
  List<String> tools() {
    return tables.stream()
        .flatMap(scores -> scores.keySet().stream())
        .filter(tool -> !tool.equals(DEFAULTS))
        .distinct()
        .sorted()
        .toList();
  }

  /** Standard error of the mean difference of two tools, over tables. */
  double error(String tool, String other) {
    return Significance.error(differences(tool, other));
  }

  private double[] differences(String tool, String other) {
    double[] ones = of(tool);
    double[] others = of(other);
    for (int table = 0; table < ones.length; table++) {
      ones[table] -= others[table];
    }
    return ones;
  }

  /** True if a tool is first, or behind the first by at most the standard error. */
  boolean isFirst(String tool) {
    return -Significance.mean(differences(tool, first())) <= error(tool, first());
  }
}
