package org.espalier.evaluate;

import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Store of the scores of cells, by trial and fold; used from many threads at a time. */
public interface ScoreStore {

  /** Cell of full resource. */
  record FullCell(int trial, int fold) implements Comparable<FullCell>, Serializable {

    private static final long serialVersionUID = 1;

    @Override
    public int compareTo(FullCell other) {
      return trial == other.trial
          ? Integer.compare(fold, other.fold)
          : Integer.compare(trial, other.trial);
    }
  }

  /** Keeps the scores of a cell, in place of earlier ones. */
  void put(FullCell place, FoldScores.Keyed scores) throws IOException;

  /** The scores of a cell; empty if there are none in arrays. */
  Optional<FoldScores.Keyed> get(FullCell place) throws IOException;

  /** Path at which executors write the scores of a cell as a table; empty if they cannot. */
  default Optional<String> table(FullCell place) {
    return Optional.empty();
  }

  /** The cells of which there are scores. */
  SortedSet<FullCell> places() throws IOException;

  /** Removes the scores of all cells of a trial. */
  void remove(int trial) throws IOException;

  /** Store on the heap. */
  static ScoreStore onHeap() {
    return new OnHeap();
  }

  /** Scores on the heap. */
  final class OnHeap implements ScoreStore {

    private final TreeMap<FullCell, FoldScores.Keyed> kept = new TreeMap<>(); // guarded by this

    private OnHeap() {}

    @Override
    public synchronized void put(FullCell place, FoldScores.Keyed scores) {
      kept.put(place, scores);
    }

    @Override
    public synchronized Optional<FoldScores.Keyed> get(FullCell place) {
      return Optional.ofNullable(kept.get(place));
    }

    @Override
    public synchronized SortedSet<FullCell> places() {
      return new TreeSet<>(kept.keySet());
    }

    @Override
    public synchronized void remove(int trial) {
      kept.keySet().removeIf(place -> place.trial() == trial);
    }
  }
}
