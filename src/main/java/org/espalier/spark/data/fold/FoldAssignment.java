package org.espalier.spark.data.fold;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Assignment of groups of rows, one after the other, to held-out rows and folds, and of ranks to
 * their rows. It reads hashes and counts only, and its result does not depend on the order of
 * groups.
 *
 * <p>A group stays on one side of every split. If its rows are of several strata, the most frequent
 * stratum (of equals, the lowest) determines its fold, and its other rows count in their own
 * strata.
 */
public final class FoldAssignment {

  /** Fold of held-out rows, which no model sees before the end of the search. */
  public static final int HELD_OUT = -1;

  /** Fold of rows that no fold validates, but that other folds train on. */
  public static final int ONLY_TRAINING = -2;

  /**
   * Rows of a group in one stratum. The three hashes together identify the group.
   *
   * @param rows number of rows, at least 1
   */
  record Group(long testHash, long foldHash, long rankHash, int stratum, long rows) {

    Group of(long count) {
      return new Group(testHash, foldHash, rankHash, stratum, count);
    }

    /** Returns a copy with the hashes of test and fold swapped. */
    Group turned() {
      return new Group(/* testHash= */ foldHash, /* foldHash= */ testHash, rankHash, stratum, rows);
    }
  }

  /**
   * Assignment of a group's rows of one stratum to a fold.
   *
   * @param fold fold from 0, {@link #HELD_OUT} or {@link #ONLY_TRAINING}
   */
  record Placed(Group group, int fold) {}

  /**
   * Ranks of a group's rows of one stratum in one fold: {@code (first + i) / of} for the i-th row.
   *
   * @param first number of rows of that stratum and fold in the groups before this one
   * @param of number of rows of that stratum in that fold
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
   * Assigns every group.
   *
   * <p>In each stratum, groups in the order of (test hash, rank hash) are held out while the number
   * of rows taken is below {@code round(share · n)}. Each other group, in the order of (fold hash,
   * rank hash), goes to the fold with the fewest rows of the stratum; of equals, to that with the
   * fewest rows in all; of equals, to the lowest. The folds of a stratum therefore differ by at
   * most the rows of its largest group.
   *
   * @param heldOutShare share of the rows to hold out, in [0, 1)
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

  /** Holds out a share of one stratum and returns the other groups. */
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

  /** Group with its rows of all strata; the stratum of {@code home} determines its fold. */
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

  /** Returns the groups by the stratum that determines their fold, in the order of strata. */
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
