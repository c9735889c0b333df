package org.espalier.spark.cache;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.espalier.cache.Usage;
import org.espalier.cache.WorkGraph;
import org.espalier.cache.WorkGraph.Payer;
import org.espalier.cache.WorkGraph.Rule;
import org.espalier.cache.WorkNodes;
import org.espalier.spark.cache.CandidateBatches.Batch;
import org.espalier.spark.rows.StepKey;
import org.jspecify.annotations.Nullable;

/**
 * Registry of the candidates that were announced for tasks, of the batches that they form, and of
 * what the tasks cost them. With the last candidate of a batch its task ends.
 */
final class BatchRegistry {

  private static final class Member {
    private final PipelineStage stage;
    private int cells = 0;
    private @Nullable Batch batch; // once one of its cells was begun
    private @Nullable Batch slow; // took too long, after which it is trained alone

    private Member(PipelineStage stage) {
      this.stage = stage;
    }

    /** The batches whose tasks its cells pay for. */
    private List<Batch> batches() {
      return Stream.of(Optional.ofNullable(batch), Optional.ofNullable(slow))
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private final WorkGraph graph;
  private final WorkNodes<Batch, Batch.Run> runs;
  private final int most;
  private final BiPredicate<PipelineStage, PipelineStage> together;
  private final Map<Object, Map<StepKey, Member>> announced =
      new LinkedHashMap<>(); // by rows, guarded by the graph as all batches are

  /**
   * @param most maximum candidates of a batch
   * @param together true for two candidates that one task can train
   */
  BatchRegistry(WorkGraph graph, int most, BiPredicate<PipelineStage, PipelineStage> together) {
    this.graph = graph;
    this.runs = graph.nodes(Rule.unlimited(Payer.MAKER));
    this.most = most;
    this.together = together;
  }

  /** The tasks of batches, as nodes of the graph: each is cancelled with its last reader. */
  WorkNodes<Batch, Batch.Run> runs() {
    return runs;
  }

  void announce(Object rows, PipelineStage stage, StepKey identity) {
    graph.decide(
        () -> {
          Member member =
              announced
                  .computeIfAbsent(rows, r -> new LinkedHashMap<>())
                  .computeIfAbsent(identity, i -> new Member(stage));
          member.batches().forEach(runs::announce);
          member.cells++;
        });
  }

  private @Nullable Member member(Object rows, StepKey identity) {
    return announced.getOrDefault(rows, Map.of()).get(identity);
  }

  /**
   * Releases a cell.
   *
   * @param pays true if it pays its share of its batch's task
   * @return that share
   */
  Usage release(Object rows, StepKey identity, boolean pays) {
    return graph.decide(
        () -> {
          Member member = member(rows, identity);
          if (member == null) {
            return Usage.NONE;
          }
          if (--member.cells == 0) {
            forget(rows, identity, member);
          }
          return member.batches().stream()
              .map(batch -> runs.release(batch, pays))
              .reduce(Usage.NONE, Usage::plus);
        });
  }

  private void forget(Object rows, StepKey identity, Member member) {
    Map<StepKey, Member> members = announced.getOrDefault(rows, Map.of());
    members.remove(identity);
    if (members.isEmpty()) {
      announced.remove(rows);
    }
    if (member.batch != null) {
      member.batch.members.remove(identity); // a task that was not begun does not train it
    }
  }

  /** The batch of a candidate; if it has none, it is formed of those announced and not begun. */
  Batch batch(Object rows, PipelineStage stage, StepKey identity) {
    Map<StepKey, PipelineStage> free = graph.decide(() -> free(rows, identity));
    List<StepKey> others =
        free.entrySet().stream()
            .filter(other -> together.test(stage, other.getValue()))
            .map(Map.Entry::getKey)
            .limit(most - 1L)
            .toList();
    return graph.decide(
        () -> {
          Member own = member(rows, identity);
          if (own != null && own.batch != null) {
            return own.batch;
          }
          Batch batch = new Batch(own != null);
          if (own == null) {
            batch.members.put(identity, stage);
            return batch;
          }
          join(identity, own, batch);
          for (StepKey other : others) {
            Member member = member(rows, other);
            if (member != null && isFree(member)) {
              join(other, member, batch);
            }
          }
          return batch;
        });
  }

  /** Candidates on the same rows that may join the batch of one, in the order announced. */
  private Map<StepKey, PipelineStage> free(Object rows, StepKey identity) {
    Map<StepKey, PipelineStage> free = new LinkedHashMap<>();
    Member own = member(rows, identity);
    if (own != null && isFree(own)) {
      announced
          .getOrDefault(rows, Map.of())
          .forEach(
              (other, member) -> {
                if (member != own && isFree(member)) {
                  free.put(other, member.stage);
                }
              });
    }
    return free;
  }

  private static boolean isFree(Member member) {
    return member.batch == null && member.slow == null;
  }

  private void join(StepKey identity, Member member, Batch batch) {
    batch.members.put(identity, member.stage);
    member.batch = batch;
    for (int cell = 0; cell < member.cells; cell++) {
      runs.announce(batch);
    }
  }

  /** Number of candidates, on all rows, whose tasks were not begun. */
  int waiting() {
    return graph.decide(
        () ->
            (int)
                announced.values().stream()
                    .flatMap(members -> members.values().stream())
                    .filter(member -> member.batch == null || runs.made(member.batch).isEmpty())
                    .count());
  }

  /** The candidates of a batch as they are now. */
  Map<StepKey, PipelineStage> members(Batch batch) {
    return graph.decide(() -> new LinkedHashMap<>(batch.members));
  }

  /** True unless a candidate has left a batch since it joined it. */
  boolean isMember(Batch batch, StepKey identity) {
    return graph.decide(() -> batch.members.containsKey(identity));
  }

  /** Takes candidates out of a batch that was not begun; they form new ones. */
  void leave(Object rows, Batch batch, List<StepKey> candidates) {
    graph.decide(
        () -> {
          for (StepKey identity : candidates) {
            Member member = takenOut(rows, batch, identity);
            for (int cell = 0; member != null && cell < member.cells; cell++) {
              runs.release(batch, false);
            }
          }
        });
  }

  /** Splits a batch whose task took too long: each candidate pays for it, and is trained alone. */
  void part(Object rows, Batch batch) {
    graph.decide(
        () -> {
          for (StepKey identity : List.copyOf(batch.members.keySet())) {
            Member member = takenOut(rows, batch, identity);
            if (member != null) {
              member.slow = batch;
            }
          }
          runs.forget(batch);
        });
  }

  /** Takes a candidate out of its batch; null if it is not there. */
  private @Nullable Member takenOut(Object rows, Batch batch, StepKey identity) {
    batch.members.remove(identity);
    Member member = member(rows, identity);
    if (member == null || member.batch != batch) {
      return null;
    }
    member.batch = null;
    return member;
  }

  /** Forgets a task that has ended, so that the next candidate begins it anew. */
  void failed(Batch batch) {
    graph.decide(
        () ->
            runs.made(batch)
                .filter(run -> run.work().isDone())
                .ifPresent(run -> runs.forget(batch)));
  }

  /** True if the task of a candidate's batch is being prepared, or runs. */
  boolean isBeingMade(Object rows, StepKey identity) {
    return graph.decide(
        () -> {
          Member member = member(rows, identity);
          return member != null && member.batch != null && isUnderWay(member.batch);
        });
  }

  private boolean isUnderWay(Batch batch) {
    return runs.isBeingMade(batch)
        || runs.made(batch).filter(run -> !run.work().isDone()).isPresent();
  }

  boolean isEmpty() {
    return graph.decide(() -> announced.isEmpty() && runs.isEmpty());
  }
}
