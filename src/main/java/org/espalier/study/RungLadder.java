package org.espalier.study;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The declared fidelities at which trials compete, lowest first; none falls.
 *
 * <p>Levels are min, min·η, min·η², … below max, then max itself (Hyperband, Li et al., JMLR 18
 * (2018), Algorithm 1), counted by multiplying: a logarithm is one off for 243 and 3.
 */
public record RungLadder(List<Fidelity> rungs) {

  /** The standard error of a proportion of so many rows is 0.005 at most. */
  private static final long LEAST_VALIDATION = 10_000;

  public RungLadder {
    rungs = List.copyOf(rungs);
    if (rungs.isEmpty()) {
      throw new IllegalArgumentException("A ladder needs a rung.");
    }
    for (int i = 1; i < rungs.size(); i++) {
      Fidelity below = rungs.get(i - 1);
      if (!below.isBelow(rungs.get(i))) {
        throw new IllegalArgumentException(
            "Rung %d (%s) is not above %s.".formatted(i, rungs.get(i), below));
      }
    }
  }

  /** One rung: everything in full. */
  public static RungLadder full(long rows, int folds) {
    return new RungLadder(List.of(new Fidelity(rows, folds)));
  }

  /** Rungs of more and more training rows, each on all folds. */
  public static RungLadder ofRows(long min, long max, int eta, int folds) {
    return new RungLadder(levels(min, max, eta).stream().map(m -> new Fidelity(m, folds)).toList());
  }

  /** Rungs of more and more folds, each on all training rows. */
  public static RungLadder ofFolds(int min, int folds, int eta, long rows) {
    return new RungLadder(
        levels(min, folds, eta).stream().map(k -> new Fidelity(rows, k.intValue())).toList());
  }

  /** Rungs of more and more iterations, each on all folds and training rows. */
  public static RungLadder ofIterations(int min, int max, int eta, long rows, int folds) {
    return new RungLadder(
        levels(min, max, eta).stream()
            .map(m -> new Fidelity(rows, folds, OptionalInt.of(m.intValue())))
            .toList());
  }

  /**
   * The same with fewer folds below the top, the first so many: k times fewer fits of few rows or
   * iterations, which cost more than their share.
   *
   * @throws IllegalArgumentException if there are not as many
   */
  public RungLadder withFoldsBelowTop(int folds) {
    List<Fidelity> fewer = new ArrayList<>();
    rungs.subList(0, top()).forEach(rung -> fewer.add(rung.withFolds(folds)));
    fewer.add(rungs.get(top()));
    return new RungLadder(fewer);
  }

  /** A rung for each number of folds, each on all training rows. */
  public static RungLadder foldByFold(int folds, long rows) {
    return new RungLadder(
        IntStream.rangeClosed(1, folds).mapToObj(k -> new Fidelity(rows, k)).toList());
  }

  /**
   * Levels min, min·η, … below max, then max.
   *
   * @throws IllegalArgumentException if min is below 1 or above max, or η below 2
   */
  public static List<Long> levels(long min, long max, int eta) {
    if (min < 1 || min > max || eta < 2) {
      throw new IllegalArgumentException(
          "Levels need 1 <= min <= max and eta >= 2, not min %d, max %d, eta %d."
              .formatted(min, max, eta));
    }
    List<Long> levels = new ArrayList<>();
    for (long level = min; level < max; level = level > max / eta ? max : level * eta) {
      levels.add(level);
    }
    levels.add(max);
    return List.copyOf(levels);
  }

  /** Index of the highest rung. */
  public int top() {
    return rungs.size() - 1;
  }

  public Fidelity rung(int index) {
    return rungs.get(index);
  }

  /**
   * A rung's share of the work of the highest rung's single cell and all of its folds, in (0, 1].
   */
  public double share(int rung) {
    Fidelity full = rungs.get(top());
    Fidelity here = rungs.get(rung);
    return ((double) here.rows() / full.rows())
        * ((double) here.folds() / full.folds())
        * ((double) here.iterations().orElse(1) / full.iterations().orElse(1));
  }

  /**
   * Rows that validate a fold of a model of fewer rows than all: the same share of the fold, as
   * otherwise predictions take half of a low rung's time (forests on 327,346 flights, from a 27th
   * of the rows), but at least 10,000 of them.
   *
   * @param rows that the model learned from
   * @param all rows of the fold
   */
  public long validationRows(long rows, long all) {
    double share = Math.min(1, (double) rows / rungs.get(top()).rows());
    return Math.min(all, Math.max(LEAST_VALIDATION, (long) Math.ceil(share * all)));
  }

  /** All folds of a rung: what a trial that begins there misses. */
  public List<Integer> folds(int rung) {
    return IntStream.range(0, rungs.get(rung).folds()).boxed().toList();
  }

  /**
   * How many iterations a configuration runs on a rung that would run so many in full: the rung's
   * share of them, rounded up.
   */
  public int iterations(int rung, int inFull) {
    OptionalInt here = rungs.get(rung).iterations();
    if (here.isEmpty()) {
      return inFull;
    }
    long full = rungs.get(top()).iterations().orElseThrow();
    return Math.toIntExact(((long) inFull * here.getAsInt() + full - 1) / full);
  }

  /**
   * The folds a trial that comes from the rung below still misses: all of them where rows or
   * iterations grew, as a cell then begins anew.
   */
  public List<Integer> missingFolds(int rung) {
    Fidelity here = rungs.get(rung);
    boolean keeps = rung > 0 && here.hasCellsOf(rungs.get(rung - 1));
    int first = keeps ? rungs.get(rung - 1).folds() : 0;
    return IntStream.range(first, here.folds()).boxed().toList();
  }

  /** Planned units of a proposal: training rows × folds, × iterations where they differ. */
  public long units(int rung, int folds) {
    Fidelity here = rungs.get(rung);
    return Math.multiplyExact(
        here.rows(), Math.multiplyExact((long) here.iterations().orElse(1), folds));
  }
}
