package org.espalier.schedule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Standings of a race: the losses of its trials by fold, and the leader, the best of the trials
 * with the most folds.
 */
final class Standings {

  private static final double[] NOTHING = {};

  private final List<double[]> losses = new ArrayList<>(); // by trial, then fold; of those in race
  private final List<double[]> means = new ArrayList<>(); // by trial, of its first 1, 2, … folds
  private final List<String> learners = new ArrayList<>(); // by trial
  private final int folds;
  private final FoldNoise noise;
  private int leader = -1;

  /**
   * @param folds number of folds of a whole trial
   */
  Standings(int folds) {
    this.folds = folds;
    this.noise = new FoldNoise(folds);
  }

  /** Number of the leading trial; -1 while no trial has an outcome. */
  int leader() {
    return leader;
  }

  /** Adds the next trial, without losses so far. */
  void enter(String learner) {
    losses.add(NOTHING);
    means.add(NOTHING);
    learners.add(learner);
  }

  /** Sets the losses of a trial, which may thereby lead. */
  void set(int number, double[] byFold) {
    losses.set(number, byFold);
    means.set(number, meansOfFirst(byFold));
    lead(number);
  }

  /** True once trials can be clearly behind: the noise is known, and the leader has all folds. */
  boolean canJudge() {
    return noise.isKnown() && isLeaderWhole();
  }

  /** True if the leader has all folds. */
  boolean isLeaderWhole() {
    return losses.get(leader).length == folds;
  }

  /**
   * Bound of the mean above which a trial is stopped; empty for the leader, and while there is no
   * estimate of the noise.
   */
  OptionalDouble cutoff(int number) {
    if (number == leader) {
      return OptionalDouble.empty();
    }
    double[] mine = losses.get(number);
    double[] best = losses.get(leader);
    double bound =
        mean(leader, mine.length) + noise.margin(differences(mine, best)).orElse(Double.NaN);
    boolean all = best.length == folds;
    double forgiving = all ? Arrays.stream(best).max().orElseThrow() : Double.NaN;
    if (Double.isNaN(bound)) {
      return all ? OptionalDouble.of(forgiving) : OptionalDouble.empty();
    }
    return OptionalDouble.of(all ? Math.min(bound, forgiving) : bound);
  }

  /** True if the mean of a trial is above its bound. */
  boolean isClearlyBehind(int number) {
    OptionalDouble cutoff = cutoff(number);
    return cutoff.isPresent() && mean(number) > cutoff.getAsDouble();
  }

  /** Loss of a trial minus the leader's, on the trial's folds. */
  double lossBehindLeader(int number) {
    return mean(number) - mean(leader, losses.get(number).length);
  }

  /** True if no trial in the race is better on this trial's folds. */
  boolean isBest(int number) {
    int own = losses.get(number).length;
    double mine = mean(number);
    return means.stream().noneMatch(other -> other.length >= own && other[own - 1] < mine);
  }

  /**
   * True if a trial of the same learner has all folds, and this one is better than each that has
   * its folds.
   *
   * @param told trial of the last outcome: the answer changes only with this trial's outcomes, and
   *     when a trial of its learner has all folds
   */
  boolean isBestOfLearner(int number, int told) {
    String learner = learners.get(number);
    boolean changed = losses.get(told).length == folds && learners.get(told).equals(learner);
    if (told != number && !changed) {
      return false;
    }
    int own = losses.get(number).length;
    int[] others =
        IntStream.range(0, losses.size())
            .filter(other -> other != number && learners.get(other).equals(learner))
            .filter(other -> losses.get(other).length >= own)
            .toArray();
    return Arrays.stream(others).anyMatch(other -> losses.get(other).length == folds)
        && Arrays.stream(others).allMatch(other -> mean(number) < mean(other, own));
  }

  /** Updates the leader: the best of the trials with the most folds. */
  private void lead(int number) {
    if (leader < 0) {
      leader = number;
    } else if (ahead(number, leader)) {
      int before = leader;
      leader = number;
      learn(before);
    }
  }

  private boolean ahead(int one, int other) {
    int more = losses.get(one).length - losses.get(other).length;
    int better = Double.compare(mean(other), mean(one));
    return more > 0 || (more == 0 && (better > 0 || (better == 0 && one < other)));
  }

  /** Counts a trial's differences to the leader for the estimate of the noise. */
  void learn(int number) {
    if (number != leader && losses.get(number).length > 0) {
      noise.learn(number, differences(losses.get(number), losses.get(leader)));
    }
  }

  /** Takes a trial out of the race. */
  void drop(int number) {
    losses.set(number, NOTHING);
    means.set(number, NOTHING);
    if (number == leader) {
      leader = -1;
      for (int other = 0; other < losses.size(); other++) {
        if (losses.get(other).length > 0) {
          lead(other);
        }
      }
    }
  }

  private static double[] differences(double[] of, double[] over) {
    double[] differences = new double[Math.min(of.length, over.length)];
    Arrays.setAll(differences, fold -> of[fold] - over[fold]);
    return differences;
  }

  private double mean(int number) {
    return mean(number, losses.get(number).length);
  }

  /** Mean of a trial over its first folds. */
  private double mean(int number, int first) {
    return means.get(number)[first - 1];
  }

  /**
   * Means over the first fold, the first two, and so on: each outcome reads those of all trials.
   */
  private static double[] meansOfFirst(double[] byFold) {
    return IntStream.rangeClosed(1, byFold.length)
        .mapToDouble(first -> Arrays.stream(byFold, 0, first).average().orElseThrow())
        .toArray();
  }
}
