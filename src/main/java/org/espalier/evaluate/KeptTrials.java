package org.espalier.evaluate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.espalier.space.Configuration;
import org.espalier.study.Objective;
import org.espalier.study.Outcome;
import org.espalier.study.Study;

/**
 * Trials of distinct configurations that lead a search at full resource, as their cells end: a
 * bounded number, which does not depend on the order in which cells end.
 */
public final class KeptTrials {

  /** Number of trials, which bounds what is kept of each row. */
  public static final int NUMBER = 10;

  /** The baseline, with which all others are compared. */
  public static final int BASELINE = 0;

  private record Leader(double loss, int trial, Configuration configuration) {}

  private final Objective objective;
  private final int folds;
  private final Map<Integer, TreeMap<Integer, Double>> scores = new HashMap<>(); // guarded by this
  private List<Leader> leaders = new ArrayList<>(); // the best first; guarded by this

  /**
   * @param folds number of folds of the search
   */
  public KeptTrials(Objective objective, int folds) {
    this.objective = objective;
    this.folds = folds;
  }

  /**
   * Adds the score of a cell of full resource; those of further folds than the search's do not
   * count.
   *
   * @param score finite
   * @return trials that lead no longer, and will not again; never the baseline
   */
  public synchronized Set<Integer> add(
      int trial, Configuration configuration, int fold, double score) {
    TreeMap<Integer, Double> byFold = scores.computeIfAbsent(trial, key -> new TreeMap<>());
    if (fold >= folds) {
      return Set.of();
    }
    byFold.put(fold, score);
    if (byFold.size() < folds) {
      return Set.of();
    }
    double mean = byFold.values().stream().reduce(0.0, Double::sum) / folds;
    List<Leader> candidates = new ArrayList<>(leaders);
    candidates.removeIf(leader -> leader.trial() == trial);
    candidates.add(new Leader(objective.loss(mean), trial, configuration));
    candidates.sort(Comparator.comparing(Leader::loss).thenComparing(Leader::trial));
    Set<Integer> dropped = new HashSet<>();
    Set<Configuration> seen = new HashSet<>();
    leaders = new ArrayList<>();
    for (Leader candidate : candidates) {
      if (leaders.size() < NUMBER && seen.add(candidate.configuration())) {
        leaders.add(candidate);
      } else if (candidate.trial() != BASELINE) {
        dropped.add(candidate.trial());
        scores.remove(candidate.trial());
      }
    }
    return Set.copyOf(dropped);
  }

  /**
   * The first trials of distinct configurations.
   *
   * @param outcomes the best first
   * @param most number of trials, at most
   */
  public static List<Integer> distinct(Study study, List<Outcome> outcomes, int most) {
    List<Integer> leading = new ArrayList<>();
    Set<Configuration> seen = new HashSet<>();
    for (Outcome outcome : outcomes) {
      int trial = outcome.proposal().trial();
      if (leading.size() < most && seen.add(study.trials().get(trial).configuration())) {
        leading.add(trial);
      }
    }
    return List.copyOf(leading);
  }
}
