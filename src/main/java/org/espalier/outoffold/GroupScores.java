package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.espalier.metric.Measure;
import org.espalier.numeric.Counted;

/**
 * Values of a metric by the groups of rows, on the rows of each group in all folds together.
 *
 * @param groups in the order of their labels; those of few rows are pooled, which are the last
 * @param worst group of the worst value; empty if no group has enough rows and a value
 * @param largestGap difference of the best and the worst value, at least 0; empty below two of them
 */
public record GroupScores(List<Group> groups, Optional<Group> worst, OptionalDouble largestGap) {

  /** Rows below which a group has no value of its own: a share of them may be off by 0.18. */
  public static final int LEAST_ROWS = 30;

  /**
   * Group of rows.
   *
   * @param label of the group, or {@code others (n groups)}
   * @param rows number of rows, of which repeats of one count once
   * @param score empty where the metric is not defined
   */
  public record Group(String label, long rows, OptionalDouble score) {
    public Group {
      if (rows < 1 || (score.isPresent() && !Double.isFinite(score.getAsDouble()))) {
        throw new IllegalArgumentException(
            "Group %s of %d rows: %s.".formatted(label, rows, score));
      }
    }

    private boolean counts() {
      return rows >= LEAST_ROWS && score.isPresent();
    }
  }

  public GroupScores {
    groups = List.copyOf(groups);
  }

  /**
   * Scores of a trial by group.
   *
   * @param labels label of the group, by row of the table
   */
  public static GroupScores of(
      OutOfFoldTable table, int trial, Measure measure, List<String> labels) {
    if (labels.size() != table.size()) {
      throw new IllegalArgumentException(
          "%d labels of groups for %d rows.".formatted(labels.size(), table.size()));
    }
    Scoring scoring = new Scoring(measure);
    Map<String, List<Integer>> byLabel = new TreeMap<>();
    for (int row = 0; row < table.size(); row++) {
      byLabel.computeIfAbsent(labels.get(row), unseen -> new ArrayList<>()).add(row);
    }
    List<Group> groups = new ArrayList<>();
    List<Integer> few = new ArrayList<>();
    int pooled = 0;
    for (Map.Entry<String, List<Integer>> group : byLabel.entrySet()) {
      if (once(table, group.getValue()) < LEAST_ROWS) {
        pooled++;
        few.addAll(group.getValue());
      } else {
        groups.add(group(table, trial, scoring, group.getKey(), group.getValue()));
      }
    }
    if (pooled > 0) {
      String label = "others (%s)".formatted(Counted.of(pooled, "group"));
      groups.add(group(table, trial, scoring, label, few.stream().sorted().toList()));
    }
    List<Group> counted = groups.stream().filter(Group::counts).toList();
    Optional<Group> worst = counted.stream().reduce((a, b) -> better(scoring, b, a) ? a : b);
    Optional<Group> best = counted.stream().reduce((a, b) -> better(scoring, b, a) ? b : a);
    return new GroupScores(
        groups,
        worst,
        counted.size() < 2
            ? OptionalDouble.empty()
            : OptionalDouble.of(
                Math.abs(
                    best.orElseThrow().score().getAsDouble()
                        - worst.orElseThrow().score().getAsDouble())));
  }

  private static boolean better(Scoring scoring, Group one, Group other) {
    return scoring.improvement(one.score().getAsDouble(), other.score().getAsDouble()) > 0;
  }

  private static Group group(
      OutOfFoldTable table, int trial, Scoring scoring, String label, List<Integer> rows) {
    int[] numbers = rows.stream().mapToInt(Integer::intValue).toArray();
    return new Group(label, once(table, rows), scoring.of(table, trial, numbers));
  }

  /** Number of rows of the data: the most that one repeat has. */
  private static long once(OutOfFoldTable table, List<Integer> rows) {
    Map<Integer, Long> byRepeat = new TreeMap<>();
    rows.forEach(row -> byRepeat.merge(table.repeat(row), 1L, Long::sum));
    return byRepeat.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }
}
