package org.espalier.spark.sharing.fit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.cell.FailureCause;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.rows.OnceEach;
import org.espalier.spark.sharing.stage.StepKey;
import org.espalier.spark.task.GroupFits;
import org.espalier.spark.task.TaskFits;
import org.espalier.spark.task.TaskOutcome;
import org.espalier.spark.task.TaskScoring;
import org.espalier.spark.task.TaskTrainers;

/**
 * Fits inside tasks, a few announced candidates of the same rows a task where they can be trained
 * side by side: as many as {@link TaskSize} allows, once their rows tell how much work they are. A
 * candidate's model does not depend on its group. Only stages that {@link TaskFits#takes} come
 * here.
 *
 * <p>A task goes on until the last of its candidates is released. If one of them fails, or waits
 * for longer than its planned share of a cell's time limit, all of them are trained one by one.
 */
final class TaskGroups {

  private final GroupFits tasks;
  private final TaskScoring scoring;
  private final Runnable changed;
  private final TaskGroupLedger ledger;
  private final OnceEach<TaskGroup, TaskGroup.Run> runs;
  private final FitStates states = new FitStates();

  /**
   * @param changed called whenever a group that others wait for has ended
   */
  TaskGroups(GroupFits tasks, TaskScoring scoring, Runnable changed) {
    this.tasks = tasks;
    this.scoring = scoring;
    this.changed = changed;
    this.runs = new OnceEach<>(changed);
    this.ledger = new TaskGroupLedger(TaskSize.USUAL.most(), tasks::isTogether, runs::forget);
  }

  void announce(FitRows rows, PipelineStage stage, StepKey identity) {
    tasks.announce(rows.cells());
    ledger.announce(rows.key(), stage, identity);
  }

  /**
   * Releases a cell.
   *
   * @param pays true if it pays its share of its group's task and of the rows that the task read
   * @return that share
   */
  Usage release(FitRows rows, StepKey identity, boolean pays) {
    return tasks.release(rows.cells(), pays).plus(ledger.release(rows.key(), identity, pays));
  }

  /** A stage's fit, if its rows can be trained on in a task. */
  TaskOutcome fit(FitRows rows, Estimator<?> stage, StepKey identity) {
    while (true) {
      TaskGroup group = ledger.group(rows.key(), stage, identity);
      if (!group.announced) {
        return outcome(train(rows, group.members), identity);
      }
      TaskGroup.Run run = runs.get(group, () -> begin(rows, group));
      if (ledger.isMember(group, identity)) {
        Optional<Map<StepKey, TaskOutcome>> all = results(rows, group, run, identity);
        if (all.isPresent()) {
          return outcome(all.get(), identity);
        }
      }
    }
  }

  private static TaskOutcome outcome(Map<StepKey, TaskOutcome> outcomes, StepKey identity) {
    return outcomes.getOrDefault(identity, TaskOutcome.none("its training inside a task failed"));
  }

  /** Results of a group; empty if it was split because one of its candidates waited too long. */
  private Optional<Map<StepKey, TaskOutcome>> results(
      FitRows rows, TaskGroup group, TaskGroup.Run run, StepKey identity) {
    try {
      return Optional.of(run.await(identity));
    } catch (TimeoutException e) {
      ledger.part(rows.key(), group);
      return Optional.empty();
    } catch (CancellationException | CompletionException e) {
      if (!ledger.isMember(group, identity)) {
        return Optional.empty();
      }
      ledger.failed(group, run);
      throw e;
    }
  }

  private TaskGroup.Run begin(FitRows rows, TaskGroup group) {
    Map<StepKey, Long> planned = cut(rows, group);
    Map<StepKey, PipelineStage> members = ledger.members(group);
    planned.keySet().retainAll(members.keySet());
    Map<StepKey, Duration> limits =
        members.size() < 2
            ? Map.of()
            : tasks.limit().map(limit -> TaskSize.limits(planned, limit)).orElse(Map.of());
    TaskGroup.Run run =
        new TaskGroup.Run(ledger.begin(group, () -> train(rows, members), changed), limits);
    ledger.begun(group, run);
    return run;
  }

  /**
   * Keeps the candidates of a group that share its task; the others form new groups.
   *
   * @return planned nanoseconds of those that stay
   */
  private Map<StepKey, Long> cut(FitRows rows, TaskGroup group) {
    Map<StepKey, PipelineStage> members = ledger.members(group);
    List<StepKey> identities = List.copyOf(members.keySet());
    GroupFits.Planned work = tasks.planned(rows.cells(), List.copyOf(members.values()));
    int share = (ledger.waiting() + tasks.slots() - 1) / tasks.slots();
    int kept = TaskSize.USUAL.after(work.once()).together(work.added(), share);
    ledger.leave(rows.key(), group, identities.subList(kept, identities.size()));
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

  /** True if the task of a candidate's group is being prepared, or runs. */
  boolean isBeingMade(Object rows, StepKey identity) {
    return ledger
        .known(rows, identity)
        .filter(group -> runs.isBeingMade(group) || ledger.isRunning(group))
        .isPresent();
  }

  boolean isEmpty() {
    return ledger.isEmpty() && runs.isEmpty();
  }
}
