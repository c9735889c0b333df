package org.espalier.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * Cross-validated scores of configurations on tables: a line is a learner, its params, and the
 * score on each table; empty where the learner does not know the table's task, or failed.
 *
 * @param tables their names, in the order of the scores
 */
record PortfolioScores(List<String> tables, List<Line> lines) {

  private static final int FIRST = 2;

  /**
   * Scores of a configuration.
   *
   * @param params values by param, as text; none for the defaults
   * @param scores by table
   */
  record Line(String learner, Map<String, String> params, List<OptionalDouble> scores) {

    /** The scores of other places, in their order; none of a negative one. */
    private Line of(List<Integer> places) {
      return new Line(
          learner,
          params,
          places.stream()
              .map(place -> place < 0 ? OptionalDouble.empty() : scores.get(place))
              .toList());
    }

    boolean isDefault() {
      return params.isEmpty();
    }
  }

  PortfolioScores {
    tables = List.copyOf(tables);
    lines = List.copyOf(lines);
  }

  /** The learners, in the order of the lines. */
  List<String> learners() {
    return lines.stream().map(Line::learner).distinct().toList();
  }

  List<Line> of(String learner) {
    return lines.stream().filter(line -> line.learner().equals(learner)).toList();
  }

  /**
   * The same with the scores of other lines in place of these learners' own.
   *
   * @param others of all tables, and of more where there are new ones
   */
  PortfolioScores with(PortfolioScores others) {
    List<Integer> own = others.tables.stream().map(tables::indexOf).toList();
    Map<String, List<Line>> byLearner = new LinkedHashMap<>();
    for (String learner : learners()) {
      byLearner.put(learner, of(learner).stream().map(line -> line.of(own)).toList());
    }
    others.learners().forEach(learner -> byLearner.put(learner, others.of(learner)));
    return new PortfolioScores(
        others.tables, byLearner.values().stream().flatMap(List::stream).toList());
  }

  /** The scores without a table; the same if it is none of them. */
  PortfolioScores without(String table) {
    int left = tables.indexOf(table);
    return left < 0
        ? this
        : new PortfolioScores(
            cut(tables, left),
            lines.stream()
                .map(line -> new Line(line.learner(), line.params(), cut(line.scores(), left)))
                .toList());
  }

  /** The scores on a table. */
  PortfolioScores only(String table) {
    int kept = tables.indexOf(table);
    return new PortfolioScores(
        List.of(table),
        lines.stream()
            .map(line -> new Line(line.learner(), line.params(), List.of(line.scores().get(kept))))
            .toList());
  }

  private static <T> List<T> cut(List<T> all, int left) {
    List<T> rest = new ArrayList<>(all);
    rest.remove(left);
    return rest;
  }

  /** Params as a text: {@code numTrees=120;maxDepth=14}. */
  static String text(Map<String, ?> params) {
    return params.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining(";"));
  }

  /** As CSV. */
  String csv() {
    StringBuilder csv = new StringBuilder("learner,params," + String.join(",", tables) + "\n");
    for (Line line : lines) {
      csv.append(line.learner()).append(',').append(text(line.params()));
      for (OptionalDouble score : line.scores()) {
        csv.append(',').append(score.isPresent() ? "%.6g".formatted(score.getAsDouble()) : "");
      }
      csv.append('\n');
    }
    return csv.toString();
  }

  static PortfolioScores parse(String csv) {
    List<List<String>> rows = csv.lines().map(line -> List.of(line.split(",", -1))).toList();
    List<Line> lines = new ArrayList<>();
    for (List<String> row : rows.subList(1, rows.size())) {
      Map<String, String> params = new LinkedHashMap<>();
      Arrays.stream(row.get(1).split(";"))
          .filter(param -> !param.isEmpty())
          .map(param -> param.split("=", 2))
          .forEach(pair -> params.put(pair[0], pair[1]));
      List<OptionalDouble> scores =
          row.subList(FIRST, row.size()).stream()
              .map(
                  score ->
                      score.isEmpty()
                          ? OptionalDouble.empty()
                          : OptionalDouble.of(Double.parseDouble(score)))
              .toList();
      lines.add(new Line(row.get(0), params, scores));
    }
    return new PortfolioScores(rows.get(0).subList(FIRST, rows.get(0).size()), lines);
  }
}
