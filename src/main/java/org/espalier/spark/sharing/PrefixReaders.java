package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.param.Params;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.sharing.stage.ColumnNeeds;
import org.espalier.spark.sharing.stage.PipelineSteps;
import org.espalier.spark.sharing.stage.RowKey;
import org.espalier.spark.sharing.stage.StepKey;

/**
 * Readers of rows behind shared stages: the cells that were announced for them, and what they read.
 */
final class PrefixReaders {

  /** Stages and columns that the cells of a key read next. */
  private static final class Reading {
    private final Set<StepKey> next = new LinkedHashSet<>();
    private ColumnNeeds fitting = ColumnNeeds.none();
    private ColumnNeeds scoring = ColumnNeeds.none();
  }

  private final RowStorage storage;
  private final SharedCosts<RowKey> costs;
  private final Map<RowKey, Reading> readings = new LinkedHashMap<>(); // guarded by itself
  private final Set<RowKey> idle = new LinkedHashSet<>(); // longest idle first; guarded by readings

  PrefixReaders(RowStorage storage, SharedCosts<RowKey> costs) {
    this.storage = storage;
    this.costs = costs;
  }

  /**
   * Announces a cell.
   *
   * @param keys of the rows after each of the chain's shared stages, in order
   */
  void announce(PipelineSteps chain, List<RowKey> keys) {
    synchronized (readings) {
      for (int i = 0; i < keys.size(); i++) {
        costs.announce(keys.get(i), 1);
        idle.remove(keys.get(i));
        Reading known = readings.computeIfAbsent(keys.get(i), k -> new Reading());
        known.next.add(chain.identities().get(i + 1));
        known.fitting = known.fitting.and(needs(chain, i + 1, List.of()));
        known.scoring = known.scoring.and(needs(chain, i + 1, storage.readers()));
      }
    }
  }

  /** Columns that the stages after {@code depth}, and other params, may read. */
  private ColumnNeeds needs(PipelineSteps chain, int depth, List<? extends Params> others) {
    if (storage.readers().isEmpty()) {
      return ColumnNeeds.all();
    }
    List<Params> behind = new ArrayList<>(chain.stages().subList(depth, chain.stages().size()));
    behind.addAll(others);
    return ColumnNeeds.of(behind);
  }

  /**
   * Releases a cell.
   *
   * @param pays true if it pays its share
   * @param unread collects the keys whose rows and stages are to be dropped
   * @return that share
   */
  Usage release(List<RowKey> keys, boolean pays, List<RowKey> unread) {
    Usage share = Usage.NONE;
    synchronized (readings) {
      for (RowKey key : keys) {
        share = share.plus(costs.release(key, pays));
        if (costs.cells(key) == 0 && readings.containsKey(key)) {
          idle.add(key);
        }
      }
      int kept = storage.idle() * keys.size();
      Iterator<RowKey> longest = idle.iterator();
      while (idle.size() > kept) {
        RowKey key = longest.next();
        longest.remove();
        readings.remove(key);
        unread.add(key);
      }
    }
    return share;
  }

  /** True if chains diverge after a key, or all folds begin there. */
  boolean isShared(RowKey key, boolean foldsBegin) {
    synchronized (readings) {
      Reading known = readings.get(key);
      return known != null && (known.next.size() > 1 || (foldsBegin && costs.cells(key) > 1));
    }
  }

  /** Columns that fits read of the rows of a key. */
  ColumnNeeds fitting(RowKey key) {
    return known(key).map(known -> known.fitting).orElseGet(ColumnNeeds::all);
  }

  /** Columns that fits or scores read. */
  ColumnNeeds scoring(RowKey key) {
    return known(key).map(known -> known.fitting.and(known.scoring)).orElseGet(ColumnNeeds::all);
  }

  private Optional<Reading> known(RowKey key) {
    synchronized (readings) {
      return Optional.ofNullable(readings.get(key));
    }
  }
}
