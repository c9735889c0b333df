package org.espalier.spark.cache;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.espalier.cache.Stored;
import org.espalier.cache.Usage;
import org.espalier.cache.WorkGraph;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.SharedWork;
import org.espalier.spark.local.BatchFitter;
import org.espalier.spark.local.TaskFits;
import org.espalier.spark.local.TaskOutcome;
import org.espalier.spark.local.TaskScoring;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.rows.StepKey;

/**
 * Fits inside tasks, a few announced candidates of the same rows a task where they can be trained
 * side by side: as many as {@link BatchSize} allows, once their rows tell how much work they are. A
 * candidate's model does not depend on its batch. Only stages that {@link TaskFits#takes} come
 * here.
 *
 * <p>A task goes on until the last of its candidates is released. If one of them fails, or waits
 * for longer than its planned share of a cell's time limit, all of them are trained one by one.
 */
final class CandidateBatches {

  /** Candidates of one task, by identity; compared by object. Guarded by the registry it is in. */
  static final class Batch {

    /**
     * Task of a batch, which is cancelled when nobody waits for it any more.
     *
     * @param limits of the time that each candidate waits for it; none where it is alone
     */
    record Run(DetachedWork<Map<StepKey, TaskOutcome>> work, Map<StepKey, Duration> limits)
        implements Stored {

      Run {
        limits = Collections.unmodifiableMap(new LinkedHashMap<>(limits));
      }

      /**
       * The results by candidate, for one of them.
       *
       * @throws TimeoutException if they take longer than its limit
       */
      Map<StepKey, TaskOutcome> await(StepKey candidate) throws TimeoutException {
        Duration limit = limits.get(candidate);
        return limit == null ? work.await() : work.await(limit);
      }

      @Override
      public long bytes() {
        return 0;
      }

      @Override
      public boolean isWhole() {
        return true;
      }

      @Override
      public void free() {
        work.cancel();
      }
    }

    final Map<StepKey, PipelineStage> members = new LinkedHashMap<>();

    /** False if the task serves no announced cell. */
    final boolean announced;

    Batch(boolean announced) {
      this.announced = announced;
    }
  }

  private final WorkGraph graph;
  private final BatchFitter tasks;
  private final TaskScoring scoring;
  private final BatchRegistry registry;
  private final FitStates states = new FitStates();

  CandidateBatches(WorkGraph graph, BatchFitter tasks, TaskScoring scoring) {
    this.graph = graph;
    this.tasks = tasks;
    this.scoring = scoring;
    this.registry = new BatchRegistry(graph, BatchSize.USUAL.most(), tasks::isTogether);
  }

  void announce(FitRows rows, PipelineStage stage, StepKey identity) {
    registry.announce(rows.key(), stage, identity);
  }

  /**
   * Releases a cell.
   *
   * @param pays true if it pays its share of its batch's task
   * @return that share
   */
  Usage release(FitRows rows, StepKey identity, boolean pays) {
    return registry.release(rows.key(), identity, pays);
  }

  /** A stage's fit, if its rows can be trained on in a task. */
  TaskOutcome fit(FitRows rows, Estimator<?> stage, StepKey identity) {
    while (true) {
      Batch batch = registry.batch(rows.key(), stage, identity);
      if (!batch.announced) {
        return outcome(train(rows, batch.members), identity);
      }
      Optional<Map<StepKey, TaskOutcome>> all = results(rows, batch, identity);
      if (all.isPresent()) {
        return outcome(all.get(), identity);
      }
    }
  }

  private static TaskOutcome outcome(Map<StepKey, TaskOutcome> outcomes, StepKey identity) {
    return outcomes.getOrDefault(identity, TaskOutcome.none("its training inside a task failed"));
  }

  /** Results of a batch; empty if the candidate has left it, to form another one. */
  private Optional<Map<StepKey, TaskOutcome>> results(FitRows rows, Batch batch, StepKey identity) {
    try {
      Batch.Run run = registry.runs().get(batch, () -> begin(rows, batch));
      return registry.isMember(batch, identity)
          ? Optional.of(run.await(identity))
          : Optional.empty();
    } catch (TimeoutException e) { // one of its candidates has waited too long
      registry.part(rows.key(), batch);
      return Optional.empty();
    } catch (CancellationException | CompletionException e) {
      if (!registry.isMember(batch, identity) && !Thread.currentThread().isInterrupted()) {
        return Optional.empty();
      }
      registry.failed(batch);
      throw e;
    }
  }

  private Batch.Run begin(FitRows rows, Batch batch) {
    Map<StepKey, Long> planned = cut(rows, batch);
    Map<StepKey, PipelineStage> members = registry.members(batch);
    planned.keySet().retainAll(members.keySet());
    Map<StepKey, Duration> limits =
        members.size() < 2
            ? Map.of()
            : tasks.limit().map(limit -> BatchSize.limits(planned, limit)).orElse(Map.of());
    return new Batch.Run(
        SharedWork.begin(
            () -> train(rows, members), cost -> registry.runs().book(batch, cost), graph::changed),
        limits);
  }

  /**
   * Keeps the candidates of a batch that share its task; the others form new batches.
   *
   * @return planned nanoseconds of those that stay
   */
  private Map<StepKey, Long> cut(FitRows rows, Batch batch) {
    Map<StepKey, PipelineStage> members = registry.members(batch);
    List<StepKey> identities = List.copyOf(members.keySet());
    BatchFitter.Planned work = tasks.planned(rows.cells(), List.copyOf(members.values()));
    int share = (registry.waiting() + tasks.slots() - 1) / tasks.slots();
    int kept =
        Math.min(work.most(), BatchSize.USUAL.after(work.once()).together(work.added(), share));
    registry.leave(rows.key(), batch, identities.subList(kept, identities.size()));
    Map<StepKey, Long> planned = new LinkedHashMap<>();
    for (int i = 0; i < kept; i++) {
      planned.put(identities.get(i), work.added().get(i));
    }
    return planned;
  }

  /**
   * Outcomes by candidate; none if its training fails: an ordinary fit gives the reason. Candidates
   * that fail together are trained one by one.
   */
  private Map<StepKey, TaskOutcome> train(FitRows rows, Map<StepKey, PipelineStage> members) {
    try {
      return trained(rows, members);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (FailureCause.of(e) != FailureCause.OWN) {
        throw e;
      }
    }
    Map<StepKey, TaskOutcome> results = new LinkedHashMap<>();
    if (members.size() > 1) {
      members.forEach((identity, stage) -> results.putAll(train(rows, Map.of(identity, stage))));
    }
    return results;
  }

  private Map<StepKey, TaskOutcome> trained(FitRows rows, Map<StepKey, PipelineStage> members) {
    List<PipelineStage> stages =
        members.values().stream().map(stage -> states.continued(rows.key(), stage)).toList();
    boolean kept = rows.continued() && stages.stream().anyMatch(TaskTrainers::continues);
    TaskScoring wanted = scoring.wanted(rows.scored(), stages);
    List<TaskOutcome> fitted = tasks.fit(rows.cells(), stages, kept ? wanted.withModels() : wanted);
    Map<StepKey, TaskOutcome> results = new LinkedHashMap<>();
    int next = 0;
    for (StepKey identity : members.keySet()) {
      PipelineStage stage = stages.get(next);
      TaskOutcome outcome = fitted.get(next++);
      results.put(identity, outcome);
      if (kept) {
        outcome.fit().ifPresent(fit -> states.keep(rows.key(), stage, fit));
      }
    }
    return results;
  }

  /** True if the task of a candidate's batch is being prepared, or runs. */
  boolean isBeingMade(Object rows, StepKey identity) {
    return registry.isBeingMade(rows, identity);
  }

  boolean isEmpty() {
    return registry.isEmpty();
  }
}
