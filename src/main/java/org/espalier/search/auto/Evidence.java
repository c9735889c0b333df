package org.espalier.search.auto;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.study.CellOutcome;
import org.espalier.study.Outcome;
import org.espalier.study.Study;
import org.espalier.study.TrialState;

/**
 * What outcomes say beyond their losses: how many failed, and whether trials differ by more than
 * their folds do.
 *
 * <p>It is taken after 16 outcomes, 32, 64 and so on, and stands until the next: what follows from
 * it does not change with every outcome.
 *
 * @param outcomes how many it is taken from: the first of the study
 * @param failed how many of them failed
 * @param noise empty where trials cannot be compared: they are too few, have a single fold, or were
 *     stopped at different ones, so that who is left differs less than all do
 */
record Evidence(int outcomes, int failed, Optional<Noise> noise) {

  /** Outcomes of the first look: twice the trials that noise is told from. */
  private static final int FIRST = 16;

  /** Trials on the same folds from which they are compared. */
  private static final int ENOUGH = 8;

  /**
   * Trials against their folds: a two-way analysis of variance without repeats.
   *
   * @param ratio F: the variance of trials' means times the folds, over what is left of the scores
   *     without the means of trials and of folds
   */
  record Noise(int trials, int folds, double ratio) {

    /** The 95 % quantile of the normal distribution. */
    private static final double QUANTILE = 1.6448536269514722;

    /**
     * Whether trials that are all the same would come out like this more often than once in twenty:
     * the cube root of F is about normal (Paulson, Annals of Mathematical Statistics 13 (1942)).
     */
    boolean drowns() {
      double ofTrials = 2.0 / (9 * (trials - 1));
      double ofRest = 2.0 / (9 * (trials - 1) * (folds - 1));
      double root = Math.cbrt(ratio);
      double deviate =
          ((1 - ofRest) * root - (1 - ofTrials)) / Math.sqrt(ofRest * root * root + ofTrials);
      return deviate < QUANTILE;
    }
  }

  /** The outcomes that the last look was at; empty before the first. */
  static List<Outcome> seen(Study study) {
    int told = study.outcomes().size();
    return study.outcomes().subList(0, told < FIRST ? 0 : Integer.highestOneBit(told));
  }

  static Evidence of(List<Outcome> seen) {
    long failed = seen.stream().filter(o -> o.state() == TrialState.FAILED).count();
    return new Evidence(seen.size(), Math.toIntExact(failed), noise(seen));
  }

  /** At the number of rows that tells of most trials, of equal ones the greater. */
  private static Optional<Noise> noise(List<Outcome> outcomes) {
    NavigableMap<Long, Map<Integer, Map<Integer, Double>>> byRows = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      for (CellOutcome cell : outcome.completed() ? outcome.cells() : List.<CellOutcome>of()) {
        byRows
            .computeIfAbsent(outcome.proposal().rows(), rows -> new LinkedHashMap<>())
            .computeIfAbsent(outcome.proposal().trial(), trial -> new TreeMap<>())
            .put(cell.fold(), cell.score().getAsDouble());
      }
    }
    return byRows.descendingMap().values().stream()
        .max(Comparator.comparing(Map::size))
        .flatMap(trials -> noise(trials.values()));
  }

  private static Optional<Noise> noise(Collection<Map<Integer, Double>> trials) {
    Set<Integer> folds = trials.iterator().next().keySet();
    boolean comparable =
        trials.size() >= ENOUGH
            && folds.size() >= 2
            && trials.stream().allMatch(trial -> trial.keySet().equals(folds));
    if (!comparable) {
      return Optional.empty();
    }
    List<double[]> scores =
        trials.stream()
            .map(trial -> trial.values().stream().mapToDouble(Double::doubleValue).toArray())
            .toList();
    return Optional.of(new Noise(scores.size(), folds.size(), ratio(scores)));
  }

  /**
   * F of trials by folds; 0 where all scores are the same.
   *
   * @param scores by trial, then fold
   */
  private static double ratio(List<double[]> scores) {
    int trials = scores.size();
    int folds = scores.get(0).length;
    double[] ofFold = new double[folds];
    double[] ofTrial = new double[trials];
    double mean = 0;
    for (int i = 0; i < trials; i++) {
      for (int j = 0; j < folds; j++) {
        ofTrial[i] += scores.get(i)[j] / folds;
        ofFold[j] += scores.get(i)[j] / trials;
      }
      mean += ofTrial[i] / trials;
    }
    double between = 0;
    double rest = 0;
    for (int i = 0; i < trials; i++) {
      between += folds * (ofTrial[i] - mean) * (ofTrial[i] - mean);
      for (int j = 0; j < folds; j++) {
        double left = scores.get(i)[j] - ofTrial[i] - ofFold[j] + mean;
        rest += left * left;
      }
    }
    return between == 0 ? 0 : Math.min(Double.MAX_VALUE, between * (folds - 1) / rest);
  }
}
