package org.espalier.spark.fit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.SneakyThrow;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.chain.FoldPart;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.WorkKey;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.collected.RowColumns;
import org.espalier.spark.collected.TaskScorer;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.FoldedTable.Split;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.packed.PackedForm;
import org.espalier.spark.packed.PackedTable;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskScoring;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;
import org.jspecify.annotations.Nullable;

/**
 * Training by passes over rows that stay distributed. If no stage before the learner is fitted, the
 * cells of all folds of a table are one batch. Otherwise the cells of a fold are a batch, on a copy
 * of their own.
 */
final class PassTraining implements LearnerTraining {

  private static final String FAILED = "its training by passes failed";

  private static final String REASON = "its rows stay distributed";

  /** Number of the fold that validation rows have in a copy for one fold. */
  private static final int VALIDATION = 0;

  private static final int TRAINING = 1;

  /** Divisor of the driver's heap for the models of candidates in training: an eighth. */
  private static final int PART_OF_HEAP = 8;

  /**
   * Name of the column that separates training and validation rows; it is added to those that a fit
   * reads.
   */
  private static final String PART = "espalier_part";

  /**
   * Key of the packed rows after a chain's stages, in the form that an estimator reads.
   *
   * @param rows identity of the rows of all folds or of one, by equality
   */
  private record PackedRowsKey(Object rows, RowColumns columns, PackedForm form) {

    private static PackedRowsKey of(Object rows, PipelineStage learner) {
      return new PackedRowsKey(rows, TaskTrainers.columns(learner), PackedForm.of(learner));
    }

    private PackedTable pack(Dataset<Row> table, Column fold, int folds, StorageLevel level) {
      return form.pack(table, fold, folds, columns, level);
    }
  }

  /**
   * Key of cells that are trained together.
   *
   * @param estimator class of their estimators
   * @param isLast true if no stage comes after the estimators
   */
  private record Together(PackedRowsKey rows, Class<?> estimator, boolean isLast) {}

  private final FoldedTable table;
  private final RowCache cache;
  private final TaskScoring scoring;
  private final BooleanSupplier areAlone;
  private final WorkCache<PackedRowsKey, PackedTable> packed;
  private final Set<PackedRowsKey> unpacked = ConcurrentHashMap.newKeySet(); // of announced cells

  /**
   * Creates the training of a table's cells.
   *
   * @param scoring results that the training returns
   * @param areAlone true if all cells are trained by passes
   */
  PassTraining(FoldedTable table, RowCache cache, TaskScoring scoring, BooleanSupplier areAlone) {
    this.areAlone = areAlone;
    this.table = table;
    this.cache = cache;
    this.scoring = scoring;
    this.packed =
        new WorkCache<>( // the last copy stays for the final model
            new Room(Long.MAX_VALUE, 1), FailureCause::isOwn, System::nanoTime);
  }

  /** Returns true if one copy of the rows serves all folds. */
  private boolean isOfAllFolds(PipelineSteps chain, FoldPart part) {
    return WorkKey.isOfAll(chain, chain.shareable(), part)
        && part.fold() >= 0
        && table.parts().cut(part).isPresent();
  }

  private PackedRowsKey rows(PipelineSteps chain, FoldPart part) {
    Object rows =
        isOfAllFolds(chain, part)
            ? WorkKey.ofAllRows(chain.path(chain.shareable()))
            : List.of(WorkKey.ofFit(chain, part), "with those to be scored");
    return PackedRowsKey.of(rows, chain.learner());
  }

  private PackedTable packed(PipelineSteps chain, FoldPart part, PackedRowsKey key) {
    if (isOfAllFolds(chain, part)) {
      return key.pack(cache.unstored(chain), table.fold(), table.sizes().size(), table.level());
    }
    Split split = cache.passing(chain, part);
    Dataset<Row> both =
        read(split.training(), key.columns(), TRAINING)
            .union(read(split.validation(), key.columns(), VALIDATION));
    return key.pack(both, col(PART), 1, table.level()); // rows of part 1 validate no fold
  }

  /** Selects the columns that a fit reads, and adds the number of the part. */
  private static Dataset<Row> read(Dataset<Row> rows, RowColumns columns, int part) {
    List<Column> read = new ArrayList<>();
    columns.set().stream().distinct().forEach(name -> read.add(col(name)));
    read.add(lit(part).as(PART));
    return rows.select(read.toArray(Column[]::new));
  }

  /** Returns the number of a cell's fold in its packed rows. */
  private int fold(PipelineSteps chain, FoldPart part, int fold) {
    return isOfAllFolds(chain, part) ? fold : VALIDATION;
  }

  private <T> T with(PipelineSteps chain, FoldPart part, Function<PackedTable, T> work) {
    PackedRowsKey key = rows(chain, part);
    return packed.with(
        key,
        () -> {
          PackedTable made = packed(chain, part, key);
          unpacked.remove(key);
          if (unpacked.isEmpty() && isOfAllFolds(chain, part) && areAlone.getAsBoolean()) {
            table.release();
          }
          return made;
        },
        work);
  }

  @Override
  public Object key(PipelineSteps chain, FoldPart part) {
    return new Together(rows(chain, part), chain.learner().getClass(), chain.endsWithEstimator());
  }

  @Override
  public void announce(PipelineSteps chain, FoldPart part) {
    PackedRowsKey key = rows(chain, part);
    packed.announce(List.of(key));
    if (packed.made(key).isEmpty()) {
      unpacked.add(key);
    }
  }

  @Override
  public void release(PipelineSteps chain, FoldPart part) {
    PackedRowsKey key = rows(chain, part);
    packed.release(List.of(key));
    if (packed.readers(key) == 0) {
      unpacked.remove(key);
    }
  }

  @Override
  public void dropLost(PipelineSteps chain, FoldPart part) {
    packed.dropIfLost(rows(chain, part));
  }

  @Override
  public boolean prepares(PipelineSteps chain, FoldPart part) {
    return with(chain, part, rows -> rows.takes(candidate(chain, part)));
  }

  @Override
  public List<TrainedCell> train(
      PipelineSteps chain,
      FoldPart part,
      CellBatch batch,
      Function<Cell, ? extends PipelineStage> learner,
      BiFunction<Cell, FitResult, FittedCell> fit) {
    return with(
        chain,
        part,
        rows -> {
          batch.add(batch.joinable());
          List<Cell> cells = batch.cells().stream().filter(batch::isAwaited).toList();
          List<Candidate> candidates = new ArrayList<>();
          for (Cell cell : cells) {
            candidates.add(new Candidate(learner.apply(cell), fold(chain, part, cell.fold())));
          }
          Iterator<FitResult> results =
              trained(rows, chain, candidates, i -> batch.isAwaited(cells.get(i))).iterator();
          List<TrainedCell> trained = new ArrayList<>();
          for (Cell cell : cells) {
            FitResult result = results.next();
            boolean hasScores = !result.scores().isEmpty();
            double share = 1.0 / cells.size();
            trained.add(new TrainedCell(cell, share, hasScores, () -> fit.apply(cell, result)));
          }
          return trained;
        });
  }

  private Candidate candidate(PipelineSteps chain, FoldPart part) {
    return new Candidate(chain.learner(), fold(chain, part, part.fold()));
  }

  @Override
  public FitResult train(PipelineSteps chain, FoldPart part) {
    List<Candidate> only = List.of(candidate(chain, part));
    return fitAlone(
        () -> with(chain, part, rows -> trained(rows, chain, only, any -> true).get(0)));
  }

  /** Runs a single fit; if it fails, it is left to jobs. */
  private static FitResult fitAlone(Supplier<FitResult> fit) {
    try {
      return fit.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
      return new FitResult.ByJobs(FAILED);
    }
  }

  /**
   * Trains candidates and returns their results in order. Each round trains as many as the driver
   * can hold models of.
   */
  private List<FitResult> trained(
      PackedTable rows, PipelineSteps chain, List<Candidate> candidates, IntPredicate isWanted) {
    long most = Runtime.getRuntime().maxMemory() / PART_OF_HEAP;
    List<FitResult> results = new ArrayList<>();
    while (results.size() < candidates.size()) {
      int from = results.size();
      int to = from + 1;
      long bytes = rows.bytes(candidates.get(from));
      while (to < candidates.size() && bytes + rows.bytes(candidates.get(to)) <= most) {
        bytes += rows.bytes(candidates.get(to++));
      }
      results.addAll(
          trainBySharedPasses(
              rows, chain, candidates.subList(from, to), i -> isWanted.test(from + i)));
    }
    return results;
  }

  private List<FitResult> trainBySharedPasses(
      PackedTable rows, PipelineSteps chain, List<Candidate> candidates, IntPredicate isWanted) {
    List<Integer> taken =
        IntStream.range(0, candidates.size())
            .filter(i -> rows.takes(candidates.get(i)))
            .boxed()
            .toList();
    List<Optional<Serializable>> states =
        new ArrayList<>(Collections.nCopies(candidates.size(), Optional.empty()));
    Iterator<Optional<Serializable>> own =
        states(rows, taken.stream().map(candidates::get).toList(), i -> isWanted.test(taken.get(i)))
            .iterator();
    taken.forEach(place -> states.set(place, own.next()));
    TaskScoring wanted =
        scoring.wanted(
            chain.endsWithEstimator(), candidates.stream().map(Candidate::estimator).toList());
    TaskScorer scorer = wanted.rows() ? null : wanted.scorer(); // passes return no scores by row
    Iterator<Map<String, Double>> scores =
        scorer == null
            ? Collections.emptyIterator()
            : scores(rows, candidates, states, scorer).iterator();
    List<FitResult> results = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      String obstacle =
          taken.contains(i)
              ? "MLlib must report what is wrong with its params"
              : "passes leave these rows to MLlib's own fit";
      Map<String, Double> found =
          states.get(i).isPresent() && scores.hasNext() ? scores.next() : Map.of();
      boolean isKept = wanted.models() || found.isEmpty();
      results.add(
          states
              .get(i)
              .map(state -> trained(chain, isKept ? state : null, found))
              .orElseGet(() -> new FitResult.ByJobs(obstacle)));
    }
    return results;
  }

  private static FitResult trained(
      PipelineSteps chain, @Nullable Serializable state, Map<String, Double> scores) {
    String reason = chain.place().map(Placement::reason).orElse(REASON);
    return new FitResult.Trained(
        Trainer.DISTRIBUTED, reason, state, scores, List.of(), List.of(), 0);
  }

  /** Returns the scores of the candidates that have a result, in their order. */
  private static List<Map<String, Double>> scores(
      PackedTable rows,
      List<Candidate> candidates,
      List<Optional<Serializable>> states,
      TaskScorer scorer) {
    List<PackedTable.Passed> models = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      states.get(i).ifPresent(state -> models.add(new PackedTable.Passed(candidate, state)));
    }
    try {
      return models.isEmpty()
          ? List.of()
          : rows.scores(models, scorer.metrics(), scorer.isWeighted());
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
      return List.of(); // then each model's own predictions are scored, and report the error
    }
  }

  private static List<Optional<Serializable>> states(
      PackedTable rows, List<Candidate> candidates, IntPredicate isWanted) {
    try {
      return candidates.isEmpty() ? List.of() : rows.train(candidates, isWanted);
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      throw SneakyThrow.thrown(e);
    }
  }

  /**
   * Trains by passes, unless a kept model of this learner must come from MLlib's own fit. Trains
   * once more if packed rows were lost.
   */
  @Override
  public FitResult retrain(PipelineSteps chain, CellRows rows) {
    if (!TaskTrainers.isKept(chain.learner())) {
      return new FitResult.ByJobs("a model that is kept is fitted by jobs");
    }
    PackedRowsKey key = PackedRowsKey.of(rows.key(), chain.learner());
    packed.announce(List.of(key));
    try {
      return retrained(chain, rows, key);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      return switch (FailureCause.of(e)) {
        case OWN -> new FitResult.ByJobs(FAILED);
        case INFRASTRUCTURE -> {
          packed.dropIfLost(key);
          yield fitAlone(() -> retrained(chain, rows, key));
        }
        default -> throw e;
      };
    } finally {
      packed.release(List.of(key));
    }
  }

  /**
   * Trains on the packed rows of the cells if they are still stored and the same; packs them
   * otherwise.
   */
  private FitResult retrained(PipelineSteps chain, CellRows rows, PackedRowsKey key) {
    boolean isFolded = rows.key().equals(WorkKey.ofAllRows(chain.path(chain.shareable())));
    int folds = isFolded ? table.sizes().size() : 0;
    Candidate candidate = new Candidate(chain.learner(), isFolded ? rows.fold() : CellRows.WHOLE);
    return packed.with(
        key,
        () -> {
          CellRows.PartOfRows part = rows.tables().get().get(0);
          return key.pack(part.rows().toDF(), part.part(), folds, table.level());
        },
        own ->
            states(own, own.takes(candidate) ? List.of(candidate) : List.of(), any -> true).stream()
                .flatMap(Optional::stream)
                .findFirst()
                .map(state -> trained(chain, state, Map.of()))
                .orElseGet(
                    () -> new FitResult.ByJobs("passes leave these rows to MLlib's own fit")));
  }

  @Override
  public void close() {
    packed.close();
  }
}
