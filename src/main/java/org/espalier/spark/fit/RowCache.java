package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.chain.ColumnNeeds;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StepKey;
import org.espalier.spark.chain.WorkKey;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.FoldedTable.Split;
import org.espalier.spark.storage.CheckpointedRows;
import org.espalier.spark.storage.StoredTables;

/**
 * Cache of the rows after the stages of pipelines that come before their last estimators. The first
 * cell that needs a stage fits it, once for each part of the rows and for each set of values of its
 * own and all earlier params ({@link StageModels}).
 *
 * <p>Rows are stored where the chains of several cells diverge, or where later trials may read
 * them, and only with the columns that those cells read. They are freed with the last cell that was
 * announced for them, unless later trials may read them.
 */
final class RowCache implements AutoCloseable {

  /** Holder of stored rows: the cells of a chain on a part. */
  private record RowHolder(FoldPart part, List<StepKey> chain) {}

  /**
   * Needs of the announced cells that read the rows of a key.
   *
   * @param next next stages of their chains
   * @param fitting columns that fits read
   * @param scoring columns that fits or scores read
   */
  private record Reading(Set<StepKey> next, ColumnNeeds fitting, ColumnNeeds scoring) {

    private static final Reading UNKNOWN =
        new Reading(Set.of(), ColumnNeeds.all(), ColumnNeeds.all());

    private Reading and(Reading other) {
      Set<StepKey> both = new LinkedHashSet<>(next);
      both.addAll(other.next);
      return new Reading(both, fitting.and(other.fitting), scoring.and(other.scoring));
    }

    private boolean diverges() {
      return next.size() > 1;
    }
  }

  private final FoldedTable table;
  private final RowStorage storage;
  private final boolean files;
  private final WorkCache<WorkKey, StoredTables> rows;
  private final StageModels models;
  private final Map<WorkKey, Reading> readings = new ConcurrentHashMap<>();
  private final Map<WorkKey, StoredTables> like = new ConcurrentHashMap<>(); // by key of any fold

  /**
   * Creates the cache of a table.
   *
   * @param changed called when rows or a model were computed, or their computation failed
   */
  RowCache(FoldedTable table, RowStorage storage, Runnable changed) {
    this.table = table;
    this.storage = storage;
    this.files = CheckpointedRows.canBeWritten(table.context());
    this.rows =
        new WorkCache<>(
            new Room(storage.bytes(), storage.idle()),
            FailureCause::isOwn,
            System::nanoTime,
            changed,
            key -> {});
    this.models =
        new StageModels(
            new WorkCache<>(
                new Room(Long.MAX_VALUE, storage.idle()),
                FailureCause::isOwn,
                System::nanoTime,
                changed,
                readings::remove),
            (chain, depth, part) -> rows(chain, depth, part).training());
  }

  private static List<WorkKey> keys(PipelineSteps chain, FoldPart part) {
    List<WorkKey> keys = new ArrayList<>();
    for (int depth = 1; depth <= chain.shareable(); depth++) {
      keys.add(WorkKey.of(chain, depth, part));
    }
    return keys;
  }

  /** Announces a cell that will read the rows after the stages of a chain. */
  void announce(PipelineSteps chain, FoldPart part) {
    List<WorkKey> keys = keys(chain, part);
    table.parts().announce(part);
    models.cache().announce(keys);
    rows.announce(keys);
    for (int i = 0; i < keys.size(); i++) {
      readings.merge(keys.get(i), reading(chain, i + 1), Reading::and);
    }
  }

  /** Releases an announced cell. */
  void release(PipelineSteps chain, FoldPart part) {
    List<WorkKey> keys = keys(chain, part);
    rows.release(keys);
    models.cache().release(keys);
    leave(chain, part);
    table.parts().release(part);
  }

  private Reading reading(PipelineSteps chain, int depth) {
    return new Reading(
        Set.of(chain.identities().get(depth)),
        needs(chain, depth, List.of()),
        needs(chain, depth, storage.readers()));
  }

  private Reading reading(WorkKey key) {
    return readings.getOrDefault(key, Reading.UNKNOWN);
  }

  /**
   * Returns the columns that the stages after {@code depth}, and other objects with params, may
   * read.
   */
  private ColumnNeeds needs(PipelineSteps chain, int depth, List<? extends Params> others) {
    if (storage.readers().isEmpty()) {
      return ColumnNeeds.all();
    }
    List<Params> behind = new ArrayList<>(chain.stages().subList(depth, chain.stages().size()));
    behind.addAll(others);
    return ColumnNeeds.of(behind);
  }

  /** Ends the hold of a reader on its rows, which may then be freed or read again. */
  void leave(PipelineSteps chain, FoldPart part) {
    RowHolder reader = new RowHolder(part, chain.identities());
    for (WorkKey key : keys(chain, part)) {
      rows.leave(key, reader);
    }
    FoldPart whole = FoldPart.whole(part.fold()); // key of rows collected for all folds
    RowHolder collecting = new RowHolder(whole, chain.identities());
    for (int depth = 1; depth <= chain.leading(); depth++) {
      rows.leave(WorkKey.of(chain, depth, whole), collecting);
    }
  }

  /** Returns true if another cell is computing a prerequisite of a cell. */
  boolean isBeingMade(PipelineSteps chain, FoldPart part) {
    List<WorkKey> keys = keys(chain, part);
    for (int i = keys.size() - 1; i >= 0; i--) {
      WorkKey key = keys.get(i);
      if (models.cache().isBeingMade(key) || rows.isBeingMade(key)) {
        return true;
      }
      if (models.cache().made(key).isPresent()) {
        return false;
      }
    }
    return false;
  }

  /** Returns the rows that a chain's last estimator is fitted and scored on. */
  Split rows(PipelineSteps chain, FoldPart part) {
    return rows(chain, chain.shareable(), part);
  }

  /** Returns the rows for a single reader; the output of the last stage is not stored. */
  Split passing(PipelineSteps chain, FoldPart part) {
    int depth = chain.shareable();
    if (depth == 0) {
      return table.parts().passing(part);
    }
    return WorkKey.isOfAll(chain, depth, part)
        ? rows(chain, depth, part)
        : transformed(models.stage(chain, depth, part), chain, depth, part);
  }

  /**
   * Returns the validation rows of a part after the stages before a chain's last estimator, without
   * storing any.
   */
  Dataset<Row> unstored(PipelineSteps chain, FoldPart part) {
    Dataset<Row> behind = table.parts().passing(part).validation();
    for (int depth = 1; depth <= chain.shareable(); depth++) {
      behind = models.stage(chain, depth, part).transform(behind);
    }
    return behind;
  }

  /** Returns the cache of fitted stages before the last estimators. */
  StageModels models() {
    return models;
  }

  private Split rows(PipelineSteps chain, int depth, FoldPart part) {
    if (WorkKey.isOfAll(chain, depth, part)) {
      Dataset<Row> all = allRows(chain, depth, part);
      return new Split(table.training(all, part.fold()), table.validation(all, part.fold()));
    }
    if (depth == 0) {
      return new Split(table.parts().training(part), table.parts().validation(part));
    }
    WorkKey key = WorkKey.of(chain, depth, part);
    Transformer stage = models.stage(chain, depth, part);
    Supplier<List<Dataset<Row>>> tables =
        () -> {
          Split behind = transformed(stage, chain, depth, part);
          Dataset<Row> training = reading(key).fitting().select(behind.training());
          return part.validated() == 0
              ? List.of(training)
              : List.of(training, reading(key).scoring().select(behind.validation()));
        };
    boolean later = storage.idle() > 0 && depth == chain.shareable(); // read by later trials
    boolean shared = later || reading(key).diverges();
    return stored(key, new RowHolder(part, chain.identities()), shared, tables)
        .map(rows -> new Split(rows.get(0), rows.get(rows.size() - 1)))
        .orElseGet(() -> transformed(stage, chain, depth, part));
  }

  private Split transformed(Transformer stage, PipelineSteps chain, int depth, FoldPart part) {
    Split before = rows(chain, depth - 1, part);
    Split behind =
        new Split(
            stage.transform(before.training()),
            chain.scoring(stage).transform(before.validation()));
    return depth < chain.shareable()
        ? behind
        : table
            .parts()
            .narrowed(
                new Split(
                    storage.onlyReadColumns(behind.training()),
                    storage.onlyReadColumns(behind.validation())),
                part);
  }

  /**
   * Returns the rows of all folds after {@code depth} stages, which transform each row by itself.
   */
  Dataset<Row> allRows(PipelineSteps chain, int depth, FoldPart part) {
    return allRows(chain, depth, part, depth == chain.leading());
  }

  /**
   * Returns the rows of all folds after {@code depth} stages.
   *
   * @param begins true if the chains of all folds start from these rows
   */
  private Dataset<Row> allRows(PipelineSteps chain, int depth, FoldPart part, boolean begins) {
    if (depth == 0) {
      return table.all();
    }
    WorkKey key = WorkKey.of(chain, depth, part);
    Transformer stage = (Transformer) chain.stages().get(depth - 1);
    Supplier<List<Dataset<Row>>> tables =
        () -> {
          ColumnNeeds cut = new ColumnNeeds(Optional.of(table.cutColumns()));
          ColumnNeeds needs = reading(key).scoring().and(cut);
          return List.of(needs.select(stage.transform(allRows(chain, depth - 1, part, false))));
        };
    boolean shared = (reading(key).diverges() || (begins && rows.readers(key) > 1));
    return stored(key, new RowHolder(part, chain.identities()), shared, tables)
        .map(rows -> rows.get(0))
        .orElseGet(() -> stage.transform(allRows(chain, depth - 1, part, false)));
  }

  /**
   * Returns the rows of all folds after the stages of a chain, which transform each row by itself,
   * for a single reader that stores its own result.
   */
  Dataset<Row> unstored(PipelineSteps chain) {
    Dataset<Row> behind = table.forOneReader();
    for (PipelineStage stage : chain.stages().subList(0, chain.shareable())) {
      behind = ((Transformer) stage).transform(behind);
    }
    return behind;
  }

  /** Returns the rows of all folds after {@code depth} leading stages, for a single collection. */
  Dataset<Row> collected(PipelineSteps chain, int depth, FoldPart part) {
    return allRows(chain, depth, FoldPart.whole(part.fold()), false);
  }

  /**
   * Returns the tables of a key, if they are stored.
   *
   * @param shared true to store them now if that pays off
   */
  private Optional<List<Dataset<Row>>> stored(
      WorkKey key, RowHolder reader, boolean shared, Supplier<List<Dataset<Row>>> tables) {
    Optional<StoredTables> stored =
        shared
            ? Optional.of(rows.hold(key, reader, () -> store(key, tables.get())))
            : rows.holdMade(key, reader);
    return stored.filter(StoredTables::isStored).map(StoredTables::rows);
  }

  /**
   * Stores tables in the cluster's storage, or else in files, or not at all if neither pays off.
   */
  private StoredTables store(WorkKey key, List<Dataset<Row>> tables) {
    StoredTables known = like.getOrDefault(key.ofAnyFold(), StoredTables.NONE);
    boolean expected =
        known.isStored()
            ? rows.reserve(key, known.bytes(), known.seconds())
            : rows.reserve(key, table.parts().bytes(key.part()), 1);
    if (expected) {
      StoredTables cached = StoredTables.of(tables, CheckpointedRows::of);
      if (cached.bytes() > 0) {
        like.put(key.ofAnyFold(), cached);
      }
      if (rows.reserve(key, cached.bytes(), cached.seconds())) {
        return cached;
      }
      cached.free();
    }
    return files && rows.readers(key) > 0
        ? StoredTables.of(tables, CheckpointedRows::written)
        : StoredTables.NONE;
  }

  /** Runs work that reads stored rows, and repeats it once if the cluster has lost some of them. */
  <T> T read(PipelineSteps chain, FoldPart part, Supplier<T> work) {
    try {
      return work.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.INFRASTRUCTURE || !dropLost(chain, part)) {
        throw e;
      }
    }
    return work.get();
  }

  /** Drops the rows that a chain reads and the cluster has lost; returns true if there were any. */
  boolean dropLost(PipelineSteps chain, FoldPart part) {
    boolean lost = table.dropIfLost();
    lost |= table.parts().dropIfLost(part);
    for (WorkKey key : keys(chain, part)) {
      lost |= rows.dropIfLost(key);
    }
    return lost;
  }

  @Override
  public void close() {
    rows.close();
    models.cache().close();
  }
}
