package org.espalier.outoffold;

import java.util.Arrays;

/**
 * Order of values in which equal ones are a group; O(n log n).
 *
 * @param distinct values in ascending order
 * @param order places of all values by group, in a group as they were given
 * @param starts start of each group in the order, and its length
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TieGroups(double[] distinct, int[] order, int[] starts) {

  /**
   * @param values finite
   */
  static TieGroups of(double[] values) {
    double[] distinct = Arrays.stream(values).map(v -> v + 0.0).sorted().distinct().toArray();
    int[] groups =
        Arrays.stream(values).mapToInt(v -> Arrays.binarySearch(distinct, v + 0.0)).toArray();
    int[] starts = new int[distinct.length + 1];
    for (int group : groups) {
      starts[group + 1]++;
    }
    for (int group = 0; group < distinct.length; group++) {
      starts[group + 1] += starts[group];
    }
    int[] next = starts.clone();
    int[] order = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      order[next[groups[i]]++] = i;
    }
    return new TieGroups(distinct, order, starts);
  }

  int groups() {
    return distinct.length;
  }
}
