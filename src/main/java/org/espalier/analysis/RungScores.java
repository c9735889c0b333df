package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
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
record RungScores(
    Objective objective,
    NavigableMap<Integer, NavigableMap<Integer, NavigableMap<Integer, Double>>> byTrial) {

  /** Evaluation of a trial at a rung. */
  record Standing(int trial, int rung, ScoreEstimate score) {}

  RungScores {
    byTrial = Collections.unmodifiableNavigableMap(byTrial);
  }

  static RungScores of(StudyRecord record) {
    return of(record, List.copyOf(cells(record).keySet()));
  }

  /** Scores that were known when so many outcomes had been told. */
  static RungScores of(StudyRecord record, int told) {
    return of(record, record.course().told().subList(0, told));
  }

  private static RungScores of(StudyRecord record, List<Long> proposals) {
    NavigableMap<Long, List<CellRow>> cells = cells(record);
    NavigableMap<Integer, NavigableMap<Integer, NavigableMap<Integer, Double>>> all =
        new TreeMap<>();
    RungLadder ladder = record.opened().setup().ladder();
    for (long proposal : proposals.stream().sorted().toList()) {
      List<CellRow> its = cells.getOrDefault(proposal, List.of());
      if (!its.isEmpty()
          && its.stream().allMatch(cell -> cell.result().state() == CellState.COMPLETED)) {
        add(all.computeIfAbsent(its.get(0).trial(), trial -> new TreeMap<>()), its, ladder);
      }
    }
    return new RungScores(record.opened().setup().objective(), all);
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

  /** Score at a rung; empty if the trial did not complete it. */
  Optional<ScoreEstimate> at(int trial, int rung) {
    return folds(trial, rung).map(folds -> ScoreEstimate.of(folds.values()));
  }

  private Optional<NavigableMap<Integer, Double>> folds(int trial, int rung) {
    return Optional.ofNullable(byTrial.get(trial))
        .flatMap(rungs -> Optional.ofNullable(rungs.get(rung)));
  }

  /** Score at the highest rung that the trial completed. */
  Optional<Standing> highest(int trial) {
    return Optional.ofNullable(byTrial.get(trial))
        .map(NavigableMap::lastKey)
        .map(rung -> new Standing(trial, rung, at(trial, rung).orElseThrow()));
  }

  /** Trials by their highest rung, the highest first, then by score, the best first. */
  List<Standing> leading() {
    return byTrial.keySet().stream()
        .flatMap(trial -> highest(trial).stream())
        .sorted(
            Comparator.comparingInt((Standing standing) -> -standing.rung())
                .thenComparingDouble(standing -> objective.loss(standing.score().mean()))
                .thenComparingInt(Standing::trial))
        .toList();
  }

  /** Trials that completed a rung, the best first. */
  List<Standing> ranking(int rung) {
    return byTrial.keySet().stream()
        .flatMap(trial -> at(trial, rung).map(score -> new Standing(trial, rung, score)).stream())
        .sorted(
            Comparator.comparingDouble(
                    (Standing standing) -> objective.loss(standing.score().mean()))
                .thenComparingInt(Standing::trial))
        .toList();
  }

  /**
   * Improvement of a trial over another at the highest rung that both completed, over the folds
   * that both have there; what a fold does to both cancels out.
   */
  Optional<Standing> improvement(int trial, int over) {
    List<Integer> common = new ArrayList<>(byTrial.getOrDefault(trial, new TreeMap<>()).keySet());
    common.retainAll(byTrial.getOrDefault(over, new TreeMap<>()).keySet());
    return common.isEmpty() ? Optional.empty() : improvement(trial, over, Collections.max(common));
  }

  private Optional<Standing> improvement(int trial, int over, int rung) {
    return folds(trial, rung)
        .flatMap(mine -> folds(over, rung).flatMap(others -> difference(mine, others)))
        .map(difference -> new Standing(trial, rung, difference));
  }

  /**
   * Improvement of a trial at a rung over whatever another has of the same folds, at any rung whose
   * fits are comparable.
   *
   * @param ladder ladder of the study
   */
  Optional<ScoreEstimate> improvement(int trial, int over, int rung, RungLadder ladder) {
    NavigableMap<Integer, Double> others = new TreeMap<>();
    byTrial
        .getOrDefault(over, new TreeMap<>())
        .forEach(
            (other, scores) -> {
              if (ladder
                  .rung(Math.max(rung, other))
                  .hasCellsOf(ladder.rung(Math.min(rung, other)))) {
                others.putAll(scores);
              }
            });
    return folds(trial, rung).flatMap(mine -> difference(mine, others));
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
