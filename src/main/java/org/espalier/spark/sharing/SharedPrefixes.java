package org.espalier.spark.sharing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.rows.DetachedRows;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.FoldedTable;
import org.espalier.spark.rows.FoldedTable.Split;
import org.espalier.spark.rows.OnceEach;
import org.espalier.spark.rows.RowCache;

/**
 * Shared stages of pipelines before their last estimator: each is fitted once per part of the rows
 * and values of its own and all earlier params, by the first cell that needs it.
 *
 * <p>Where chains diverge, the rows after the common stages are stored (see {@link RowCache}); they
 * are freed with the last cell that was announced for them.
 */
final class SharedPrefixes implements AutoCloseable {

  /** A cell, as a reader of stored rows. */
  private record Reader(FoldPart part, List<StageIdentity> chain) {}

  /** What cells to come read. */
  private static final class ToCome {
    private final Set<StageIdentity> next = new LinkedHashSet<>();
    private ColumnNeeds fitting = ColumnNeeds.none();
    private ColumnNeeds scoring = ColumnNeeds.none();
  }

  private final FoldedTable table;
  private final Evaluator evaluator;
  private final boolean prune;
  private final boolean files;
  private final RowCache<RowKey, StoredTables> store;
  private final OnceEach<RowKey, Transformer> models;
  private final Map<RowKey, StoredTables> like = new ConcurrentHashMap<>(); // of any fold
  private final Map<RowKey, Transformer> ahead = new ConcurrentHashMap<>(); // fitted with others
  private final Map<RowKey, ToCome> toCome = new LinkedHashMap<>(); // guarded by itself
  private final SharedCosts<RowKey> costs = new SharedCosts<>();

  /**
   * @param budget bytes of memory and disk for rows after shared stages; others are written to the
   *     context's checkpoFoldPart parter, if it has one
   * @param prune true to leave columns that nothing reads out of stored rows; only if all cells are
   *     announced before the first one runs
   * @param changed called whenever a stage that others wait for is fitted
   */
  SharedPrefixes(
      SparkContext context,
      FoldedTable table,
      Evaluator evaluator,
      long budget,
      boolean prune,
      Runnable changed) {
    this.table = table;
    this.evaluator = evaluator;
    this.prune = prune;
    this.store = new RowCache<>(budget, StoredTables::bytes, costs::cells, changed);
    this.files = DetachedRows.canBeWritten(context);
    this.models = new OnceEach<>(changed);
  }

  private static List<RowKey> keys(StageChain chain, FoldPart part) {
    List<RowKey> keys = new ArrayList<>();
    for (int depth = 1; depth <= chain.shareable(); depth++) {
      keys.add(RowKey.of(chain, depth, part));
    }
    return keys;
  }

  /** Announces a cell that will need the prefix of a chain. */
  void announce(StageChain chain, FoldPart part) {
    List<RowKey> keys = keys(chain, part);
    table.announce(part);
    synchronized (toCome) {
      for (int i = 0; i < keys.size(); i++) {
        ToCome known = toCome.computeIfAbsent(keys.get(i), k -> new ToCome());
        costs.announce(keys.get(i), 1);
        known.next.add(chain.identities().get(i + 1));
        known.fitting = known.fitting.and(needs(chain, i + 1, List.of()));
        known.scoring = known.scoring.and(needs(chain, i + 1, List.of(evaluator)));
      }
    }
  }

  /**
   * Releases a cell that no longer needs the prefix.
   *
   * @param pays true if it pays its share of what was done for the prefix
   * @return that share
   */
  Usage release(StageChain chain, FoldPart part, boolean pays) {
    List<RowKey> unread = new ArrayList<>();
    List<RowKey> keys = keys(chain, part);
    Usage share = table.release(part, pays);
    synchronized (toCome) {
      for (RowKey key : keys) {
        share = share.plus(costs.release(key, pays));
        if (costs.cells(key) == 0 && toCome.remove(key) != null) {
          unread.add(key);
        }
      }
    }
    keys.forEach(key -> store.leave(key, new Reader(part, chain.identities())));
    for (RowKey key : unread) {
      store.forget(key);
      models.forget(key);
      ahead.remove(key);
    }
    return share;
  }

  /** True if chains diverge after it, or all folds begin there. */
  private boolean isShared(RowKey key, boolean foldsBegin) {
    synchronized (toCome) {
      ToCome known = toCome.get(key);
      return known != null && (known.next.size() > 1 || (foldsBegin && costs.cells(key) > 1));
    }
  }

  /** True if another cell is computing what a cell needs first. */
  boolean isBeingMade(StageChain chain, FoldPart part) {
    List<RowKey> keys = keys(chain, part);
    for (int i = keys.size() - 1; i >= 0; i--) {
      RowKey key = keys.get(i);
      if (models.isBeingMade(key) || store.isBeingMade(key)) {
        return true;
      }
      if (models.isMade(key)) {
        return false;
      }
    }
    return false;
  }

  /** What a chain's last estimator is fitted on and scored by. */
  Split rows(StageChain chain, FoldPart part) {
    return rows(chain, chain.shareable(), part);
  }

  /** The same rows for one reader, who keeps them: the last stage's are not stored for others. */
  Split passing(StageChain chain, FoldPart part) {
    int depth = chain.shareable();
    if (depth == 0) {
      return table.passing(part);
    }
    return RowKey.isOfAll(chain, depth, part)
        ? rows(chain, depth, part)
        : behind(stage(chain, depth, part), chain, depth, part);
  }

  /** All rows behind the stages before a chain's last estimator, which treat each by itself. */
  Dataset<Row> allRows(StageChain chain, FoldPart part) {
    return allRows(chain, chain.shareable(), part);
  }

  /**
   * A fitted stage before a chain's last estimator.
   *
   * @param depth its place, from 1
   */
  Transformer stage(StageChain chain, int depth, FoldPart part) {
    if (!(chain.stages().get(depth - 1) instanceof Estimator<?> estimator)) {
      return (Transformer) chain.stages().get(depth - 1);
    }
    RowKey key = RowKey.of(chain, depth, part);
    return models.get(
        key,
        () -> {
          Transformer fitted = ahead.remove(key);
          return fitted != null
              ? fitted
              : costs.run(key, () -> fitted(chain, depth, part, estimator));
        });
  }

  /** Fits a stage, and with it those that one pass over the rows fits as well. */
  private Transformer fitted(StageChain chain, int depth, FoldPart part, Estimator<?> estimator) {
    Dataset<Row> training = rows(chain, depth - 1, part).training();
    IndexerRun run = IndexerRun.of(chain.stages().subList(depth - 1, together(chain, depth, part)));
    if (run.size() < 2) {
      return (Transformer) estimator.fit(training);
    }
    List<Transformer> models = run.fit(training);
    for (int i = 1; i < models.size(); i++) {
      ahead.put(RowKey.of(chain, depth + i, part), models.get(i));
    }
    return models.get(0);
  }

  /** The last depth that all cells reach which reach this one. */
  private int together(StageChain chain, int depth, FoldPart part) {
    int last = depth;
    int cells = costs.cells(RowKey.of(chain, depth, part));
    while (last < chain.shareable() && costs.cells(RowKey.of(chain, last + 1, part)) == cells) {
      last++;
    }
    return last;
  }

  private Split rows(StageChain chain, int depth, FoldPart part) {
    if (RowKey.isOfAll(chain, depth, part)) {
      Dataset<Row> all = allRows(chain, depth, part);
      return new Split(table.training(all, part.fold()), table.validation(all, part.fold()));
    }
    if (depth == 0) {
      return new Split(table.training(part), table.validation(part));
    }
    RowKey key = RowKey.of(chain, depth, part);
    Transformer stage = stage(chain, depth, part);
    Supplier<List<Dataset<Row>>> tables =
        () -> {
          Split behind = behind(stage, chain, depth, part);
          return List.of(
              fitting(key).of(behind.training()),
              fitting(key).and(scoring(key)).of(behind.validation()));
        };
    return stored(key, new Reader(part, chain.identities()), isShared(key, false), tables)
        .map(rows -> new Split(rows.get(0), rows.get(1)))
        .orElseGet(() -> behind(stage, chain, depth, part));
  }

  private Split behind(Transformer stage, StageChain chain, int depth, FoldPart part) {
    Split before = rows(chain, depth - 1, part);
    return new Split(
        stage.transform(before.training()), stage.copy(chain.map()).transform(before.validation()));
  }

  /** Rows of all folds after stages that treat each row by itself. */
  private Dataset<Row> allRows(StageChain chain, int depth, FoldPart part) {
    if (depth == 0) {
      return table.all();
    }
    RowKey key = RowKey.of(chain, depth, part);
    Transformer stage = (Transformer) chain.stages().get(depth - 1);
    Supplier<List<Dataset<Row>>> tables =
        () -> {
          ColumnNeeds needs = fitting(key).and(scoring(key)).and(folds());
          return List.of(needs.of(stage.transform(allRows(chain, depth - 1, part))));
        };
    boolean shared = isShared(key, depth == chain.rowWise());
    return stored(key, new Reader(part, chain.identities()), shared, tables)
        .map(rows -> rows.get(0))
        .orElseGet(() -> stage.transform(allRows(chain, depth - 1, part)));
  }

  /**
   * Tables of a key, if they are stored.
   *
   * @param shared true to store them if they are not, and are worth it
   */
  private Optional<List<Dataset<Row>>> stored(
      RowKey key, Reader reader, boolean shared, Supplier<List<Dataset<Row>>> tables) {
    Optional<StoredTables> stored =
        shared
            ? Optional.of(
                store.hold(key, reader, () -> costs.run(key, () -> store(key, tables.get()))))
            : store.holdMade(key, reader);
    return stored.filter(StoredTables::isStored).map(StoredTables::rows);
  }

  /** Stores tables in the cluster, else in files; nowhere if neither is worth it. */
  private StoredTables store(RowKey key, List<Dataset<Row>> tables) {
    StoredTables known = like.getOrDefault(key.ofAnyFold(), StoredTables.NONE);
    boolean expected =
        known.isStored()
            ? store.reserve(key, known.bytes(), known.seconds())
            : store.reserve(key, table.bytes(key.part()), 1);
    if (expected) {
      StoredTables cached = StoredTables.of(tables, DetachedRows::of);
      if (cached.bytes() > 0) {
        like.put(key.ofAnyFold(), cached);
      }
      if (store.reserve(key, cached.bytes(), cached.seconds())) {
        return cached;
      }
      cached.free();
    }
    return files && costs.cells(key) > 0
        ? StoredTables.of(tables, DetachedRows::written)
        : StoredTables.NONE;
  }

  /** Drops the rows that a chain reads and that the cluster has lost; true if there were any. */
  boolean dropLost(StageChain chain, FoldPart part) {
    boolean lost = table.dropIfLost(part);
    for (RowKey key : keys(chain, part)) {
      lost |= store.dropIfLost(key);
    }
    return lost;
  }

  /** Columns that the stages after {@code depth}, and other params, may read. */
  private ColumnNeeds needs(StageChain chain, int depth, List<? extends Params> others) {
    List<Params> behind = new ArrayList<>(chain.stages().subList(depth, chain.stages().size()));
    behind.addAll(others);
    return prune ? ColumnNeeds.of(behind) : ColumnNeeds.all();
  }

  private ColumnNeeds folds() {
    return new ColumnNeeds(Optional.of(List.of(table.foldColumn())));
  }

  private ColumnNeeds fitting(RowKey key) {
    synchronized (toCome) {
      ToCome known = toCome.get(key);
      return known == null ? ColumnNeeds.all() : known.fitting;
    }
  }

  private ColumnNeeds scoring(RowKey key) {
    synchronized (toCome) {
      ToCome known = toCome.get(key);
      return known == null ? ColumnNeeds.all() : known.scoring;
    }
  }

  @Override
  public void close() {
    store.close();
  }
}
