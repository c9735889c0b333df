package org.espalier.spark.cache;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.espalier.cache.WorkCache;
import org.espalier.cache.WorkCache.Room;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.cell.Undeclared;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.fold.FoldedTable.Split;
import org.espalier.spark.local.FitResult;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.rows.CellRows;
import org.espalier.spark.local.rows.RowColumns;
import org.espalier.spark.local.rows.TaskScorer;
import org.espalier.spark.local.trainer.PassTrainer;
import org.espalier.spark.local.trainer.PassTrainer.Candidate;
import org.espalier.spark.packed.PackedRows;
import org.espalier.spark.rows.FoldPart;
import org.espalier.spark.rows.PipelineSteps;
import org.espalier.spark.rows.WorkKey;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;
import org.jspecify.annotations.Nullable;

/**
 * Training by passes over rows that stay distributed. Where no stage before the learner is fitted,
 * the cells of all folds of a table are a batch; else those of a fold, on a copy of its own.
 */
final class PassTraining implements LearnerTraining {

  private static final String REASON = "its rows stay distributed";

  /** Parts of a copy of one fold. */
  private static final int VALIDATION = 0;

  private static final int TRAINING = 1;

  /** Name of the column of parts, beside those that a fit reads. */
  private static final String PART = "espalier_part";

  /**
   * Rows behind stages, as an estimator reads them.
   *
   * @param rows identifies the rows, of all folds or of one, by equality
   */
  private record Key(Object rows, RowColumns columns) {}

  /**
   * Cells that are trained together.
   *
   * @param estimator class of their estimators
   * @param isLast true if no stage is behind them
   */
  private record Together(Key rows, Class<?> estimator, boolean isLast) {}

  private final FoldedTable table;
  private final RowCache cache;
  private final TaskScoring scoring;
  private final WorkCache<Key, PackedRows> packed;

  /**
   * @param scoring results of the training
   */
  PassTraining(FoldedTable table, RowCache cache, TaskScoring scoring) {
    this.table = table;
    this.cache = cache;
    this.scoring = scoring;
    this.packed =
        new WorkCache<>( // the last copy stays for the model that is kept
            new Room(Long.MAX_VALUE, 1), FailureCause::isOwn, System::nanoTime);
  }

  /** True if one copy of the rows serves all folds. */
  private boolean isOfAllFolds(PipelineSteps chain, FoldPart part) {
    return WorkKey.isOfAll(chain, chain.shareable(), part)
        && part.fold() >= 0
        && table.parts().cut(part).isPresent();
  }

  private Key rows(PipelineSteps chain, FoldPart part) {
    WorkKey rows =
        isOfAllFolds(chain, part)
            ? WorkKey.ofAllRows(chain.path(chain.shareable()))
            : WorkKey.ofFit(chain, part);
    return new Key(rows, TaskTrainers.columns(chain.learner()));
  }

  private PackedRows packed(PipelineSteps chain, FoldPart part, RowColumns columns) {
    if (isOfAllFolds(chain, part)) {
      return PackedRows.of(cache.unstored(chain), table.fold(), table.sizes().size(), columns);
    }
    Split split = cache.passing(chain, part);
    Dataset<Row> both =
        read(split.training(), columns, TRAINING)
            .union(read(split.validation(), columns, VALIDATION));
    return PackedRows.of(both, col(PART), 2, columns);
  }

  /** The columns that a fit reads, which both parts have, and the part. */
  private static Dataset<Row> read(Dataset<Row> rows, RowColumns columns, int part) {
    List<Column> read = new ArrayList<>();
    columns.set().stream().distinct().forEach(name -> read.add(col(name)));
    read.add(lit(part).as(PART));
    return rows.select(read.toArray(Column[]::new));
  }

  /** Number that a cell's fold has in its rows. */
  private int fold(PipelineSteps chain, FoldPart part, int fold) {
    return isOfAllFolds(chain, part) ? fold : VALIDATION;
  }

  private <T> T with(PipelineSteps chain, FoldPart part, Function<PackedRows, T> work) {
    Key key = rows(chain, part);
    return packed.with(key, () -> packed(chain, part, key.columns()), work);
  }

  @Override
  public Object key(PipelineSteps chain, FoldPart part) {
    return new Together(rows(chain, part), chain.learner().getClass(), chain.endsWithEstimator());
  }

  @Override
  public void announce(PipelineSteps chain, FoldPart part) {
    packed.announce(List.of(rows(chain, part)));
  }

  @Override
  public void release(PipelineSteps chain, FoldPart part) {
    packed.release(List.of(rows(chain, part)));
  }

  @Override
  public void dropLost(PipelineSteps chain, FoldPart part) {
    packed.dropIfLost(rows(chain, part));
  }

  @Override
  public boolean prepares(PipelineSteps chain, FoldPart part) {
    return with(
        chain,
        part,
        rows ->
            TaskTrainers.ofPasses(chain.learner())
                .filter(one -> isTaken(one, candidate(chain, part), rows))
                .isPresent());
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
    return alone(() -> with(chain, part, rows -> trained(rows, chain, only, any -> true).get(0)));
  }

  /** Result of a fit by itself, which is left to jobs if it fails. */
  private static FitResult alone(Supplier<FitResult> fit) {
    try {
      return fit.get();
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
      return new FitResult.ByJobs("its training by passes failed");
    }
  }

  private static boolean isTaken(PassTrainer<?> trainer, Candidate candidate, PackedRows rows) {
    return rows.isTaken() && trainer.takesPasses(candidate, rows);
  }

  /** Results of candidates, in their order. */
  private List<FitResult> trained(
      PackedRows rows, PipelineSteps chain, List<Candidate> candidates, IntPredicate isWanted) {
    FitResult left = new FitResult.ByJobs("passes leave these rows to MLlib's own fit");
    List<FitResult> results = new ArrayList<>(Collections.nCopies(candidates.size(), left));
    TaskTrainers.ofPasses(chain.learner())
        .ifPresent(
            trainer -> {
              for (List<Integer> places : together(trainer, rows, candidates)) {
                List<Candidate> some = places.stream().map(candidates::get).toList();
                Iterator<FitResult> own =
                    trained(trainer, rows, chain, some, i -> isWanted.test(places.get(i)))
                        .iterator();
                places.forEach(place -> results.set(place, own.next()));
              }
            });
    return results;
  }

  /** Places of the candidates that passes take, by those that are trained side by side. */
  private static List<List<Integer>> together(
      PassTrainer<?> trainer, PackedRows rows, List<Candidate> candidates) {
    List<List<Integer>> groups = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      if (isTaken(trainer, candidate, rows)) {
        groups.stream()
            .filter(
                group ->
                    trainer.isTogether(
                        candidates.get(group.get(0)).estimator(), candidate.estimator()))
            .findFirst()
            .orElseGet(
                () -> {
                  groups.add(new ArrayList<>());
                  return groups.get(groups.size() - 1);
                })
            .add(i);
      }
    }
    return groups;
  }

  private <R extends Serializable> List<FitResult> trained(
      PassTrainer<R> trainer,
      PackedRows rows,
      PipelineSteps chain,
      List<Candidate> candidates,
      IntPredicate isWanted) {
    List<Optional<R>> results = results(trainer, rows, candidates, isWanted);
    TaskScoring wanted =
        scoring.wanted(
            chain.endsWithEstimator(), candidates.stream().map(Candidate::estimator).toList());
    TaskScorer scorer = wanted.rows() ? null : wanted.scorer(); // passes return no scores of rows
    Iterator<Map<String, Double>> scores =
        scorer == null
            ? Collections.emptyIterator()
            : scores(trainer, rows, candidates, results, scorer).iterator();
    List<FitResult> all = new ArrayList<>();
    for (Optional<R> result : results) {
      all.add(
          result
              .<FitResult>map(
                  state ->
                      trained(
                          chain,
                          wanted.models() || scorer == null ? state : null,
                          scores.hasNext() ? scores.next() : Map.of()))
              .orElseGet(
                  () -> new FitResult.ByJobs("MLlib has to say what is wrong with its params")));
    }
    return all;
  }

  private static FitResult trained(
      PipelineSteps chain, @Nullable Serializable state, Map<String, Double> scores) {
    String reason = chain.place().map(Placement::reason).orElse(REASON);
    return new FitResult.Trained(
        Trainer.DISTRIBUTED, reason, state, scores, List.of(), List.of(), 0);
  }

  /** Scores of the candidates that have a result, in their order. */
  private static <R extends Serializable> List<Map<String, Double>> scores(
      PassTrainer<R> trainer,
      PackedRows rows,
      List<Candidate> candidates,
      List<Optional<R>> results,
      TaskScorer scorer) {
    List<PackedRows.Scored> models = new ArrayList<>();
    for (int i = 0; i < candidates.size(); i++) {
      Candidate candidate = candidates.get(i);
      results
          .get(i)
          .map(result -> trainer.predictions(candidate.estimator(), result))
          .ifPresent(model -> models.add(new PackedRows.Scored(candidate.fold(), model)));
    }
    return models.isEmpty()
        ? List.of()
        : rows.scores(models, scorer.metrics(), scorer.isWeighted());
  }

  private static <R extends Serializable> List<Optional<R>> results(
      PassTrainer<R> trainer, PackedRows rows, List<Candidate> candidates, IntPredicate isWanted) {
    try {
      return trainer.train(rows, candidates, isWanted);
    } catch (Exception e) { // a failed job's exception is checked, and not declared
      throw Undeclared.thrown(e);
    }
  }

  /** By passes, unless models that are kept are MLlib's own. */
  @Override
  public FitResult retrain(PipelineSteps chain, CellRows rows) {
    return TaskTrainers.isKept(chain.learner())
        ? alone(() -> retrained(chain, rows))
        : new FitResult.ByJobs("a model that is kept is fitted by jobs");
  }

  /** Training on the rows that cells were trained on, if they are still packed and the same. */
  private FitResult retrained(PipelineSteps chain, CellRows rows) {
    RowColumns columns = TaskTrainers.columns(chain.learner());
    boolean isFolded = rows.key().equals(WorkKey.ofAllRows(chain.path(chain.shareable())));
    int folds = isFolded ? table.sizes().size() : 0;
    Candidate candidate = new Candidate(chain.learner(), isFolded ? rows.fold() : CellRows.WHOLE);
    return packed.with(
        new Key(rows.key(), columns),
        () -> {
          CellRows.Part part = rows.tables().get().get(0);
          return PackedRows.of(part.rows().toDF(), part.part(), folds, columns);
        },
        own ->
            TaskTrainers.ofPasses(chain.learner())
                .filter(trainer -> isTaken(trainer, candidate, own))
                .<Serializable>flatMap(
                    trainer -> results(trainer, own, List.of(candidate), any -> true).get(0))
                .map(state -> trained(chain, state, Map.of()))
                .orElseGet(
                    () -> new FitResult.ByJobs("passes leave these rows to MLlib's own fit")));
  }

  @Override
  public void close() {
    packed.close();
  }
}
