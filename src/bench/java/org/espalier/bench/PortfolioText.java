package org.espalier.bench;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Portfolios as the file that {@code search.portfolio} reads.
 *
 * @param classification scores by area under ROC or accuracy
 * @param regression scores by root mean squared error
 */
record PortfolioText(PortfolioScores classification, PortfolioScores regression) {

  private static final String HEAD =
      """
      # Portfolio of start points: up to %d configurations a learner, the most useful first, by greedy selection over
      # cross-validated scores of three folds (area-under-roc, accuracy or rmse) on the tables below. Each one most lowers
      # the mean over tables of the least regret so far, which begins with that of the defaults. Written by
      # submit/bench.sh portfolio. At most 1,000 rows of a table; 5,000 for xgboost, and 300 for multilayer-perceptron,
      # which is slow. Left out: factorization-machines, which jobs fit, survival-regression, and spaces of ten values or less.
      """
          .formatted(PortfolioSelection.SIZE);

  /** The text; without what was learned from a table if that is one of them. */
  String without(String table) {
    PortfolioScores classes = classification.without(table);
    PortfolioScores numbers = regression.without(table);
    return HEAD
        + "tables {\n  classification = [%s]\n  regression = [%s]\n}\n"
            .formatted(String.join(", ", classes.tables()), String.join(", ", numbers.tables()))
        + section("classification", classes, 1)
        + section("regression", numbers, -1);
  }

  private static String section(String name, PortfolioScores scores, int sign) {
    StringBuilder section = new StringBuilder(name + " {\n");
    for (String learner : scores.learners().stream().sorted().toList()) {
      List<PortfolioScores.Line> chosen = PortfolioSelection.select(scores.of(learner), sign);
      if (!chosen.isEmpty()) {
        section.append("  %s = [%n".formatted(learner));
        chosen.forEach(line -> section.append("    ").append(point(line.params())).append('\n'));
        section.append("  ]\n");
      }
    }
    return section.append("}\n").toString();
  }

  private static String point(Map<String, String> params) {
    return new TreeMap<>(params)
        .entrySet().stream()
            .map(entry -> "%s = %s".formatted(entry.getKey(), value(entry.getValue())))
            .collect(Collectors.joining(", ", "{ ", " }"));
  }

  /** A text that HOCON would not read as one word is quoted. */
  private static String value(String text) {
    return text.matches("-?[0-9.]+(E-?[0-9]+)?|[a-zA-Z]+") ? text : "\"%s\"".formatted(text);
  }
}
