package org.espalier.ml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.spark.ml.PipelineStage;
import org.espalier.engine.SearchTarget;
import org.espalier.ml.param.EstimatorConfigurations;
import org.espalier.space.Ascent;
import org.espalier.space.Configuration;
import org.espalier.spark.chain.PipelineSteps;
import org.espalier.spark.chain.StageChains;
import org.espalier.spark.collected.TableSize;
import org.espalier.spark.data.fold.FoldedTable;
import org.espalier.spark.data.table.FeatureColumn;
import org.espalier.spark.local.trainer.TaskTrainers;
import org.espalier.spark.placement.PlacementPolicy;
import org.espalier.spark.placement.TaskHeap;
import org.espalier.spark.placement.TrainingPlaces;
import org.espalier.spec.PlannedCost;
import org.espalier.study.Placement;
import org.espalier.study.RungLadder;

/** Estimators of a tuner under the configurations of its plan. */
record TunerLearners(TunerPlan plan, StageChains chains) {

  static TunerLearners of(TunerPlan plan) {
    return new TunerLearners(
        plan,
        new StageChains(plan.configurations().estimators().values(), plan.tuner().getEvaluator()));
  }

  /** Stages of a configuration. */
  PipelineSteps chain(Configuration configuration) {
    EstimatorConfigurations all = plan.configurations();
    return chains.chainOf(all.estimator(configuration), all.map(configuration));
  }

  /** A configuration with which an estimator can be trained inside a task, if there is one. */
  Configuration usual(String learner) {
    List<Configuration> tried =
        plan.candidates() instanceof SearchTarget.Searched searched
            ? List.of(searched.space().defaults(learner))
            : plan.maps();
    return tried.stream().filter(this::isKnown).findFirst().orElse(tried.get(0));
  }

  private boolean isKnown(Configuration configuration) {
    PipelineSteps chain = chain(configuration);
    return chain.last() >= 0 && TaskTrainers.isKnown(chain.learner());
  }

  /** Configuration of an estimator with the largest number of all that may be tried. */
  Configuration most(String learner, ToLongFunction<Configuration> number) {
    return plan.candidates() instanceof SearchTarget.Searched searched
        ? Ascent.from(searched.space().space(), usual(learner), number)
        : plan.maps().stream().max(Comparator.comparingLong(number)).orElseThrow();
  }

  /**
   * Planned cost of a fit on a table, whose columns count as features. An estimator that ends
   * without a learner counts as one that is fitted by jobs.
   */
  PlannedCost cost(FoldedTable rows) {
    List<Configuration> typical =
        plan.candidates() instanceof SearchTarget.Searched searched
            ? searched.space().typical()
            : plan.maps();
    List<PipelineStage> fits =
        typical.stream()
            .map(this::chain)
            .map(chain -> chain.last() >= 0 ? chain.learner() : chain.stages().get(0))
            .toList();
    int columns = FeatureColumn.places(rows.schema());
    long count = rows.count();
    return PlacementPolicy.cost(
        fits,
        new TableSize(count, rows.smallestTraining(), columns, count * columns, /* classes= */ 2));
  }

  /**
   * Places where the last estimators are trained, by rung; empty if there is no estimator.
   *
   * @param recorded places in a study that is resumed; empty to choose
   */
  TrainingPlaces places(TaskHeap heap, RungLadder ladder, List<Placement> recorded) {
    List<TrainingPlaces.Learner> trained = new ArrayList<>();
    for (String name : plan.configurations().estimators().keySet()) {
      PipelineSteps chain = chain(usual(name));
      if (chain.last() >= 0) {
        trained.add(new TrainingPlaces.Learner(name, chain.learner(), Optional.empty()));
      }
    }
    return new TrainingPlaces(
        plan.training(), heap, plan.asked().origins(), trained, recorded, ladder);
  }
}
