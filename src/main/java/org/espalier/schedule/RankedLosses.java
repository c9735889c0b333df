package org.espalier.schedule;

import java.util.Arrays;
import java.util.Comparator;
import org.espalier.study.Outcome;

/**
 * Sorted losses, ties ordered by trial, with ranks in O(log n): a treap (Seidel and Aragon,
 * Algorithmica 16 (1996)) whose subtrees know their size.
 *
 * <p>Priorities are a hash of the position of arrival, so that the shape is a function of the calls
 * made; nodes are stored in arrays, 28 bytes each.
 */
final class RankedLosses {

  /** The order of outcomes that have a loss. */
  static final Comparator<Outcome> ORDER =
      Comparator.comparing((Outcome o) -> o.loss().getAsDouble())
          .thenComparing(o -> o.proposal().trial());

  private static final int NONE = 0; // node 0 is the empty tree, of size 0

  private double[] losses = new double[16];
  private int[] trials = new int[16];
  private int[] left = new int[16];
  private int[] right = new int[16];
  private int[] sizes = new int[16];
  private int root = NONE;
  private int nodes = 1;

  int size() {
    return sizes[root];
  }

  /** Adds a trial's loss; its rank, from 1. */
  int add(double loss, int trial) {
    if (nodes == losses.length) {
      grow();
    }
    int node = nodes++;
    losses[node] = loss;
    trials[node] = trial;
    sizes[node] = 1;
    root = insert(root, node);
    return rank(loss, trial);
  }

  /** The rank a trial's loss has, or would have if it were added; from 1. */
  int rank(double loss, int trial) {
    int ahead = 0;
    int node = root;
    while (node != NONE) {
      if (before(node, loss, trial)) {
        ahead += sizes[left[node]] + 1;
        node = right[node];
      } else {
        node = left[node];
      }
    }
    return ahead + 1;
  }

  /** Number of losses below the given one: ties share a rank. */
  int below(double loss) {
    return rank(loss, -1) - 1;
  }

  /** The trial of a rank, from 1 to {@link #size()}. */
  int trial(int rank) {
    return trials[select(rank)];
  }

  /** The loss of a rank, from 1 to {@link #size()}. */
  double loss(int rank) {
    return losses[select(rank)];
  }

  private int select(int rank) {
    if (rank < 1 || rank > size()) {
      throw new IndexOutOfBoundsException("Rank %d of %d".formatted(rank, size()));
    }
    int node = root;
    int wanted = rank;
    while (wanted != sizes[left[node]] + 1) {
      if (wanted <= sizes[left[node]]) {
        node = left[node];
      } else {
        wanted -= sizes[left[node]] + 1;
        node = right[node];
      }
    }
    return node;
  }

  private boolean before(int node, double loss, int trial) {
    int order = Double.compare(losses[node], loss);
    return order == 0 ? trials[node] < trial : order < 0;
  }

  private int insert(int tree, int node) {
    if (tree == NONE) {
      return node;
    }
    if (before(node, losses[tree], trials[tree])) {
      left[tree] = insert(left[tree], node);
      return settled(priority(left[tree]) > priority(tree) ? rotateRight(tree) : tree);
    }
    right[tree] = insert(right[tree], node);
    return settled(priority(right[tree]) > priority(tree) ? rotateLeft(tree) : tree);
  }

  private int rotateRight(int tree) {
    int up = left[tree];
    left[tree] = right[up];
    right[up] = settled(tree);
    return up;
  }

  private int rotateLeft(int tree) {
    int up = right[tree];
    right[tree] = left[up];
    left[up] = settled(tree);
    return up;
  }

  private int settled(int tree) {
    sizes[tree] = sizes[left[tree]] + 1 + sizes[right[tree]];
    return tree;
  }

  /** The finaliser of MurmurHash3: a bijection, so that no two nodes have the same. */
  private static int priority(int node) {
    int hash = node * 0x85EBCA6B;
    hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
    return hash ^ (hash >>> 16);
  }

  private void grow() {
    int capacity = Math.multiplyExact(losses.length, 2);
    losses = Arrays.copyOf(losses, capacity);
    trials = Arrays.copyOf(trials, capacity);
    left = Arrays.copyOf(left, capacity);
    right = Arrays.copyOf(right, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
  }
}
