package org.espalier.spark.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.placement.PlacementPolicy;
import org.espalier.spark.placement.TrainingPlaces;
import org.espalier.spec.TrainingPlan;
import org.espalier.study.Placement;
import org.espalier.study.Trainer;

/**
 * Places of a study's learners in words.
 *
 * @param largest by learner, the estimator with the largest whole numbers of its space
 * @param tables size of a table by its rows, before any is collected
 * @param folds that are trained on
 */
record TrainingText(
    TrainingPlaces places,
    Map<String, PipelineStage> largest,
    LongFunction<TableSize> tables,
    int folds) {

  private static final long MEBIBYTE = 1 << 20;

  /** The places of all learners in a line. */
  String places(List<Placement> all) {
    PlacementPolicy rule = places.rule();
    if (rule.kind() == TrainingPlan.TrainingMode.JOBS) {
      return "trained by jobs of Spark, all learners";
    }
    List<String> inTasks = new ArrayList<>();
    List<String> distributed = new ArrayList<>();
    List<String> byJobs = new ArrayList<>();
    for (Map.Entry<String, PipelineStage> one : largest.entrySet()) {
      String learner = one.getKey();
      List<Placement> own = all.stream().filter(place -> place.learner().equals(learner)).toList();
      List<Placement> jobs = in(Trainer.JOBS, own);
      List<Placement> passes = in(Trainer.DISTRIBUTED, own);
      boolean areAll = jobs.size() + passes.size() == own.size();
      if (!areAll) {
        boolean isResumed = places.plan().recordedMemory().isPresent();
        inTasks.add(isResumed ? learner : withBorder(learner, one.getValue()));
      }
      outside(learner, passes, own).ifPresent(distributed::add);
      outside(learner, jobs, own).ifPresent(byJobs::add);
    }
    List<String> parts = new ArrayList<>();
    if (!inTasks.isEmpty()) {
      String of = rule.isOfHeap() ? ", by " + rule.heap().smaller().text() : "";
      parts.add("inside tasks: %s%s".formatted(String.join(", ", inTasks), of));
    }
    if (!distributed.isEmpty()) {
      parts.add("on distributed rows: " + String.join(", ", distributed));
    }
    if (!byJobs.isEmpty()) {
      parts.add("by jobs of Spark: " + String.join(", ", byJobs));
    }
    return "trained " + String.join("; ", parts);
  }

  private static List<Placement> in(Trainer trainer, List<Placement> own) {
    return own.stream().filter(place -> place.trainer() == trainer).toList();
  }

  /** A learner with some of its places, the rungs of the most rows if not all; empty for none. */
  private static Optional<String> outside(
      String learner, List<Placement> some, List<Placement> own) {
    if (some.isEmpty()) {
      return Optional.empty();
    }
    String from = some.size() == own.size() ? "" : " from rung %d on".formatted(some.get(0).rung());
    return Optional.of("%s%s (%s)".formatted(learner, from, some.get(0).reason()));
  }

  private String withBorder(String learner, PipelineStage estimator) {
    long rows = places.rule().mostRows(estimator, tables, folds);
    return "%s (dense rows of up to %,d MiB)"
        .formatted(learner, tables.apply(rows).bytes() / MEBIBYTE);
  }
}
