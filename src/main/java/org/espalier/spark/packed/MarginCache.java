package org.espalier.spark.packed;

import org.apache.spark.SparkEnv;
import org.espalier.train.tree.Boosting;
import org.espalier.train.tree.KeptMargins;

/**
 * Cache of the margins of a partition's rows, which an executor keeps from pass to pass while
 * memory allows it. The margins after a number of trees are always the same, so a replacement at
 * any time is safe.
 */
final class MarginCache implements KeptMargins {

  /** Divisor of the heap for cached margins: an eighth. */
  private static final int PART_OF_HEAP = 8;

  private static final KeptValues<Key, Margins> KEPT =
      new KeptValues<>(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);

  private record Key(String application, int rows, int partition, int at, Boosting boosting) {}

  private final String application;
  private final int rows;
  private final int partition;

  /**
   * Opens the margins of a partition.
   *
   * @param rows ID of the RDD of the rows
   */
  MarginCache(int rows, int partition) {
    this.application = SparkEnv.get().conf().getAppId();
    this.rows = rows;
    this.partition = partition;
  }

  private Key key(Boosting boosting, int at) {
    return new Key(application, rows, partition, at, boosting);
  }

  @Override
  public Margins margins(Boosting boosting, int at) {
    Margins margins = KEPT.get(key(boosting, at));
    return margins == null ? NONE : margins;
  }

  @Override
  public void keep(Boosting boosting, int at, Margins margins) {
    Key key = key(boosting, at);
    long bytes = (long) Double.BYTES * margins.byRow().length;
    if (!KEPT.replace(key, margins) && KEPT.reserve(rows, bytes)) {
      KEPT.put(key, rows, margins, bytes);
    }
  }

  /** Drops the margins of rows that are no longer read, from the cache of this JVM. */
  static void forget(int rows) {
    KEPT.forget(rows);
  }
}
