package org.espalier.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.espalier.journal.CellRow;
import org.espalier.journal.StudyRecord;
import org.espalier.journal.TrialRow;
import org.espalier.study.CellState;
import org.espalier.study.Objective;
import org.espalier.study.RungLadder;
import org.espalier.study.Trial;

/**
 * Scores of a study's trials by rung and fold, of the evaluations that were completed.
 *
 * @param defaults trials of learners' defaults, which reach higher rungs whether good or not
 * @param byTrial score by trial, rung and fold
 */
public record RungScores(
    Objective objective,
    RungLadder ladder,
    Set<Integer> defaults,
    NavigableMap<Integer, NavigableMap<Integer, NavigableMap<Integer, Double>>> byTrial) {

  /** Evaluation of a trial at a rung. */
  record Standing(int trial, int rung, ScoreEstimate score) {}

  public RungScores {
    defaults = Set.copyOf(defaults);
    byTrial = Collections.unmodifiableNavigableMap(byTrial);
  }

  public static RungScores of(StudyRecord record) {
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
    Set<Integer> defaults =
        record.trials().stream()
            .filter(row -> row.candidate().origin().equals(Trial.DEFAULT))
            .map(TrialRow::trial)
            .collect(Collectors.toSet());
    return new RungScores(record.opened().setup().objective(), ladder, defaults, all);
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

  /** Mean scores of a trial by the rungs that it completed; none of a trial without a score. */
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

  /** Score at the highest rung that the trial completed. */
  Optional<Standing> highest(int trial) {
    return Optional.ofNullable(byTrial.get(trial))
        .map(NavigableMap::lastKey)
        .map(rung -> new Standing(trial, rung, at(trial, rung).orElseThrow()));
  }

  /**
   * Trials by their highest rung, the highest first, then by score, the best first. Defaults are
   * placed by the highest rung at which a trial that is none is worse.
   */
  List<Standing> leading() {
    return byTrial.keySet().stream()
        .map(trial -> isDefault(trial) ? merited(trial) : highest(trial).orElseThrow())
        .sorted(
            Comparator.comparingInt((Standing standing) -> -standing.rung())
                .thenComparingDouble(standing -> objective.loss(standing.score().mean()))
                .thenComparingInt(Standing::trial))
        .toList();
  }

  private boolean isDefault(int trial) {
    return defaults.contains(trial);
  }

  private Standing merited(int trial) {
    Standing merited = highest(trial).orElseThrow();
    for (int rung = merited.rung(); rung >= 0; rung--) {
      Optional<ScoreEstimate> score = at(trial, rung);
      if (score.isPresent()) {
        merited = new Standing(trial, rung, score.get());
        List<Standing> order = ranking(rung);
        if (order.subList(order.indexOf(merited), order.size()).stream()
            .anyMatch(other -> !isDefault(other.trial()))) {
          return merited;
        }
      }
    }
    return merited;
  }

  /** Trial that leads, as {@link org.espalier.study.Study#leading} has it. */
  Optional<Standing> leader() {
    List<Standing> highest = List.of();
    for (int rung = ladder.top(); rung >= 0; rung--) {
      List<Standing> order = ranking(rung);
      highest = highest.isEmpty() ? order : highest;
      if (order.stream().anyMatch(one -> !isDefault(one.trial()))) {
        Standing best = order.get(0);
        boolean beaten =
            isDefault(best.trial()) || highest.stream().anyMatch(other -> isAhead(other, best));
        return Optional.of(beaten ? highest.get(0) : best);
      }
    }
    return highest.stream().findFirst();
  }

  /** True for defaults without a score at the rung of another trial that are not worse there. */
  private boolean isAhead(Standing defaults, Standing other) {
    return isDefault(defaults.trial())
        && folds(defaults.trial(), other.rung()).isEmpty()
        && objective.improvement(
                folds(defaults.trial(), defaults.rung()).orElseThrow(),
                folds(other.trial(), other.rung()).orElseThrow())
            >= 0;
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
   * Improvement of a trial over another at the highest rung at which folds of both are comparable,
   * over these folds; what a fold does to both cancels out.
   */
  Optional<Standing> improvement(int trial, int over) {
    for (int rung = ladder.top(); rung >= 0; rung--) {
      Optional<ScoreEstimate> gain = improvement(trial, over, rung);
      if (gain.isPresent()) {
        int lower = Math.min(rung, comparable(over, rung).lastKey());
        return gain.map(difference -> new Standing(trial, lower, difference));
      }
    }
    return Optional.empty();
  }

  /** Improvement of a trial at a rung over another one, on the folds that are comparable. */
  Optional<ScoreEstimate> improvement(int trial, int over, int rung) {
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
