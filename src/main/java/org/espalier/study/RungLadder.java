package org.espalier.study;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Ladder of the fidelities at which trials compete, in ascending order: no resource decreases from
 * one rung to the next.
 *
 * <p>Levels are min, min·η, min·η², … below max, then max itself (Hyperband, Li et al., JMLR 18
 * (2018), Algorithm 1), computed by multiplication: a floating-point logarithm is off by one for
 * 243 and 3.
 */
public record RungLadder(List<Fidelity> rungs) {

  /**
   * Minimum of validation rows: with 10,000 rows, the standard error of a proportion is at most
   * 0.005.
   */
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

  /** Ladder with a single rung at full fidelity. */
  public static RungLadder full(long rows, int folds) {
    return new RungLadder(List.of(new Fidelity(rows, folds)));
  }

  /** Ladder of increasing training rows, each rung on all folds. */
  public static RungLadder ofRows(long min, long max, int eta, int folds) {
    return new RungLadder(levels(min, max, eta).stream().map(m -> new Fidelity(m, folds)).toList());
  }

  /** Ladder of increasing numbers of folds, each rung on all training rows. */
  public static RungLadder ofFolds(int min, int folds, int eta, long rows) {
    return new RungLadder(
        levels(min, folds, eta).stream().map(k -> new Fidelity(rows, k.intValue())).toList());
  }

  /** Ladder of increasing iterations, each rung on all folds and training rows. */
  public static RungLadder ofIterations(int min, int max, int eta, long rows, int folds) {
    return new RungLadder(
        levels(min, max, eta).stream()
            .map(m -> new Fidelity(rows, folds, OptionalInt.of(m.intValue())))
            .toList());
  }

  /**
   * Ladder of generations that are equally long, each rung on all folds and training rows.
   *
   * @param length iterations of a generation, at most max
   * @param max iterations in full; the last generation is shorter if they are no multiple
   */
  public static RungLadder ofGenerations(int length, int max, long rows, int folds) {
    int generations = Math.toIntExact(((long) max + length - 1) / length);
    return new RungLadder(
        IntStream.rangeClosed(1, generations)
            .mapToObj(i -> OptionalInt.of((int) Math.min(max, (long) i * length)))
            .map(iterations -> new Fidelity(rows, folds, iterations))
            .toList());
  }

  /**
   * Copy whose rungs below the top have only the first of the folds: with k times fewer folds, k
   * times fewer fits of few rows or iterations, each of which costs more than its share.
   *
   * @throws IllegalArgumentException if the ladder has fewer folds
   */
  public RungLadder withFoldsBelowTop(int folds) {
    List<Fidelity> fewer = new ArrayList<>();
    rungs.subList(0, top()).forEach(rung -> fewer.add(rung.withFolds(folds)));
    fewer.add(rungs.get(top()));
    return new RungLadder(fewer);
  }

  /** Ladder with a rung for each number of folds, each on all training rows. */
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

  /** True if no rung differs from another but in iterations. */
  public boolean isOfIterationsAlone() {
    Fidelity full = rungs.get(top());
    return rungs.stream()
        .allMatch(rung -> rung.rows() == full.rows() && rung.folds() == full.folds());
  }

  /** True if no rung differs from another but in the number of folds. */
  public boolean isOfFoldsAlone() {
    Fidelity full = rungs.get(top());
    return rungs.stream().allMatch(rung -> rung.withFolds(full.folds()).equals(full));
  }

  /** Index of the highest rung. */
  public int top() {
    return rungs.size() - 1;
  }

  public Fidelity rung(int index) {
    return rungs.get(index);
  }

  /**
   * Share of a rung's work in that of the top rung (rows of a cell × folds × iterations), in (0,
   * 1].
   */
  public double share(int rung) {
    Fidelity full = rungs.get(top());
    Fidelity here = rungs.get(rung);
    return ((double) here.rows() / full.rows())
        * ((double) here.folds() / full.folds())
        * ((double) here.iterations().orElse(1) / full.iterations().orElse(1));
  }

  /**
   * Validation rows of a fold for a model fitted on a sample: the same share of the fold, as
   * otherwise predictions dominate the time of a low rung, but at least 10,000 of them.
   *
   * @param rows number of rows that the model was fitted on
   * @param all number of validation rows of the fold
   */
  public long validationRows(long rows, long all) {
    double share = Math.min(1, (double) rows / rungs.get(top()).rows());
    return Math.min(all, Math.max(LEAST_VALIDATION, (long) Math.ceil(share * all)));
  }

  /** All folds of a rung, which a trial that begins there has to evaluate. */
  public List<Integer> folds(int rung) {
    return IntStream.range(0, rungs.get(rung).folds()).boxed().toList();
  }

  /**
   * Number of iterations on a rung of a configuration that runs {@code inFull} at full fidelity:
   * the rung's share, rounded up.
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
   * Folds that a trial from the rung below still misses: all of them if rows or iterations
   * increase, as a cell then starts from scratch.
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
