package org.espalier.spark.packed;

import java.lang.ref.SoftReference;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
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

  /** Margins by rows, the ones that were read last at the end. */
  private static final Map<Key, Kept> KEPT = new LinkedHashMap<>(16, 0.75f, true);

  private static long bytes = 0; // of all, guarded by KEPT

  private record Key(String application, int rows, int partition, int at, Boosting boosting) {}

  private record Kept(SoftReference<Margins> margins, long bytes) {}

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
  public Margins of(Boosting boosting, int at) {
    synchronized (KEPT) {
      Kept kept = KEPT.get(key(boosting, at));
      Margins margins = kept == null ? null : kept.margins.get();
      return margins == null ? NONE : margins;
    }
  }

  @Override
  public void keep(Boosting boosting, int at, Margins margins) {
    long own = (long) Double.BYTES * margins.byRow().length;
    synchronized (KEPT) {
      Kept before = KEPT.put(key(boosting, at), new Kept(new SoftReference<>(margins), own));
      bytes += own - (before == null ? 0 : before.bytes);
      Iterator<Kept> oldest = KEPT.values().iterator();
      while (bytes > Runtime.getRuntime().maxMemory() / PART_OF_HEAP) {
        bytes -= oldest.next().bytes;
        oldest.remove();
      }
    }
  }
}
