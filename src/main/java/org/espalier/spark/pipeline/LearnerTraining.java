package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.local.MemoryShortage;
import org.espalier.spark.local.PlacementPolicy;
import org.espalier.spark.local.TaskHeap;
import org.espalier.spark.local.TaskTrainers;
import org.espalier.spark.local.rows.TableSize;
import org.espalier.spec.Origins;
import org.espalier.spec.Problem;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;
import org.espalier.study.Trainer;

/**
 * Training of a study's learners: inside tasks or by jobs, at each rung, as the plan chooses or as
 * the study began.
 *
 * @param heap that tables are trained in
 * @param recorded choices that a resumed study began with; empty to choose
 * @param tables size of a table by its rows, which is planned before any is collected
 * @param folds that are trained on
 */
record LearnerTraining(
    TrainingPlan plan,
    TaskHeap heap,
    List<Placement> recorded,
    List<Learner> learners,
    LongFunction<TableSize> tables,
    int folds) {

  private static final long MEBIBYTE = 1 << 20;

  /**
   * A learner of the study.
   *
   * @param estimator with the params that are the same for all of its configurations
   * @param usual with default params
   * @param largest with the largest whole numbers of its space
   */
  record Learner(String name, PipelineStage estimator, PipelineStage usual, PipelineStage largest) {

    /** Reason for which it is trained by jobs only; empty if it is not. */
    private Optional<String> obstacle() {
      return TaskTrainers.isKnown(estimator)
          ? Optional.empty()
          : Optional.of(TaskTrainers.reason(estimator, usual));
    }
  }

  LearnerTraining {
    recorded = List.copyOf(recorded);
    learners = List.copyOf(learners);
  }

  /** Learners that cannot be trained inside tasks as the plan requires, in words. */
  List<String> problems() {
    String wrong = "is tasks, but %s is trained by jobs only (%s)";
    return learners.stream()
        .filter(learner -> plan.kind() == TrainingPlan.Kind.TASKS)
        .flatMap(one -> one.obstacle().map(why -> wrong.formatted(one.name(), why)).stream())
        .toList();
  }

  /**
   * Lack of memory for training inside tasks; empty if there is none.
   *
   * @param rows maximum training rows of a learner
   */
  Optional<Problem> shortage(long rows, Origins origins) {
    boolean inTasks =
        recorded.isEmpty()
            ? learners.stream().anyMatch(learner -> learner.obstacle().isEmpty())
            : Trainer.TASK.isAmong(recorded);
    MemoryShortage shortage = MemoryShortage.of(plan, heap, origins);
    return inTasks
        ? shortage
            .inTasks(rows)
            .or(
                () ->
                    learners.stream()
                        .flatMap(one -> shortage.inOnlyFit(one.estimator(), rows).stream())
                        .findFirst())
        : Optional.empty();
  }

  /** Choices for each learner at each rung, by the number of rows. */
  List<Placement> choices(RungLadder ladder) {
    if (!recorded.isEmpty()) {
      return recorded;
    }
    PlacementPolicy rule = PlacementPolicy.of(plan, heap);
    List<Placement> choices = new ArrayList<>();
    for (Learner learner : learners) {
      Optional<String> obstacle =
          plan.kind() == TrainingPlan.Kind.JOBS ? Optional.empty() : learner.obstacle();
      for (int rung = 0; rung <= ladder.top(); rung++) {
        Placement choice =
            rule.choice(learner.name(), rung, learner.estimator(), ladder.rung(rung).rows());
        choices.add(obstacle.map(choice::because).orElse(choice));
      }
    }
    return choices;
  }

  /** Choices in a line. */
  String text(List<Placement> choices) {
    if (plan.kind() == TrainingPlan.Kind.JOBS) {
      return "trained by jobs of Spark, all learners";
    }
    PlacementPolicy rule = PlacementPolicy.of(plan, heap);
    List<String> inTasks = new ArrayList<>();
    List<String> byJobs = new ArrayList<>();
    for (Learner learner : learners) {
      List<Placement> own =
          choices.stream().filter(choice -> choice.learner().equals(learner.name())).toList();
      List<Placement> jobs =
          own.stream().filter(choice -> choice.trainer() == Trainer.JOBS).toList();
      boolean all = jobs.size() == own.size();
      if (!all) {
        inTasks.add(recorded.isEmpty() ? withBorder(learner, rule) : learner.name());
      }
      if (!jobs.isEmpty()) { // the rungs of the most rows, if not all
        String from = all ? "" : " from rung %d on".formatted(jobs.get(0).rung());
        byJobs.add("%s%s (%s)".formatted(learner.name(), from, jobs.get(0).reason()));
      }
    }
    List<String> parts = new ArrayList<>();
    if (!inTasks.isEmpty()) {
      String of = rule.isOfHeap() ? ", by " + heap.smaller().text() : "";
      parts.add("inside tasks: %s%s".formatted(String.join(", ", inTasks), of));
    }
    if (!byJobs.isEmpty()) {
      parts.add("by jobs of Spark: " + String.join(", ", byJobs));
    }
    return "trained " + String.join("; ", parts);
  }

  private String withBorder(Learner learner, PlacementPolicy rule) {
    long border = tables.apply(rule.mostRows(learner.largest(), tables, folds)).bytes();
    return "%s (dense rows of up to %,d MiB)".formatted(learner.name(), border / MEBIBYTE);
  }
}
