package org.espalier.journal;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.espalier.study.CellState;

/**
 * Row of the table of cells; its components are the columns.
 *
 * @param rows training rows planned for it
 * @param fold from 0 over all repeats
 * @param repeat index of the partition into folds, from 0
 * @param score in the metric's own direction
 * @param answeredFrom earlier proposal with the same configuration, which was run; its cells are
 *     repeated here at no cost
 * @param startedAt milliseconds since the epoch; 0 if it never started
 */
public record CellRow(
    long proposal,
    int trial,
    int rung,
    long rows,
    int fold,
    int repeat,
    CellState state,
    String reason,
    OptionalDouble score,
    Map<String, Double> metrics,
    OptionalLong answeredFrom,
    String trainer,
    int attempts,
    double fitSeconds,
    double scoreSeconds,
    double taskSeconds,
    long shuffleBytes,
    long spillBytes,
    long peakMemoryBytes,
    long startedAt,
    long endedAt) {

  /** Components that are measured: they differ from run to run, all others do not. */
  public static final List<String> CLOCK =
      List.of(
          "attempts",
          "fitSeconds",
          "scoreSeconds",
          "taskSeconds",
          "shuffleBytes",
          "spillBytes",
          "peakMemoryBytes",
          "startedAt",
          "endedAt");

  public CellRow {
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }
}
