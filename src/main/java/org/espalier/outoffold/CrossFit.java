package org.espalier.outoffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import org.espalier.study.Seed;

/**
 * Parts of an out-of-fold table, of which each is left out once while a choice is made on the
 * others: the folds of each repeat. Rows of other repeats are not chosen on, as they are the same
 * rows of the data. The rows of a repeat of one fold are dealt into parts by cluster.
 *
 * @param left rows of each part
 * @param rest rows of the other parts of its repeat
 */
record CrossFit(List<int[]> left, List<int[]> rest) {

  /** Parts of a repeat of one fold, as many as there are usually folds. */
  private static final int DEALT = 5;

  /** Parts of a table; none if all rows are of one cluster. */
  static CrossFit of(OutOfFoldTable table, Seed seed) {
    Map<Integer, List<Integer>> byRepeat = new TreeMap<>();
    for (int row = 0; row < table.size(); row++) {
      byRepeat.computeIfAbsent(table.repeat(row), unseen -> new ArrayList<>()).add(row);
    }
    List<int[]> left = new ArrayList<>();
    List<int[]> rest = new ArrayList<>();
    for (List<Integer> rows : byRepeat.values()) {
      boolean folded = rows.stream().mapToInt(table::fold).distinct().count() > 1;
      IntUnaryOperator part = folded ? table::fold : dealt(table, rows, seed);
      int[] parts = rows.stream().mapToInt(part::applyAsInt).sorted().distinct().toArray();
      for (int one : parts) {
        if (parts.length > 1) {
          left.add(rows.stream().mapToInt(row -> row).filter(row -> in(part, row, one)).toArray());
          rest.add(rows.stream().mapToInt(row -> row).filter(row -> !in(part, row, one)).toArray());
        }
      }
    }
    return new CrossFit(left, rest);
  }

  private static boolean in(IntUnaryOperator part, int row, int one) {
    return part.applyAsInt(row) == one;
  }

  /** Part of each row of a repeat: clusters in a random order, one part after the other. */
  private static IntUnaryOperator dealt(OutOfFoldTable table, List<Integer> rows, Seed seed) {
    int[] clusters = rows.stream().mapToInt(table::cluster).sorted().distinct().toArray();
    var random = seed.child("parts", table.repeat(rows.get(0))).random();
    int[] order = clusters.clone();
    for (int i = order.length - 1; i > 0; i--) { // Fisher and Yates
      int other = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[other];
      order[other] = swapped;
    }
    int[] parts = new int[clusters.length];
    for (int i = 0; i < order.length; i++) {
      parts[Arrays.binarySearch(clusters, order[i])] = i % DEALT;
    }
    return row -> parts[Arrays.binarySearch(clusters, table.cluster(row))];
  }

  boolean isEmpty() {
    return left.isEmpty();
  }
}
