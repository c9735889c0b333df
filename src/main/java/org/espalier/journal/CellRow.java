package org.espalier.journal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.espalier.study.CellOutcome;
import org.espalier.study.CellState;
import org.espalier.study.CellTraining;
import org.espalier.study.Cost;
import org.espalier.study.Inline;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * Row of the table of cells; its components are the columns.
 *
 * @param proposal number of the proposal it belongs to, from 0
 * @param trial number of the trial
 * @param rung rung it was evaluated at, from 0
 * @param answeredFrom the earlier proposal whose configuration this one repeats; its cells are
 *     repeated here at no cost
 * @param trained which code fitted it
 */
public record CellRow(
    long proposal,
    int trial,
    int rung,
    @Inline Split split,
    @Inline Result result,
    OptionalLong answeredFrom,
    @Inline Trained trained,
    @Inline Cost cost) {

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

  /**
   * Rows that the cell trains on, and the fold that it validates.
   *
   * @param rows training rows planned for it
   * @param fold from 0 over all repeats
   * @param repeat which cut of the rows into folds it is of, from 0
   */
  public record Split(long rows, int fold, int repeat) {}

  /**
   * Result of the cell.
   *
   * @param state COMPLETED, FAILED, LOST or CANCELLED
   * @param reason why it failed, was lost or cancelled; else empty
   * @param score in the metric's own direction
   * @param metrics scores of the metrics that were recorded besides it, by name
   */
  public record Result(
      CellState state, String reason, OptionalDouble score, Map<String, Double> metrics) {
    public Result {
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
  }

  /**
   * Training of the cell.
   *
   * @param trainer which code fitted it, for example {@code spark}
   * @param trainerReason why that one did; empty where it is not known
   * @param iterations number, the same for all folds, at which early stopping ended it
   */
  public record Trained(String trainer, String trainerReason, OptionalInt iterations) {
    static Trained of(CellTraining training) {
      return new Trained(
          training.trainer().text(), training.trainerReason().orElse(""), training.iterations());
    }
  }

  /** Rows of all outcomes in the order of proposals; outcomes are reported in virtual order. */
  static List<CellRow> of(Study study, StudyEvent.Folds folds) {
    List<CellRow> rows = new ArrayList<>();
    for (Outcome outcome : study.outcomes()) {
      OptionalLong original = outcome.answeredFrom();
      if (original.isEmpty()) {
        outcome.cells().forEach(cell -> rows.add(of(outcome, folds, cell, cell.cost())));
      } else {
        Outcome run = study.outcomeOf(original.getAsLong()).orElseThrow();
        run.cells().forEach(cell -> rows.add(of(outcome, folds, cell, Cost.NONE)));
      }
    }
    rows.sort(Comparator.comparing(CellRow::proposal));
    return rows;
  }

  private static CellRow of(Outcome outcome, StudyEvent.Folds folds, CellOutcome cell, Cost cost) {
    return new CellRow(
        outcome.proposal().number(),
        outcome.proposal().trial(),
        outcome.proposal().rung(),
        new Split(cell.rows(), cell.fold(), folds.repeat(cell.fold())),
        new Result(cell.state(), cell.reason(), cell.score(), cell.metrics()),
        outcome.answeredFrom(),
        Trained.of(cell.training()),
        cost);
  }
}
