package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Assignment of groups of rows, one after the other, to held-out rows and folds, with the ranks of
 * their rows. Knows hashes and counts only; the result does not depend on the order of groups.
 *
 * <p>A group stays on one side of every split. If its rows are of several strata, it is assigned by
 * the most frequent one (of equals, the lowest), and its other rows count in their own strata.
 */
public final class FoldAssignment {

  /** The fold of rows that no model sees before the end. */
  public static final int HELD_OUT = -1;

  /** The fold of rows that no fold validates, but that others train on. */
  public static final int ONLY_TRAINING = -2;

  /**
   * The rows of a group in one stratum; the three hashes together name the group.
   *
   * @param rows at least 1
   */
  record Group(long testHash, long foldHash, long rankHash, int stratum, long rows) {

    Group of(long count) {
      return new Group(testHash, foldHash, rankHash, stratum, count);
    }

    /** Copy with the hashes of test and fold exchanged. */
    Group turned() {
      return new Group(/* testHash= */ foldHash, /* foldHash= */ testHash, rankHash, stratum, rows);
    }
  }

  /**
   * Fold of a group's rows of one stratum.
   *
   * @param fold or {@link #HELD_OUT}
   */
  record Placed(Group group, int fold) {}

  /**
   * The ranks of a group's rows of one stratum in one fold: {@code (first + i) / of} for the i-th.
   *
   * @param of rows of that stratum in that fold
   */
  record Ranked(Placed placed, long first, long of) {}

  private static final Comparator<Group> BY_TEST =
      Comparator.comparingLong(Group::testHash)
          .thenComparingLong(Group::rankHash)
          .thenComparingLong(Group::foldHash);
  private static final Comparator<Group> BY_FOLD =
      Comparator.comparingLong(Group::foldHash)
          .thenComparingLong(Group::rankHash)
          .thenComparingLong(Group::testHash);
  private static final Comparator<Group> BY_RANK =
      Comparator.comparingLong(Group::rankHash)
          .thenComparingLong(Group::foldHash)
          .thenComparingLong(Group::testHash);

  private final int folds;
  private final long[] rowsOf; // by stratum
  private final long[] heldOut; // by stratum
  private final long[][] taken; // by fold and stratum
  private final long[] sizes; // by fold
  private final List<Placed> placed = new ArrayList<>();

  private FoldAssignment(List<Group> groups, int folds) {
    int strata = groups.stream().mapToInt(Group::stratum).max().orElse(0) + 1;
    this.folds = folds;
    this.rowsOf = new long[strata];
    this.heldOut = new long[strata];
    this.taken = new long[folds][strata];
    this.sizes = new long[folds];
    groups.forEach(group -> rowsOf[group.stratum()] += group.rows());
  }

  /**
   * Places every group.
   *
   * <p>Per stratum, groups by (test hash, rank hash) are held out while the rows taken are below
   * {@code round(share · n)}; of the others, by (fold hash, rank hash), each goes to the fold with
   * the fewest rows of the stratum, of equals to that with the fewest rows in all, of equals to the
   * lowest. So the folds of a stratum differ by the rows of its largest group at most.
   *
   * @param heldOutShare in [0, 1)
   */
  static List<Placed> place(List<Group> groups, int folds, double heldOutShare) {
    FoldAssignment assignment = new FoldAssignment(groups, folds);
    for (List<Whole> stratum : byHome(groups)) {
      List<Whole> training = assignment.holdOut(stratum, heldOutShare);
      training.sort(Comparator.comparing(Whole::home, BY_FOLD));
      training.forEach(assignment::toSmallestFold);
    }
    return assignment.placed;
  }

  /** Ranks the rows of every stratum in every fold by (rank hash, fold hash). */
  static List<Ranked> rank(List<Placed> placed) {
    Map<Integer, Map<Integer, List<Placed>>> cells = new TreeMap<>();
    for (Placed one : placed) {
      cells
          .computeIfAbsent(one.fold(), fold -> new TreeMap<>())
          .computeIfAbsent(one.group().stratum(), stratum -> new ArrayList<>())
          .add(one);
    }
    List<Ranked> ranked = new ArrayList<>(placed.size());
    for (Map<Integer, List<Placed>> fold : cells.values()) {
      fold.values().forEach(cell -> rankCell(cell, ranked));
    }
    return ranked;
  }

  private static void rankCell(List<Placed> cell, List<Ranked> ranked) {
    cell.sort(Comparator.comparing(Placed::group, BY_RANK));
    long of = cell.stream().mapToLong(one -> one.group().rows()).sum();
    long first = 0;
    for (Placed one : cell) {
      ranked.add(new Ranked(one, first, of));
      first += one.group().rows();
    }
  }

  /** Holds out a share of one stratum; returns the rest. */
  private List<Whole> holdOut(List<Whole> stratum, double share) {
    stratum.sort(Comparator.comparing(Whole::home, BY_TEST));
    List<Whole> training = new ArrayList<>();
    for (Whole whole : stratum) {
      int home = whole.home().stratum();
      if (heldOut[home] < Math.round(share * rowsOf[home])) {
        for (Group part : whole.parts()) {
          heldOut[part.stratum()] += part.rows();
          placed.add(new Placed(part, HELD_OUT));
        }
      } else {
        training.add(whole);
      }
    }
    return training;
  }

  private void toSmallestFold(Whole whole) {
    int stratum = whole.home().stratum();
    int smallest = 0;
    for (int fold = 1; fold < folds; fold++) {
      long fewer = taken[fold][stratum] - taken[smallest][stratum];
      if (fewer < 0 || (fewer == 0 && sizes[fold] < sizes[smallest])) {
        smallest = fold;
      }
    }
    for (Group part : whole.parts()) {
      taken[smallest][part.stratum()] += part.rows();
      sizes[smallest] += part.rows();
      placed.add(new Placed(part, smallest));
    }
  }

  /** A group with all its strata; home is the part that decides. */
  private record Whole(Group home, List<Group> parts) {

    static Whole of(List<Group> parts) {
      Group home =
          parts.stream()
              .min(
                  Comparator.comparingLong((Group part) -> -part.rows())
                      .thenComparingInt(Group::stratum))
              .orElseThrow();
      return new Whole(home, parts);
    }
  }

  private record Name(long testHash, long foldHash, long rankHash) {}

  /** The groups by the stratum that decides for them, in order of strata. */
  private static List<List<Whole>> byHome(List<Group> groups) {
    Map<Name, List<Group>> parts = new LinkedHashMap<>();
    for (Group group : groups) {
      parts
          .computeIfAbsent(
              new Name(group.testHash(), group.foldHash(), group.rankHash()),
              name -> new ArrayList<>(1))
          .add(group);
    }
    Map<Integer, List<Whole>> byHome = new TreeMap<>();
    for (List<Group> group : parts.values()) {
      group.sort(Comparator.comparingInt(Group::stratum));
      Whole whole = Whole.of(group);
      byHome.computeIfAbsent(whole.home().stratum(), home -> new ArrayList<>()).add(whole);
    }
    return List.copyOf(byHome.values());
  }
}
