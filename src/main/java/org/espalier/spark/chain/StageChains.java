package org.espalier.spark.chain;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import scala.Option;

/**
 * Factory of stage chains: splits estimators under param maps into stages, and determines which of
 * them are equal.
 */
public final class StageChains {

  private final Set<String> ignored = new LinkedHashSet<>();
  private final IdentityHashMap<Object, Integer> originals = new IdentityHashMap<>();

  /**
   * @param evaluator evaluator, whose params in a map do not affect fits
   */
  public StageChains(Collection<Estimator<?>> estimators, Evaluator evaluator) {
    estimators.forEach(estimator -> ignored.add(String.valueOf(estimator.uid())));
    ignored.addAll(StepKey.uids(evaluator));
  }

  /** A fresh chain, for one cell. */
  public PipelineSteps chainOf(Estimator<?> estimator, ParamMap map) {
    Estimator<?> whole = estimator.copy(map);
    if (estimator.getClass() != Pipeline.class) {
      return chain(estimator, map, whole, List.of(estimator), List.of(whole));
    }
    Option<PipelineStage[]> mapped = map.get(((Pipeline) estimator).stages());
    PipelineStage[] own = mapped.isDefined() ? mapped.get() : ((Pipeline) estimator).getStages();
    return chain(estimator, map, whole, List.of(own), List.of(((Pipeline) whole).getStages()));
  }

  /**
   * Chain of a pipeline that was made for one cell.
   *
   * @param originals by stage, what it is a copy of, compared by equality; an empty text if its
   *     class and its params determine its fit
   * @param known number of leading stages that are known to treat each row by itself
   */
  public static PipelineSteps chainOf(Pipeline pipeline, List<String> originals, int known) {
    List<PipelineStage> stages = List.of(pipeline.getStages());
    List<StepKey> identities = new ArrayList<>();
    for (int i = 0; i < stages.size(); i++) {
      identities.add(StepKey.of(stages.get(i), originals.get(i), ParamMap.empty(), Set.of()));
    }
    return chain(pipeline, ParamMap.empty(), pipeline, stages, identities, known);
  }

  private PipelineSteps chain(
      Estimator<?> estimator,
      ParamMap map,
      Estimator<?> whole,
      List<PipelineStage> own,
      List<PipelineStage> copies) {
    Set<String> claimed = new LinkedHashSet<>(ignored);
    copies.forEach(stage -> claimed.addAll(StepKey.uids(stage)));
    List<StepKey> identities = new ArrayList<>();
    for (int i = 0; i < copies.size(); i++) {
      identities.add(StepKey.of(copies.get(i), number(own.get(i)), map, claimed));
    }
    return chain(estimator, map, whole, copies, identities, 0);
  }

  private static PipelineSteps chain(
      Estimator<?> estimator,
      ParamMap map,
      Estimator<?> whole,
      List<PipelineStage> stages,
      List<StepKey> identities,
      int known) {
    int last = Math.max(known, PipelineSteps.last(stages));
    int leading = known + RowWise.leading(stages.subList(known, last));
    return new PipelineSteps(
        estimator, map, whole, stages, identities, leading, Optional.empty(), false);
  }

  private synchronized int number(Object original) {
    return originals.computeIfAbsent(original, o -> originals.size() + 1);
  }
}
