package org.espalier.spark.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.ml.PipelineStage;
import org.espalier.evaluate.Cell;
import org.espalier.evaluate.CellBatch;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.local.BatchFitter;
import org.espalier.spark.local.TaskOutcome;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.rows.StepKey;

/**
 * Training inside tasks: the candidates of a batch by one task, as many as {@link BatchSize} allows
 * once their rows tell how much work they are. A candidate's model does not depend on its batch.
 */
final class CandidateTraining {

  /**
   * Candidate of a cell that was trained in a task, or left to an ordinary fit.
   *
   * @param share of the planned work of its task; equal shares if that is shared, or unknown
   */
  record Trained(TaskOutcome outcome, double share) {}

  private final BatchFitter tasks;
  private final TaskScoring scoring;
  private final FitStates states = new FitStates();

  CandidateTraining(BatchFitter tasks, TaskScoring scoring) {
    this.tasks = tasks;
    this.scoring = scoring;
  }

  /**
   * Trains the candidates of a batch, and of cells that it adds to the batch once their rows are
   * collected.
   *
   * @param learner estimator of a cell
   * @return by cell, of those that are still awaited
   */
  Map<Cell, Trained> train(
      FitRows rows, CellBatch batch, Function<Cell, ? extends PipelineStage> learner) {
    Map<Cell, PipelineStage> stages = new HashMap<>();
    Map<Cell, Long> planned = join(rows, batch, cell -> stages.computeIfAbsent(cell, learner));
    Map<Cell, PipelineStage> members = new LinkedHashMap<>();
    for (Cell cell : batch.cells()) {
      if (batch.isAwaited(cell)) {
        members.put(cell, stages.computeIfAbsent(cell, learner));
      }
    }
    return members.isEmpty() ? Map.of() : trained(rows, members, planned);
  }

  /**
   * Adds waiting cells whose candidates share the task of the first, and leaves work for other
   * slots.
   *
   * @return planned nanoseconds by cell; of none if they are unknown
   */
  private Map<Cell, Long> join(
      FitRows rows, CellBatch batch, Function<Cell, PipelineStage> stages) {
    Cell cell = batch.cells().get(0);
    PipelineStage first = stages.apply(cell);
    Map<Cell, Long> planned = new LinkedHashMap<>();
    List<Cell> chosen = new ArrayList<>();
    if (planned(rows, List.of(first)).isPresent()) { // from here on the rows are ready
      List<Cell> all = new ArrayList<>(List.of(cell));
      batch.joinable().stream()
          .filter(other -> tasks.isTogether(first, stages.apply(other)))
          .limit(BatchSize.USUAL.most() - 1L)
          .forEach(all::add);
      Optional<BatchFitter.Planned> work =
          all.size() == 1 ? Optional.empty() : planned(rows, all.stream().map(stages).toList());
      int together = work.map(known -> together(known, batch.waiting() + 1)).orElse(1);
      for (int i = 0; i < together && work.isPresent(); i++) {
        planned.put(all.get(i), work.get().added().get(i));
      }
      chosen.addAll(all.subList(1, together));
    }
    batch.add(chosen);
    return planned;
  }

  /** Planned work; empty if no task can read the rows, or they cannot be made. */
  private Optional<BatchFitter.Planned> planned(FitRows rows, List<PipelineStage> stages) {
    try {
      return tasks.planned(rows.cells(), stages);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
      return Optional.empty(); // the fit gives the reason
    }
  }

  /**
   * Candidates, from the first on, that one task trains.
   *
   * @param waiting number of cells that wait, with that of the first candidate
   */
  private int together(BatchFitter.Planned work, int waiting) {
    int share = (waiting + tasks.slots() - 1) / tasks.slots();
    BatchSize size = BatchSize.USUAL.after(work.once());
    return Math.min(work.most(), size.together(work.added(), share));
  }

  private Map<Cell, Trained> trained(
      FitRows rows, Map<Cell, PipelineStage> members, Map<Cell, Long> planned) {
    Map<StepKey, PipelineStage> distinct = new LinkedHashMap<>();
    members.values().forEach(stage -> distinct.putIfAbsent(StepKey.of(stage), stage));
    List<PipelineStage> stages = List.copyOf(distinct.values());
    List<TaskOutcome> fitted =
        stages.size() == 1 ? List.of(fit(rows, stages.get(0))) : fit(rows, stages);
    Map<StepKey, TaskOutcome> outcomes = new LinkedHashMap<>();
    for (StepKey key : distinct.keySet()) {
      outcomes.put(key, fitted.get(outcomes.size()));
    }
    double sum = members.keySet().stream().mapToLong(cell -> planned.getOrDefault(cell, 0L)).sum();
    boolean known = members.keySet().stream().allMatch(cell -> planned.getOrDefault(cell, 0L) > 0);
    Map<Cell, Trained> trained = new LinkedHashMap<>();
    members.forEach(
        (cell, stage) -> {
          double share = known ? planned.getOrDefault(cell, 0L) / sum : 1.0 / members.size();
          trained.put(
              cell, new Trained(Objects.requireNonNull(outcomes.get(StepKey.of(stage))), share));
        });
    return trained;
  }

  /**
   * Outcome of a candidate by itself; none if its training fails: an ordinary fit gives the reason.
   */
  TaskOutcome fit(FitRows rows, PipelineStage stage) {
    try {
      return fit(rows, List.of(stage)).get(0);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
      return TaskOutcome.none("its training inside a task failed");
    }
  }

  private List<TaskOutcome> fit(FitRows rows, List<PipelineStage> candidates) {
    List<PipelineStage> stages =
        candidates.stream().map(stage -> states.continued(rows.key(), stage)).toList();
    boolean kept = rows.continued() && stages.stream().anyMatch(TaskTrainers::continues);
    TaskScoring wanted = scoring.wanted(rows.scored(), stages);
    List<TaskOutcome> fitted = tasks.fit(rows.cells(), stages, kept ? wanted.withModels() : wanted);
    if (kept) {
      for (int i = 0; i < stages.size(); i++) {
        PipelineStage stage = stages.get(i);
        fitted.get(i).fit().ifPresent(fit -> states.keep(rows.key(), stage, fit));
      }
    }
    return fitted;
  }
}
