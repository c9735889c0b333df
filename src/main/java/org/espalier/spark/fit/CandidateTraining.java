package org.espalier.spark.fit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.FittedCell;
import org.espalier.spark.cell.TrainedCell;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StepKey;
import org.espalier.spark.collected.CellRows;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.task.BatchFitter;
import org.espalier.spark.task.FitResult;
import org.espalier.spark.task.TaskScoring;

/**
 * Training of candidates inside tasks. One task trains the candidates of a batch, as many as {@link
 * BatchSize} allows once the rows are collected and the work is known. A candidate's model does not
 * depend on its batch.
 */
final class CandidateTraining {

  private final BatchFitter tasks;
  private final TaskScoring scoring;
  private final FitStates states = new FitStates();

  CandidateTraining(BatchFitter tasks, TaskScoring scoring) {
    this.tasks = tasks;
    this.scoring = scoring;
  }

  /**
   * Trains the candidates of a batch. It first adds cells to the batch, once the rows are
   * collected.
   *
   * @param chain chain of the first cell
   * @param learner estimator of a cell
   * @param fit completes a cell from the result of its training
   * @return the cells that are still awaited
   */
  List<TrainedCell> train(
      PipelineSteps chain,
      CellRows rows,
      CellBatch batch,
      Function<Cell, ? extends PipelineStage> learner,
      BiFunction<Cell, FitResult, FittedCell> fit) {
    Map<Cell, PipelineStage> stages = new HashMap<>();
    Map<Cell, Long> planned = join(rows, batch, cell -> stages.computeIfAbsent(cell, learner));
    Map<Cell, PipelineStage> members = new LinkedHashMap<>();
    for (Cell cell : batch.cells()) {
      if (batch.isAwaited(cell)) {
        members.put(cell, stages.computeIfAbsent(cell, learner));
      }
    }
    List<TrainedCell> cells = new ArrayList<>();
    results(chain, rows, members)
        .forEach(
            (cell, result) ->
                cells.add(
                    new TrainedCell(
                        cell,
                        share(cell, members.keySet(), planned),
                        !result.scores().isEmpty(),
                        () -> fit.apply(cell, result))));
    return cells;
  }

  /**
   * Returns the share of a cell in the planned work of all cells; equal shares if the work is
   * unknown.
   */
  private static double share(Cell cell, Set<Cell> all, Map<Cell, Long> planned) {
    boolean known = all.stream().allMatch(each -> planned.getOrDefault(each, 0L) > 0);
    double sum = all.stream().mapToLong(each -> planned.getOrDefault(each, 0L)).sum();
    return known ? planned.getOrDefault(cell, 0L) / sum : 1.0 / all.size();
  }

  /**
   * Adds waiting cells whose candidates can share the task of the first one, and leaves work for
   * other slots.
   *
   * @return planned nanoseconds by cell; empty if they are unknown
   */
  private Map<Cell, Long> join(
      CellRows rows, CellBatch batch, Function<Cell, PipelineStage> stages) {
    Cell cell = batch.cells().get(0);
    PipelineStage first = stages.apply(cell);
    Map<Cell, Long> planned = new LinkedHashMap<>();
    List<Cell> chosen = new ArrayList<>();
    if (planned(rows, List.of(first)).isPresent()) { // the rows are ready now
      List<Cell> all = new ArrayList<>(List.of(cell));
      batch.joinable().stream()
          .filter(other -> tasks.isTogether(first, stages.apply(other)))
          .limit(BatchSize.USUAL.most() - 1L)
          .forEach(all::add);
      Optional<BatchFitter.Planned> work =
          all.size() == 1 ? Optional.empty() : planned(rows, all.stream().map(stages).toList());
      int together = work.map(known -> candidatesPerTask(known, batch.waiting() + 1)).orElse(1);
      for (int i = 0; i < together && work.isPresent(); i++) {
        planned.put(all.get(i), work.get().added().get(i));
      }
      chosen.addAll(all.subList(1, together));
    }
    batch.add(chosen);
    return planned;
  }

  /** Returns the planned work; empty if no task can read the rows, or they cannot be computed. */
  private Optional<BatchFitter.Planned> planned(CellRows rows, List<PipelineStage> stages) {
    try {
      return tasks.planned(rows, stages);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
      return Optional.empty(); // the fit reports the reason
    }
  }

  /**
   * Returns the number of candidates, from the first on, that one task trains.
   *
   * @param waiting number of waiting cells, including that of the first candidate
   */
  private int candidatesPerTask(BatchFitter.Planned work, int waiting) {
    int share = (waiting + tasks.slots() - 1) / tasks.slots();
    BatchSize size = BatchSize.USUAL.withSetup(work.once());
    return Math.min(work.most(), size.candidatesPerTask(work.added(), share));
  }

  /** Returns the results by cell; equal candidates are trained once. */
  private Map<Cell, FitResult> results(
      PipelineSteps chain, CellRows rows, Map<Cell, PipelineStage> members) {
    Map<StepKey, PipelineStage> distinct = new LinkedHashMap<>();
    members.values().forEach(stage -> distinct.putIfAbsent(StepKey.of(stage), stage));
    List<PipelineStage> stages = List.copyOf(distinct.values());
    Iterator<FitResult> fitted =
        switch (stages.size()) {
          case 0 -> Collections.emptyIterator();
          case 1 -> List.of(fit(chain, rows, stages.get(0))).iterator();
          default -> fit(chain, rows, stages).iterator();
        };
    Map<StepKey, FitResult> results = new HashMap<>();
    distinct.keySet().forEach(key -> results.put(key, fitted.next()));
    Map<Cell, FitResult> all = new LinkedHashMap<>();
    members.forEach(
        (cell, stage) -> all.put(cell, Objects.requireNonNull(results.get(StepKey.of(stage)))));
    return all;
  }

  /**
   * Trains a candidate by itself. If its training fails, the fit is left to jobs, which report the
   * reason.
   */
  FitResult fit(PipelineSteps chain, CellRows rows, PipelineStage stage) {
    return orByJobs(() -> fit(chain, rows, List.of(stage)));
  }

  /** Trains a candidate on all rows, without scores. */
  FitResult fit(CellRows rows, PipelineStage stage) {
    return orByJobs(() -> tasks.fit(rows, List.of(stage), TaskScoring.NONE));
  }

  private static FitResult orByJobs(Supplier<List<FitResult>> fit) {
    try {
      return fit.get().get(0);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
      return new FitResult.ByJobs("its training inside a task failed");
    }
  }

  private List<FitResult> fit(PipelineSteps chain, CellRows rows, List<PipelineStage> candidates) {
    List<PipelineStage> stages =
        candidates.stream().map(stage -> states.continued(rows.ofFold(), stage)).toList();
    boolean kept = chain.continued() && stages.stream().anyMatch(TaskTrainers::continues);
    TaskScoring wanted = scoring.wanted(chain.endsWithEstimator(), stages);
    List<FitResult> fitted = tasks.fit(rows, stages, kept ? wanted.withModels() : wanted);
    if (kept) {
      for (int i = 0; i < stages.size(); i++) {
        if (fitted.get(i) instanceof FitResult.Trained fit) {
          states.keep(rows.ofFold(), stages.get(i), fit);
        }
      }
    }
    return fitted;
  }
}
