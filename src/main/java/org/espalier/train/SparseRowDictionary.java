package org.espalier.train;

import java.util.Arrays;

/**
 * Dictionary of the distinct sparse rows (patterns) of a table. It numbers them from 0 in the order
 * of their first appearance.
 */
final class SparseRowDictionary {

  private static final int FIRST_SIZE = 64;

  private static final int PRIME = 31;

  private int[] starts = new int[FIRST_SIZE + 1];
  private int[] columns = new int[FIRST_SIZE];
  private double[] values = new double[FIRST_SIZE];
  private int[] hashes = new int[FIRST_SIZE];
  private int[] slots = empty(2 * FIRST_SIZE); // hash table of pattern numbers; -1 is an empty slot
  private int size = 0;

  private static int[] empty(int length) {
    int[] slots = new int[length];
    Arrays.fill(slots, -1);
    return slots;
  }

  int size() {
    return size;
  }

  /** Returns the index of a pattern's first column and value. */
  int start(int pattern) {
    return starts[pattern];
  }

  int column(int place) {
    return columns[place];
  }

  double value(int place) {
    return values[place];
  }

  /**
   * Returns the number of a pattern, and adds the pattern if it is new.
   *
   * @param of columns, of which the first {@code length} are read
   * @param held values, of which the first {@code length} are read
   */
  int number(int[] of, double[] held, int length) {
    int hash = hash(of, held, length);
    int slot = hash & (slots.length - 1);
    while (slots[slot] >= 0) {
      int known = slots[slot];
      if (hashes[known] == hash && isSame(known, of, held, length)) {
        return known;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size;
    return added(of, held, length, hash);
  }

  private static int hash(int[] of, double[] held, int length) {
    int hash = length;
    for (int i = 0; i < length; i++) {
      hash = PRIME * (PRIME * hash + of[i]) + Double.hashCode(held[i]);
    }
    return hash ^ (hash >>> 16); // the slot is chosen by the lower bits only
  }

  private boolean isSame(int pattern, int[] of, double[] held, int length) {
    int from = starts[pattern];
    int to = starts[pattern + 1];
    return Arrays.equals(columns, from, to, of, 0, length)
        && Arrays.equals(values, from, to, held, 0, length);
  }

  private int added(int[] of, double[] held, int length, int hash) {
    int from = starts[size];
    if (from + length > columns.length) {
      int longer = Math.max(from + length, 2 * columns.length);
      columns = Arrays.copyOf(columns, longer);
      values = Arrays.copyOf(values, longer);
    }
    System.arraycopy(of, 0, columns, from, length);
    System.arraycopy(held, 0, values, from, length);
    if (size == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * size);
      starts = Arrays.copyOf(starts, 2 * size + 1);
    }
    hashes[size] = hash;
    starts[size + 1] = from + length;
    size++;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private void rehash() {
    slots = empty(2 * slots.length);
    for (int pattern = 0; pattern < size; pattern++) {
      int slot = hashes[pattern] & (slots.length - 1);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = pattern;
    }
  }
}
