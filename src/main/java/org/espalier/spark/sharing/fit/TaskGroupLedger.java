package org.espalier.spark.sharing.fit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.cell.DetachedWork;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.sharing.stage.StepKey;
import org.jspecify.annotations.Nullable;

/**
 * Ledger of the candidates that were announced for tasks, of the groups that they form, and of what
 * the tasks cost them. With the last candidate of a group its task ends.
 */
final class TaskGroupLedger {

  private static final class Member {
    private final PipelineStage stage;
    private int cells = 0;
    private @Nullable TaskGroup group; // once one of its cells was begun
    private @Nullable TaskGroup slow; // took too long, after which it is trained alone

    private Member(PipelineStage stage) {
      this.stage = stage;
    }

    /** The groups whose tasks its cells pay for. */
    private List<TaskGroup> groups() {
      return Stream.of(Optional.ofNullable(group), Optional.ofNullable(slow))
          .flatMap(Optional::stream)
          .toList();
    }
  }

  private final int most;
  private final BiPredicate<PipelineStage, PipelineStage> together;
  private final Consumer<TaskGroup> dropped;
  private final SharedCosts<TaskGroup> costs = new SharedCosts<>();
  private final Map<Object, Map<StepKey, Member>> announced =
      new LinkedHashMap<>(); // by rows, guarded by itself as all groups are

  /**
   * @param most maximum candidates of a group
   * @param together true for two candidates that one task can train
   * @param dropped receives each group that is no longer needed
   */
  TaskGroupLedger(
      int most, BiPredicate<PipelineStage, PipelineStage> together, Consumer<TaskGroup> dropped) {
    this.most = most;
    this.together = together;
    this.dropped = dropped;
  }

  void announce(Object rows, PipelineStage stage, StepKey identity) {
    synchronized (announced) {
      Member member =
          announced
              .computeIfAbsent(rows, r -> new LinkedHashMap<>())
              .computeIfAbsent(identity, i -> new Member(stage));
      member.cells++;
      member.groups().forEach(group -> costs.announce(group, 1));
    }
  }

  private @Nullable Member member(Object rows, StepKey identity) {
    return announced.getOrDefault(rows, Map.of()).get(identity);
  }

  /**
   * Releases a cell.
   *
   * @param pays true if it pays its share of its group's task
   * @return that share
   */
  Usage release(Object rows, StepKey identity, boolean pays) {
    synchronized (announced) {
      Member member = member(rows, identity);
      if (member == null) {
        return Usage.NONE;
      }
      Usage share =
          member.groups().stream()
              .map(group -> costs.release(group, pays))
              .reduce(Usage.NONE, Usage::plus);
      if (--member.cells == 0) {
        forget(rows, identity, member);
      }
      return share;
    }
  }

  private void forget(Object rows, StepKey identity, Member member) {
    Map<StepKey, Member> members = announced.getOrDefault(rows, Map.of());
    members.remove(identity);
    if (members.isEmpty()) {
      announced.remove(rows);
    }
    if (member.group != null) {
      member.group.members.remove(identity); // a task that was not begun does not train it
      left(member.group);
    }
  }

  /** Releases a member's group; the task is cancelled with the last one. */
  private void left(TaskGroup group) {
    if (--group.left == 0) {
      dropped.accept(group);
      if (group.run != null) {
        group.run.work().cancel();
      }
    }
  }

  /** The group of a candidate; if it has none, it is formed of those announced and not begun. */
  TaskGroup group(Object rows, PipelineStage stage, StepKey identity) {
    synchronized (announced) {
      Member own = member(rows, identity);
      if (own != null && own.group != null) {
        return own.group;
      }
      TaskGroup group = new TaskGroup(own != null);
      if (own == null) {
        group.members.put(identity, stage);
        return group;
      }
      join(identity, own, group);
      for (Map.Entry<StepKey, Member> other : announced.getOrDefault(rows, Map.of()).entrySet()) {
        if (joins(other.getValue(), own, group)) {
          join(other.getKey(), other.getValue(), group);
        }
      }
      return group;
    }
  }

  private boolean joins(Member other, Member own, TaskGroup group) {
    return own.slow == null
        && other.slow == null
        && other.group == null
        && group.members.size() < most
        && together.test(own.stage, other.stage);
  }

  private void join(StepKey identity, Member member, TaskGroup group) {
    group.members.put(identity, member.stage);
    group.left++;
    member.group = group;
    costs.announce(group, member.cells);
  }

  /** Number of candidates, on all rows, whose tasks were not begun. */
  int waiting() {
    synchronized (announced) {
      return (int)
          announced.values().stream()
              .flatMap(members -> members.values().stream())
              .filter(member -> member.group == null || member.group.run == null)
              .count();
    }
  }

  /** The candidates of a group as they are now. */
  Map<StepKey, PipelineStage> members(TaskGroup group) {
    synchronized (announced) {
      return new LinkedHashMap<>(group.members);
    }
  }

  /** True unless a candidate has left a group since it joined it. */
  boolean isMember(TaskGroup group, StepKey identity) {
    synchronized (announced) {
      return group.members.containsKey(identity);
    }
  }

  /** Takes candidates out of a group that was not begun; they form new ones. */
  void leave(Object rows, TaskGroup group, List<StepKey> candidates) {
    synchronized (announced) {
      for (StepKey identity : candidates) {
        Member member = takenOut(rows, group, identity);
        if (member != null) {
          for (int cell = 0; cell < member.cells; cell++) {
            costs.release(group, false);
          }
          left(group);
        }
      }
    }
  }

  /** Splits a group whose task took too long: each candidate pays for it, and is trained alone. */
  void part(Object rows, TaskGroup group) {
    synchronized (announced) {
      for (StepKey identity : List.copyOf(group.members.keySet())) {
        Member member = takenOut(rows, group, identity);
        if (member != null) {
          member.slow = group;
          left(group);
        }
      }
    }
  }

  /** Takes a candidate out of its group; null if it is not there. */
  private @Nullable Member takenOut(Object rows, TaskGroup group, StepKey identity) {
    group.members.remove(identity);
    Member member = member(rows, identity);
    if (member == null || member.group != group) {
      return null;
    }
    member.group = null;
    return member;
  }

  /**
   * Begins work that a group's candidates pay for.
   *
   * @param ended called when it has ended
   */
  <T> DetachedWork<T> begin(TaskGroup group, Supplier<T> work, Runnable ended) {
    return costs.begin(group, work, ended);
  }

  /** Records that a group's task was begun. */
  void begun(TaskGroup group, TaskGroup.Run run) {
    synchronized (announced) {
      group.run = run;
    }
  }

  /** Forgets a task that has failed, so that the next candidate begins it anew. */
  void failed(TaskGroup group, TaskGroup.Run run) {
    synchronized (announced) {
      if (run.work().isDone() && run.equals(group.run)) {
        group.run = null;
        dropped.accept(group);
      }
    }
  }

  /** The group of a candidate; empty if it has none. */
  Optional<TaskGroup> known(Object rows, StepKey identity) {
    synchronized (announced) {
      return Optional.ofNullable(member(rows, identity)).map(member -> member.group);
    }
  }

  boolean isRunning(TaskGroup group) {
    synchronized (announced) {
      return group.isRunning();
    }
  }

  boolean isEmpty() {
    synchronized (announced) {
      return announced.isEmpty();
    }
  }
}
