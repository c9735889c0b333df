package org.espalier.spark.sharing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.cell.Fault;
import org.espalier.spark.cell.SharedCosts;
import org.espalier.spark.cell.Usage;
import org.espalier.spark.rows.OnceEach;
import org.espalier.spark.task.TaskFit;
import org.espalier.spark.task.TaskFits;
import org.jspecify.annotations.Nullable;

/**
 * Fits inside tasks, a few announced candidates of the same rows a task where they can be trained
 * side by side: as many as {@link TaskSize} allows, once their rows tell how much work they are. A
 * candidate's model does not depend on its group. Only stages that {@link TaskFits#takes} come
 * here.
 */
final class TaskGroups {

  private static final class Member {
    private final PipelineStage stage;
    private int cells = 0;
    private @Nullable Group group; // once one of its cells was begun

    Member(PipelineStage stage) {
      this.stage = stage;
    }
  }

  /** Candidates of one task, by identity; compared by object. */
  private static final class Group {
    private final Map<StageIdentity, PipelineStage> members = new LinkedHashMap<>();
    private final boolean announced;
    private int left = 0; // members whose cells have not all ended

    Group(boolean announced) {
      this.announced = announced;
    }
  }

  private final TaskFits tasks;
  private final TaskScoring scoring;
  private final Map<Object, Map<StageIdentity, Member>> announced =
      new LinkedHashMap<>(); // by rows, guarded by itself
  private final OnceEach<Group, Map<StageIdentity, TaskFit>> fits;
  private final SharedCosts<Group> costs = new SharedCosts<>();

  /**
   * @param changed told whenever a group that others wait for has ended
   */
  TaskGroups(TaskFits tasks, TaskScoring scoring, Runnable changed) {
    this.tasks = tasks;
    this.scoring = scoring;
    this.fits = new OnceEach<>(changed);
  }

  void announce(FitRows rows, PipelineStage stage, StageIdentity identity) {
    tasks.announce(rows.cells());
    synchronized (announced) {
      Member member =
          announced
              .computeIfAbsent(rows.key(), r -> new LinkedHashMap<>())
              .computeIfAbsent(identity, i -> new Member(stage));
      member.cells++;
      if (member.group != null) {
        costs.announce(member.group, 1);
      }
    }
  }

  /**
   * Releases a cell.
   *
   * @param pays true if it pays its share of its group's task and of the rows that the task read
   * @return that share
   */
  Usage release(FitRows rows, StageIdentity identity, boolean pays) {
    Usage share = tasks.release(rows.cells(), pays);
    synchronized (announced) {
      Map<StageIdentity, Member> members = announced.get(rows.key());
      Member member = members == null ? null : members.get(identity);
      if (members == null || member == null) {
        return share;
      }
      Usage whole = member.group == null ? share : share.plus(costs.release(member.group, pays));
      if (--member.cells == 0) {
        forget(rows.key(), members, identity, member);
      }
      return whole;
    }
  }

  private void forget(
      Object rows, Map<StageIdentity, Member> members, StageIdentity identity, Member member) {
    members.remove(identity);
    if (members.isEmpty()) {
      announced.remove(rows);
    }
    if (member.group != null && --member.group.left == 0) {
      fits.forget(member.group);
    }
  }

  /** A stage's fit, if its rows can be trained on in a task. */
  Optional<TaskFit> fit(FitRows rows, Estimator<?> stage, StageIdentity identity) {
    while (true) {
      Group group = group(rows.key(), stage, identity);
      Map<StageIdentity, TaskFit> all =
          !group.announced
              ? train(rows, group.members) // not announced: nobody else comes for it
              : fits.get(group, () -> charged(group, () -> train(rows, cut(rows, group))));
      Optional<TaskFit> fit = Optional.ofNullable(all.get(identity));
      if (fit.isPresent() || isMember(group, identity)) {
        return fit;
      }
    }
  }

  /**
   * Work of a group. It goes on for the others if the cell is cancelled whose thread does it; a
   * candidate that has no others is cancelled with its cell.
   */
  private <T> T charged(Group group, Supplier<T> work) {
    boolean others;
    synchronized (announced) {
      others = group.left > 1;
    }
    return others ? costs.run(group, work) : costs.runWithin(group, work);
  }

  /** False if a candidate has left a group since it joined it. */
  private boolean isMember(Group group, StageIdentity identity) {
    synchronized (announced) {
      return group.members.containsKey(identity);
    }
  }

  /** The candidates of a group that share its task; the others leave it, and form new ones. */
  private Map<StageIdentity, PipelineStage> cut(FitRows rows, Group group) {
    List<PipelineStage> stages;
    synchronized (announced) {
      stages = List.copyOf(group.members.values());
    }
    int kept = TaskSize.USUAL.together(tasks.planned(rows.cells(), stages));
    synchronized (announced) {
      List<StageIdentity> identities = List.copyOf(group.members.keySet());
      identities
          .subList(Math.min(kept, identities.size()), identities.size())
          .forEach(identity -> leave(rows.key(), group, identity));
      return new LinkedHashMap<>(group.members);
    }
  }

  private void leave(Object rows, Group group, StageIdentity identity) {
    group.members.remove(identity);
    Member member = announced.getOrDefault(rows, Map.of()).get(identity);
    if (member != null && member.group == group) {
      member.group = null;
      group.left--;
      for (int cell = 0; cell < member.cells; cell++) {
        costs.release(group, false);
      }
    }
  }

  /**
   * Results by candidate; none of those that the rows do not allow or whose training fails: an
   * ordinary fit says why. What fails together is trained one by one.
   */
  private Map<StageIdentity, TaskFit> train(
      FitRows rows, Map<StageIdentity, PipelineStage> members) {
    try {
      return trained(rows, members);
    } catch (Throwable e) { // a failed job's exception is checked, and not declared
      if (Fault.of(e) != Fault.OWN) {
        throw e;
      }
    }
    Map<StageIdentity, TaskFit> results = new LinkedHashMap<>();
    if (members.size() > 1) {
      members.forEach((identity, stage) -> results.putAll(train(rows, Map.of(identity, stage))));
    }
    return results;
  }

  private Map<StageIdentity, TaskFit> trained(
      FitRows rows, Map<StageIdentity, PipelineStage> members) {
    List<PipelineStage> stages = List.copyOf(members.values());
    List<Optional<TaskFit>> fitted =
        tasks.fit(rows.cells(), stages, scoring.wanted(rows.scored(), stages));
    Map<StageIdentity, TaskFit> results = new LinkedHashMap<>();
    int next = 0;
    for (StageIdentity identity : members.keySet()) {
      fitted.get(next++).ifPresent(fit -> results.put(identity, fit));
    }
    return results;
  }

  /** The group of a candidate; formed of what is announced and not begun, if it has none. */
  private Group group(Object rows, PipelineStage stage, StageIdentity identity) {
    synchronized (announced) {
      Map<StageIdentity, Member> members = announced.getOrDefault(rows, Map.of());
      Member own = members.get(identity);
      if (own != null && own.group != null) {
        return own.group;
      }
      Group group = new Group(own != null);
      group.members.put(identity, stage);
      if (own != null) {
        members.forEach(
            (other, member) -> {
              boolean joins =
                  member == own
                      || (member.group == null
                          && group.members.size() < TaskSize.USUAL.candidates()
                          && TaskFits.isTogether(stage, member.stage));
              if (joins) {
                group.members.put(other, member.stage);
                group.left++;
                member.group = group;
                costs.announce(group, member.cells);
              }
            });
      }
      return group;
    }
  }

  /** True if another cell is at work on the group of a candidate. */
  boolean isBeingMade(Object rows, StageIdentity identity) {
    synchronized (announced) {
      Map<StageIdentity, Member> members = announced.get(rows);
      Member member = members == null ? null : members.get(identity);
      return member != null && member.group != null && fits.isBeingMade(member.group);
    }
  }

  boolean isEmpty() {
    synchronized (announced) {
      return announced.isEmpty() && fits.isEmpty();
    }
  }
}
