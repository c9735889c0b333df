package org.espalier.spark.packed;

import org.apache.spark.SparkEnv;
import org.espalier.train.tree.Boosting;
import org.espalier.train.tree.KeptMargins;

/**
 * Margins of the rows of a partition, which an executor keeps from pass to pass while it has room.
 * Those of a number of trees are always the same, so that they are replaced at any time.
 */
final class MarginCache implements KeptMargins {

  /** Share of the heap that margins may take: an eighth. */
  private static final int PART_OF_HEAP = 8;

  private static final KeptValues<Key, Margins> KEPT =
      new KeptValues<>(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);

  private record Key(String application, int rows, int partition, int at, Boosting boosting) {}

  private final String application;
  private final int rows;
  private final int partition;

  /**
   * @param rows number by which Spark knows the rows
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

  /** Drops the margins of rows that nobody reads any more, as far as they are in this JVM. */
  static void forget(int rows) {
    KEPT.forget(rows);
  }
}
