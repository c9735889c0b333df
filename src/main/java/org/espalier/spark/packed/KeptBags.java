package org.espalier.spark.packed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.espalier.train.StopRequest;
import org.espalier.train.tree.BagCounts;
import org.espalier.train.tree.BagDraw;
import org.espalier.train.tree.CodedRows;
import org.espalier.train.tree.DrawnBags;

/**
 * Bags of a partition's rows, which an executor caches from pass to pass while memory allows it.
 * Missing ones are drawn again, with the same result.
 */
final class KeptBags implements BagCounts, AutoCloseable {

  /** Divisor of the heap for cached bags: an eighth. */
  private static final int PART_OF_HEAP = 8;

  private static final KeptValues<Key, List<byte[][]>> KEPT =
      new KeptValues<>(Runtime.getRuntime().maxMemory() / PART_OF_HEAP);

  private record Key(String application, int rows, int partition, BagDraw draw) {}

  /**
   * Bags of one draw for the chunks that the pass has read; empty once the cache has no space for
   * them.
   */
  private static final class Drawn {
    private final List<byte[][]> counts = new ArrayList<>();
    private boolean hasRoom = true;
    private long bytes = 0;
  }

  private final KeptValues<Key, List<byte[][]>> values;
  private final String application;
  private final int rows;
  private final int partition;
  private final DrawnBags bags;
  private final Map<BagDraw, List<byte[][]>> found = new HashMap<>();
  private final Map<BagDraw, Drawn> drawn = new HashMap<>();

  /**
   * Opens the bags of a partition for one pass.
   *
   * @param rows ID of the RDD of the rows
   */
  KeptBags(int rows, int partition, StopRequest stop) {
    this.values = KEPT;
    this.application = SparkEnv.get().conf().getAppId();
    this.rows = rows;
    this.partition = partition;
    this.bags = new DrawnBags(partition, stop);
  }

  @Override
  public byte[][] counts(BagDraw draw, int at, CodedRows chunk) throws InterruptedException {
    List<byte[][]> kept = found.get(draw);
    if (kept == null && at == 0 && !drawn.containsKey(draw)) {
      kept = values.get(key(draw));
      if (kept != null) {
        found.put(draw, kept);
      }
    }
    if (kept != null) {
      return kept.get(at);
    }
    byte[][] counts = bags.counts(draw, at, chunk);
    Drawn own = drawn.computeIfAbsent(draw, of -> new Drawn());
    if (own.hasRoom && own.counts.size() == at) {
      long bytes = (long) counts.length * chunk.size();
      if (values.reserve(rows, bytes)) {
        own.counts.add(counts);
        own.bytes += bytes;
      } else {
        own.hasRoom = false;
        own.counts.clear();
        values.release(own.bytes);
        own.bytes = 0;
      }
    }
    return counts;
  }

  /** Caches the bags that were drawn. Call it when the pass has read all rows of the partition. */
  void keep() {
    drawn.forEach(
        (draw, own) -> {
          if (!own.counts.isEmpty()) {
            values.put(key(draw), rows, own.counts, own.bytes);
          }
        });
    drawn.clear();
  }

  private Key key(BagDraw draw) {
    return new Key(application, rows, partition, draw);
  }

  /** Releases the reserved memory of bags that were drawn and not cached. */
  @Override
  public void close() {
    drawn.values().forEach(own -> values.release(own.bytes));
    drawn.clear();
  }

  /** Drops the bags of rows that are no longer read, from the cache of this JVM. */
  static void forget(int rows) {
    KEPT.forget(rows);
  }
}
