package org.espalier.spark.packed;

import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.espalier.train.Stop;
import org.espalier.train.tree.BagCounts;
import org.espalier.train.tree.BagDraw;
import org.espalier.train.tree.CodedRows;
import org.espalier.train.tree.DrawnBags;
import org.jspecify.annotations.Nullable;

/**
 * Bags of a partition, which an executor keeps from pass to pass while it has room: they are drawn
 * again where they are missing, and always the same.
 */
final class KeptBags implements BagCounts {

  /** Share of the heap that bags may take: an eighth. */
  private static final int PART_OF_HEAP = 8;

  /** Bags by draw, the one that was read last at the end. */
  private static final Map<Key, Kept> KEPT = new LinkedHashMap<>(16, 0.75f, true);

  private record Key(String application, int rows, int partition, BagDraw draw) {}

  private record Kept(SoftReference<List<byte[][]>> counts, long bytes) {}

  /** Bags of one draw, chunk by chunk, as far as the pass has come. */
  private static final class Drawn {
    private final List<byte[][]> counts = new ArrayList<>();
    private long bytes = 0;
  }

  private final int rows;
  private final int partition;
  private final DrawnBags bags;
  private final Map<BagDraw, List<byte[][]>> found = new HashMap<>();
  private final Map<BagDraw, Drawn> drawn = new HashMap<>();

  /**
   * @param rows number by which Spark knows the rows
   */
  KeptBags(int rows, int partition, Stop stop) {
    this.rows = rows;
    this.partition = partition;
    this.bags = new DrawnBags(partition, stop);
  }

  @Override
  public byte[][] of(BagDraw draw, int at, CodedRows chunk) throws InterruptedException {
    List<byte[][]> kept = found.get(draw);
    if (kept == null && at == 0 && !drawn.containsKey(draw)) {
      kept = kept(key(draw));
      if (kept != null) {
        found.put(draw, kept);
      }
    }
    if (kept != null) {
      return kept.get(at);
    }
    byte[][] counts = bags.of(draw, at, chunk);
    Drawn own = drawn.computeIfAbsent(draw, of -> new Drawn());
    if (own.counts.size() == at) {
      own.counts.add(counts);
      own.bytes += (long) counts.length * chunk.size();
      if (own.bytes > most()) {
        own.counts.clear(); // and none is added after it
      }
    }
    return counts;
  }

  /** Keeps what was drawn, when the pass has read all rows of the partition. */
  void keep() {
    synchronized (KEPT) {
      drawn.forEach(
          (draw, own) -> {
            if (!own.counts.isEmpty()) {
              KEPT.put(key(draw), new Kept(new SoftReference<>(own.counts), own.bytes));
            }
          });
      Iterator<Kept> oldest = KEPT.values().iterator();
      long bytes = KEPT.values().stream().mapToLong(Kept::bytes).sum();
      while (bytes > most()) {
        bytes -= oldest.next().bytes();
        oldest.remove();
      }
    }
  }

  private Key key(BagDraw draw) {
    return new Key(SparkEnv.get().conf().getAppId(), rows, partition, draw);
  }

  private static @Nullable List<byte[][]> kept(Key key) {
    synchronized (KEPT) {
      Kept kept = KEPT.get(key);
      return kept == null ? null : kept.counts().get();
    }
  }

  private static long most() {
    return Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
  }
}
