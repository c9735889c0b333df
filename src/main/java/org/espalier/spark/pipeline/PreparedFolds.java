package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Training and validation rows behind their fitted feature stages, kept in the cluster's storage
 * while they are used. Each is made once, by the first cell that asks; the least recently used ones
 * are dropped.
 *
 * <p>A dropped one that is still being read stays right: it is computed anew from its lineage.
 */
final class PreparedFolds implements AutoCloseable {

  /** The feature stages that were fitted on some rows, identified by what decides about them. */
  record Key(int fold, long rows, StudyPipelines.FeatureKey features) {}

  /** Feature vectors and labels; nothing else. */
  record Prepared(Dataset<Row> training, Dataset<Row> validation) {
    void persist() {
      for (Dataset<Row> rows : List.of(training, validation)) {
        rows.persist(StorageLevel.MEMORY_AND_DISK());
        rows.count(); // all of it now, or each of the cells that wait would compute it
      }
    }

    void unpersist() {
      training.unpersist(false);
      validation.unpersist(false);
    }
  }

  private final int capacity;
  private final Function<Key, Prepared> make;
  private final Map<Key, CompletableFuture<Prepared>> byKey = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param capacity how many are kept; positive
   */
  PreparedFolds(int capacity, Function<Key, Prepared> make) {
    this.capacity = capacity;
    this.make = make;
  }

  /** The rows of a key; waits while another thread makes them. */
  Prepared get(Key key) {
    CompletableFuture<Prepared> mine = new CompletableFuture<>();
    CompletableFuture<Prepared> known;
    List<CompletableFuture<Prepared>> dropped = new ArrayList<>();
    synchronized (byKey) {
      known = byKey.putIfAbsent(key, mine);
      drop(dropped);
    }
    dropped.forEach(PreparedFolds::free);
    if (known != null) {
      return join(known);
    }
    try {
      Prepared prepared = make.apply(key);
      mine.complete(prepared);
      return prepared;
    } catch (RuntimeException | Error e) {
      synchronized (byKey) {
        byKey.remove(key, mine);
      }
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private static Prepared join(CompletableFuture<Prepared> known) {
    try {
      return known.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void drop(List<CompletableFuture<Prepared>> dropped) {
    Iterator<CompletableFuture<Prepared>> eldest = byKey.values().iterator();
    while (byKey.size() > capacity && eldest.hasNext()) {
      CompletableFuture<Prepared> prepared = eldest.next();
      if (prepared.isDone()) {
        eldest.remove();
        dropped.add(prepared);
      }
    }
  }

  private static void free(CompletableFuture<Prepared> prepared) {
    if (!prepared.isCompletedExceptionally()) {
      prepared.join().unpersist();
    }
  }

  @Override
  public void close() {
    synchronized (byKey) {
      byKey.values().stream().filter(CompletableFuture::isDone).forEach(PreparedFolds::free);
      byKey.clear();
    }
  }
}
