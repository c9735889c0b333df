package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.study.CellState;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;

/**
 * Scores of a study's trials by rung and fold, of the evaluations that were completed.
 *
 * @param byTrial score by trial, rung and fold
 */
public record RungScores(
    Objective objective,
    RungLadder ladder,
    NavigableMap<Integer, NavigableMap<Integer, NavigableMap<Integer, Double>>> byTrial) {

  /** Improvement of a trial at a rung over another one. */
  record Improvement(int trial, int rung, ScoreEstimate score) {}

  public RungScores {
    byTrial = Collections.unmodifiableNavigableMap(byTrial);
  }

  public static RungScores of(StudyRecord record) {
    NavigableMap<Integer, NavigableMap<Integer, NavigableMap<Integer, Double>>> all =
        new TreeMap<>();
    RungLadder ladder = record.opened().setup().ladder();
    for (List<CellRow> its : cells(record).values()) {
      if (its.stream().allMatch(cell -> cell.result().state() == CellState.COMPLETED)) {
        add(all.computeIfAbsent(its.get(0).trial(), trial -> new TreeMap<>()), its, ladder);
      }
    }
    return new RungScores(record.opened().setup().objective(), ladder, all);
  }

  private static NavigableMap<Long, List<CellRow>> cells(StudyRecord record) {
    NavigableMap<Long, List<CellRow>> cells = new TreeMap<>();
    record
        .cells()
        .forEach(cell -> cells.computeIfAbsent(cell.proposal(), p -> new ArrayList<>()).add(cell));
    return cells;
  }

  /** Adds an evaluation, with the folds of lower rungs whose cells are the same fits. */
  private static void add(
      NavigableMap<Integer, NavigableMap<Integer, Double>> rungs,
      List<CellRow> cells,
      RungLadder ladder) {
    int rung = cells.get(0).rung();
    NavigableMap<Integer, Double> folds = new TreeMap<>();
    rungs
        .headMap(rung, false)
        .forEach(
            (below, scores) -> {
              if (ladder.rung(rung).hasCellsOf(ladder.rung(below))) {
                folds.putAll(scores);
              }
            });
    cells.forEach(cell -> folds.put(cell.split().fold(), cell.result().score().orElseThrow()));
    rungs.put(rung, folds);
  }

  /** Mean scores of a trial by the rungs that it completed; none for a trial without a score. */
  public SortedMap<Integer, Double> means(int trial) {
    SortedMap<Integer, Double> means = new TreeMap<>();
    for (int rung : byTrial.getOrDefault(trial, new TreeMap<>()).keySet()) {
      means.put(rung, at(trial, rung).orElseThrow().mean());
    }
    return means;
  }

  /** Score at a rung; empty if the trial did not complete it. */
  Optional<ScoreEstimate> at(int trial, int rung) {
    return folds(trial, rung).map(folds -> ScoreEstimate.of(folds.values()));
  }

  private Optional<NavigableMap<Integer, Double>> folds(int trial, int rung) {
    return Optional.ofNullable(byTrial.get(trial))
        .flatMap(rungs -> Optional.ofNullable(rungs.get(rung)));
  }

  /**
   * Improvement of a trial over another at the highest rung at which folds of both are comparable,
   * over these folds; effects of a fold on both cancel out.
   */
  Optional<Improvement> improvement(int trial, int over) {
    for (int rung = ladder.top(); rung >= 0; rung--) {
      Optional<ScoreEstimate> gain = improvement(trial, over, rung);
      if (gain.isPresent()) {
        int lower = Math.min(rung, comparable(over, rung).lastKey());
        return gain.map(difference -> new Improvement(trial, lower, difference));
      }
    }
    return Optional.empty();
  }

  /** Improvement of a trial at a rung over another one, on the folds that are comparable. */
  private Optional<ScoreEstimate> improvement(int trial, int over, int rung) {
    Map<Integer, Double> others = new TreeMap<>();
    comparable(over, rung).values().forEach(others::putAll);
    return folds(trial, rung).flatMap(mine -> difference(mine, others));
  }

  /** Rungs of a trial whose fits are those of a rung, with their scores by fold. */
  private NavigableMap<Integer, NavigableMap<Integer, Double>> comparable(int trial, int rung) {
    NavigableMap<Integer, NavigableMap<Integer, Double>> same = new TreeMap<>();
    byTrial
        .getOrDefault(trial, Collections.emptyNavigableMap())
        .forEach(
            (other, scores) -> {
              if (ladder.rung(other).hasCellsOf(ladder.rung(rung))) {
                same.put(other, scores);
              }
            });
    return same;
  }

  private Optional<ScoreEstimate> difference(
      Map<Integer, Double> mine, Map<Integer, Double> others) {
    List<Double> gains = new ArrayList<>();
    mine.forEach(
        (fold, score) -> {
          if (others.containsKey(fold)) {
            gains.add(objective.improvement(score, others.get(fold)));
          }
        });
    return gains.isEmpty() ? Optional.empty() : Optional.of(ScoreEstimate.of(gains));
  }
}
